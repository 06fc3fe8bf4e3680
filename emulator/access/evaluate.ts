import type { Policy, PolicyType, RequestContext, Statement } from "./policy.ts";

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

/** A statement, named. */
export interface StatementName {
  readonly index: number;
  readonly sid?: string;
}

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
  const asked = { ...request, action: request.action.toLowerCase() };
  const levels: LevelVerdict[] = [];
  for (const { name, policies: scps } of policies.scps ?? []) {
    levels.push(judge("service control policy", name, scps, asked));
  }
  if (policies.isRoot) levels.push(ROOT_USER);
  else levels.push(judge("identity-based policy", "identity-based policies", policies.identity, asked));
  if (policies.boundary) levels.push(judge("permissions boundary", "permissions boundary", [policies.boundary], asked));
  if (policies.session && policies.session.length > 0) {
    levels.push(judge("session policy", "session policies", policies.session, asked));
  }
  const denying =
    levels.find(({ outcome }) => outcome === "explicit-deny") ?? levels.find(({ outcome }) => outcome !== "allowed");
  return denying ? { allowed: false, decidedBy: decision(denying), levels } : { allowed: true, levels };
}

function judge(type: PolicyType, level: string, policies: readonly Policy[], request: AccessRequest): LevelVerdict {
  let allowing: Policy | undefined;
  let allowed: Statement | undefined;
  for (const policy of policies) {
    for (const statement of policy.statementsFor(request.action)) {
      if (statement.effect === "Allow" && allowed) continue;
      if (!applies(statement, request)) continue;
      if (statement.effect === "Deny")
        return { type, level, outcome: "explicit-deny", policy, statement: named(statement) };
      allowing = policy;
      allowed = statement;
    }
  }
  if (!allowing || !allowed) return { type, level, outcome: "implicit-deny" };
  return { type, level, outcome: "allowed", policy: allowing, statement: named(allowed) };
}

/** Whether a statement that speaks of the request's action speaks of the request. */
export function applies(statement: Statement, { resource, context }: AccessRequest): boolean {
  if (!statement.matchesResource(resource, context)) return false;
  for (const condition of statement.conditions) if (!condition.holds(context)) return false;
  return true;
}

function named({ index, sid }: Statement): StatementName {
  return sid === undefined ? { index } : { index, sid };
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
