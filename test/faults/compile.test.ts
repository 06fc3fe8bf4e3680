import { describe, expect, test } from "vitest";
import { createCatalog } from "../../emulator/catalog/index.ts";
import { compileFaults } from "../../emulator/faults/compile.ts";
import type { FaultRule } from "../../emulator/faults/rule.ts";
import { readVocabulary } from "../../emulator/faults/vocabulary.ts";
import { wordingOf } from "../../emulator/faults/wordings.ts";
import { apiModel } from "../../emulator/protocol/model.ts";
import { services } from "../../emulator/services.ts";
import { faulty, problems, rule } from "./tools.ts";

const then = { error: "ThrottlingException" };
const wrong = (rule: object) => problems([rule as FaultRule])[0];

describe("rules that are refused", () => {
  test.each<[object, string]>([
    [
      { when: { operation: "ConverseSteam" }, then },
      'faults.0.when.operation: "ConverseSteam" is no operation of Amazon Bedrock; did you mean "ConverseStream"?',
    ],
    [{ when: { model: "amazon.nova-lite-v1" }, then }, 'did you mean "amazon.nova-lite-v1:0"?'],
    [
      { when: { region: "us-east1" }, then },
      'faults.0.when.region: "us-east1" is no Region with Amazon Bedrock; did you',
    ],
    [{ when: { source: "mars-1" }, then }, 'faults.0.when.source: "mars-1" is no Region with Amazon Bedrock'],
    [
      { when: { operation: "GetInferenceProfile", region: "us-east-1" }, then },
      "faults.0.when.region: only calls that a model answers have a destination and a text; GetInferenceProfile has none",
    ],
    [{ when: { text: { matches: "(" } }, then }, "faults.0.when.text.matches: Invalid regular expression: /(/u:"],
    [{ when: { call: 0 }, then }, "faults.0.when.call: calls are counted from 1 (found 0)"],
    [{ when: { call: [1, 1.5] }, then }, "faults.0.when.call: calls are counted from 1 (found 1.5)"],
    [{ when: { call: { from: 3, to: 2 } }, then }, "faults.0.when.call.to: a range ends where it begins, or later"],
    [{ when: { probability: 1.1 }, then }, "faults.0.when.probability: a probability is 0 to 1 (found 1.1)"],
    [{ when: { window: { from: "10 s" } }, then }, 'faults.0.when.window.from: "10 s" is no duration; write it in ISO'],
    [
      { when: { window: { from: "PT2S", to: "PT2S" } }, then },
      "faults.0.when.window.to: a window ends after it begins",
    ],
    [{ then, times: 0 }, "faults.0.times: a rule is used 1 time or more (found 0)"],
  ])("for their condition: %j", (rule, message) => {
    expect(wrong(rule)).toContain(message);
  });

  test.each<[object, string]>([
    [{}, "faults.0.then: nothing happens; say what does with one of delay, timeToFirstTokenMs, error, connection,"],
    [{ eror: "ThrottlingException", delay: 1 }, 'faults.0.then.eror: unknown key "eror"; did you mean "error"?'],
    [
      { error: "ThrotlingException" },
      'faults.0.then.error: "ThrotlingException" is no exception here; did you mean "ThrottlingException"? Allowed: Acc',
    ],
    [{ error: "Teapot" }, 'faults.0.then.error: "Teapot" is no exception here. Allowed: AccessDeniedException, '],
    [{ error: "throttlingException" }, 'did you mean "ThrottlingException"?'],
    [{ error: "ModelErrorException", originalMessage: "x" }, 'ModelErrorException has no member "originalMessage"'],
    [{ ...then, status: 200 }, "faults.0.then.status: the HTTP status of an error is 400 to 599 (found 200)"],
    [{ ...then, headers: { "a b": "c" } }, 'faults.0.then.headers: "a b" cannot be sent as a header'],
    [{ ...then, headers: { a: "c\n" } }, 'faults.0.then.headers: "a" cannot be sent as a header'],
    [
      { message: "hello", delay: 1 },
      'faults.0.then.message: "message" says something about error, exceptionAfterEvents',
    ],
    [{ stallFor: "PT1S", delay: 1 }, 'faults.0.then.stallFor: "stallFor" says something about stallAfterEvents'],
    [
      { error: "throttlingException", exceptionAfterEvents: 1, status: 429 },
      'faults.0.then.status: "status" says something about error, which is not there or not in this form',
    ],
    [{ exceptionAfterEvents: 1 }, "faults.0.then.error: the exception is missing. Allowed: accessDenied"],
    [
      { exceptionAfterEvents: 1, error: "modelTimeoutExeption" },
      'faults.0.then.error: "modelTimeoutExeption" is no exception here; did you mean "modelTimeoutException"?',
    ],
    [{ exceptionAfterEvents: -1, error: "throttlingException" }, "faults.0.then.exceptionAfterEvents: this is a whole"],
    [{ corruptFrame: 0 }, "faults.0.then.corruptFrame: this is a whole number, 1 or more (found 0)"],
    [{ truncateAfterEvents: 1.5 }, "faults.0.then.truncateAfterEvents: this is a whole number, 0 or more (found 1.5)"],
    [{ stallAfterEvents: 1, stallBeforeFirstEvent: true }, "faults.0.then.stallBeforeFirstEvent: a stream stalls once"],
    [{ stallAfterEvents: 1, stallFor: "long" }, 'faults.0.then.stallFor: "long" is no duration'],
    [{ connection: "drop" }, 'faults.0.then.connection: "drop" is none of refuse, reset, reset-mid-body'],
    [{ answer: "nothing" }, 'faults.0.then.answer: "nothing" is none of empty, max_tokens, guardrail_intervened, '],
    [{ delay: "soon" }, 'faults.0.then.delay: "soon" is no duration; write it in ISO 8601, for example PT2S'],
    [{ delay: 3_600_001 }, "faults.0.then.delay: this is a number of milliseconds, 0 to 3600000 (found 3600001)"],
    [{ delay: "PT61M" }, "faults.0.then.delay: this is a number of milliseconds, 0 to 3600000 (found 3660000)"],
    [{ delay: { p50: 2, p99: 1 } }, "faults.0.then.delay: the median p50 is more than 0, and the 99th percentile p99"],
    [{ jitterMs: -1 }, "faults.0.then.jitterMs: this is a number of milliseconds, 0 to 3600000 (found -1)"],
    [{ tokensPerSecond: 0 }, "faults.0.then.tokensPerSecond: this is 0.1 or more (found 0)"],
    [
      { ...then, connection: "reset", corruptFrame: 1 },
      "faults.0.then: one thing goes wrong at a time, and these are error, connection, corruptFrame",
    ],
  ])("for their effect: %j", (then, message) => {
    expect(wrong({ then })).toContain(message);
  });

  test.each<[string | string[], object, string]>([
    [
      ["Converse", "GetInferenceProfile"],
      { error: "ServiceUnavailableException" },
      "error: GetInferenceProfile cannot",
    ],
    ["Converse", { corruptFrame: 1 }, "faults.0.then.corruptFrame: Converse does not answer with a stream"],
    ["InvokeModel", { tokensPerSecond: 5 }, "timeToFirstTokenMs: InvokeModel does not answer with a stream"],
    ["CountTokens", { answer: "empty" }, "faults.0.then.answer: CountTokens does not answer with a model's text"],
    [
      ["ConverseStream", "InvokeModelWithResponseStream"],
      { exceptionAfterEvents: 0, error: "modelTimeoutException" },
      "faults.0.then.exceptionAfterEvents: the stream of ConverseStream cannot throw ModelTimeoutException",
    ],
  ])("because %j cannot fail like this: %j", (operation, then, message) => {
    expect(wrong({ when: { operation }, then })).toContain(message);
  });

  test("are all told of at once, with their places", () => {
    const places = problems([
      rule({ error: "Nope" }, { operation: "Convers", probability: 2 }),
      { then },
      { ...rule({ delay: "x" }), times: -1 },
    ]).map((problem) => problem.split(":")[0]);
    expect(places).toEqual([
      "faults.0.when.operation",
      "faults.0.when.probability",
      "faults.0.then.error",
      "faults.2.then.delay",
      "faults.2.times",
    ]);
  });

  test("are those beyond the limits on rules, calls and regular expressions, and not those at them", () => {
    const calls = (length: number) => Array.from({ length }, (_, at) => at + 1);
    const long = (length: number) => rule(then, { call: calls(length), text: { matches: "a".repeat(length) } });
    expect(problems([long(1_000), ...Array.from({ length: 19_999 }, () => ({ then }))])).toEqual([]);
    expect(problems([long(1_001), ...Array.from({ length: 20_000 }, () => ({ then }))])).toEqual([
      "faults: a scenario has at most 20000 faults (found 20001)",
      "faults.0.when.text.matches: a regular expression has at most 1000 characters",
      "faults.0.when.call: a rule names at most 1000 calls (found 1001)",
    ]);
  });
});

test("the rules of the design are taken", () => {
  const { faults } = faulty([
    rule(
      { exceptionAfterEvents: 2, error: "modelStreamErrorException" },
      { operation: "ConverseStream", profile: "team-a", call: 3 },
    ),
    rule(then, { operation: ["Converse", "InvokeModel"], region: "us-east-2", probability: 0.5 }),
  ]);
  expect(faults.counts()).toHaveLength(2);
});

test("every error of every operation has a wording, and so has every exception of a stream", () => {
  const operations = [...readVocabulary(services.map(apiModel)).values()];
  const codes = operations.flatMap(({ isRuntime, errors, streamErrors }) =>
    [...errors.keys(), ...(streamErrors?.keys() ?? [])].map((code) => ({ code, isRuntime })),
  );
  expect(codes.length).toBeGreaterThan(1_000);
  for (const { code, isRuntime } of codes) expect(wordingOf(code, isRuntime), code).toBeTruthy();
});

test("the API models are not read when there are no rules", () => {
  const models = () => {
    throw new Error("they were");
  };
  expect(compileFaults([], { models, catalog: createCatalog(), refuse: models }).operations.size).toBe(0);
});
