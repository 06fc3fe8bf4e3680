import type { ConverseCommandInput } from "@aws-sdk/client-bedrock-runtime";
import { expect, test } from "vitest";
import { converse } from "../../../emulator/operations/bedrock-runtime/converse.ts";
import { converseStream } from "../../../emulator/operations/bedrock-runtime/converse-stream.ts";
import { collect, errorOf, newCall, parts } from "./handlers.ts";

const sonnet45 = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
const sonnet46 = "us.anthropic.claude-sonnet-4-6";
const opus48 = "us.anthropic.claude-opus-4-8";
const haiku3 = "anthropic.claude-3-haiku-20240307-v1:0";
const novaLite = "amazon.nova-lite-v1:0";
const llama = "us.meta.llama3-3-70b-instruct-v1:0";
const mistral = "mistral.mistral-7b-instruct-v0:2";

const target = { kind: "foundation-model" as const, source: "us-east-1", destinations: ["us-east-1"] };

const say = (role: "user" | "assistant", ...texts: string[]) => ({ role, content: texts.map((text) => ({ text })) });
const question = { messages: [say("user", "What is granite?")] };
const ask = (modelId: string, rest: Partial<ConverseCommandInput> = {}, call = newCall()) =>
  converse.handler(parts)({ modelId, ...question, ...rest }, call);
const stream = async (modelId: string, rest: Partial<ConverseCommandInput> = {}) =>
  collect((await converseStream.handler(parts)({ modelId, ...question, ...rest }, newCall())).stream);

test("Converse answers with a message, its reason, its usage and its time", async () => {
  expect(await ask(novaLite)).toEqual({
    output: { message: { role: "assistant", content: [{ text: expect.stringMatching(/^[A-Z].+\.$/) }] } },
    stopReason: "end_turn",
    usage: { inputTokens: 11, outputTokens: 57, totalTokens: 68 },
    metrics: { latencyMs: 1079 },
  });
});

test("every text model with the Converse API answers", async () => {
  const models = parts.catalog.models
    .in("us-east-1")
    .filter(({ apis, outputModalities }) => apis.includes("Converse") && outputModalities.includes("TEXT"));
  expect(models.length).toBeGreaterThan(40);
  for (const model of models) {
    const routing = { ...parts.routing, resolve: async () => ({ ...target, model }) };
    const output = await converse.handler({ ...parts, routing })({ modelId: model.modelId, ...question }, newCall());
    expect(output.usage?.totalTokens).toBeGreaterThan(20);
  }
});

test("the handler reports target, destination, usage and time", async () => {
  const call = newCall("us-west-2");
  const output = await ask(sonnet45, {}, call);
  expect(call.report).toMatchObject({
    target: { kind: "system-profile", profile: { id: sonnet45 }, source: "us-west-2" },
    destination: "us-west-2",
    usage: { inputTokens: output.usage?.inputTokens, outputTokens: output.usage?.outputTokens },
    latencyMs: output.metrics?.latencyMs,
  });
});

test("usage names the cache as recorded: Claude 3.7 to 4.6 both ways, later what was read, others not", async () => {
  // Recorded test cassettes of pydantic-ai and langchain-aws, 2025 and 2026.
  const cacheOf = async (modelId: string) => Object.keys((await ask(modelId)).usage ?? {}).slice(3);
  expect(await cacheOf(sonnet45)).toEqual(["cacheReadInputTokens", "cacheWriteInputTokens"]);
  expect(await cacheOf(opus48)).toEqual(["cacheReadInputTokens"]);
  expect(await cacheOf(haiku3)).toEqual([]);
  expect(await cacheOf(novaLite)).toEqual([]);
});

test("a stream has the recorded order: no start of a text block, usage last and without the cache", async () => {
  const events = await stream(sonnet45);
  const names = events.map((event) => Object.keys(event)[0]);
  expect(names[0]).toBe("messageStart");
  expect(names.slice(1, -3).every((name) => name === "contentBlockDelta")).toBe(true);
  expect(names.slice(-3)).toEqual(["contentBlockStop", "messageStop", "metadata"]);
  expect(events.at(-1)).toEqual({
    metadata: {
      usage: { inputTokens: 11, outputTokens: 38, totalTokens: 49 },
      metrics: { latencyMs: expect.any(Number) },
    },
  });
});

test("the deltas of a stream, joined, are what Converse answers, with the same usage and reason", async () => {
  for (const modelId of [sonnet45, novaLite, llama]) {
    for (const inferenceConfig of [{}, { maxTokens: 9 }, { stopSequences: ["the"] }]) {
      const whole = await ask(modelId, { inferenceConfig });
      const events = await stream(modelId, { inferenceConfig });
      const text = events.map((event) => event.contentBlockDelta?.delta?.text ?? "").join("");
      expect([{ text }]).toEqual(whole.output?.message?.content);
      expect(events.at(-2)?.messageStop?.stopReason).toBe(whole.stopReason);
      expect(events.at(-1)?.metadata?.usage).toMatchObject({ totalTokens: whole.usage?.totalTokens });
    }
  }
});

