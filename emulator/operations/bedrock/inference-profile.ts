import type { InferenceProfileSummary } from "@aws-sdk/client-bedrock";
import {
  type Catalog,
  profileDescription,
  profileModelArns,
  type Region,
  type SystemProfile,
} from "../../catalog/index.ts";
import { systemProfileArn } from "../../routing/system-profile.ts";
import type { ApplicationProfile } from "../../state/application-profiles.ts";
import type { Scope } from "../../state/store.ts";

/** A system-defined profile as GetInferenceProfile and ListInferenceProfiles answer it in a source Region. */
export function describeSystemProfile(profile: SystemProfile, scope: Scope, catalog: Catalog): InferenceProfileSummary {
  const region = catalog.regions.get(scope.region) as Region;
  return {
    inferenceProfileName: profile.inferenceProfileName,
    description: profileDescription(profile, region),
    createdAt: new Date(profile.createdAt),
    updatedAt: new Date(profile.updatedAt),
    inferenceProfileArn: systemProfileArn(profile, scope, catalog),
    models: profileModelArns(profile, region).map((modelArn) => ({ modelArn })),
    inferenceProfileId: profile.inferenceProfileId,
    status: "ACTIVE",
    type: "SYSTEM_DEFINED",
  };
}

/** An application profile as GetInferenceProfile and ListInferenceProfiles answer it; neither tells what it was copied from. */
export function describeApplicationProfile(profile: ApplicationProfile): InferenceProfileSummary {
  return {
    inferenceProfileName: profile.name,
    description: profile.description,
    createdAt: profile.createdAt,
    updatedAt: profile.updatedAt,
    inferenceProfileArn: profile.arn,
    models: profile.modelArns.map((modelArn) => ({ modelArn })),
    inferenceProfileId: profile.id,
    status: "ACTIVE",
    type: "APPLICATION",
  };
}
