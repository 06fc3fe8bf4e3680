import { expect, test } from "vitest";
import type { FoundationModel } from "../../emulator/catalog/index.ts";
import { NotEmulatedError } from "../../emulator/errors.ts";
import { familyOf } from "../../emulator/generation/families.ts";
import { modelOf } from "../operations/bedrock-runtime/handlers.ts";

const claude3 = modelOf("anthropic.claude-3-haiku-20240307-v1:0");
const sonnet4 = modelOf("anthropic.claude-sonnet-4-20250514-v1:0");
const sonnet45 = modelOf("anthropic.claude-sonnet-4-5-20250929-v1:0");
const sonnet46 = modelOf("anthropic.claude-sonnet-4-6");
const nova = modelOf("amazon.nova-pro-v1:0");
const titan = { ...nova, modelId: "amazon.titan-text-express-v1" } as FoundationModel;

const user = { role: "user", content: "Hello" };
const assistant = { role: "assistant", content: "Hi" };
const claude = (rest: object = {}) => ({
  anthropic_version: "bedrock-2023-05-31",
  max_tokens: 100,
  messages: [user],
  ...rest,
});
const without = (body: object, ...names: string[]) =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));

/** What the family answers to a body, `undefined` when it takes it. */
function refusal(model: FoundationModel, body: unknown): string | undefined {
  try {
    familyOf(model).read(body, model);
    return undefined;
  } catch (error) {
    if (error instanceof NotEmulatedError) return `501: ${error.message}`;
    if (error instanceof Error && "code" in error) {
      expect(error.code).toBe("ValidationException");
      return error.message;
    }
    throw error;
  }
}

test.each([
  // https://github.com/promptfoo/promptfoo/issues/916; another report shows its Content-Length, 240: nothing separates the parts.
  [
    "a body for Converse",
    { messages: [user], toolConfig: {}, inferenceConfig: {} },
    '#: subject must not be valid against schema {"required":["messages"]}#: required key [max_tokens] not found#: required key [anthropic_version] not found#: extraneous key [toolConfig] is not permitted#: extraneous key [inferenceConfig] is not permitted',
  ],
  ["a body without messages", without(claude(), "messages"), "#: required key [messages] not found"],
  ["a temperature above 1", claude({ temperature: 2 }), "#/temperature: 2 is not less or equal to 1"],
  [
    "a role that there is not",
    claude({ messages: [{ role: "system", content: "x" }] }),
    "#/messages/0/role: system is not a valid enum value",
  ],
  [
    "a number where text belongs",
    claude({ stop_sequences: [5] }),
    "#/stop_sequences/0: expected type: String, found: Integer",
  ],
  ["messages that are no list", claude({ messages: "Hello" }), "#/messages: expected type: JSONArray, found: String"],
  [
    // The form of https://github.com/anthropics/claude-code/issues/1162 and others: both readings of `content` are named.
    "a block without text",
    claude({ messages: [{ role: "user", content: [{ type: "text" }] }] }),
    "#/messages/0/content: expected type: String, found: JSONArray#/messages/0/content/0: required key [text] not found",
  ],
])("Claude 3's gate refuses %s", (_, body, violations) => {
  expect(refusal(claude3, body)).toBe(
    `Malformed input request: ${violations}, please reformat your input and try again.`,
  );
});

test.each([
  // https://github.com/BerriAI/litellm/issues/13301: "max_tokens_to_sample: Extra inputs are not permitted", bare on InvokeModel.
  ["max_tokens_to_sample: Extra inputs are not permitted", claude({ max_tokens_to_sample: 5 })],
  // Third parties verified these two against the live service in 2026.
  ["anthropic_version: Field required", without(claude(), "anthropic_version")],
  ["stream: Extra inputs are not permitted", claude({ stream: true })],
  // The same pattern; `max_tokens` was captured on bedrock-mantle (2026-07).
  ["max_tokens: Field required", without(claude(), "max_tokens")],
  ["messages: Field required", without(claude(), "messages")],
  ["model: Extra inputs are not permitted", claude({ model: "claude" })],
  ["Invalid API version: 2023-06-01", claude({ anthropic_version: "2023-06-01" })],
  ["temperature: range: 0..1", claude({ temperature: 1.5 })],
  ["max_tokens: Input should be greater than or equal to 1", claude({ max_tokens: 0 })],
  ["max_tokens: Input should be a valid integer", claude({ max_tokens: "100" })],
  [
    // Third-party measurements of Anthropic's API with Claude Sonnet 5 (2026-08)
    'messages: Unexpected role "tool". Allowed roles are "user" or "assistant"',
    claude({ messages: [user, { ...user, role: "tool" }] }),
  ],
  [
    // With the kind of the block in the path: reports of "messages.46.content.0.tool_result.content.0.text.text: Field required"
    "messages.0.content.0.text.text: Field required",
    claude({ messages: [{ role: "user", content: [{ type: "text" }] }] }),
  ],
  ["system.0.type: Field required", claude({ system: [{ text: "Be brief." }] })],
  ["messages.0.content: Input should be a valid list", claude({ messages: [{ role: "user", content: 5 }] })],
  [
    // The sentence of test_anthropic_bedrock_count_tokens_rejects_server_tools, a recorded cassette of pydantic-ai.
    "system.0: Input tag 'image' found using 'type' does not match any of the expected tags: 'text'",
    claude({ system: [{ type: "image" }] }),
  ],
])("Anthropic's validator answers: %s", (message, body) => {
  expect(refusal(sonnet4, body)).toBe(message);
});

