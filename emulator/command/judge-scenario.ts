import { actionOf, checksFor, type OperationFacts } from "../access/authorization.ts";
import type { Decision } from "../access/evaluate.ts";
import type { Change, ExplainedLevel } from "../access/explain.ts";
import { createGuard } from "../access/guard.ts";
import { parseArn } from "../arn.ts";
import { type Catalog, createCatalog } from "../catalog/index.ts";
import { createClock } from "../clock.ts";
import { AwsError, NotEmulatedError } from "../errors.ts";
import { readCredential } from "../identity/credential.ts";
import { resolveModelId } from "../routing/resolve.ts";
import type { Target } from "../routing/target.ts";
import type { Scenario } from "../scenario/schema.ts";
import { compileSettings, type Settings } from "../settings/settings.ts";
import type { ApplicationProfile } from "../state/application-profiles.ts";
import type { Scope } from "../state/store.ts";
import { startingRecord } from "../world.ts";
import { UsageError } from "./usage-error.ts";

/** What is to be explained. */
export interface Question {
  /** An operation that invokes a model. */
  readonly operation: string;
  /** ARNs; the scenario's principals when there are none, else the default caller. */
  readonly principals: readonly string[];
  /** Anything that `modelId` takes; the scenario's application profiles when there are none, else two system-defined profiles. */
  readonly modelIds: readonly string[];
}

/** The answers to a question, as plain data. */
export interface Answers {
  readonly operation: string;
  /** The action that AWS authorizes the operation as. */
  readonly action: string;
  /** Whether every principal may use every profile. */
  readonly allowed: boolean;
  readonly results: readonly Result[];
}

/** What the policies say to one principal that invokes one model or profile. */
export interface Result {
  readonly principal: string;
  readonly modelId: string;
  /** The name of an inference profile. */
  readonly name?: string;
  readonly model: string;
  /** The source Region. */
  readonly source: string;
  readonly destinations: readonly string[];
  readonly allowed: boolean;
  /** Whether any policy restricts the principal at all. */
  readonly restricted: boolean;
  /** AWS's error; absent when allowed. */
  readonly message?: string;
  readonly checks: readonly Check[];
  /** What would allow it, all of it needed together. */
  readonly changes: readonly Change[];
}

/** One authorization. */
export interface Check {
  readonly action: string;
  readonly resource: string;
  /** The value of `aws:RequestedRegion`. */
  readonly region: string;
  readonly allowed: boolean;
  /** What denies; absent when allowed. */
  readonly decidedBy?: Decision;
  readonly levels: readonly ExplainedLevel[];
}

/** Requests from this machine have this address; it matters to conditions on `aws:SourceIp`. */
const SOURCE_IP = "127.0.0.1";

/**
 * Answers a question about a scenario as the emulator would decide: with its settings, its look-up of models and its guard, on the
 * scenario's clock. Throws ScenarioError for a scenario that is not valid, and UsageError for a `modelId` that AWS would not take.
 */
export async function judgeScenario(scenario: Scenario, question: Question): Promise<Answers> {
  const catalog = createCatalog();
  const settings = compileSettings(scenario, catalog);
  const clock = createClock();
  if (settings.clock) clock.restart(settings.clock);
  const records = new Map(
    settings.profiles.map((profile) => [keyOf(profile, profile.id), startingRecord(profile, clock.now())]),
  );
  const guard = createGuard({ clock, accessOf: settings.principals.accessOf });
  const { operation } = question;

  const judge = ({ principal, account, bearerTokenType }: Asking, modelId: string, target: Target): Result => {
    const { profile, model, source, destinations } = target;
    const partition = catalog.regions.get(source)?.partition ?? "aws";
    const invocation = { modelId: model.modelId, destinations, profile };
    const facts: OperationFacts = { account, region: source, partition, invocation, bearerTokenType };
    const decision = guard.judge(operation, facts, { principal, account, sourceIp: SOURCE_IP });
    const explanation = decision?.explain();
    const unrestricted = checksFor(operation, facts).map(({ action, resource, requestedRegion }) => {
      return { action, resource, region: requestedRegion, allowed: true, levels: [] };
    });
    return {
      principal,
      modelId,
      ...(profile ? { name: profile.name } : {}),
      model: model.modelId,
      source,
      destinations,
      allowed: explanation?.allowed ?? true,
      restricted: decision !== undefined,
      ...(explanation?.message === undefined ? {} : { message: explanation.message }),
      checks:
        explanation?.checks.map((check, index) => {
          const decidedBy = decision?.checks[index]?.verdict.decidedBy;
          return decidedBy ? { ...check, decidedBy } : check;
        }) ?? unrestricted,
      changes: explanation?.changes ?? [],
    };
  };

  const results: Result[] = [];
  for (const asking of principalsOf(scenario, settings, question, catalog)) {
    const { account } = asking;
    for (const modelId of modelIdsOf(account, [...records.values()], settings, question, catalog)) {
      const scope = { account, region: parseArn(modelId)?.region ?? settings.identity.region };
      results.push(judge(asking, modelId, await resolve(modelId, scope, catalog, records)));
    }
  }
  if (results.length === 0) throw new UsageError("none of the principals is of the account of any of the model ids");
  const allowed = results.every((result) => result.allowed);
  return { operation, action: actionOf(operation), allowed, results };
}

