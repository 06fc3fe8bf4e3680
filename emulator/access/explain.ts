import type { JudgedCheck } from "./authorize.ts";
import { denialMessage } from "./denial-message.ts";
import type { AccessRequest, LevelVerdict, Outcome, PolicySet } from "./evaluate.ts";
import type { PolicyType, StatementDocument, StatementName } from "./policy.ts";
import { type Place, statementsOf } from "./policy-edit.ts";
import { changeUntilAllowed, type Level, type LevelChange, NEW_POLICY } from "./smallest-change.ts";

/** Why a request was allowed or denied, as plain data. */
export interface Explanation {
  readonly allowed: boolean;
  /** AWS's error; absent when allowed. */
  readonly message?: string;
  readonly checks: readonly ExplainedCheck[];
  /** What would allow the request, all of it needed together; empty when it is allowed. */
  readonly changes: readonly Change[];
}

/** One action on one resource in one Region. */
export interface ExplainedCheck {
  readonly action: string;
  readonly resource: string;
  /** The value of `aws:RequestedRegion`. */
  readonly region: string;
  readonly allowed: boolean;
  readonly levels: readonly ExplainedLevel[];
}

export interface ExplainedLevel {
  readonly type: PolicyType;
  readonly level: string;
  readonly outcome: Outcome;
  readonly policy?: string;
  readonly statement?: StatementName;
  readonly words: string;
}

/** The smallest change of one level, or a part of it. */
export interface Change {
  readonly type: PolicyType;
  readonly level: string;
  readonly policy: string;
  readonly statement?: StatementName;
  /** For example `Add "us-east-2" to aws:RequestedRegion of StringNotEquals in Statement[0] (Sid GRREGIONDENY) of root-guard.` */
  readonly words: string;
  /** The statement as it would then be; absent when the change removes one or attaches a managed policy. */
  readonly snippet?: StatementDocument;
}

/**
 * Explains the checks of one operation: for each of them what every level says, and the smallest change that would allow them all.
 * `principalArn` is the ARN that AWS's error names.
 */
export function explain(judged: readonly JudgedCheck[], policies: PolicySet, principalArn: string): Explanation {
  const checks = judged.map(({ check, verdict }) => ({
    action: check.action,
    resource: check.resource,
    region: check.requestedRegion,
    allowed: verdict.allowed,
    levels: verdict.levels.map(explainLevel),
  }));
  const denied = judged.find(({ verdict }) => !verdict.allowed);
  if (!denied?.verdict.decidedBy) return { allowed: true, checks, changes: [] };
  const message = denialMessage(principalArn, denied.check, denied.verdict.decidedBy);
  const requests = judged.map(({ request }) => request);
  return {
    allowed: false,
    message,
    checks,
    changes: levelsOf(policies).flatMap((level) => changesOf(level, requests)),
  };
}

/** The levels in the order of the evaluation. */
function levelsOf({ scps, identity, boundary, session, isRoot }: PolicySet): readonly Level[] {
  const levels: Level[] = (scps ?? []).map(({ name, policies }) => {
    return { type: "service control policy", level: name, policies };
  });
  if (!isRoot) levels.push({ type: "identity-based policy", level: "identity-based policies", policies: identity });
  if (boundary) levels.push({ type: "permissions boundary", level: "permissions boundary", policies: [boundary] });
  if (session && session.length > 0)
    levels.push({ type: "session policy", level: "session policies", policies: session });
  return levels;
}

function explainLevel({ type, level, outcome, policy, statement }: LevelVerdict): ExplainedLevel {
  const decided = policy && statement ? `${placeOf(statement)} of ${policy.name}` : "";
  const words = {
    allowed: decided === "" ? "Everything is allowed." : `Allowed by ${decided}.`,
    "explicit-deny": `Denied by ${decided}.`,
    "implicit-deny": "No statement allows it.",
  }[outcome];
  const named = policy && statement ? { policy: policy.name, statement } : {};
  return { type, level, outcome, ...named, words };
}

function placeOf({ index, sid }: StatementName): string {
  return sid === undefined ? `Statement[${index}]` : `Statement[${index}] (Sid ${sid})`;
}

