import type { AccessCheck } from "./authorization.ts";
import { accessDenied, denialMessage } from "./denial-message.ts";
import { type AccessRequest, type Decision, evaluate, type PolicySet, type Verdict } from "./evaluate.ts";
import { type CallerFacts, callerContext, checkContext } from "./request-context.ts";

/** One check and what the policies say to it. */
export interface JudgedCheck {
  readonly check: AccessCheck;
  readonly request: AccessRequest;
  readonly verdict: Verdict;
}

/** The answer to all checks of one operation. */
export interface Authorization {
  readonly allowed: boolean;
  /** Every check, in order, also those after a denied one: the explainer tells all that is missing at once. */
  readonly checks: readonly JudgedCheck[];
  /** The first check that is denied. */
  readonly denied?: JudgedCheck & { readonly decidedBy: Decision };
}

/** Judges every check of an operation. */
export function authorize(checks: readonly AccessCheck[], facts: CallerFacts, policies: PolicySet): Authorization {
  const caller = callerContext(facts);
  const judged = checks.map((check): JudgedCheck => {
    const context = checkContext(caller, check, facts.principal);
    const request = { action: check.action, resource: check.resource, context };
    return { check, request, verdict: evaluate(request, policies) };
  });
  for (const { verdict, ...rest } of judged) {
    const { decidedBy } = verdict;
    if (decidedBy) return { allowed: false, checks: judged, denied: { ...rest, verdict, decidedBy } };
  }
  return { allowed: true, checks: judged };
}

/** Throws AWS's AccessDeniedException when a check is denied. */
export function refuseDenied(authorization: Authorization, principalArn: string): void {
  const { denied } = authorization;
  if (denied) throw accessDenied(denialMessage(principalArn, denied.check, denied.decidedBy));
}
