import type { Policy, PolicyType, RequestContext, Statement, StatementName } from "./policy.ts";

/** One question to the policies: may this action be done on this resource? */
export interface AccessRequest {
  /** For example `bedrock:InvokeModel`; upper and lower case are the same. */
  readonly action: string;
  /** An ARN, or `*` for actions that are not about a resource. */
  readonly resource: string;
  readonly context: RequestContext;
}

/** The SCPs at one level of the organization path: the root, an organizational unit, or the account. */
export interface ScpLevel {
  readonly name: string;
  readonly policies: readonly Policy[];
}

/** Everything that decides about one principal. */
export interface PolicySet {
  /**
   * The SCPs from the root down to the account; `undefined` where none apply: outside of an organization, for the management
   * account, and for service-linked roles.
   */
  readonly scps: readonly ScpLevel[] | undefined;
  /** The policies of the principal itself, with those of a user's groups. */
  readonly identity: readonly Policy[];
  readonly boundary?: Policy | undefined;
  /** The policies that were passed when the session began; none means no restriction. */
  readonly session?: readonly Policy[] | undefined;
  /** The root user of an account: everything is allowed but what SCPs forbid. */
  readonly isRoot?: boolean | undefined;
}

export type Outcome = "allowed" | "explicit-deny" | "implicit-deny";

/** What one level says on its own, and the statement that decides there. */
export interface LevelVerdict {
  readonly type: PolicyType;
  /** The place: `Root`, `Workloads`, `identity-based policies`, … */
  readonly level: string;
  readonly outcome: Outcome;
  /** The policy that allows or denies explicitly; absent where nothing matches. */
  readonly policy?: Policy;
  readonly statement?: StatementName;
}

/** The type of policy that AWS names in its error, with the statement when the denial is an explicit one. */
export interface Decision {
  readonly type: PolicyType;
  readonly kind: "explicit-deny" | "implicit-deny";
  readonly level: string;
  readonly policy?: string;
  readonly policyArn?: string;
  readonly statement?: StatementName;
}

export interface Verdict {
  readonly allowed: boolean;
  /** Present when denied. */
  readonly decidedBy?: Decision;
  readonly levels: readonly LevelVerdict[];
}

const ROOT_USER: LevelVerdict = { type: "identity-based policy", level: "root user", outcome: "allowed" };

/**
 * AWS's policy evaluation logic inside of one account, for resources without a policy of their own: an explicit deny anywhere
 * decides; else every level has to allow. Levels are, in AWS's order, the SCPs from the root to the account, the identity-based
 * policies together, the permissions boundary, and the session policies together.
 *
 * When several would deny, "AWS includes only one of those policy types in the error message" and does not say which. Here it is
 * the first explicit deny in that order, else the first level that does not allow: the order in which AWS describes its evaluation.
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html,
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_evaluation.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function evaluate(request: AccessRequest, policies: PolicySet): Verdict {
  const levels: LevelVerdict[] = [];
  for (const { name, policies: scps } of policies.scps ?? []) {
    levels.push(judge("service control policy", name, scps, request));
  }
  if (policies.isRoot) levels.push(ROOT_USER);
  else levels.push(judge("identity-based policy", "identity-based policies", policies.identity, request));
  if (policies.boundary)
    levels.push(judge("permissions boundary", "permissions boundary", policies.boundary.alone, request));
  if (policies.session && policies.session.length > 0) {
    levels.push(judge("session policy", "session policies", policies.session, request));
  }
  const denying =
    levels.find(({ outcome }) => outcome === "explicit-deny") ?? levels.find(({ outcome }) => outcome !== "allowed");
  return denying ? { allowed: false, decidedBy: decision(denying), levels } : { allowed: true, levels };
}

/** What the policies of one level say together. The action may be in any case. */
export function judge(
  type: PolicyType,
  level: string,
  policies: readonly Policy[],
  request: AccessRequest,
): LevelVerdict {
  const { denies, allows } = candidatesOf(policies, request.action);
  for (const { policy, statement } of denies) {
    if (applies(statement, request))
      return { type, level, outcome: "explicit-deny", policy, statement: statement.name };
  }
  for (const { policy, statement } of allows) {
    if (applies(statement, request)) return { type, level, outcome: "allowed", policy, statement: statement.name };
  }
  return { type, level, outcome: "implicit-deny" };
}

interface Candidate {
  readonly policy: Policy;
  readonly statement: Statement;
}

interface Candidates {
  readonly denies: readonly Candidate[];
  readonly allows: readonly Candidate[];
}

/** Requests name few different actions; a list of policies remembers its statements for this many at most. */
const ACTIONS_REMEMBERED_MAX = 1000;

// Derived from the policies alone and dropped with them; lists of policies do not change.
const remembered = new WeakMap<readonly Policy[], Map<string, Candidates>>();

/** The statements of a level that speak of an action, in order. */
function candidatesOf(policies: readonly Policy[], action: string): Candidates {
  const byAction = remembered.get(policies) ?? new Map<string, Candidates>();
  const known = byAction.get(action);
  if (known) return known;
  remembered.set(policies, byAction);
  const all = policies.flatMap((policy) => policy.statements.map((statement) => ({ policy, statement })));
  const name = action.toLowerCase();
  const speaking = all.filter(({ statement }) => statement.matchesAction(name));
  const found = {
    denies: speaking.filter(({ statement }) => statement.effect === "Deny"),
    allows: speaking.filter(({ statement }) => statement.effect === "Allow"),
  };
  if (byAction.size < ACTIONS_REMEMBERED_MAX) byAction.set(action, found);
  return found;
}

/** Whether a statement that speaks of the request's action speaks of the request. */
export function applies(statement: Statement, { resource, context }: AccessRequest): boolean {
  if (!statement.matchesResource(resource, context)) return false;
  for (const condition of statement.conditions) if (!condition.holds(context)) return false;
  return true;
}

function decision({ type, level, outcome, policy, statement }: LevelVerdict): Decision {
  return {
    type,
    kind: outcome === "explicit-deny" ? "explicit-deny" : "implicit-deny",
    level,
    ...(policy ? { policy: policy.name } : {}),
    ...(policy?.arn === undefined ? {} : { policyArn: policy.arn }),
    ...(statement ? { statement } : {}),
  };
}
