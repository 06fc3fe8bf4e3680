import { type Catalog, foundationModelArn } from "../catalog/index.ts";
import { addTags } from "../operations/bedrock/profile-tags.ts";
import { findProfileSource, type ProfileSource } from "../routing/profile-source.ts";
import { systemProfileArn } from "../routing/system-profile.ts";
import { problemAt } from "../scenario/scenario-error.ts";
import type { Scenario } from "../scenario/schema.ts";
import type { Scope } from "../state/store.ts";
import { type Compilation, checkRegion, orProblem } from "./compilation.ts";

/** An application profile that exists from the start. */
export interface StartingProfile extends Scope {
  /** 12 characters of `[a-z0-9]`. */
  readonly id: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly source: ProfileSource;
  readonly tags: ReadonlyMap<string, string>;
}

/** Compiles the section `profiles`. */
export function compileProfiles({ profiles = [] }: Scenario, compilation: Compilation): StartingProfile[] {
  const { problems, region, account } = compilation;
  const taken = new Set<string>();
  return profiles.flatMap((profile, index) => {
    const scope = { account: profile.account ?? account, region: profile.region ?? region };
    // An unknown default Region is a problem of its own place, and only once.
    const isNamed = profile.region !== undefined;
    if (isNamed && !checkRegion(["profiles", index, "region"], scope.region, compilation)) return [];
    if (!compilation.catalog.regions.get(scope.region)) return [];
    const key = `${scope.account} ${scope.region} ${profile.id}`;
    if (taken.has(key)) {
      const message = `"${profile.id}" is a profile of account ${scope.account} in ${scope.region} above`;
      problems.push(problemAt(["profiles", index, "id"], message));
    }
    taken.add(key);
    const { id, name, description } = profile;
    const source = orProblem(["profiles", index, "copyFrom"], compilation, ` (found "${profile.copyFrom}")`, () =>
      findProfileSource(toArn(profile.copyFrom, scope, compilation.catalog), scope, compilation.catalog),
    );
    const added = Object.entries(profile.tags ?? {}).map(([key, value]) => ({ key, value }));
    const tags = orProblem(["profiles", index, "tags"], compilation, "", () => addTags(new Map(), added));
    return source && tags ? [{ ...scope, id, name, description, source, tags }] : [];
  });
}

/** A scenario may name a source by its id alone; CreateInferenceProfile itself takes ARNs only. */
function toArn(copyFrom: string, scope: Scope, catalog: Catalog): string {
  if (copyFrom.startsWith("arn:")) return copyFrom;
  const profile = catalog.systemProfiles.get(copyFrom);
  if (profile) return systemProfileArn(profile, scope, catalog);
  return foundationModelArn(catalog.regions.get(scope.region) ?? "", copyFrom);
}
