import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Document, parse } from "yaml";
import { generalise, writeInput } from "../../../contracts/recorder/generalise.ts";
import { makeInput, namesIn } from "../../../contracts/runner/inputs.ts";
import { judge, type Outcome } from "../../../contracts/runner/outcome.ts";
import { plain } from "../../../contracts/runner/values.ts";

const words = fc.oneof(
  fc.string(),
  fc.constantFrom("{{name}}", "$ref", `${"$"}{HOME}`, "a b\n c", "123456789012", "2026-01-01T00:00:00Z", "end_turn"),
  fc.constantFrom(
    "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcdefghijkl",
    "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0",
    "User: arn:aws:sts::123456789012:assumed-role/a/b is not authorized (2026-01-01T00:00:00.000Z) [x]*",
  ),
);
const keys = fc.constantFrom(
  "message",
  "text",
  "usage",
  "inputTokens",
  "stopReason",
  "role",
  "nextToken",
  "id",
  "$odd",
  "plain",
  "latencyMs",
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    words,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.date({ noInvalidDate: true, min: new Date("0001-01-01"), max: new Date("9999-01-01") }),
    fc.uint8Array(),
    words.map((text) => new TextEncoder().encode(JSON.stringify({ text }))),
    fc.array(tie("value"), { maxLength: 20 }),
    fc.dictionary(keys, tie("value"), { maxKeys: 5, noNullPrototype: true }),
  ),
}));
const members = fc.dictionary(keys, value, { maxKeys: 5, noNullPrototype: true });
const options = fc.record({
  isRepeatable: fc.boolean(),
  isModel: fc.boolean(),
  takesTime: fc.boolean(),
  required: fc.constant(["message", "usage", "text"]),
  generated: fc.constant(new Set(["abcdefghijkl"])),
});

describe("what a recording expects", () => {
  test("is always met by the very answer that it was made of", () => {
    const outcomes = fc.record({
      output: members,
      stream: fc.option(fc.array(members, { maxLength: 8 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(outcomes, options, ({ output, stream }, how) => {
        const outcome = { status: 200, headers: {}, output, ...(stream ? { stream } : {}) } as Outcome;
        // As it comes back from a file.
        const expected = parse(new Document(generalise(outcome, how)).toString()) as object;
        expect(judge({ expect: expected }, outcome)).toEqual([]);
      }),
    );
  });

  test("is met by the very error that it was made of", () => {
    fc.assert(
      fc.property(words, fc.boolean(), options, (message, inStream, how) => {
        const error = { type: "ThrottlingException", message, status: inStream ? undefined : 429 };
        const outcome: Outcome = { status: 200, headers: {}, error, ...(inStream ? { stream: [] } : {}) };
        expect(judge({ expect: generalise(outcome, how) }, outcome)).toEqual([]);
      }),
    );
  });

  const repeatable = {
    isRepeatable: true,
    isModel: true,
    takesTime: false,
    required: [],
    generated: new Set<string>(),
  };
  const stream = [
    { messageStart: { role: "assistant" } },
    { contentBlockDelta: { contentBlockIndex: 0, delta: { text: "a" } } },
    { contentBlockDelta: { contentBlockIndex: 0, delta: { text: "b" } } },
    { messageStop: { stopReason: "end_turn" } },
  ];
  const heard = (events: readonly object[]): Outcome => ({ status: 200, headers: {}, output: {}, stream: events });
  const expected = generalise(heard(stream), repeatable);

  test.each([
    ["in more pieces", [stream[0], stream[1], stream[1], stream[1], stream[3]], true],
    ["without its end", stream.slice(0, 3), false],
    ["without a piece", [stream[0], stream[3]], false],
    ["for another reason", [...stream.slice(0, 3), { messageStop: { stopReason: "max_tokens" } }], false],
    ["with more behind it", [...stream, stream[0]], false],
    ["in another order", [stream[0], stream[3], stream[1]], false],
  ])("of a stream is held against one that comes %s", (_, events, isMet) => {
    expect(judge({ expect: expected }, heard(events as object[])).length === 0).toBe(isMet);
  });
});

describe("the input that a recording writes", () => {
  test("is sent again as it was, be there captured values, variables or $ keys in it", () => {
    fc.assert(
      fc.property(members, (input) => {
        const written = parse(new Document(writeInput(input)).toString()) as unknown;
        expect(namesIn(written)).toEqual(new Set());
        expect(plain(makeInput(written))).toEqual(plain(input));
      }),
    );
  });
});
