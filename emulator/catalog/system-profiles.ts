import { readData } from "./data.ts";
import type { FoundationModel } from "./foundation-models.ts";
import type { Region } from "./regions.ts";

/** The first part of a system-defined profile's id: where its requests may be processed. */
export type Geography = "us" | "eu" | "apac" | "au" | "ca" | "in" | "jp" | "us-gov" | "global";

/** A cross-Region inference profile that AWS defines. */
export interface SystemProfile {
  readonly inferenceProfileId: string;
  readonly inferenceProfileName: string;
  /** False when the name was derived from the id and never seen in AWS's documentation or answers. */
  readonly nameVerified: boolean;
  readonly geography: Geography;
  readonly modelId: string;
  /** AWS has withdrawn it: neither listed nor invocable, but known, so that an error can be exact. */
  readonly retired: boolean;
  /**
   * The Regions a request may be routed to, by the Region it is made in. A source Region need not be among its own
   * destinations. For a global profile these are all commercial Regions: AWS documents it so and the API does not
   * list them.
   * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
   */
  readonly destinations: ReadonlyMap<string, readonly string[]>;
  /** ISO 8601 in UTC; assumed to be the launch of the model where no capture tells it. */
  readonly createdAt: string;
  /** ISO 8601 in UTC; assumed like `createdAt`. */
  readonly updatedAt: string;
}

interface Route {
  readonly from: readonly string[];
  /** Absent in global profiles. */
  readonly to?: readonly string[];
}

interface ProfileRow extends Omit<SystemProfile, "destinations" | "retired" | "createdAt" | "updatedAt"> {
  readonly retired?: boolean;
  readonly createdAt?: string;
  readonly updatedAt?: string;
  readonly routes: readonly Route[];
}

/** Reads every system-defined profile, retired ones too, sorted by id. */
export function readSystemProfiles(
  regions: readonly Region[],
  models: ReadonlyMap<string, FoundationModel>,
): readonly SystemProfile[] {
  const { profiles, snapshot } = readData<{ profiles: readonly ProfileRow[]; snapshot: string }>("system-profiles");
  const everywhere = Object.freeze(regions.filter(({ partition }) => partition === "aws").map(({ name }) => name));
  return Object.freeze(
    profiles.map(({ routes, ...row }) => {
      const launch = models.get(row.modelId)?.lifecycle.startOfLifeTime ?? `${snapshot}T00:00:00Z`;
      const createdAt = row.createdAt ?? launch;
      return Object.freeze({
        ...row,
        retired: row.retired ?? false,
        destinations: destinationsOf(routes, everywhere),
        createdAt,
        updatedAt: row.updatedAt ?? createdAt,
      });
    }),
  );
}

function destinationsOf(
  routes: readonly Route[],
  everywhere: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const destinations = new Map<string, readonly string[]>();
  for (const { from, to } of routes) {
    const list = to === undefined ? everywhere : Object.freeze([...to]);
    for (const source of from) destinations.set(source, list);
  }
  return destinations;
}
