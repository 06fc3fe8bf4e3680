import { checksFor } from "../access/authorization.ts";
import { accessDenied, denialMessage } from "../access/denial-message.ts";
import { principalNames } from "../arn.ts";
import type { Target } from "../routing/target.ts";
import type { Call } from "./call.ts";
import type { Parts } from "./parts.ts";

/**
 * Refuses a request for which nothing is left of a limit of usage. Bedrock itself has no such limit: AWS Budgets attaches a policy that
 * denies, an IAM policy to users and roles or a service control policy to accounts, once a budget is exceeded
 * (https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/budgets-best-practices.html,
 * https://aws.amazon.com/blogs/mt/manage-cost-overruns-part-1/), and the request fails as under any such policy. Throws AWS's
 * AccessDeniedException.
 */
export function refuseOverspent(
  { usageLimits, catalog }: Pick<Parts, "usageLimits" | "catalog">,
  call: Call,
  { model, profile, destinations }: Target,
): void {
  if (usageLimits.isEmpty) return;
  const { account, region, caller } = call;
  const principal = principalNames(caller.principal);
  const denied = usageLimits.denying({ account, principal, model: model.modelId, profile });
  if (!denied) return;
  const { index, limit } = denied;
  call.report.trail.push({ step: "usage", outcome: `denied by usage.limits[${index}] "${limit.name}"` });
  const partition = catalog.regions.get(region)?.partition ?? "aws";
  const facts = { account, region, partition, bearerTokenType: undefined };
  const invocation = { modelId: model.modelId, destinations, profile };
  const [check = { action: "bedrock:InvokeModel", resource: "*" }] = checksFor(call.operation, {
    ...facts,
    invocation,
  });
  const type = limit.of.principal === undefined ? "service control policy" : "identity-based policy";
  throw accessDenied(denialMessage(caller.principal, check, { kind: "explicit-deny", type }));
}
