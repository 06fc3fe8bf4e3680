import { parseArn } from "../../arn.ts";
import { foundationModelArn, type Region, supportsBatch } from "../../catalog/index.ts";
import { awsError } from "../../errors.ts";
import { resolveBaseModel } from "../../routing/base-model.ts";
import type { Target } from "../../routing/target.ts";
import type { Scope } from "../../state/store.ts";
import type { Parts } from "../parts.ts";

type Needs = Pick<Parts, "catalog" | "routing">;

/**
 * What the `modelId` of a job stands for. A model need not be callable on demand, which says nothing about batches. Throws
 * ValidationException for what is not there and for what batch inference does not take: "base model", "inference profile" and both for
 * each model (https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-supported.html).
 */
export async function resolveForBatch(modelId: string, scope: Scope, { catalog, routing }: Needs): Promise<Target> {
  const kind = parseArn(modelId)?.resourceType;
  const namesProfile = catalog.systemProfiles.get(modelId) !== undefined || kind?.endsWith("inference-profile");
  const target = namesProfile ? await routing.resolve(modelId, scope) : resolveBaseModel(modelId, scope, catalog);
  const by = isOverProfile(target) ? "profile" : "model";
  if (!supportsBatch(target.model.modelId, by)) throw awsError("batchNotSupported");
  return target;
}

/** An application profile is over a system-defined one or over a model, and works wherever that does. */
const isOverProfile = ({ kind, profile }: Target) => kind === "system-profile" || profile?.geography !== undefined;

/** A target's ARN: GetModelInvocationJob answers it whatever the request named (https://github.com/BerriAI/litellm/issues/21596). */
export function targetArn({ profile, model }: Target, { region }: Scope, { catalog }: Needs): string {
  const { partition } = catalog.regions.get(region) as Region;
  return profile?.arn ?? foundationModelArn({ name: region, partition }, model.modelId);
}
