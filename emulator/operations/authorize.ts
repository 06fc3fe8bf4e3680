import type { OperationFacts } from "../access/authorization.ts";
import { type Guard, refuse } from "../access/guard.ts";
import type { Catalog } from "../catalog/index.ts";
import type { Call } from "./call.ts";

/** What the checks of an operation depend on, beyond who calls and where. */
export type AccessFacts = Omit<OperationFacts, "account" | "region" | "partition" | "bearerTokenType">;

/** Asks the policies about a call and notes what they say. Throws AWS's AccessDeniedException. */
export function authorize(guard: Guard, catalog: Catalog, call: Call, facts: AccessFacts): void {
  const { account, region, caller } = call;
  const partition = catalog.regions.get(region)?.partition ?? "aws";
  const decision = guard.judge(
    call.operation,
    { ...facts, account, region, partition, bearerTokenType: caller.bearerTokenType },
    caller,
  );
  if (!decision) return;
  call.report.access = decision;
  const { denied } = decision;
  call.report.trail.push({
    step: "access",
    outcome: denied
      ? `${denied.decidedBy.kind} of ${denied.check.action} on ${denied.check.resource} by ${denied.decidedBy.level}`
      : `allowed by ${decision.checks.length} checks`,
  });
  refuse(decision, caller);
}
