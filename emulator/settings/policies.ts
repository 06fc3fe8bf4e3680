import { compilePolicy } from "../access/compile-policy.ts";
import { managedPolicy, managedPolicyNames } from "../access/managed-policies.ts";
import type { Policy, PolicyType } from "../access/policy.ts";
import { PolicyError } from "../access/policy-error.ts";
import { problemAt, type ScenarioPath } from "../scenario/scenario-error.ts";
import type { Compilation } from "./compilation.ts";

/** A policy as a scenario gives it. */
type GivenPolicy = string | { readonly name?: string | undefined; readonly document?: unknown };

/** Compiles policies for the place that they are attached to; what is wrong with them becomes problems below `keys`. */
export function compilePolicies(
  given: readonly GivenPolicy[],
  type: PolicyType,
  keys: ScenarioPath,
  compilation: Compilation,
): Policy[] {
  return given.flatMap((policy, index) => compileOne(policy, type, [...keys, index], compilation) ?? []);
}

/** Compiles one policy; `undefined` when something is wrong with it. */
export function compileOne(
  given: GivenPolicy,
  type: PolicyType,
  keys: ScenarioPath,
  { problems }: Compilation,
): Policy | undefined {
  const { name, document } = typeof given === "string" ? { name: given, document: undefined } : given;
  if (document === undefined) {
    const managed = managedPolicy(name ?? "", type);
    if (!managed) {
      const known = managedPolicyNames.filter((one) => managedPolicy(one, type)).join(", ");
      problems.push(problemAt(keys, `"${name}" has no document and is no managed ${type}. Known: ${known}`));
    }
    return managed;
  }
  try {
    return compilePolicy(document, { name: name ?? type, type });
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    for (const { place, message } of error.problems) {
      problems.push(problemAt([...keys, "document", ...keysOf(place)], message));
    }
    return undefined;
  }
}

/** The way to a place in a policy document: `Statement[1].Effect` becomes `["Statement", 1, "Effect"]`. */
function keysOf(place: string): ScenarioPath {
  return [...place.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([text, index]) =>
    index === undefined ? text : Number(index),
  );
}