test("an answer that a stop sequence empties has no content", async () => {
  const first = (await ask(sonnet45)).output?.message?.content?.[0]?.text?.slice(0, 3) ?? "";
  const inferenceConfig = { stopSequences: [first] };
  expect((await ask(sonnet45, { inferenceConfig })).output).toEqual({ message: { role: "assistant", content: [] } });
  const names = (await stream(sonnet45, { inferenceConfig })).map((event) => Object.keys(event)[0]);
  expect(names).toEqual(["messageStart", "messageStop", "metadata"]);
});

test("service tier and latency are repeated when given, and refused where the model has them not", async () => {
  const plain = { serviceTier: { type: "default" as const }, performanceConfig: { latency: "standard" as const } };
  expect(await ask(sonnet45, plain)).toMatchObject(plain);
  expect((await stream(sonnet45, plain)).at(-1)?.metadata).toMatchObject(plain);
  const fast = { serviceTier: { type: "flex" as const }, performanceConfig: { latency: "optimized" as const } };
  expect(await ask("us.amazon.nova-pro-v1:0", fast)).toMatchObject(fast);
  expect(await errorOf(ask(sonnet45, { serviceTier: { type: "flex" } }))).toBe(
    "ValidationException: The service tier provided is not supported for this model.",
  );
  // https://github.com/NousResearch/hermes-agent/pull/34476
  expect(await errorOf(ask(sonnet45, { serviceTier: { type: "reserved" } }))).toBe(
    "ValidationException: Reservation not found.",
  );
  expect(await errorOf(ask(sonnet45, { performanceConfig: { latency: "optimized" } }))).toMatch(
    /^ValidationException: /,
  );
});

test("fields of the model's own answer are handed on, and those that it has not are left out", async () => {
  // A recorded stream (fixtures of vercel/ai) answers {"delta":{"stop_sequence":null}} to /delta/stop_sequence.
  const paths = { additionalModelResponseFieldPaths: ["/delta/stop_sequence", "/stop_sequence", "/nothing"] };
  expect((await stream(sonnet45, paths)).at(-2)).toEqual({
    messageStop: { stopReason: "end_turn", additionalModelResponseFields: { delta: { stop_sequence: null } } },
  });
  expect((await ask(sonnet45, paths)).additionalModelResponseFields).toEqual({ stop_sequence: null });
  expect(await ask(sonnet45, { additionalModelResponseFieldPaths: ["/nothing"] })).not.toHaveProperty(
    "additionalModelResponseFields",
  );
  const { additionalModelResponseFields } = await ask(llama, { additionalModelResponseFieldPaths: ["/stop_reason"] });
  expect(additionalModelResponseFields).toEqual({ stop_reason: "stop" });
});

test.each<[message: string, rest: Partial<ConverseCommandInput>]>([
  // https://github.com/langgenius/dify/issues/12340
  [
    "A conversation must start with a user message. Try again with a conversation that starts with a user message.",
    { messages: [say("assistant", "Hi"), say("user", "Hello")] },
  ],
  // Assumed for want of a capture: no messages at all.
  [
    "A conversation must start with a user message. Try again with a conversation that starts with a user message.",
    { messages: [] },
  ],
  // https://github.com/langchain-ai/langchain-aws/issues/130
  [
    "A conversation must alternate between user and assistant roles. Make sure the conversation alternates between user and assistant roles and try again.",
    { messages: [say("user", "Hi"), say("user", "Hello")] },
  ],
  // https://github.com/langchain-ai/langchain-aws/issues/403
  [
    "The text field in the ContentBlock object at messages.2.content.1 is blank. Add text to the text field, and try again.",
    { messages: [say("user", "Hi"), say("assistant", "Hello"), say("user", "So", "")] },
  ],
  // https://github.com/earendil-works/pi/issues/3443
  [
    "The content field in the Message object at messages.1 is empty. Add a ContentBlock object to the content field and try again.",
    { messages: [say("user", "Hi"), say("assistant")] },
  ],
])("every model refuses a conversation that breaks the rules: %s", async (message, rest) => {
  for (const modelId of [sonnet45, novaLite, llama]) {
    expect(await errorOf(ask(modelId, rest))).toBe(`ValidationException: ${message}`);
    expect(await errorOf(stream(modelId, rest))).toBe(`ValidationException: ${message}`);
  }
});

