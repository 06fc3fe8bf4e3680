import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { compilePolicy } from "../../emulator/access/compile-policy.ts";
import { evaluate } from "../../emulator/access/evaluate.ts";
import {
  type ConditionDocument,
  listOf,
  type PolicyType,
  type StatementDocument,
} from "../../emulator/access/policy.ts";
import { document, request } from "../access/arbitrary.ts";
import { contextOf } from "../access/build.ts";

/**
 * An evaluator that other people wrote. It is AGPL-3.0: it is installed for this test alone, into a temporary folder, and is no
 * dependency of Outcrop.
 */
const ORACLE = "@cloud-copilot/iam-simulate";
const VERSION = "0.1.173";
const CASES = 10_000;
const SEED = 20_261_123;

interface Oracle {
  runUnsafeSimulation(simulation: object, options: object): "Allowed" | "ExplicitlyDenied" | "ImplicitlyDenied";
}

interface Document {
  readonly Version: string;
  readonly Statement: readonly StatementDocument[];
}

interface Case {
  readonly request: {
    readonly action: string;
    readonly resource: string;
    readonly context: Readonly<Record<string, string | readonly string[]>>;
  };
  readonly scps: readonly (readonly Document[])[];
  readonly identity: readonly Document[];
  readonly boundary: Document | undefined;
  readonly session: Document | undefined;
}

const fullAccess: Document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
const maybe = fc.option(document, { nil: undefined, freq: 1 });
const cases: fc.Arbitrary<Case> = fc.record({
  request,
  scps: fc.array(fc.array(fc.oneof(fc.constant(fullAccess), document), { maxLength: 3 }), { maxLength: 3 }),
  identity: fc.array(fc.oneof({ weight: 3, arbitrary: document }, { weight: 1, arbitrary: fc.constant(fullAccess) }), {
    minLength: 1,
    maxLength: 3,
  }),
  boundary: maybe,
  session: maybe,
});

/** A difference that is understood: the rewriting says the same to Outcrop and is read alike by both. */
interface KnownDifference {
  readonly reason: string;
  rewrite(statement: StatementDocument, context: Case["request"]["context"]): StatementDocument;
}

const eachCondition = (
  statement: StatementDocument,
  rewrite: (operator: string, key: string, values: readonly string[]) => readonly string[] | undefined,
): StatementDocument => {
  if (!statement.Condition) return statement;
  const conditions: Record<string, Record<string, readonly string[]>> = {};
  for (const [operator, keys] of Object.entries(statement.Condition)) {
    for (const [key, values] of Object.entries(keys)) {
      const rewritten = rewrite(operator, key, listOf(values).map(String));
      if (rewritten) conditions[operator] = { ...conditions[operator], [key]: rewritten };
    }
  }
  return { ...statement, Condition: conditions as ConditionDocument };
};

const isMissing = (context: Case["request"]["context"], key: string) =>
  !Object.keys(context).some((name) => name.toLowerCase() === key.toLowerCase());

const known: readonly KnownDifference[] = [
  {
    reason:
      'The oracle lets no wildcard stand for the beginning of a resource\'s type. AWS: "You can use wildcard characters within the individual segments of an ARN" (reference_policies_elements_resource.html).',
    rewrite(statement) {
      const spelt = (patterns: string | readonly string[] | undefined) =>
        listOf(patterns).flatMap((pattern) => {
          if (!pattern.includes(":*inference-profile/")) return [pattern];
          return ["inference-profile/", "application-inference-profile/"].map((type) =>
            pattern.replace("*inference-profile/", type),
          );
        });
      const { Resource, NotResource } = statement;
      return Resource === undefined
        ? { ...statement, NotResource: spelt(NotResource) }
        : { ...statement, Resource: spelt(Resource) };
    },
  },
  {
    reason:
      'The oracle matches nothing with 0.0.0.0/0. AWS: "The value must be in the standard CIDR format" (reference_policies_elements_condition_operators.html#Conditions_IPAddress).',
    rewrite: (statement) =>
      eachCondition(statement, (_operator, _key, values) =>
        values.flatMap((value) => (value === "0.0.0.0/0" ? ["0.0.0.0/1", "128.0.0.0/1"] : [value])),
      ),
  },
  {
    reason:
      'The oracle takes an IPv6 address for no address outside of an IPv4 range. AWS on NotIpAddress: "All IP addresses except the specified IP address or range".',
    rewrite: (statement, context) =>
      eachCondition(statement, (_operator, key, values) => {
        const isIpv6 = key === "aws:SourceIp" && String(context[key]).includes(":");
        return values.map((value) => (isIpv6 && /^\d+\.\d+/.test(value) ? "2001:db9::/32" : value));
      }),
  },
  {
    reason:
      'The oracle holds ForAnyValue:…IfExists for false when the key is missing. AWS: "If the key is not present, evaluate the condition element as true" (…#Conditions_IfExists), for any operator but Null.',
    rewrite: (statement, context) =>
      eachCondition(statement, (operator, key, values) =>
        /^ForAnyValue:.*IfExists$/.test(operator) && isMissing(context, key) ? undefined : values,
      ),
  },
  {
    reason:
      'The oracle lets a negated operator fail when a variable has no value. AWS: "Inverted condition operators like StringNotEquals or StringNotLike do match against a null value" (reference_policies_variables.html#policy-vars-no-value).',
    rewrite: (statement, context) =>
      eachCondition(statement, (_operator, _key, values) =>
        values.map((value) => {
          const variable = /^\$\{([\w:/]+)\}$/.exec(value)?.[1];
          return variable !== undefined && isMissing(context, variable) ? "a value that no tag has" : value;
        }),
      ),
  },
  {
    reason:
      'The oracle lets a NotResource statement speak of nothing when one of its variables has no value. AWS: "the resource that includes a policy variable with no value will not match any resource" (same page), so that NotResource exempts one resource less.',
    rewrite(statement, context) {
      const { NotResource } = statement;
      if (NotResource === undefined) return statement;
      const plain = listOf(NotResource).map((pattern) => {
        const variable = /\$\{([\w:/]+)\}/.exec(pattern)?.[1];
        return variable !== undefined && isMissing(context, variable) ? "arn:aws:s3:::a-bucket-of-nobody" : pattern;
      });
      return { ...statement, NotResource: plain };
    },
  },
];

