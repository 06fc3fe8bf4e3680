import { describe, expect, test } from "vitest";
import type { CallCondition, CallFacts } from "../../emulator/conditions/condition.ts";
import type { FaultRule } from "../../emulator/faults/rule.ts";
import { fc } from "../generation/property.ts";
import { CALL, faulty, rule } from "./tools.ts";

const then = { error: "ThrottlingException" };

/** Which of `calls` calls a rule happens to, counted from 1. */
function hits(rules: readonly FaultRule[], calls: number, index = 0, seed = 42): number[] {
  const { faults } = faulty(rules, seed);
  const happened: number[] = [];
  for (let call = 1; call <= calls; call++) if (faults.next(CALL)?.rule === index) happened.push(call);
  return happened;
}

const arn = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcdefghijkl";
const call: CallFacts = {
  operation: "ConverseStream",
  model: "amazon.nova-lite-v1:0",
  profileId: "abcdefghijkl",
  profileName: "team-a",
  profileArn: arn,
  principal: ["arn:aws:sts::123456789012:assumed-role/app/session", "arn:aws:iam::123456789012:role/app"],
  source: "us-east-1",
  text: "Tell me about granite.",
};

describe("a rule", () => {
  test.each<[string, CallCondition, boolean]>([
    ["that names nothing", {}, true],
    ["that names the operation", { operation: "ConverseStream" }, true],
    ["that names several operations", { operation: ["Converse", "ConverseStream"] }, true],
    ["that names another operation", { operation: "Converse" }, false],
    ["that names the model", { model: "amazon.nova-lite-v1:0" }, true],
    ["that names a family of models", { model: "amazon.nova-*" }, true],
    ["that names other models", { model: ["anthropic.*", "amazon.nova-pro-v1:0"] }, false],
    ["that names the profile by its name", { profile: "team-a" }, true],
    ["that names the profile by its id", { profile: "abcdefghijkl" }, true],
    ["that names the profile by its ARN", { profile: arn }, true],
    ["that names another profile", { profile: "team-b" }, false],
    ["that names the session of the caller", { principal: "*:assumed-role/app/session" }, true],
    ["that names the role of the caller", { principal: "arn:aws:iam::123456789012:role/app" }, true],
    ["that names another caller", { principal: "arn:aws:iam::123456789012:role/ap" }, false],
    ["that names the source Region", { source: ["us-west-2", "us-east-1"] }, true],
    ["that names another source Region", { source: "us-west-2" }, false],
    ["that names a part of the text", { text: { contains: "granite" } }, true],
    ["that names the whole text", { text: { equals: "Tell me about granite." } }, true],
    ["that names a pattern of the text", { text: { matches: "^tell|granite\\.$" } }, true],
    ["that names another text", { text: { equals: "granite" } }, false],
    ["that names several things of which one is not so", { model: "*", profile: "team-b" }, false],
    ["of which the text is right in one way and wrong in another", { text: { contains: "Tell", matches: "x" } }, false],
  ])("%s happens or does not", (_, when, happens) => {
    const { faults } = faulty([{ when, then }]);
    expect(faults.next(call) !== undefined).toBe(happens);
  });

  test("that names what is not known of a call does not happen to it", () => {
    for (const when of [{ model: "*" }, { profile: "*" }, { principal: "*" }, { text: { contains: "" } }]) {
      expect(faulty([{ when, then }]).faults.next(CALL)).toBeUndefined();
    }
  });

  test("that names no operation happens to those that can fail like this", () => {
    const { faults } = faulty([rule({ error: "modelStreamErrorException", exceptionAfterEvents: 1 })]);
    expect(faults.next({ ...CALL, operation: "ConverseStream" })).toBeDefined();
    expect(faults.next({ ...CALL, operation: "Converse" })).toBeUndefined();
    expect(faults.counts()).toEqual([{ rule: 0, matched: 1, fired: 1 }]);
  });

  test("tells a dot from any other character", () => {
    const { faults } = faulty([{ when: { profile: "a.b*" }, then }]);
    expect(faults.next({ ...call, profileName: "axb" })).toBeUndefined();
    expect(faults.next({ ...call, profileName: "a.b c" })).toBeDefined();
  });
});

describe("the rules", () => {
  test("are looked up in their order, and the first that applies is the one", () => {
    const { faults } = faulty([
      rule({ error: "InternalServerException" }, { call: 2 }),
      rule({ error: "ThrottlingException" }),
      rule({ error: "ServiceUnavailableException" }),
    ]);
    const codes = [1, 2, 3].map(() => faults.next(CALL)?.faults.map((fault) => fault.kind === "error" && fault.code));
    expect(codes).toEqual([["ThrottlingException"], ["InternalServerException"], ["ThrottlingException"]]);
    expect(faults.counts()).toEqual([
      { rule: 0, matched: 3, fired: 1 },
      { rule: 1, matched: 3, fired: 2 },
      { rule: 2, matched: 3, fired: 0 },
    ]);
  });

  test("that name a destination are looked up once it is known, the others before, and none twice", () => {
    const { faults } = faulty([
      rule({ error: "ServiceUnavailableException" }, { region: "us-east-2" }),
      rule({ delay: 5 }, { operation: "Converse" }),
    ]);
    expect(faults.next(CALL)).toEqual({ rule: 1, faults: [{ kind: "delay", milliseconds: 5 }] });
    expect(faults.next({ ...CALL, destination: "us-west-2" })).toBeUndefined();
    expect(faults.next({ ...CALL, destination: "us-east-2" })?.rule).toBe(0);
    expect(faults.counts()).toEqual([
      { rule: 0, matched: 1, fired: 1 },
      { rule: 1, matched: 1, fired: 1 },
    ]);
  });

  test("can be a thousand, and none", () => {
    expect(
      hits(
        Array.from({ length: 1_000 }, () => ({ then })),
        1,
      ),
    ).toEqual([1]);
    expect(hits([], 1)).toEqual([]);
  });
});

