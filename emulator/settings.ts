import { parseArn } from "./arn.ts";
import type { Catalog } from "./catalog/index.ts";
import { foundationModelArn } from "./catalog/index.ts";
import type { ClockSettings } from "./clock.ts";
import { AwsError } from "./errors.ts";
import type { IdentitySettings } from "./identity/caller.ts";
import type { Limits } from "./operations/parts.ts";
import { findProfileSource, type ProfileSource } from "./routing/profile-source.ts";
import { systemProfileArn } from "./routing/system-profile.ts";
import { ScenarioError, type ScenarioProblem } from "./scenario/scenario-error.ts";
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

/**
 * Turns a scenario into settings. `seed` is used when the scenario has none. Throws ScenarioError for names that mean
 * nothing, such as a Region that does not exist or a `copyFrom` that AWS would refuse.
 */
export function compileSettings(scenario: Scenario, catalog: Catalog, seed?: number): Settings {
  const problems: ScenarioProblem[] = [];
  const region = scenario.defaults?.region ?? DEFAULT_REGION;
  const account = scenario.defaults?.account ?? DEFAULT_ACCOUNT;
  if (!catalog.regions.get(region)) problems.push(unknownRegion("defaults.region", region, catalog));
  const profiles = (scenario.profiles ?? []).flatMap((profile, index) => {
    const path = `profiles[${index}]`;
    const scope = { account: profile.account ?? account, region: profile.region ?? region };
    if (!catalog.regions.get(scope.region)) {
      problems.push(unknownRegion(`${path}.region`, scope.region, catalog));
      return [];
    }
    try {
      const source = findProfileSource(toArn(profile.copyFrom, scope, catalog), scope, catalog);
      const { id, name, description } = profile;
      return [{ ...scope, id, name, description, source, tags: new Map(Object.entries(profile.tags ?? {})) }];
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      problems.push({ path: `${path}.copyFrom`, message: `${error.message} (found "${profile.copyFrom}")` });
      return [];
    }
  });
  if (problems.length > 0) throw new ScenarioError(problems);
  return {
    seed: scenario.seed ?? seed ?? DEFAULT_SEED,
    clock: scenario.clock && { ...scenario.clock, start: toDate(scenario.clock.start) },
    identity: { region, account, principals: principalsOf(scenario) },
    profiles,
    limits: { applicationProfilesPerRegion: scenario.quotas?.applicationProfilesPerRegion ?? DEFAULT_PROFILE_QUOTA },
  };
}

function principalsOf({ principals = [] }: Scenario): IdentitySettings["principals"] {
  return new Map(
    principals.flatMap(({ arn, accessKeyId }) =>
      accessKeyId === undefined ? [] : [[accessKeyId, { arn, account: arn.split(":")[4] ?? "" }] as const],
    ),
  );
}

/** A scenario may name a source by its id alone; CreateInferenceProfile itself takes ARNs only. */
function toArn(copyFrom: string, scope: Scope, catalog: Catalog): string {
  if (parseArn(copyFrom)) return copyFrom;
  const profile = catalog.systemProfiles.get(copyFrom);
  if (profile) return systemProfileArn(profile, scope, catalog);
  return foundationModelArn(catalog.regions.get(scope.region) ?? "", copyFrom);
}

const toDate = (instant: string | Date | undefined) => (instant === undefined ? undefined : new Date(instant));

function unknownRegion(path: string, region: string, catalog: Catalog): ScenarioProblem {
  const names = catalog.regions.all().map(({ name }) => name);
  return { path, message: `"${region}" is no Region with Amazon Bedrock. Allowed: ${names.join(", ")}` };
}
