import type { Clock } from "../clock.ts";
import { checksFor, type OperationFacts } from "./authorization.ts";
import { type Authorization, authorize, refuseDenied } from "./authorize.ts";
import type { PolicySet } from "./evaluate.ts";
import { type Explanation, explain } from "./explain.ts";
import type { PrincipalFacts } from "./request-context.ts";

/** Who asks, as far as policies can tell callers apart. */
export interface Asker {
  /** The ARN that AWS's error names. */
  readonly principal: string;
  /** 12 digits. */
  readonly account: string;
  readonly sourceIp?: string | undefined;
  readonly userAgent?: string | undefined;
}

/** What the policies said to one operation. */
export interface AccessDecision extends Authorization {
  /** Every level's verdict and the smallest change that would allow it. */
  explain(): Explanation;
}

export interface Guard {
  /** Judges an operation; `undefined` when no policy restricts the caller. */
  judge(operation: string, facts: OperationFacts, asker: Asker): AccessDecision | undefined;
}

/** Throws AWS's AccessDeniedException when an operation is denied. */
export const refuse = (decision: AccessDecision | undefined, { principal }: Asker): void => {
  if (decision) refuseDenied(decision, principal);
};

export interface PrincipalAccess {
  readonly principal: PrincipalFacts;
  /** `undefined` when nothing restricts the principal. */
  readonly policies: PolicySet | undefined;
}

/** Makes the guard that knows the policies of every caller. */
export function createGuard({
  clock,
  accessOf,
}: {
  readonly clock: Pick<Clock, "now">;
  readonly accessOf: (arn: string, account: string) => PrincipalAccess;
}): Guard {
  return {
    judge(operation, facts, { principal: arn, account, sourceIp, userAgent }) {
      const { principal, policies } = accessOf(arn, account);
      if (!policies) return undefined;
      const now = clock.now();
      const authorization = authorize(checksFor(operation, facts), { principal, now, sourceIp, userAgent }, policies);
      return { ...authorization, explain: () => explain(authorization.checks, policies, arn) };
    },
  };
}
