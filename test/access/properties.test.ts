import fc from "fast-check";
import { expect, test } from "vitest";
import { compilePolicy } from "../../emulator/access/compile-policy.ts";
import { type AccessRequest, evaluate, judge, type PolicySet } from "../../emulator/access/evaluate.ts";
import { explain } from "../../emulator/access/explain.ts";
import type { Policy, PolicyDocument, PolicyType } from "../../emulator/access/policy.ts";
import { statementsOf } from "../../emulator/access/policy-edit.ts";
import { changeUntilAllowed } from "../../emulator/access/smallest-change.ts";
import { fillIn, readTemplate } from "../../emulator/access/template.ts";
import { compileWildcards } from "../../emulator/access/wildcard.ts";
import { contextKeys, document, request as requestArbitrary, statement, subjects } from "./arbitrary.ts";
import { allowAll, contextOf, fullAccess, identityOf } from "./build.ts";

const request = requestArbitrary.map(
  ({ context, ...rest }): AccessRequest => ({ ...rest, context: contextOf(context) }),
);
const policy = (type: PolicyType, name = "p") =>
  document.map((written): Policy => compilePolicy(written, { name, type }));
const policySet: fc.Arbitrary<PolicySet> = fc.record({
  scps: fc.option(
    fc.array(
      fc.record({
        name: fc.constantFrom("Root", "OU", "account"),
        policies: fc.array(fc.oneof(fc.constant(fullAccess), policy("service control policy", "scp")), {
          maxLength: 2,
        }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    { nil: undefined },
  ),
  identity: fc.array(policy("identity-based policy", "identity"), { maxLength: 2 }),
  boundary: fc.option(policy("permissions boundary", "boundary"), { nil: undefined, freq: 2 }),
  session: fc.option(fc.array(policy("session policy", "session"), { minLength: 1, maxLength: 2 }), {
    nil: undefined,
    freq: 2,
  }),
  isRoot: fc.boolean(),
});
const letters = fc.string({ unit: fc.constantFrom("a", "b", ":", "/"), maxLength: 12 });
const pattern = fc.string({ unit: fc.constantFrom("a", "b", ":", "/", "*", "?"), maxLength: 10 });

/** The definition of a wildcard, by recursion. */
function matchesByDefinition(wild: string, text: string): boolean {
  const [first, ...rest] = wild;
  if (first === undefined) return text === "";
  if (first === "*")
    return matchesByDefinition(rest.join(""), text) || (text !== "" && matchesByDefinition(wild, text.slice(1)));
  return text !== "" && (first === "?" || first === text[0]) && matchesByDefinition(rest.join(""), text.slice(1));
}

test("wildcards match what their definition says", () => {
  fc.assert(
    fc.property(pattern, letters, (wild, text) => {
      expect(compileWildcards(wild)(text)).toBe(matchesByDefinition(wild, text));
    }),
    { numRuns: 5000 },
  );
});

test("a text with some of its parts starred matches its pattern", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(letters, fc.boolean())), (parts) => {
      const wild = parts.map(([text, hidden]) => (hidden ? "*" : text)).join("");
      expect(compileWildcards(wild)(parts.map(([text]) => text).join(""))).toBe(true);
    }),
  );
});

test("a hostile pattern costs no more than its length times the text's", () => {
  const matches = compileWildcards(`${"*a?".repeat(50)}b`);
  expect(matches("a".repeat(5000))).toBe(false);
});

