import { expect, test } from "vitest";
import { countTokens } from "../../../emulator/operations/bedrock-runtime/count-tokens.ts";
import { bytes, errorOf, newCall, parts } from "./handlers.ts";

const sonnet4 = "anthropic.claude-sonnet-4-20250514-v1:0";
const input = { converse: { messages: [{ role: "user" as const, content: [{ text: "What is granite?" }] }] } };
const count = (modelId: string, given: object = input, region = "us-east-1") =>
  countTokens.handler(parts)({ modelId, input: given as never }, newCall(region));

const notSupported = "ValidationException: The provided model doesn't support counting tokens.";
const invalid = "ValidationException: The provided model identifier is invalid.";

test("a model that answers through profiles alone is counted by its bare id and by its ARN", async () => {
  // Recorded test cassette test_bedrock_inference_profile_count_tokens of pydantic-ai.
  expect(await count(sonnet4)).toEqual({ inputTokens: 11 });
  expect(await count(`arn:aws:bedrock:us-east-1::foundation-model/${sonnet4}`)).toEqual({ inputTokens: 11 });
});

test.each([
  // Recorded test cassette test_anthropic_bedrock_count_tokens_error of pydantic-ai: a profile.
  `us.${sonnet4}`,
  `arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.${sonnet4}`,
  "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abcdefghijkl",
  // Third-party checks of 2026-08: Nova, and Claude from 4.7 on.
  "amazon.nova-lite-v1:0",
  "anthropic.claude-opus-4-8",
  "anthropic.claude-sonnet-5",
])("profiles and other models are not counted: %s", async (modelId) => {
  expect(await errorOf(count(modelId))).toBe(notSupported);
});

test("an unknown model, another Region's ARN and a model of other Regions are invalid", async () => {
  // Recorded test cassette test_bedrock_count_tokens_error of pydantic-ai.
  expect(await errorOf(count("anthropic.nothing"))).toBe(invalid);
  expect(await errorOf(count(`arn:aws:bedrock:eu-west-1::foundation-model/${sonnet4}`))).toBe(invalid);
  expect(await errorOf(count("anthropic.claude-3-7-sonnet-20250219-v1:0", input, "ap-east-1"))).toBe(invalid);
});

test("a request that could not be answered cannot be counted", async () => {
  expect(await errorOf(count(sonnet4, { converse: { messages: [] } }))).toMatch(
    /^ValidationException: A conversation must/,
  );
  expect(await errorOf(count(sonnet4, { invokeModel: { body: bytes({}) } }))).toBe(
    "ValidationException: anthropic_version: Field required",
  );
});

test("counting tokens uses none", async () => {
  const call = newCall();
  await countTokens.handler(parts)({ modelId: sonnet4, input }, call);
  expect(call.report).toEqual({
    faults: [],
    trail: [],
    target: expect.objectContaining({ kind: "foundation-model", source: "us-east-1" }),
  });
});