test("a member that is null is left out by newer Claude and wrong for Claude 3", () => {
  const body = claude({ temperature: null, system: null, stop_sequences: null });
  expect(refusal(sonnet4, body)).toBeUndefined();
  expect(refusal(claude3, claude({ temperature: null }))).toContain(
    "#/temperature: expected type: Number, found: Null",
  );
});

test.each([
  // https://github.com/langchain-ai/langchain-aws/issues/71
  [
    'messages: roles must alternate between "user" and "assistant", but found multiple "user" roles in a row',
    [user, user],
  ],
  [
    'messages: roles must alternate between "user" and "assistant", but found multiple "assistant" roles in a row',
    [user, assistant, assistant, user],
  ],
  // Anthropic's own wordings
  ['messages: first message must use the "user" role', [assistant, user]],
  ["messages: at least one message is required", []],
  // https://github.com/konveyor/kai/issues/645
  [
    "messages.0: all messages must have non-empty content except for the optional final assistant message",
    [{ role: "user", content: [] }],
  ],
  // https://github.com/anomalyco/opencode/issues/15715
  ["messages: text content blocks must be non-empty", [{ role: "user", content: [{ type: "text", text: "" }] }]],
  // https://github.com/NousResearch/hermes-agent/issues/63983
  ["messages: text content blocks must contain non-whitespace text", [{ role: "user", content: "\n " }]],
])("Claude refuses turns: %s", (message, messages) => {
  expect(refusal(claude3, claude({ messages }))).toBe(message);
  expect(refusal(sonnet4, claude({ messages }))).toBe(message);
});

test("Claude continues its own last turn up to version 4.5", () => {
  const body = claude({ messages: [user, assistant] });
  expect(refusal(claude3, body)).toBeUndefined();
  expect(refusal(sonnet45, body)).toBeUndefined();
  // https://github.com/anomalyco/opencode/issues/29760, there behind Converse's prefix
  expect(refusal(sonnet46, body)).toBe(
    "This model does not support assistant message prefill. The conversation must end with a user message.",
  );
});

test("temperature and top_p exclude each other from Claude 4.5 on", () => {
  const body = claude({ temperature: 0.5, top_p: 0.5 });
  expect(refusal(sonnet4, body)).toBeUndefined();
  // https://github.com/aws-samples/sample-connector-for-bedrock/issues/87, there behind Converse's prefix
  expect(refusal(sonnet45, body)).toBe(
    "`temperature` and `top_p` cannot both be specified for this model. Please use only one.",
  );
});

test("more tokens than the model can give are refused in InvokeModel's short sentence", () => {
  // https://github.com/charmbracelet/crush/issues/946
  expect(refusal(sonnet4, claude({ max_tokens: 64_000 }))).toBeUndefined();
  expect(refusal(sonnet4, claude({ max_tokens: 64_001 }))).toBe(
    "The maximum tokens you requested exceeds the model limit of 64000",
  );
  // Nova Pro: 10,000 was accepted and more refused (third-party check, 2026-08).
  const ask = (maxTokens: number) => ({
    messages: [{ role: "user", content: [{ text: "Hi" }] }],
    inferenceConfig: { maxTokens },
  });
  expect(refusal(nova, ask(10_000))).toBeUndefined();
  expect(refusal(nova, ask(10_001))).toBe("The maximum tokens you requested exceeds the model limit of 10000");
});

test("a prompt beyond the context window is too long", () => {
  // https://github.com/aws-samples/bedrock-chat/issues/95
  const content = "word ".repeat(200_100);
  expect(refusal(sonnet4, claude({ messages: [{ role: "user", content }] }))).toBe(
    "Input is too long for requested model.",
  );
});

test("lists that ask for nothing, and members without effect, are taken", () => {
  expect(
    refusal(sonnet4, claude({ anthropic_beta: [], tools: [], metadata: { user_id: "x" }, top_k: 5 })),
  ).toBeUndefined();
});

