import type { Catalog } from "./catalog/index.ts";
import { foundationModelArn } from "./catalog/index.ts";
import type { ClockSettings } from "./clock.ts";
import { AwsError } from "./errors.ts";
import type { IdentitySettings } from "./identity/caller.ts";
import { addTags } from "./operations/bedrock/profile-tags.ts";
import type { Limits } from "./operations/parts.ts";
import { findProfileSource, type ProfileSource } from "./routing/profile-source.ts";
import { systemProfileArn } from "./routing/system-profile.ts";
import { problemAt, ScenarioError, type ScenarioPath, type ScenarioProblem } from "./scenario/scenario-error.ts";
import type { Scenario } from "./scenario/schema.ts";
import type { Scope } from "./state/store.ts";

/** An application profile that exists from the start. */
export interface StartingProfile extends Scope {
  /** 12 characters of `[a-z0-9]`. */
  readonly id: string;
  readonly name: string;
  readonly description: string | undefined;
  readonly source: ProfileSource;
  readonly tags: ReadonlyMap<string, string>;
}

/** What a scenario says, in the form that the parts take it. */
export interface Settings {
  readonly seed: number;
  /** Absent when the scenario says nothing of the clock, which then goes on as it is. */
  readonly clock: ClockSettings | undefined;
  readonly identity: IdentitySettings;
  readonly profiles: readonly StartingProfile[];
  readonly limits: Limits;
}

const DEFAULT_SEED = 42;
const DEFAULT_REGION = "us-east-1";
const DEFAULT_ACCOUNT = "111122223333";

/** AWS's default for quota L-40EC9882, "Inference profiles per account", in each Region. */
const DEFAULT_PROFILE_QUOTA = 1000;

/** The things that a scenario's names are looked up in, and where to put what is found wrong with them. */
interface Compilation {
  readonly catalog: Catalog;
  readonly region: string;
  readonly account: string;
  readonly problems: ScenarioProblem[];
}

/**
 * Turns a scenario into settings. `seed` is used when the scenario has none. Throws ScenarioError for names that mean
 * nothing, such as a Region that does not exist or a `copyFrom` that AWS would refuse, and for what is there twice.
 */
export function compileSettings(scenario: Scenario, catalog: Catalog, seed?: number): Settings {
  const region = scenario.defaults?.region ?? DEFAULT_REGION;
  const account = scenario.defaults?.account ?? DEFAULT_ACCOUNT;
  const compilation: Compilation = { catalog, region, account, problems: [] };
  checkRegion(["defaults", "region"], region, compilation);
  const principals = compilePrincipals(scenario, compilation);
  const profiles = compileProfiles(scenario, compilation);
  if (compilation.problems.length > 0) throw new ScenarioError(compilation.problems);
  return {
    seed: scenario.seed ?? seed ?? DEFAULT_SEED,
    clock: scenario.clock && { ...scenario.clock, start: toDate(scenario.clock.start) },
    identity: { region, account, principals },
    profiles,
    limits: { applicationProfilesPerRegion: scenario.quotas?.applicationProfilesPerRegion ?? DEFAULT_PROFILE_QUOTA },
  };
}

function compilePrincipals({ principals = [] }: Scenario, { problems }: Compilation): IdentitySettings["principals"] {
  const compiled = new Map<string, { readonly arn: string; readonly account: string }>();
  for (const [index, { arn, accessKeyId }] of principals.entries()) {
    if (accessKeyId === undefined) continue;
    if (compiled.has(accessKeyId)) {
      problems.push(problemAt(["principals", index, "accessKeyId"], `"${accessKeyId}" belongs to a principal above`));
    }
    compiled.set(accessKeyId, { arn, account: arn.split(":")[4] ?? "" });
  }
  return compiled;
}

function compileProfiles({ profiles = [] }: Scenario, compilation: Compilation): StartingProfile[] {
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

/** What `find` gives; an error of AWS's becomes a problem at `keys`. */
function orProblem<T>(keys: ScenarioPath, { problems }: Compilation, hint: string, find: () => T): T | undefined {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    problems.push(problemAt(keys, error.message + hint));
    return undefined;
  }
}

/** A scenario may name a source by its id alone; CreateInferenceProfile itself takes ARNs only. */
function toArn(copyFrom: string, scope: Scope, catalog: Catalog): string {
  if (copyFrom.startsWith("arn:")) return copyFrom;
  const profile = catalog.systemProfiles.get(copyFrom);
  if (profile) return systemProfileArn(profile, scope, catalog);
  return foundationModelArn(catalog.regions.get(scope.region) ?? "", copyFrom);
}

const toDate = (instant: string | Date | undefined) => (instant === undefined ? undefined : new Date(instant));

/** Whether `region` is a Region; it is a problem at `keys` when it is none. */
function checkRegion(keys: ScenarioPath, region: string, { catalog, problems }: Compilation): boolean {
  if (catalog.regions.get(region)) return true;
  const names = catalog.regions.all().map(({ name }) => name);
  problems.push(problemAt(keys, `"${region}" is no Region with Amazon Bedrock. Allowed: ${names.join(", ")}`));
  return false;
}