function changesOf(given: Level, requests: readonly AccessRequest[]): readonly Change[] {
  let level = given;
  const changes: LevelChange[] = [];
  for (const request of requests) {
    const changed = changeUntilAllowed(level, request);
    level = changed.level;
    changes.push(...changed.changes);
  }
  return describe(given, level, changes);
}

/** Changes at the same place become one; edits of a statement that is new are seen in its snippet. */
function describe(given: Level, after: Level, changes: readonly LevelChange[]): readonly Change[] {
  const { type, level } = given;
  const groups = Map.groupBy(changes, keyOf);
  return [...groups.values()].flatMap((group): readonly Change[] => {
    const [first] = group;
    if (!first) return [];
    if (first.kind === "attach") {
      return [
        {
          type,
          level,
          policy: first.policy,
          words: `Attach ${first.policy} to ${level}: no policy is attached there.`,
        },
      ];
    }
    const index = first.kind === "statement" ? first.index : first.statement.index;
    const snippet = snippetOf(after, first.position, index);
    if (first.kind === "statement") {
      return [{ type, level, policy: first.policy, words: newStatementWords(first, given, snippet), snippet }];
    }
    if (isOfNewStatement(first, changes)) return [];
    const described = { type, level, policy: first.policy, statement: first.statement, words: editWords(group) };
    return [first.edit.kind === "drop" ? described : { ...described, snippet }];
  });
}

function keyOf(change: LevelChange): string {
  if (change.kind !== "edit") return JSON.stringify(change);
  const { position, statement, edit } = change;
  return JSON.stringify([position, statement.index, edit.kind, edit.kind === "drop" ? "" : edit.place]);
}

function isOfNewStatement(edit: LevelChange & { readonly kind: "edit" }, changes: readonly LevelChange[]): boolean {
  return changes.some(
    (change) =>
      change.kind === "statement" && change.position === edit.position && change.index === edit.statement.index,
  );
}

function snippetOf({ policies }: Level, position: number, index: number): StatementDocument {
  const document = policies[position]?.document;
  const statement = document && statementsOf(document)[index];
  if (!statement) throw new Error(`policy ${position} has no Statement[${index}]`);
  return statement;
}

function newStatementWords(
  change: LevelChange & { readonly kind: "statement" },
  given: Level,
  { Action, Resource }: StatementDocument,
): string {
  const what = `Allow ${joined(Action)} on ${joined(Resource)}`;
  if (!change.newPolicy) return `${what}: add this statement to ${change.policy}.`;
  if (given.type === "permissions boundary") {
    const names = given.policies.map(({ name }) => name).join(", ");
    return `${what}: ${names} is AWS's own, so set a permissions boundary of your own that has its statements and this one.`;
  }
  return `${what}: attach a policy with this statement (here called ${NEW_POLICY}).`;
}

function editWords(group: readonly LevelChange[]): string {
  const edits = group.flatMap((change) => (change.kind === "edit" ? [change] : []));
  const [first] = edits;
  if (!first) return "";
  const where = `${placeOf(first.statement)} of ${first.policy}`;
  if (first.edit.kind === "drop") return `Remove ${where}.`;
  const values = list(edits.flatMap(({ edit }) => (edit.kind === "drop" ? [] : [JSON.stringify(edit.value)])));
  const { place } = first.edit;
  if (first.edit.kind === "remove") return `Remove ${values} from ${listName(place)} in ${where}.`;
  if (first.newPlace && place.element === "Condition") {
    return `Add the condition ${place.operator} ${place.key} ${values} to ${where}.`;
  }
  return `Add ${values} to ${listName(place)} in ${where}.`;
}

function listName(place: Place): string {
  return place.element === "Condition" ? `${place.key} of ${place.operator}` : place.element;
}

const joined = (values: string | readonly string[] | undefined) =>
  list(typeof values === "string" ? [values] : (values ?? []));

function list(values: readonly string[]): string {
  if (values.length < 2) return values[0] ?? "";
  return `${values.slice(0, -1).join(", ")} and ${values.at(-1)}`;
}