test.each([
  // https://github.com/aws-samples/amazon-bedrock-client-for-mac/issues/59, with its Content-Length of 118 for the whole body
  ["#: required key [messages] not found", {}],
  // https://github.com/logancyang/obsidian-copilot/issues/2145
  [
    "#: extraneous key [max_tokens] is not permitted",
    { messages: [{ role: "user", content: [{ text: "x" }] }], max_tokens: 5 },
  ],
  ["#/messages/0/content: expected type: JSONArray, found: String", { messages: [{ role: "user", content: "Hello" }] }],
  [
    "#/messages/0/content/0: extraneous key [type] is not permitted",
    { messages: [{ role: "user", content: [{ type: "text", text: "x" }] }] },
  ],
  ["#/messages/0/content/0: required key [text] not found", { messages: [{ role: "user", content: [{}] }] }],
])("Nova's gate answers: %s", (violations, body) => {
  const message = `Malformed input request: ${violations}, please reformat your input and try again.`;
  expect(refusal(nova, body)).toBe(message);
});

test("Nova's answer to an empty body has the recorded length", () => {
  expect(JSON.stringify({ message: refusal(nova, {}) })).toHaveLength(118);
});

test("Nova takes both spellings of its parameters, with or without schemaVersion", () => {
  // Recorded with 200: max_new_tokens + schemaVersion (opentelemetry-python-contrib), maxTokens + topK (openllmetry).
  const messages = [{ role: "user", content: [{ text: "x" }] }];
  expect(
    refusal(nova, { messages, schemaVersion: "messages-v1", inferenceConfig: { max_new_tokens: 5 } }),
  ).toBeUndefined();
  expect(refusal(nova, { messages, inferenceConfig: { maxTokens: 5, topK: 20 } })).toBeUndefined();
});

test("Nova's turns are held to Bedrock's rules", () => {
  const say = (role: string, text = "x") => ({ role, content: [{ text }] });
  expect(refusal(nova, { messages: [say("assistant")] })).toBe(
    "A conversation must start with a user message. Try again with a conversation that starts with a user message.",
  );
  expect(refusal(nova, { messages: [say("user"), say("user")] })).toBe(
    "A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.",
  );
  expect(refusal(nova, { messages: [say("user", " ")] })).toBe(
    "The text field in the ContentBlock object at messages.0.content.0 is blank. Add text to the text field, and try again.",
  );
});

test.each([
  ["#: required key [inputText] not found", {}],
  [
    // The sentence of https://github.com/boto/boto3/issues/3993, there without the pointer (2023)
    "#/textGenerationConfig/maxTokenCount: 8193 is not less or equal to 8192",
    { inputText: "x", textGenerationConfig: { maxTokenCount: 8193 } },
  ],
  ["expected minLength: 1, actual: 0", { inputText: "" }],
  ["#: extraneous key [messages] is not permitted", { inputText: "x", messages: [] }],
])("Titan's gate answers: %s", (violations, body) => {
  expect(refusal(titan, body)).toBe(
    `Malformed input request: ${violations}, please reformat your input and try again.`,
  );
});

test("a body that is wrong in a hundred thousand places is refused in a short message", () => {
  const messages = Array.from({ length: 100_000 }, () => ({}));
  expect(refusal(nova, { messages })?.length).toBeLessThan(10_000);
});

test("keys that JavaScript knows of itself are extraneous like any other", () => {
  const body = JSON.parse('{"messages":[],"__proto__":{"a":1},"constructor":1}');
  expect(refusal(nova, body)).toContain(
    "#: extraneous key [__proto__] is not permitted#: extraneous key [constructor] is not permitted",
  );
});

const controlled = (cache_control: object) => ({ type: "text", text: "Be brief.", cache_control });

test.each([
  // The form of `extraneous` is the gate's own; that it knows cache_control without a time to live is assumed.
  [
    "anthropic.claude-3-5-haiku-20241022-v1:0",
    claude({ system: [controlled({ type: "ephemeral", ttl: "1h" })] }),
    "Malformed input request: #/system: expected type: String, found: JSONArray#/system/0/cache_control: extraneous key [ttl] is not permitted, please reformat your input and try again.",
  ],
  // https://github.com/Wei-Shaw/sub2api/issues/225: within messages the kind of the block is part of the path.
  [
    sonnet45.modelId,
    claude({ messages: [{ role: "user", content: [controlled({ type: "ephemeral", scope: "all" })] }] }),
    "messages.0.content.0.text.cache_control.ephemeral.scope: Extra inputs are not permitted",
  ],
  [sonnet45.modelId, claude({ system: [controlled({})] }), "system.0.cache_control.type: Field required"],
  [
    nova.modelId,
    { messages: [{ role: "user", content: [{ text: "Hi", cachePoint: { type: "default", ttl: "5m" } }] }] },
    "Malformed input request: #/messages/0/content/0/cachePoint: extraneous key [ttl] is not permitted, please reformat your input and try again.",
  ],
  [
    nova.modelId,
    { system: [{ text: "Hi" }, { cachePoint: {} }], messages: [{ role: "user", content: [{ text: "Hi" }] }] },
    "Malformed input request: #/system/1/cachePoint: required key [type] not found, please reformat your input and try again.",
  ],
])("%s refuses a mark for the cache that is not well formed", (modelId, body, message) => {
  expect(refusal(modelOf(modelId), body)).toBe(message);
});