describe("the count of calls", () => {
  test.each<[string, CallCondition["call"], number[]]>([
    ["one", 3, [3]],
    ["several", [2, 5], [2, 5]],
    ["a range", { from: 4, to: 6 }, [4, 5, 6]],
    ["from one on", { from: 6 }, [6, 7, 8]],
    ["up to one", { to: 2 }, [1, 2]],
  ])("picks %s", (_, call, expected) => {
    expect(hits([{ when: { call }, then }], 8)).toEqual(expected);
  });

  test("counts only the calls that meet the other conditions", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 40 }), fc.integer({ min: 1, max: 10 }), (calls, nth) => {
        const { faults } = faulty([{ when: { source: "us-west-2", call: nth }, then }]);
        const happened = calls.map((isOurs) => faults.next({ ...CALL, source: isOurs ? "us-west-2" : "us-east-1" }));
        const ours = calls.flatMap((isOurs, at) => (isOurs ? [at] : []));
        expect(happened.flatMap((fired, at) => (fired ? [at] : []))).toEqual(ours.slice(nth - 1, nth));
      }),
      { numRuns: 100 },
    );
  });

  test("goes on while a rule above is the one", () => {
    expect(
      hits(
        [
          { when: { call: { to: 2 } }, then },
          { when: { call: [2, 3] }, then },
        ],
        5,
        1,
      ),
    ).toEqual([3]);
  });

  test("ends after as many times as a rule is to be used", () => {
    expect(hits([{ when: { call: { from: 2 } }, then, times: 2 }], 6)).toEqual([2, 3]);
  });
});

describe("probability", () => {
  test("picks its part of the calls, the same ones with the same seed", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (probability, seed) => {
        const rules = [{ when: { probability }, then }];
        const happened = hits(rules, 1_000, 0, seed);
        // Five standard deviations.
        expect(Math.abs(happened.length - probability * 1_000)).toBeLessThanOrEqual(80);
        expect(hits(rules, 1_000, 0, seed)).toEqual(happened);
      }),
      { numRuns: 50 },
    );
  });

  test("picks calls apart from the other rules", () => {
    const half = rule({ delay: 1 }, { probability: 0.5 });
    const alone = hits([{ when: { operation: "InvokeModel" }, then }, half], 200, 1);
    const after = hits([{ when: { probability: 0.5 }, then }, half], 200, 1);
    const first = hits([{ when: { probability: 0.5 }, then }, half], 200, 0);
    expect(after).toEqual(alone.filter((call) => !first.includes(call)));
  });

  test("of 0 and 1 picks none and all", () => {
    expect(hits([{ when: { probability: 0 }, then }], 50)).toEqual([]);
    expect(hits([{ when: { probability: 1 }, then }], 3)).toEqual([1, 2, 3]);
  });
});

test("a window is open from its beginning until just before its end, on the clock", () => {
  fc.assert(
    fc.property(fc.nat(60), fc.integer({ min: 1, max: 60 }), fc.nat(130_000), (from, length, atMs) => {
      const window = { from: `PT${from}S`, to: `PT${from + length}S` };
      const { faults, clock } = faulty([{ when: { window }, then }]);
      clock.advance(atMs);
      const isOpen = from * 1_000 <= atMs && atMs < (from + length) * 1_000;
      expect(faults.next(CALL) !== undefined).toBe(isOpen);
    }),
    { numRuns: 100 },
  );
});

describe("a delay drawn from a distribution", () => {
  test("has its median and 99th percentile, and follows the seed", () => {
    const drawn = (seed: number) => {
      const { faults } = faulty([rule({ delay: { p50: 100, p99: 1_000 } })], seed);
      return Array.from({ length: 20_000 }, () => faults.next(CALL)?.faults[0]).map((fault) =>
        fault?.kind === "delay" ? fault.milliseconds : Number.NaN,
      );
    };
    const sorted = drawn(1).toSorted((a, b) => a - b);
    expect(Math.abs((sorted[10_000] ?? 0) / 100 - 1)).toBeLessThan(0.05);
    expect(Math.abs((sorted[19_800] ?? 0) / 1_000 - 1)).toBeLessThan(0.12);
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(2)).not.toEqual(drawn(1));
  });
});
