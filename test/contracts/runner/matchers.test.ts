import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkMatchers, describeDifference, match } from "../../../contracts/runner/matchers.ts";

const differences = (expected: unknown, found: unknown) => match(expected, found, "output").map(describeDifference);

const bytes = (text: string) => new TextEncoder().encode(text);
const profile = "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abcdefghijkl";

describe("a matcher", () => {
  test.each<[matcher: object, meets: unknown[], misses: unknown[]]>([
    [{ $any: true }, [0, "", null, [], {}], [undefined]],
    [{ $absent: true }, [undefined], [null, 0]],
    [{ $type: "string" }, ["", "a"], [1, null, undefined, ["a"]]],
    [{ $type: "integer" }, [0, -3], [0.5, "1"]],
    [{ $type: "list" }, [[]], [{}, "a"]],
    [{ $type: "map" }, [{}], [[], null, new Date(0), bytes("a")]],
    [{ $type: "bytes" }, [bytes("")], ["", {}]],
    [{ $regex: "^a+$" }, ["a", "aaa"], ["", "ab", 1]],
    [{ $contains: "an" }, ["granite"], ["rock", 1]],
    [{ $range: [1, 2] }, [1, 1.5, 2], [0.99, 2.01, "1"]],
    [{ $arn: "application-inference-profile" }, [profile], [profile.replace("application-", ""), "x", 1]],
    [{ $timestamp: true }, [new Date(0), "2026-01-01T00:00:00Z"], [new Date(Number.NaN), "yesterday", 0]],
    [{ $length: 2 }, ["ab", [1, 2], { a: 1, b: 2 }, bytes("ab")], ["a", [], 2]],
    [{ $length: [1, 2] }, ["a", [1, 2]], ["", "abc"]],
    [{ $each: { $type: "string" } }, [[], ["a"]], [["a", 1], "a"]],
    [{ $has: 1 }, [[2, 1]], [[], [2], 1]],
    [{ $subset: { a: 1 } }, [{ a: 1 }, { a: 1, b: 2 }], [{ a: 2 }, { b: 1 }, [1]]],
    [{ $oneOf: [1, { $type: "string" }] }, [1, "x"], [2, null]],
    [{ $json: { a: 1 } }, [bytes('{"a":1}'), '{"a":1}'], [bytes("{"), bytes('{"a":2}'), { a: 1 }]],
    [{ $text: "é" }, [bytes("é"), "é"], [bytes("e"), new Uint8Array([255])]],
    [{ $base64: "/w==" }, [new Uint8Array([255])], [new Uint8Array([254]), "/w=="]],
  ])("%j is met by what it says and missed by all else", (matcher, meets, misses) => {
    for (const found of meets) expect(differences(matcher, found)).toEqual([]);
    for (const found of misses) expect(differences(matcher, found)).not.toEqual([]);
  });

  test("of several, all have to be met", () => {
    const both = { $length: 2, $each: { $type: "string" } };
    expect(differences(both, ["a", "b"])).toEqual([]);
    expect(differences(both, ["a"])).toEqual(["output: expected a length of 2, found 1"]);
    expect(differences(both, ["a", 1])).toEqual(["output[1]: expected a value of type string, found 1"]);
  });
});

describe("what is not a matcher", () => {
  test("is met by its like alone, and a difference says where, what and what else", () => {
    expect(differences({ a: { b: [1, 2] } }, { a: { b: [1, 3] } })).toEqual(["output.a.b[1]: expected 2, found 3"]);
    expect(differences({ a: 1 }, { a: 1, b: 2 })).toEqual(["output.b: expected nothing, found 2"]);
    expect(differences({ a: 1, b: 2 }, { a: 1 })).toEqual(["output.b: expected 2, found nothing"]);
    expect(differences([1], [1, 2])).toEqual(["output: expected a list of 1, found 2: [1,2]"]);
    expect(differences({ a: 1 }, "a")).toEqual(['output: expected {"a":1}, found "a"']);
  });

  test("may be the time of a Date", () => {
    expect(differences("2026-01-01T00:00:00Z", new Date("2026-01-01T00:00:00Z"))).toEqual([]);
    expect(differences("2026-01-02T00:00:00Z", new Date("2026-01-01T00:00:00Z"))).toHaveLength(1);
  });

  test("is met by itself, whatever JSON it is, and by nothing else", () => {
    const json = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('"$'));
    fc.assert(
      fc.property(json, json, (a, b) => {
        expect(differences(a, a)).toEqual([]);
        // JSON knows no negative zero.
        const isSame = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
        expect(differences(a, b).length === 0).toBe(isSame);
      }),
    );
  });
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

test.each<[expected: unknown, problem: string]>([
  [{ $typ: "string" }, 'there is no "$typ"; did you mean "$type"? Allowed: '],
  [{ $type: "text" }, "this is one of string, number"],
  [{ $regex: "(" }, "Invalid regular expression"],
  [{ $range: [2, 1] }, "this is [lowest, highest]"],
  [{ $any: false }, "this is true"],
  [{ $subset: [1] }, "this is a map"],
  [{ $any: true, a: 1 }, '"a" cannot stand beside $any'],
  [{ a: [{ $each: { $length: -1 } }] }, "this is a number, or [lowest, highest]"],
])("%j is refused before anything is called", (expected, problem) => {
  const problems: string[] = [];
  checkMatchers(expected, [], (_, message) => problems.push(message));
  expect(problems).toEqual([expect.stringContaining(problem)]);
});

test("keys of JSON Schema are no matchers", () => {
  expect(differences({ $ref: "#/a" }, { $ref: "#/a" })).toEqual([]);
  expect(differences({ $ref: "#/a" }, { $ref: "#/b" })).toHaveLength(1);
});
