import { type CompiledAnswers, compileAnswers } from "../answers/compile.ts";
import type { Catalog } from "../catalog/index.ts";
import type { ClockSettings } from "../clock.ts";
import type { CompiledFaults } from "../faults/compile.ts";
import { compileFaults } from "../faults/compile.ts";
import { readVocabulary } from "../faults/vocabulary.ts";
import type { IdentitySettings } from "../identity/caller.ts";
import type { JournalSettings } from "../journal/journal.ts";
import type { UsageLimit } from "../metering/usage-limits.ts";
import type { Limits } from "../operations/parts.ts";
import { apiModel } from "../protocol/model.ts";
import { mostConcurrentInvocations, type QuotaSettings } from "../quotas/index.ts";
import { compileRouting, type RoutingRules } from "../routing/settings.ts";
import { problemAt, ScenarioError } from "../scenario/scenario-error.ts";
import type { Scenario } from "../scenario/schema.ts";
import { services } from "../services.ts";
import { type CompiledExpectation, compileExpectations } from "../verification/compile.ts";
import type { Expectation } from "../verification/rule.ts";
import type { Refuse } from "../window.ts";
import { type Compilation, checkRegion } from "./compilation.ts";
import { compileGuardrails, type StartingGuardrail } from "./guardrails.ts";
import { compileJournal } from "./journal.ts";
import { compileOrganization } from "./organization.ts";
import { compileOutput, type OutputSettings } from "./output.ts";
import { compilePrincipals, type PrincipalSettings } from "./principals.ts";
import { compileProfiles, type StartingProfile } from "./profiles.ts";
import { compileQuotas } from "./quotas.ts";
import { compileUsage } from "./usage.ts";

/** What a scenario says, in the form that the parts take it. */
export interface Settings {
  readonly seed: number;
  /** Absent when the scenario says nothing of the clock, which then goes on as it is. */
  readonly clock: ClockSettings | undefined;
  readonly identity: IdentitySettings;
  readonly principals: PrincipalSettings;
  readonly profiles: readonly StartingProfile[];
  readonly guardrails: readonly StartingGuardrail[];
  readonly routing: RoutingRules;
  /** Whether answers tell the destination Region in a header. */
  readonly destinationHeader: boolean;
  readonly quotas: QuotaSettings;
  readonly usageLimits: readonly UsageLimit[];
  readonly faults: CompiledFaults;
  readonly output: OutputSettings;
  readonly journal: JournalSettings;
  readonly answers: CompiledAnswers;
  readonly expectations: readonly CompiledExpectation[];
  readonly limits: Limits;
}

const DEFAULT_SEED = 42;
const DEFAULT_REGION = "us-east-1";
const DEFAULT_ACCOUNT = "111122223333";

/** AWS's default for quota L-40EC9882, "Inference profiles per account", in each Region. */
const DEFAULT_PROFILE_QUOTA = 1000;

/**
 * Turns a scenario into settings. `seed` is used when the scenario has none. Throws ScenarioError for names that mean
 * nothing, such as a Region that does not exist or a `copyFrom` that AWS would refuse, for what is there twice, and for policies
 * that AWS would refuse, with everything that is wrong.
 */
export function compileSettings(scenario: Scenario, catalog: Catalog, seed?: number): Settings {
  const region = scenario.defaults?.region ?? DEFAULT_REGION;
  const account = scenario.defaults?.account ?? DEFAULT_ACCOUNT;
  const compilation: Compilation = { catalog, region, account, problems: [] };
  const refuse = (keys: readonly PropertyKey[], message: string) => {
    compilation.problems.push(problemAt(keys, message));
  };
  checkRegion(["defaults", "region"], region, compilation);
  const organization = compileOrganization(scenario, compilation);
  const principals = compilePrincipals(scenario, organization, compilation);
  const settings: Settings = {
    seed: scenario.seed ?? seed ?? DEFAULT_SEED,
    clock: scenario.clock && { ...scenario.clock, start: toDate(scenario.clock.start) },
    identity: compileIdentity(scenario, principals, compilation),
    principals,
    profiles: compileProfiles(scenario, compilation),
    guardrails: compileGuardrails(scenario, compilation),
    routing: compileRouting({ regions: scenario.regions, policy: scenario.routing?.policy }, catalog, refuse),
    destinationHeader: scenario.routing?.destinationHeader ?? true,
    quotas: compileQuotas(scenario, compilation),
    usageLimits: compileUsage(scenario, compilation, refuse),
    faults: compileFaults(scenario.faults ?? [], { models: () => services.map(apiModel), catalog, refuse }),
    output: compileOutput(scenario.output),
    journal: compileJournal(scenario.journal),
    answers: compileAnswers(scenario.answers ?? [], { runtime: () => apiModel("bedrock-runtime"), catalog, refuse }),
    expectations: compileExpect(scenario.expect ?? [], catalog, refuse),
    limits: {
      applicationProfilesPerRegion: scenario.quotas?.applicationProfilesPerRegion ?? DEFAULT_PROFILE_QUOTA,
      concurrentInvocations: (modelId) => mostConcurrentInvocations(modelId, scenario.quotas?.mode ?? "off"),
    },
  };
  if (compilation.problems.length > 0) throw new ScenarioError(compilation.problems);
  return settings;
}

/** Compiles expectations that have been checked against the schema of scenarios; `refuse` is told of names that mean nothing. */
export function compileExpect(
  expectations: readonly Expectation[],
  catalog: Catalog,
  refuse: Refuse,
): readonly CompiledExpectation[] {
  if (expectations.length === 0) return [];
  const operations = [...readVocabulary(services.map(apiModel)).values()];
  return compileExpectations(expectations, { catalog, operations, refuse });
}

function compileIdentity(
  { identity = {}, accounts = {} }: Scenario,
  { byAccessKey, byApiKey }: PrincipalSettings,
  compilation: Compilation,
): IdentitySettings {
  const optedIn = new Map<string, ReadonlySet<string>>();
  for (const [account, { optInRegions }] of Object.entries(accounts)) {
    if (!optInRegions) continue;
    optedIn.set(account, new Set(optInRegions));
  }
  return {
    region: compilation.region,
    account: compilation.account,
    signatures: identity.signatures ?? "trust",
    anonymous: identity.anonymous ?? "allow",
    principals: byAccessKey,
    apiKeys: byApiKey,
    optedIn,
  };
}

const toDate = (instant: string | Date | undefined) => (instant === undefined ? undefined : new Date(instant));
