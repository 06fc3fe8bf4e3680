import { compilePolicy } from "./compile-policy.ts";
import data from "./data/managed-policies.json" with { type: "json" };
import type { Policy, PolicyType } from "./policy.ts";

/** The names of AWS's managed policies that a scenario can give. */
export const managedPolicyNames: readonly string[] = data.policies.map(({ name }) => name);

/**
 * The managed policy of that name, compiled for the place that it is attached to; `undefined` when Outcrop does not know it. A
 * managed IAM policy can also be a permissions boundary or a session policy; an SCP is an SCP alone.
 * Sources: those in data/managed-policies.json
 */
export function managedPolicy(name: string, type: PolicyType): Policy | undefined {
  const found = data.policies.find((policy) => policy.name === name);
  if (!found || (found.kind === "service control policy") !== (type === "service control policy")) return undefined;
  return compilePolicy(found.document, { name, type, arn: found.arn, ownedByAws: true });
}
