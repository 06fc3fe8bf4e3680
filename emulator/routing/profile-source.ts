import { formatArn, parseArn } from "../arn.ts";
import {
  type Catalog,
  type FoundationModel,
  foundationModelArn,
  profileModelArns,
  type Region,
} from "../catalog/index.ts";
import { awsError } from "../errors.ts";
import type { Scope } from "../state/store.ts";
import { findSystemProfile } from "./system-profile.ts";

/** What an application profile is made from. */
export interface ProfileSource {
  readonly region: Region;
  readonly model: FoundationModel;
  readonly systemProfileId: string | undefined;
  readonly modelArns: readonly string[];
}

/**
 * Finds what `copyFrom` names: a foundation model that can be called on demand in the source Region, or a system-defined
 * profile that can be called from there. AWS's page says that "some models, such as embedding models, do not support inference
 * profiles" (https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html), which goes for the system-defined
 * ones: people embed through application profiles of their own, of Titan and of Cohere.
 * Sources: https://github.com/vectorize-io/hindsight/issues/4034, https://github.com/vercel/ai/issues/19829,
 * https://github.com/mongodb-industry-solutions/fsi-aml-fraud-detection/pull/19
 */
export function findProfileSource(copyFrom: string, scope: Scope, catalog: Catalog): ProfileSource {
  const arn = parseArn(copyFrom);
  const region = catalog.regions.get(scope.region);
  if (!arn || !region || arn.service !== "bedrock" || arn.partition !== region.partition)
    throw awsError("copyFromInvalid");
  if (arn.resourceType === "foundation-model") {
    if (arn.account !== "") throw awsError("copyFromInvalid");
    const model = catalog.models.get(arn.resourceId);
    const offered = arn.region === region.name && !model?.mantleOnly ? model?.regions.get(region.name) : undefined;
    if (!model || !offered) throw awsError("sourceModelNotFound");
    if (!offered.includes("ON_DEMAND")) throw awsError("copyFromInvalid");
    const modelArns = [foundationModelArn(region, model.modelId)];
    return { region, model, systemProfileId: undefined, modelArns };
  }
  if (arn.resourceType !== "inference-profile") throw awsError("copyFromInvalid");
  const profile = findSystemProfile(arn.resourceId, region.name, catalog)?.profile;
  const model = profile && catalog.models.get(profile.modelId);
  const isOurs = arn.region === region.name && arn.account === scope.account;
  if (!profile || !model || !isOurs) throw awsError("inferenceProfileNotFound");
  return { region, model, systemProfileId: profile.inferenceProfileId, modelArns: profileModelArns(profile, region) };
}

/** The ARN of an application profile in the partition of its Region. */
export function applicationProfileArn(id: string, scope: Scope, region: Region): string {
  return formatArn({
    partition: region.partition,
    service: "bedrock",
    region: region.name,
    account: scope.account,
    resourceType: "application-inference-profile",
    resourceId: id,
  });
}
