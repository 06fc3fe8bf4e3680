import { expect, test } from "vitest";
import { compareOutcomes } from "../../../contracts/runner/diff.ts";
import type { Outcome } from "../../../contracts/runner/outcome.ts";

const outcome = (output: Readonly<Record<string, unknown>>): Outcome => ({ status: 200, headers: {}, output });
const said = (text: string, stopReason = "end_turn") =>
  outcome({
    output: { message: { role: "assistant", content: [{ text }] } },
    stopReason,
    usage: { inputTokens: 4, outputTokens: text.length, totalTokens: 4 + text.length },
    metrics: { latencyMs: text.length },
  });

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const delta = (text: string, contentBlockIndex = 0) => ({
  contentBlockDelta: { contentBlockIndex, delta: { text } },
});
const streamed = (...stream: readonly unknown[]): Outcome => ({ status: 200, headers: {}, output: {}, stream });

test("what a model says, how much of it, and in how many pieces is no difference; why it stops is", () => {
  expect(compareOutcomes(said("Granite."), said("It is a rock."), true)).toEqual([]);
  expect(compareOutcomes(said("Granite."), said("It is a rock.", "max_tokens"), true)).toEqual([
    'answer.output.stopReason: expected "end_turn", found "max_tokens"',
  ]);
  expect(compareOutcomes(streamed(delta("a"), delta("b"), delta("c")), streamed(delta("x")), true)).toEqual([]);
  expect(compareOutcomes(streamed(delta("a")), streamed(delta("a"), delta("b", 1)), true)).not.toEqual([]);
});

test("the pieces of a native stream are taken together, and its other events are not", () => {
  const piece = (text: string, index: number) => ({ chunk: { bytes: bytes(delta(text, index)) } });
  const stop = (stopReason: string) => ({ chunk: { bytes: bytes({ messageStop: { stopReason } }) } });
  const long = streamed(piece("a", 0), piece("b", 1), piece("c", 2), stop("end_turn"));
  expect(compareOutcomes(long, streamed(piece("x", 0), stop("end_turn")), true)).toEqual([]);
  expect(compareOutcomes(long, streamed(piece("x", 0), stop("max_tokens")), true)).not.toEqual([]);
});

test("the text of a guardrail is its own, and is compared", () => {
  const blocked = (text: string) => outcome({ outputs: [{ text }] });
  expect(compareOutcomes(blocked("Not that."), blocked("No."), false)).toEqual([
    'answer.output.outputs[0].text: expected "Not that.", found "No."',
  ]);
});

test.each([
  ["nextToken", "abc", "def"],
  [
    "jobArn",
    "arn:aws:bedrock:us-east-1:111122223333:model-invocation-job/abcdefghijkl",
    "arn:aws:bedrock:us-east-1:444455556666:model-invocation-job/mnopqrstuvwx",
  ],
  [
    "promptRouterArn",
    "arn:aws:bedrock:us-east-1:111122223333:prompt-router/abcdefghijkl",
    "arn:aws:bedrock:us-east-1:111122223333:prompt-router/mnopqrstuvwx",
  ],
  ["guardrailId", "abcdefghijkl", "mnopqrstuvwx"],
  ["s3Uri", "s3://films/abcdefghijkl", "s3://films/mnopqrstuvwx"],
  ["createdAt", "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"],
])("%s is of one call alone", (member, one, other) => {
  expect(compareOutcomes(outcome({ [member]: one }), outcome({ [member]: other }), false)).toEqual([]);
});

test.each([
  ["modelId", "amazon.nova-lite-v1:0", "amazon.nova-pro-v1:0"],
  [
    "promptRouterArn",
    "arn:aws:bedrock:us-east-1::default-prompt-router/meta.llama:1",
    "arn:aws:bedrock:us-east-1::default-prompt-router/amazon.nova:1",
  ],
  ["s3Uri", "s3://films/one", "s3://films/two"],
  ["algorithms", "a", "b"],
])("%s is not", (member, one, other) => {
  expect(compareOutcomes(outcome({ [member]: one }), outcome({ [member]: other }), false)).toHaveLength(1);
});
