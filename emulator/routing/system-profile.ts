import { formatArn } from "../arn.ts";
import type { Catalog, SystemProfile } from "../catalog/index.ts";
import type { Scope } from "../state/store.ts";

/** A system-defined profile as one source Region has it. */
export interface OfferedSystemProfile {
  readonly profile: SystemProfile;
  /** The Regions that may process a request from that source Region, in AWS's order. */
  readonly destinations: readonly string[];
}

/** The system-defined profile `id`, unless AWS has retired it or it cannot be called from `region`. */
export function findSystemProfile(
  id: string,
  region: string,
  catalog: Pick<Catalog, "systemProfiles">,
): OfferedSystemProfile | undefined {
  const profile = catalog.systemProfiles.get(id);
  const destinations = profile?.retired ? undefined : profile?.destinations.get(region);
  return profile && destinations && { profile, destinations };
}

/** The ARN of a system-defined profile: it carries the source Region and the caller's own account. */
export function systemProfileArn(profile: SystemProfile, scope: Scope, catalog: Pick<Catalog, "regions">): string {
  return formatArn({
    partition: catalog.regions.get(scope.region)?.partition ?? "aws",
    service: "bedrock",
    region: scope.region,
    account: scope.account,
    resourceType: "inference-profile",
    resourceId: profile.inferenceProfileId,
  });
}