function ours({ request: { action, resource, context }, scps, identity, boundary, session }: Case): string {
  const compiled = (source: Document, type: PolicyType) =>
    compilePolicy(source, { name: type, type, ownedByAws: true });
  const { decidedBy } = evaluate(
    { action, resource, context: contextOf(context) },
    {
      scps:
        scps.length === 0
          ? undefined
          : scps.map((level, index) => ({
              name: `level ${index}`,
              policies: level.map((source) => compiled(source, "service control policy")),
            })),
      identity: identity.map((source) => compiled(source, "identity-based policy")),
      boundary: boundary && compiled(boundary, "permissions boundary"),
      session: session && [compiled(session, "session policy")],
    },
  );
  if (!decidedBy) return "Allowed";
  return decidedBy.kind === "explicit-deny" ? "ExplicitlyDenied" : "ImplicitlyDenied";
}

function theirs(
  oracle: Oracle,
  { request: { action, resource, context }, scps, identity, boundary, session }: Case,
): string {
  const named = (policy: Document, index: number) => ({ name: `policy ${index}`, policy });
  return oracle.runUnsafeSimulation(
    {
      request: {
        principal: "arn:aws:iam::123456789012:role/app",
        action,
        resource: { resource, accountId: "123456789012" },
        contextVariables: context,
      },
      identityPolicies: identity.map(named),
      serviceControlPolicies: scps.map((level, index) => ({
        orgIdentifier: `level ${index}`,
        policies: level.map(named),
      })),
      resourceControlPolicies: [],
      ...(boundary ? { permissionBoundaryPolicies: [named(boundary, 0)] } : {}),
      ...(session ? { sessionPolicy: session } : {}),
    },
    {},
  );
}

function rewritten(one: Case, { rewrite }: KnownDifference): Case {
  const change = (source: Document): Document => ({
    ...source,
    Statement: source.Statement.map((statement) => rewrite(statement, one.request.context)),
  });
  return {
    ...one,
    scps: one.scps.map((level) => level.map(change)),
    identity: one.identity.map(change),
    boundary: one.boundary && change(one.boundary),
    session: one.session && change(one.session),
  };
}

const folder = mkdtempSync(join(tmpdir(), "outcrop-access-oracle-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(`${CASES} random requests are judged as ${ORACLE} ${VERSION} judges them`, {
  timeout: 300_000,
}, async (context) => {
  const install = ["install", "--prefix", folder, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
  const { status, stderr } = spawnSync("npm", [...install, `${ORACLE}@${VERSION}`], { encoding: "utf8" });
  if (status !== 0)
    context.skip(`npm cannot fetch ${ORACLE}: ${stderr?.trim().split("\n").at(-1) ?? "npm cannot be run"}`);
  const entry = pathToFileURL(join(folder, "node_modules", ORACLE, "dist/esm/index.js")).href;
  const oracle = (await import(entry)) as Oracle;

  const outcomes: Record<string, number> = {};
  const explained: Record<string, number> = Object.fromEntries(known.map(({ reason }) => [reason, 0]));
  const unexplained: Case[] = [];
  for (const one of fc.sample(cases, { numRuns: CASES, seed: SEED })) {
    const outcome = ours(one);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    if (outcome === theirs(oracle, one)) continue;
    const plain = known.reduce(rewritten, one);
    // The rewriting means the same to Outcrop, and the oracle then agrees.
    if (ours(plain) !== outcome || theirs(oracle, plain) !== outcome) unexplained.push(one);
    for (const difference of known) {
      const others = known.filter((other) => other !== difference).reduce(rewritten, one);
      if (theirs(oracle, others) !== outcome) explained[difference.reason] = (explained[difference.reason] ?? 0) + 1;
    }
  }
  expect(unexplained.map((one) => JSON.stringify(one))).toEqual([]);
  for (const outcome of ["Allowed", "ExplicitlyDenied", "ImplicitlyDenied"])
    expect(outcomes[outcome]).toBeGreaterThan(1000);
  // A difference that no longer shows has to leave the list.
  for (const [reason, count] of Object.entries(explained)) expect(count, reason).toBeGreaterThan(0);
});