const keyOf = ({ account, region }: Scope, id: string) => `${account} ${region} ${id}`;

async function resolve(
  modelId: string,
  scope: Scope,
  catalog: Catalog,
  records: ReadonlyMap<string, ApplicationProfile>,
): Promise<Target> {
  const profiles = { get: async (where: Scope, id: string) => records.get(keyOf(where, id)) };
  try {
    return await resolveModelId(modelId, scope, { catalog, profiles });
  } catch (error) {
    if (!(error instanceof AwsError || error instanceof NotEmulatedError)) throw error;
    throw new UsageError(`"${modelId}" of account ${scope.account} in ${scope.region}: ${error.message}`);
  }
}

interface Asking {
  readonly principal: string;
  readonly account: string;
  /** Of a principal that has an API key and no other: its requests need one permission more. */
  readonly bearerTokenType: OperationFacts["bearerTokenType"];
}

/** The principals that were asked for, else the scenario's, else the callers that the emulator takes requests without a known key for. */
function principalsOf(
  { principals = [] }: Scenario,
  { identity, profiles }: Settings,
  question: Question,
  { regions }: Catalog,
): readonly Asking[] {
  const arns = question.principals.length > 0 ? question.principals : principals.map(({ arn }) => arn);
  if (arns.length > 0) {
    return Array.from(new Set(arns), (arn) => {
      const { apiKey, accessKeyId } = principals.find((principal) => principal.arn === arn) ?? {};
      const bearerTokenType = accessKeyId === undefined && apiKey !== undefined ? tokenTypeOf(apiKey) : undefined;
      return { principal: arn, account: arn.split(":")[4] ?? "", bearerTokenType };
    });
  }
  const asked = question.modelIds.flatMap((modelId) => parseArn(modelId)?.account || []);
  const owners = question.modelIds.length > 0 ? asked : profiles.map(({ account }) => account);
  const accounts = owners.length > 0 ? new Set(owners) : [identity.account];
  const partition = regions.get(identity.region)?.partition ?? "aws";
  return Array.from(accounts, (account) => {
    return { principal: `arn:${partition}:iam::${account}:user/outcrop`, account, bearerTokenType: undefined };
  });
}

/** The kind of an API key, as the emulator reads it from a request. */
function tokenTypeOf(apiKey: string): OperationFacts["bearerTokenType"] {
  const headers = { authorization: `Bearer ${apiKey}` };
  return readCredential({ method: "POST", path: "/", query: "", headers, body: new Uint8Array() })?.bearerTokenType;
}

/** What a principal of `account` invokes: profiles of other accounts are nothing to it. */
function modelIdsOf(
  account: string,
  records: readonly ApplicationProfile[],
  { identity }: Settings,
  { modelIds }: Question,
  catalog: Catalog,
): readonly string[] {
  const isOwn = (modelId: string) => [undefined, "", account].includes(parseArn(modelId)?.account);
  if (modelIds.length > 0) return modelIds.filter(isOwn);
  const own = records.map(({ arn }) => arn).filter(isOwn);
  return own.length > 0 ? own : helpfulProfiles(identity.region, catalog);
}

/** A geographic and a global profile of one text model, where a Region has both: Region denials break them differently. */
function helpfulProfiles(region: string, { systemProfiles, models }: Catalog): readonly string[] {
  const offered = systemProfiles
    .in(region)
    .filter(({ modelId }) => models.get(modelId)?.outputModalities.includes("TEXT"));
  const worldwide = offered.filter(({ geography }) => geography === "global");
  const geographic = offered.filter(({ geography }) => geography !== "global");
  const both = worldwide.find((one) => geographic.some(({ modelId }) => modelId === one.modelId)) ?? worldwide[0];
  const near = geographic.find(({ modelId }) => modelId === both?.modelId) ?? geographic[0];
  const found = [near, both].flatMap((profile) => profile?.inferenceProfileId ?? []);
  if (found.length > 0) return found;
  throw new UsageError(`there is no inference profile in ${region}; name a model with --model-id`);
}
