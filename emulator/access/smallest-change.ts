import { compilePolicy } from "./compile-policy.ts";
import { readOperator } from "./condition.ts";
import { type AccessRequest, applies, judge, type LevelVerdict } from "./evaluate.ts";
import { managedPolicy } from "./managed-policies.ts";
import { listOf, type Policy, type PolicyType, type Statement, type StatementDocument } from "./policy.ts";
import { type Edit, editStatement, type Place, replaceStatement, statementsOf, valuesAt } from "./policy-edit.ts";

/** The policies of one level, as they are or as they would be. */
export interface Level {
  readonly type: PolicyType;
  readonly level: string;
  readonly policies: readonly Policy[];
}

/** One change to one level, in the order in which they were found. */
export type LevelChange =
  | {
      readonly kind: "edit";
      /** The place of the policy in its level. */
      readonly position: number;
      readonly policy: string;
      readonly statement: Statement["name"];
      readonly edit: Edit;
      /** Whether the edit put in a list that was not there. */
      readonly newPlace: boolean;
    }
  | {
      readonly kind: "statement";
      readonly position: number;
      readonly policy: string;
      readonly newPolicy: boolean;
      readonly index: number;
    }
  | { readonly kind: "attach"; readonly policy: string };

/** The level after the changes, and the changes that led there. */
export interface ChangedLevel {
  readonly level: Level;
  readonly changes: readonly LevelChange[];
}

/** More steps than a level could need: each step takes one denying statement or adds one grant. */
const STEPS_MAX = 50;

/**
 * Changes a level until it allows a request, each time by the smallest step that works: a value more in a list that exempts or
 * grants, else a condition that exempts the principal, else a new statement. Every step is proven by evaluating the request anew.
 */
export function changeUntilAllowed(given: Level, request: AccessRequest): ChangedLevel {
  let level = given;
  const changes: LevelChange[] = [];
  for (let step = 0; step < STEPS_MAX; step++) {
    const verdict = judge(level.type, level.level, level.policies, request);
    if (verdict.outcome === "allowed") break;
    const next = verdict.outcome === "explicit-deny" ? liftDenial(level, verdict, request) : grant(level, request);
    level = next.level;
    changes.push(...next.changes);
  }
  return { level, changes };
}

/** Whether AWS owns the policy, so that nobody can change it. */
function ownedByAws({ arn }: Policy): boolean {
  return arn !== undefined && /^arn:[^:]+:(?:iam|organizations)::aws:/.test(arn);
}

function recompile(policy: Policy, index: number, statement: StatementDocument): Policy {
  const { name, type, arn } = policy;
  // The size is no matter here: the user sees the statement, not the document.
  return compilePolicy(replaceStatement(policy.document, index, statement), { name, type, arn, ownedByAws: true });
}

function withPolicy(level: Level, position: number, policy: Policy): Level {
  return { ...level, policies: level.policies.toSpliced(position, 1, policy) };
}

/** Takes one denying statement out of the way. */
function liftDenial(level: Level, verdict: LevelVerdict, request: AccessRequest): ChangedLevel {
  const { policy, statement } = verdict;
  if (!policy || !statement) throw new Error("an explicit denial has a statement");
  const position = level.policies.indexOf(policy);
  const { index } = statement;
  const document = statementsOf(policy.document)[index];
  const compiled = policy.statements[index];
  if (!document || !compiled) throw new Error(`${policy.name} has no Statement[${index}]`);
  for (const edit of exemptions(document, compiled, request)) {
    const changed = recompile(policy, index, editStatement(document, edit));
    const after = changed.statements[index];
    if (!after || (after.matchesAction(request.action.toLowerCase()) && applies(after, request))) continue;
    const newPlace = edit.kind === "add" && valuesAt(document, edit.place).length === 0;
    const change: LevelChange = { kind: "edit", position, policy: policy.name, statement, edit, newPlace };
    return { level: withPolicy(level, position, changed), changes: [change] };
  }
  throw new Error("a dropped statement denies nothing");
}

/** Ways to exempt a request from a denial, the smallest first; the last one always works. */
function exemptions(document: StatementDocument, statement: Statement, request: AccessRequest): readonly Edit[] {
  const ranked: { readonly rank: number; readonly edit: Edit }[] = [];
  for (const { operator, key, negated, values } of statement.conditions) {
    const place: Place = { element: "Condition", operator, key };
    const asked = request.context.get(key.toLowerCase());
    const [value] = asked ?? [];
    if (negated && value !== undefined) ranked.push({ rank: rankOf(key), edit: { kind: "add", place, value } });
    if (negated && value === undefined) ranked.push({ rank: 40, edit: whenPresent(key) });
    if (!negated && values.length > 1) {
      for (const given of values) ranked.push({ rank: 30, edit: { kind: "remove", place, value: given } });
    }
  }
  if (document.NotResource !== undefined)
    ranked.push({ rank: 5, edit: add({ element: "NotResource" }, request.resource) });
  if (document.NotAction !== undefined) ranked.push({ rank: 50, edit: add({ element: "NotAction" }, request.action) });
  const [principal] = request.context.get("aws:principalarn") ?? [];
  if (principal !== undefined) {
    const place: Place = { element: "Condition", operator: "ArnNotLike", key: "aws:PrincipalArn" };
    ranked.push({ rank: 60, edit: add(place, principal) });
  }
  ranked.push({ rank: 100, edit: { kind: "drop" } });
  return ranked.toSorted((a, b) => a.rank - b.rank).map(({ edit }) => edit);
}

