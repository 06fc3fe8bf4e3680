import { compilePolicy } from "../../emulator/access/compile-policy.ts";
import type { PolicySet } from "../../emulator/access/evaluate.ts";
import { managedPolicy } from "../../emulator/access/managed-policies.ts";
import type { Policy, PolicyType, RequestContext, StatementDocument } from "../../emulator/access/policy.ts";

export const account = "123456789012";

/** A policy of one or several statements, in the current version of the language. */
export function policyOf(
  type: PolicyType,
  statements: StatementDocument | readonly StatementDocument[],
  name = "p",
  arn?: string,
): Policy {
  return compilePolicy({ Version: "2012-10-17", Statement: statements }, { name, type, arn });
}

export const identityOf = (...statements: readonly StatementDocument[]) =>
  policyOf("identity-based policy", statements);

/** A managed policy by its name. */
export function managed(name: string, type: PolicyType = "identity-based policy"): Policy {
  const policy = managedPolicy(name, type);
  if (!policy) throw new Error(`${name} is no managed policy`);
  return policy;
}

export const fullAccess = managed("FullAWSAccess", "service control policy");

/** A level of SCPs with FullAWSAccess and the statements given. */
export function guarded(name: string, ...statements: readonly StatementDocument[]) {
  const guard = statements.length === 0 ? [] : [policyOf("service control policy", statements, `${name}-guard`)];
  return { name, policies: [fullAccess, ...guard] };
}

export const allowAll: StatementDocument = { Effect: "Allow", Action: "*", Resource: "*" };

/** A principal that may do everything, below the levels given. */
export function administrator(...scps: readonly NonNullable<PolicySet["scps"]>[number][]): PolicySet {
  return { scps: scps.length === 0 ? undefined : scps, identity: [identityOf(allowAll)] };
}

/** A context from keys as AWS writes them. */
export function contextOf(values: Readonly<Record<string, string | readonly string[]>>): RequestContext {
  return new Map(
    Object.entries(values).map(([key, value]) => [key.toLowerCase(), typeof value === "string" ? [value] : value]),
  );
}