test("a text of blanks is refused by newer Claude itself, and by Bedrock for other models", async () => {
  // https://github.com/NousResearch/hermes-agent/issues/63983, https://github.com/langchain-ai/langchain-aws/issues/403
  const blank = { messages: [say("user", " \n")] };
  expect(await errorOf(ask(sonnet45, blank))).toBe(
    "ValidationException: The model returned the following errors: messages: text content blocks must contain non-whitespace text",
  );
  expect(await errorOf(ask(novaLite, blank))).toBe(
    "ValidationException: The text field in the ContentBlock object at messages.0.content.0 is blank. Add text to the text field, and try again.",
  );
});

test("models without system messages refuse them", async () => {
  // https://github.com/567-labs/instructor/issues/1753
  expect(await errorOf(ask(mistral, { system: [{ text: "Be brief." }] }))).toBe(
    "ValidationException: This model doesn't support system messages. Try again without a system message or use a model that supports system messages.",
  );
  expect((await ask(mistral, { system: [] })).stopReason).toBe("end_turn");
});

test("more tokens than the model can give are refused in Converse's two sentences", async () => {
  // https://github.com/vercel/ai/issues/2772; that exactly 10,000 is accepted: third-party check of 2026-08
  expect((await ask(novaLite, { inferenceConfig: { maxTokens: 10_000 } })).stopReason).toBe("end_turn");
  expect(await errorOf(ask(novaLite, { inferenceConfig: { maxTokens: 10_001 } }))).toBe(
    "ValidationException: The maximum tokens you requested exceeds the model limit of 10000. Try again with a maximum tokens value that is lower than 10000.",
  );
});

test.each<[modelId: string, errors: string, rest: Partial<ConverseCommandInput>]>([
  // https://github.com/anomalyco/opencode/issues/29760
  [
    sonnet46,
    "This model does not support assistant message prefill. The conversation must end with a user message.",
    { messages: [say("user", "Hi"), say("assistant", "Hello")] },
  ],
  // https://github.com/aws-samples/sample-connector-for-bedrock/issues/87
  [
    sonnet45,
    "`temperature` and `top_p` cannot both be specified for this model. Please use only one.",
    { inferenceConfig: { temperature: 0.5, topP: 0.9 } },
  ],
  // https://github.com/continuedev/continue/issues/9592
  [sonnet45, "Input is too long for requested model.", { messages: [say("user", "word ".repeat(200_100))] }],
  // Anthropic's own wordings
  [
    sonnet45,
    "stop_sequences: each stop sequence must contain non-whitespace",
    { inferenceConfig: { stopSequences: [" "] } },
  ],
  [sonnet45, "system: text content blocks must contain non-whitespace text", { system: [{ text: " " }] }],
])("what the model itself refuses comes with Converse's prefix: %s, %s", async (modelId, errors, rest) => {
  expect(await errorOf(ask(modelId, rest))).toBe(
    `ValidationException: The model returned the following errors: ${errors}`,
  );
});

test("models that accept it continue an assistant's last turn, and take both sampling parameters", async () => {
  const messages = [say("user", "Hi"), say("assistant", "Hello")];
  for (const modelId of [sonnet45, novaLite, haiku3])
    expect((await ask(modelId, { messages })).stopReason).toBe("end_turn");
  expect((await ask(haiku3, { inferenceConfig: { temperature: 1, topP: 1 } })).stopReason).toBe("end_turn");
});

test("a model that is not for text is refused, and one without streams is refused a stream", async () => {
  // Third-party captures with Nova 2 Sonic (2026-02).
  const message =
    "ValidationException: This action doesn't support the model that you provided. Try again with a supported text or chat model.";
  for (const modelId of ["amazon.titan-embed-text-v2:0", "amazon.nova-canvas-v1:0", "amazon.nova-2-sonic-v1:0"]) {
    expect(await errorOf(ask(modelId))).toBe(message);
    expect(await errorOf(stream(modelId))).toBe(message);
  }
  // https://github.com/aws-samples/amazon-bedrock-client-for-mac/issues/112, of a model that streams by now
  const model = parts.catalog.models.get(novaLite);
  if (!model) throw new Error("no Nova Lite");
  const resolve = async () => ({ ...target, model: { ...model, responseStreamingSupported: false } });
  const answer = converseStream.handler({ ...parts, routing: { ...parts.routing, resolve } })(
    { modelId: novaLite, ...question },
    newCall(),
  );
  expect(await errorOf(answer)).toBe("ValidationException: The model is unsupported for streaming.");
});

test("a system tool, and the role system within the messages, are refused by name", async () => {
  const toolConfig = { tools: [{ systemTool: { name: "nova_grounding" } }] };
  expect(await errorOf(ask(novaLite, { ...question, toolConfig }))).toBe(
    "NotEmulatedError: Outcrop does not emulate toolConfig.tools.0.systemTool yet.",
  );
  expect(await errorOf(ask(novaLite, { messages: [{ role: "system", content: [{ text: "x" }] }] }))).toBe(
    'NotEmulatedError: Outcrop does not emulate messages.0 with the role "system" yet.',
  );
});