/** A Region is the usual thing to exempt, then something of Bedrock; a principal comes after them. */
function rankOf(key: string): number {
  const name = key.toLowerCase();
  if (name === "aws:requestedregion") return 0;
  if (name.startsWith("bedrock:")) return 10;
  return name.startsWith("aws:principal") ? 25 : 20;
}

const add = (place: Place, value: string): Edit => ({ kind: "add", place, value });

/** Lets a denial act only where the key is there. */
const whenPresent = (key: string): Edit => add({ element: "Condition", operator: "Null", key }, "false");

/** Makes the level allow a request that nothing there denies. */
function grant(level: Level, request: AccessRequest): ChangedLevel {
  if (level.type === "service control policy" && level.policies.length === 0) return attachFullAccess(level);
  const options = level.policies.flatMap((policy, position) =>
    isEditable(policy)
      ? statementsOf(policy.document).flatMap((document, index) => {
          const statement = policy.statements[index];
          const edits = statement?.effect === "Allow" ? extensions(document, statement, request) : undefined;
          return statement && edits ? [{ policy, position, document, statement, edits }] : [];
        })
      : [],
  );
  for (const option of options.toSorted((a, b) => costOf(a.edits) - costOf(b.edits))) {
    const { policy, position, document, statement, edits } = option;
    const { index } = statement.name;
    const changed = recompile(policy, index, edits.reduce(editStatement, document));
    const after = withPolicy(level, position, changed);
    if (judge(level.type, level.level, after.policies, request).outcome !== "allowed") continue;
    const changes = edits.map((edit): LevelChange => {
      return { kind: "edit", position, policy: policy.name, statement: statement.name, edit, newPlace: false };
    });
    return { level: after, changes };
  }
  return addStatement(level, request);
}

/** A statement that already names action and resource is the one to change: other resources are likely to need the same change. */
function costOf(edits: readonly Edit[]): number {
  const conditions = edits.filter((edit) => edit.kind !== "drop" && edit.place.element === "Condition");
  return edits.length - conditions.length / 100;
}

function isEditable(policy: Policy): boolean {
  return !ownedByAws(policy);
}

/**
 * What an Allow statement lacks to speak of a request: an action, a resource, a value of a condition. `undefined` when it is about
 * something else altogether, or when no value could help.
 */
function extensions(
  document: StatementDocument,
  statement: Statement,
  request: AccessRequest,
): readonly Edit[] | undefined {
  const edits: Edit[] = [];
  const speaks = statement.matchesAction(request.action.toLowerCase());
  if (!speaks) {
    if (document.Action === undefined || !isSameService(document.Action, request.action)) return undefined;
    edits.push(add({ element: "Action" }, request.action));
  }
  if (!statement.matchesResource(request.resource, request.context)) {
    if (!speaks || document.Resource === undefined) return undefined;
    edits.push(add({ element: "Resource" }, request.resource));
  }
  for (const { operator, key, negated, holds } of statement.conditions) {
    if (holds(request.context)) continue;
    const [value] = request.context.get(key.toLowerCase()) ?? [];
    if (negated || value === undefined || !takesText(operator)) return undefined;
    edits.push(add({ element: "Condition", operator, key }, value));
  }
  return edits;
}

function isSameService(actions: string | readonly string[], action: string): boolean {
  const service = action.toLowerCase().split(":")[0];
  return listOf<string>(actions).some((other) => other.toLowerCase().split(":")[0] === service);
}

/** Operators that compare texts for equality or likeness; of the others a further value may mean something else. */
function takesText(operator: string): boolean {
  return /^(?:String|Arn|Ip)/.test(readOperator(operator)?.base ?? "");
}

function attachFullAccess(level: Level): ChangedLevel {
  const full = managedPolicy("FullAWSAccess", "service control policy");
  if (!full) throw new Error("FullAWSAccess is a managed policy");
  return { level: { ...level, policies: [full] }, changes: [{ kind: "attach", policy: full.name }] };
}

/** The name of the policy that a suggestion makes where none can be changed. */
export const NEW_POLICY = "new-policy";

function addStatement(level: Level, request: AccessRequest): ChangedLevel {
  // "In statements where the Effect element has a value of Allow, you can specify only "*" in the Resource element of an SCP."
  const resource = level.type === "service control policy" ? "*" : request.resource;
  const statement: StatementDocument = { Effect: "Allow", Action: [request.action], Resource: [resource] };
  const position = level.policies.findIndex(isEditable);
  const editable = level.policies[position];
  if (editable) {
    const index = statementsOf(editable.document).length;
    const changed = recompile(editable, index, statement);
    const change: LevelChange = { kind: "statement", position, policy: editable.name, newPolicy: false, index };
    return { level: withPolicy(level, position, changed), changes: [change] };
  }
  const policy = compilePolicy(
    { Version: "2012-10-17", Statement: [statement] },
    { name: NEW_POLICY, type: level.type },
  );
  // A principal has one permissions boundary: a new one takes the place of AWS's.
  const policies = level.type === "permissions boundary" ? mergedBoundary(level, policy) : [...level.policies, policy];
  const added = policies.length - 1;
  const change: LevelChange = { kind: "statement", position: added, policy: NEW_POLICY, newPolicy: true, index: 0 };
  return { level: { ...level, policies }, changes: [change] };
}

/** A boundary of one's own that allows what AWS's allows and what was asked. */
function mergedBoundary(level: Level, policy: Policy): readonly Policy[] {
  const copied = level.policies.flatMap(({ document }) => statementsOf(document));
  const document = { Version: "2012-10-17", Statement: [...statementsOf(policy.document), ...copied] };
  return [compilePolicy(document, { name: NEW_POLICY, type: level.type, ownedByAws: true })];
}
