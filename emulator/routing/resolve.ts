import { type Arn, parseArn } from "../arn.ts";
import type { Catalog, FoundationModel, SystemProfile } from "../catalog/index.ts";
import { awsError, NotEmulatedError } from "../errors.ts";
import type { ApplicationProfiles } from "../state/application-profiles.ts";
import type { Scope } from "../state/store.ts";
import { findSystemProfile, systemProfileArn } from "./system-profile.ts";
import type { Target } from "./target.ts";

/** Where the things are that a `modelId` may name. */
export interface ModelSources {
  readonly catalog: Catalog;
  readonly profiles: Pick<ApplicationProfiles, "get">;
}

/**
 * Finds what a `modelId` stands for in an account and source Region: an application profile, a system-defined profile or a
 * foundation model. A bare application-profile id is refused, as AWS refuses it
 * (https://github.com/tinovyatkin/amazon-bedrock-copilot-chat/pull/28).
 * Errors: ValidationException "The provided model identifier is invalid." for what is not there, also for ARNs of another
 * account or Region; ValidationException "Invocation of model ID … with on-demand throughput isn’t supported. …".
 */
export async function resolveModelId(modelId: string, scope: Scope, sources: ModelSources): Promise<Target> {
  if (!modelId.startsWith("arn:")) return resolveBareId(modelId, scope, sources.catalog);
  const arn = parseArn(modelId);
  const partition = sources.catalog.regions.get(scope.region)?.partition;
  if (!arn || arn.region !== scope.region || arn.partition !== partition) throw awsError("modelIdentifierInvalid");
  switch (arn.resourceType) {
    case "foundation-model":
      if (arn.account !== "") throw awsError("modelIdentifierInvalid");
      return foundationModel(modelId, arn.resourceId, scope, sources.catalog);
    case "inference-profile":
      if (arn.account !== scope.account) throw awsError("modelIdentifierInvalid");
      return systemProfile(arn.resourceId, scope, sources.catalog);
    case "application-inference-profile":
      if (arn.account !== scope.account) throw awsError("modelIdentifierInvalid");
      return applicationProfile(arn, scope, sources);
    default:
      return refuseKind(arn.resourceType);
  }
}

/** Kinds of resource that AWS takes for a `modelId` and Outcrop does not emulate. */
const NOT_EMULATED = new Set([
  "provisioned-model",
  "custom-model",
  "custom-model-deployment",
  "imported-model",
  "prompt",
  "prompt-router",
  "default-prompt-router",
  "endpoint",
]);

/** Throws the error of an ARN that names a resource of a kind that no `modelId` may be here. */
export function refuseKind(resourceType: string): never {
  if (!NOT_EMULATED.has(resourceType)) throw awsError("modelIdentifierInvalid");
  throw new NotEmulatedError(`Outcrop does not emulate model identifiers of the kind "${resourceType}" yet.`);
}

function resolveBareId(modelId: string, scope: Scope, catalog: Catalog): Target {
  if (catalog.systemProfiles.get(modelId)) return systemProfile(modelId, scope, catalog);
  return foundationModel(modelId, modelId, scope, catalog);
}

function foundationModel(asked: string, modelId: string, { region }: Scope, catalog: Catalog): Target {
  const model = catalog.models.get(modelId);
  const offered = model?.mantleOnly ? undefined : model?.regions.get(region);
  if (!model || !offered) throw awsError("modelIdentifierInvalid");
  if (!offered.includes("ON_DEMAND")) throw awsError("onDemandNotSupported", { modelId: asked });
  return { kind: "foundation-model", model, source: region, destinations: [region] };
}

function systemProfile(id: string, scope: Scope, catalog: Catalog): Target {
  const offered = findSystemProfile(id, scope.region, catalog);
  if (!offered) throw awsError("modelIdentifierInvalid");
  const { profile, destinations } = offered;
  return {
    kind: "system-profile",
    model: modelOf(profile, catalog),
    profile: {
      id,
      name: profile.inferenceProfileName,
      arn: systemProfileArn(profile, scope, catalog),
      geography: profile.geography,
    },
    source: scope.region,
    destinations,
  };
}

async function applicationProfile(arn: Arn, scope: Scope, { catalog, profiles }: ModelSources): Promise<Target> {
  const profile = await profiles.get(scope, arn.resourceId);
  if (!profile) throw awsError("modelIdentifierInvalid");
  const named = { id: profile.id, name: profile.name, arn: profile.arn, tags: profile.tags };
  if (profile.systemProfileId !== undefined) {
    const copied = systemProfile(profile.systemProfileId, scope, catalog);
    const geography = copied.profile?.geography;
    return { ...copied, kind: "application-profile", profile: geography ? { ...named, geography } : named };
  }
  return {
    ...foundationModel(profile.modelId, profile.modelId, scope, catalog),
    kind: "application-profile",
    profile: named,
  };
}

function modelOf(profile: SystemProfile, catalog: Catalog): FoundationModel {
  const model = catalog.models.get(profile.modelId);
  if (!model) throw new Error(`the catalogue has no model ${profile.modelId} for ${profile.inferenceProfileId}`);
  return model;
}