test("variables are replaced by their values, whatever these are", () => {
  const value = fc.string({ maxLength: 8 });
  fc.assert(
    fc.property(
      value,
      fc.option(
        value.filter((text) => !/['}]/.test(text)),
        { nil: undefined },
      ),
      (tag, otherwise) => {
        const variable = `\${aws:PrincipalTag/team${otherwise === undefined ? "" : `, '${otherwise}'`}}`;
        const template = readTemplate(`a${variable}b`, { variables: true, wildcards: true });
        if ("problem" in template) throw new Error(template.problem);
        const filled = (context: Readonly<Record<string, string>>) =>
          fillIn(template, contextOf(context))
            ?.map((part) => ("literal" in part ? part.literal : ""))
            .join("");
        expect(filled({ "aws:PrincipalTag/team": tag })).toBe(`a${tag}b`);
        expect(filled({})).toBe(otherwise === undefined ? undefined : `a${otherwise}b`);
      },
    ),
  );
});

test("a positive operator and its negation are never both true, nor both false", () => {
  const pairs = subjects.flatMap(({ key, operators, value, several }) =>
    several
      ? []
      : operators.flatMap((negative) => {
          const positive = negative.replace("Not", "");
          return negative.includes("Not") && operators.includes(positive) ? [{ key, positive, negative, value }] : [];
        }),
  );
  const sample = fc
    .constantFrom(...pairs)
    .chain((pair) => fc.tuple(fc.constant(pair), fc.uniqueArray(pair.value, { minLength: 1, maxLength: 3 })));
  fc.assert(
    fc.property(sample, contextKeys, ([{ key, positive, negative }, values], context) => {
      const holds = (operator: string) => {
        const conditional = identityOf({ ...allowAll, Condition: { [operator]: { [key]: values } } });
        const asked = { action: "bedrock:InvokeModel", resource: "*", context: contextOf(context) };
        return evaluate(asked, { scps: undefined, identity: [conditional] }).allowed;
      };
      expect(holds(positive)).toBe(!holds(negative));
      const isMissing = context[key] === undefined;
      expect(holds(`${positive}IfExists`)).toBe(isMissing || holds(positive));
      expect(holds(`${negative}IfExists`)).toBe(isMissing || holds(negative));
    }),
    { numRuns: 1000 },
  );
});

test("an explicit deny overrides every allow", () => {
  const types = fc.constantFrom("scps", "identity", "boundary", "session");
  const deny = { Effect: "Deny", Action: "*", Resource: "*" } as const;
  fc.assert(
    fc.property(policySet, request, types, (policies, asked, place) => {
      const make = (type: PolicyType) =>
        compilePolicy({ Version: "2012-10-17", Statement: [allowAll, deny] }, { name: "deny", type });
      const denying: PolicySet = {
        ...policies,
        isRoot: false,
        ...(place === "scps"
          ? { scps: [...(policies.scps ?? []), { name: "last", policies: [make("service control policy")] }] }
          : {}),
        ...(place === "identity" ? { identity: [...policies.identity, make("identity-based policy")] } : {}),
        ...(place === "boundary" ? { boundary: make("permissions boundary") } : {}),
        ...(place === "session" ? { session: [...(policies.session ?? []), make("session policy")] } : {}),
      };
      expect(evaluate(asked, denying)).toMatchObject({ allowed: false, decidedBy: { kind: "explicit-deny" } });
    }),
  );
});

test("a request is allowed exactly when every level allows it", () => {
  fc.assert(
    fc.property(policySet, request, (policies, asked) => {
      const { allowed, decidedBy, levels } = evaluate(asked, policies);
      expect(allowed).toBe(levels.every(({ outcome }) => outcome === "allowed"));
      expect(decidedBy === undefined).toBe(allowed);
      const explicit = levels.some(({ outcome }) => outcome === "explicit-deny");
      if (decidedBy) expect(decidedBy.kind === "explicit-deny").toBe(explicit);
    }),
    { numRuns: 500 },
  );
});

test("a statement more can allow by Allow alone and deny by Deny alone", () => {
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 3 }), statement, request, (statements, extra, asked) => {
      const before = evaluate(asked, { scps: undefined, identity: [identityOf(...statements)] }).allowed;
      const after = evaluate(asked, { scps: undefined, identity: [identityOf(...statements, extra)] }).allowed;
      if (extra.Effect === "Allow") expect(before && !after).toBe(false);
      else expect(!before && after).toBe(false);
    }),
    { numRuns: 500 },
  );
});

test("upper and lower case of an action make no difference", () => {
  fc.assert(
    fc.property(policySet, request, (policies, asked) => {
      const loud = { ...asked, action: asked.action.toUpperCase() };
      expect(evaluate(loud, policies).allowed).toBe(evaluate(asked, policies).allowed);
    }),
  );
});

test("the changes of a level let all requests pass there, and a level that allows needs none", () => {
  const level = fc
    .constantFrom<PolicyType[]>(
      "service control policy",
      "identity-based policy",
      "permissions boundary",
      "session policy",
    )
    .chain((type) =>
      fc.record({
        type: fc.constant(type),
        level: fc.constant("L"),
        policies: fc.array(policy(type), { maxLength: 2 }),
      }),
    );
  fc.assert(
    fc.property(level, fc.tuple(request, request), (given, [first, second]) => {
      const once = changeUntilAllowed(given, first);
      const twice = changeUntilAllowed(once.level, second);
      for (const asked of [first, second]) {
        expect(judge(given.type, "L", twice.level.policies, asked).outcome).toBe("allowed");
      }
      expect(once.changes.length === 0).toBe(judge(given.type, "L", given.policies, first).outcome === "allowed");
    }),
    { numRuns: 300 },
  );
});

test("every denial is explained by a level, and its snippets are valid statements", () => {
  fc.assert(
    fc.property(policySet, fc.array(request, { minLength: 1, maxLength: 3 }), (policies, asked) => {
      const judged = asked.map((one) => ({
        check: { action: one.action, resource: one.resource, requestedRegion: "us-east-1" },
        request: one,
        verdict: evaluate(one, policies),
      }));
      const { allowed, message, changes } = explain(judged, policies, "arn:aws:iam::123456789012:role/app");
      expect(allowed).toBe(judged.every(({ verdict }) => verdict.allowed));
      expect(changes.length > 0).toBe(!allowed);
      expect(message === undefined).toBe(allowed);
      for (const { snippet, type, words } of changes) {
        expect(words).toMatch(/^(?:Add|Allow|Attach|Remove) .+\.$/);
        const written: PolicyDocument = { Version: "2012-10-17", Statement: snippet ? [snippet] : [] };
        expect(statementsOf(compilePolicy(written, { name: "p", type, ownedByAws: true }).document)).toHaveLength(
          snippet ? 1 : 0,
        );
      }
    }),
    { numRuns: 200 },
  );
});
