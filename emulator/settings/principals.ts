import { compilePolicy } from "../access/compile-policy.ts";
import type { PolicySet } from "../access/evaluate.ts";
import type { PrincipalAccess } from "../access/guard.ts";
import type { PrincipalFacts } from "../access/request-context.ts";
import type { KnownPrincipal } from "../identity/caller.ts";
import { problemAt } from "../scenario/scenario-error.ts";
import type { Scenario } from "../scenario/schema.ts";
import type { Compilation } from "./compilation.ts";
import type { OrganizationSettings } from "./organization.ts";
import { compileOne, compilePolicies } from "./policies.ts";

type Principal = NonNullable<Scenario["principals"]>[number];

/** Who the callers are and what restricts them. */
export interface PrincipalSettings {
  readonly byAccessKey: ReadonlyMap<string, KnownPrincipal>;
  readonly byApiKey: ReadonlyMap<string, KnownPrincipal>;
  /** The facts and policies of a principal; no policies mean that nothing restricts it. */
  accessOf(arn: string, account: string): PrincipalAccess;
}

/** Stands in for the identity policies of principals that a scenario gives none: they are not restricted by them. */
const UNRESTRICTED = [
  compilePolicy(
    { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "*", Resource: "*" } },
    { name: "no policies given: everything is allowed", type: "identity-based policy" },
  ),
];

/**
 * Compiles the section `principals`. A principal without `policies` is not restricted by identity policies, and one that the
 * scenario does not list by nothing but the SCPs of its account.
 */
export function compilePrincipals(
  { principals = [] }: Scenario,
  organization: OrganizationSettings,
  compilation: Compilation,
): PrincipalSettings {
  const byAccessKey = new Map<string, KnownPrincipal>();
  const byApiKey = new Map<string, KnownPrincipal>();
  const restrictions = new Map<string, Omit<PolicySet, "scps">>();
  const tags = new Map<string, ReadonlyMap<string, string>>();
  for (const [index, principal] of principals.entries()) {
    const { arn, secretAccessKey, sessionToken } = principal;
    const known = { arn, account: accountOf(arn), secretAccessKey, sessionToken };
    addKey(byAccessKey, principal.accessKeyId, known, index, "accessKeyId", compilation);
    addKey(byApiKey, principal.apiKey, known, index, "apiKey", compilation);
    restrictions.set(arn, compileRestrictions(principal, index, compilation));
    if (principal.tags) tags.set(arn, new Map(Object.entries(principal.tags)));
  }
  const remembered = new Map<string, PrincipalAccess>();
  return {
    byAccessKey,
    byApiKey,
    accessOf(arn, account) {
      const access = remembered.get(arn) ?? {
        principal: { ...factsOf(arn, account), tags: tags.get(arn), orgId: organization.id },
        policies: policiesOf(arn, restrictions.get(arn), organization.scpsOf(account)),
      };
      if (remembered.size < REMEMBERED_MAX) remembered.set(arn, access);
      return access;
    },
  };
}

/** As many principals are remembered, compiled, so that callers with ever new ARNs cost no memory. */
const REMEMBERED_MAX = 1_000;

function policiesOf(
  arn: string,
  restrictions: Omit<PolicySet, "scps"> | undefined,
  scps: PolicySet["scps"],
): PolicySet | undefined {
  const { identity = UNRESTRICTED, boundary, session } = restrictions ?? {};
  if (!scps && identity === UNRESTRICTED && !boundary && !session) return undefined;
  return { scps, identity, boundary, session, isRoot: arn.endsWith(":root") };
}

function compileRestrictions(principal: Principal, index: number, compilation: Compilation): Omit<PolicySet, "scps"> {
  const { policies, permissionsBoundary, sessionPolicies } = principal;
  const keys = ["principals", index];
  return {
    identity: policies
      ? compilePolicies(policies, "identity-based policy", [...keys, "policies"], compilation)
      : UNRESTRICTED,
    boundary: permissionsBoundary
      ? compileOne(permissionsBoundary, "permissions boundary", [...keys, "permissionsBoundary"], compilation)
      : undefined,
    session:
      sessionPolicies && compilePolicies(sessionPolicies, "session policy", [...keys, "sessionPolicies"], compilation),
  };
}

function addKey(
  keys: Map<string, KnownPrincipal>,
  key: string | undefined,
  principal: KnownPrincipal,
  index: number,
  name: "accessKeyId" | "apiKey",
  { problems }: Compilation,
): void {
  if (key === undefined) return;
  // An API key is a secret and must not be repeated; an access key's id is none.
  const shown = name === "apiKey" ? "this API key" : `"${key}"`;
  if (keys.has(key)) problems.push(problemAt(["principals", index, name], `${shown} belongs to a principal above`));
  keys.set(key, principal);
}

const accountOf = (arn: string) => arn.split(":")[4] ?? "";

/** What an ARN tells of its principal: a role is taken for a session of it. */
function factsOf(arn: string, account: string): PrincipalFacts {
  const resource = arn.split(":").slice(5).join(":");
  const [kind = ""] = resource.split("/");
  const last = resource.split("/").at(-1);
  switch (kind) {
    case "root":
      return { arn, account, type: "Account" };
    case "user":
      return { arn, account, type: "User", userName: last };
    case "role":
      return { arn, account, type: "AssumedRole", roleArn: arn };
    case "federated-user":
      return { arn, account, type: "FederatedUser" };
    default:
      return { arn, account, type: "AssumedRole" };
  }
}
