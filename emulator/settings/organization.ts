import type { ScpLevel } from "../access/evaluate.ts";
import { problemAt, type ScenarioPath } from "../scenario/scenario-error.ts";
import type { Scenario } from "../scenario/schema.ts";
import type { Compilation } from "./compilation.ts";
import { compilePolicies } from "./policies.ts";

type Organization = NonNullable<Scenario["organization"]>;
type Unit = NonNullable<Organization["units"]>[number];
type Attached = Unit["scps"];

/** The service control policies of a scenario. */
export interface OrganizationSettings {
  /** `o-…`; absent where the scenario has no organization. */
  readonly id: string | undefined;
  /**
   * The SCPs on the path to an account, from the root down; `undefined` where none restrict it: without an organization, and for
   * the management account.
   */
  scpsOf(account: string): readonly ScpLevel[] | undefined;
}

const DEFAULT_ORGANIZATION = "o-exampleorgid";

/**
 * Compiles the sections `organization` and `accounts`. An account that no unit names stands directly below the root. A level
 * that names no SCP has FullAWSAccess, which AWS attaches to every level and lets nobody detach as the last one:
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html
 */
export function compileOrganization(scenario: Scenario, compilation: Compilation): OrganizationSettings {
  const { organization, accounts = {} } = scenario;
  const hasScps = organization !== undefined || Object.values(accounts).some(({ scps }) => scps !== undefined);
  if (!hasScps) return { id: undefined, scpsOf: () => undefined };
  const root = level("Root", organization?.scps, ["organization", "scps"], compilation);
  const above = new Map<string, readonly ScpLevel[]>();
  placeUnits(organization?.units ?? [], [root], ["organization", "units"], above, compilation);
  const own = new Map(
    Object.entries(accounts).map(([account, { scps }]) => [
      account,
      level(account, scps, ["accounts", account, "scps"], compilation),
    ]),
  );
  const fullAccess = level("account", undefined, [], compilation);
  return {
    id: organization?.id ?? DEFAULT_ORGANIZATION,
    scpsOf(account) {
      if (account === organization?.managementAccount) return undefined;
      return [...(above.get(account) ?? [root]), own.get(account) ?? { ...fullAccess, name: account }];
    },
  };
}

function placeUnits(
  units: readonly Unit[],
  path: readonly ScpLevel[],
  keys: ScenarioPath,
  above: Map<string, readonly ScpLevel[]>,
  compilation: Compilation,
): void {
  for (const [index, { name, scps, accounts = [], units: below = [] }] of units.entries()) {
    const here = [...path, level(name, scps, [...keys, index, "scps"], compilation)];
    for (const [at, account] of accounts.entries()) {
      if (above.has(account)) {
        const message = `account ${account} stands in another unit as well`;
        compilation.problems.push(problemAt([...keys, index, "accounts", at], message));
      }
      above.set(account, here);
    }
    placeUnits(below, here, [...keys, index, "units"], above, compilation);
  }
}

function level(name: string, scps: Attached, keys: ScenarioPath, compilation: Compilation): ScpLevel {
  const attached = scps === undefined || scps.length === 0 ? ["FullAWSAccess"] : scps;
  return { name, policies: compilePolicies(attached, "service control policy", keys, compilation) };
}
