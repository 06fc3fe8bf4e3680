import { expect, test } from "vitest";
import { converse } from "../../../emulator/operations/bedrock-runtime/converse.ts";
import { countTokens } from "../../../emulator/operations/bedrock-runtime/count-tokens.ts";
import { invokeModel } from "../../../emulator/operations/bedrock-runtime/invoke-model.ts";
import { invokeModelWithResponseStream } from "../../../emulator/operations/bedrock-runtime/invoke-model-with-response-stream.ts";
import { bytes, collect, errorOf, newCall, parse, parts } from "./handlers.ts";

const sonnet45 = "anthropic.claude-sonnet-4-5-20250929-v1:0";
const novaMicro = "amazon.nova-micro-v1:0";

const messages = [
  { role: "user" as const, content: [{ text: "What is granite?" }] },
  { role: "assistant" as const, content: [{ text: "An igneous rock." }] },
  { role: "user" as const, content: [{ text: "日本語で 👍" }, { text: "Thank you." }] },
];
const system = [{ text: "Be brief." }, { text: "Be kind." }];
const nova = { messages, system };
const claude = {
  anthropic_version: "bedrock-2023-05-31",
  max_tokens: 1000,
  system: system.map(({ text }) => ({ type: "text", text })),
  messages: [
    { role: "user", content: "What is granite?" },
    { role: "assistant", content: "An igneous rock." },
    {
      role: "user",
      content: [
        { type: "text", text: "日本語で 👍" },
        { type: "text", text: "Thank you." },
      ],
    },
  ],
};

const invoke = (modelId: string, body: unknown, headers = {}) =>
  invokeModel.handler(parts)({ modelId, body: bytes(body), ...headers }, newCall());
const stream = async (modelId: string, body: unknown) => {
  const output = await invokeModelWithResponseStream.handler(parts)({ modelId, body: bytes(body) }, newCall());
  return (await collect(output.body)).map(({ chunk }) => parse(chunk?.bytes));
};

test("the answer is JSON in the model's own shape", async () => {
  const output = await invoke(novaMicro, nova);
  expect(output.contentType).toBe("application/json");
  expect(parse(output.body)).toMatchObject({ stopReason: "end_turn", output: { message: { role: "assistant" } } });
});

test("a question has one answer and one count, whichever API carries it", async () => {
  const native = parse((await invoke(`us.${sonnet45}`, claude)).body);
  const chunks = await stream(`us.${sonnet45}`, claude);
  const common = await converse.handler(parts)({ modelId: `us.${sonnet45}`, messages, system }, newCall());
  const text = common.output?.message?.content?.[0]?.text;
  expect(native.content).toEqual([{ type: "text", text }]);
  expect(chunks.map(({ delta }) => delta?.text ?? "").join("")).toBe(text);

  const input = common.usage?.inputTokens;
  expect(native.usage).toMatchObject({ input_tokens: input, output_tokens: common.usage?.outputTokens });
  expect(chunks[0].message.usage.input_tokens).toBe(input);
  expect(chunks.at(-1)["amazon-bedrock-invocationMetrics"]).toMatchObject({
    inputTokenCount: input,
    outputTokenCount: common.usage?.outputTokens,
    invocationLatency: common.metrics?.latencyMs,
  });
  const count = (form: object) => countTokens.handler(parts)({ modelId: sonnet45, input: form as never }, newCall());
  expect(await count({ converse: { messages, system } })).toEqual({ inputTokens: input });
  expect(await count({ invokeModel: { body: bytes(claude) } })).toEqual({ inputTokens: input });
});

test("Nova counts and answers a question in its own body as in Converse", async () => {
  const native = parse((await invoke(novaMicro, nova)).body);
  const common = await converse.handler(parts)({ modelId: novaMicro, messages, system }, newCall());
  expect(native.output.message.content).toEqual(common.output?.message?.content);
  expect(native.usage).toMatchObject({ ...common.usage });
});

test("the same question through a profile and through its model has the same answer", async () => {
  const [bare, profile] = await Promise.all([invoke(novaMicro, nova), invoke(`us.${novaMicro}`, nova)]);
  expect(parse(bare.body)).toEqual(parse(profile.body));
});

test("a stream of Claude ends with the metrics in message_stop", async () => {
  const chunks = await stream(`us.${sonnet45}`, claude);
  expect(chunks[0].type).toBe("message_start");
  expect(chunks.at(-1).type).toBe("message_stop");
  expect(chunks.filter(({ type }) => type === "content_block_delta").length).toBeGreaterThan(3);
});

test.each(["{ Malformed Request Body", "", '"text', "\ufffe"])(
  "a body that is not JSON is malformed: %j",
  async (text) => {
    // Recorded replies in the tests of newrelic-python-agent.
    const answer = invokeModel.handler(parts)({ modelId: novaMicro, body: Buffer.from(text) }, newCall());
    expect(await errorOf(answer)).toBe(
      "ValidationException: Malformed input request, please reformat your input and try again.",
    );
  },
);

test("bytes that are no UTF-8 are malformed", async () => {
  const answer = invokeModel.handler(parts)(
    { modelId: novaMicro, body: new Uint8Array([0x22, 0xff, 0x22]) },
    newCall(),
  );
  expect(await errorOf(answer)).toBe(
    "ValidationException: Malformed input request, please reformat your input and try again.",
  );
});

test("JSON that is no object is refused in the words of the model's validator", async () => {
  expect(await errorOf(invoke(novaMicro, [nova]))).toBe(
    "ValidationException: Malformed input request: #: expected type: JSONObject, found: JSONArray, please reformat your input and try again.",
  );
  expect(await errorOf(invoke(`us.${sonnet45}`, null))).toMatch(/^ValidationException: /);
});

test("an unknown model is told before the body is read", async () => {
  // Recorded test cassette test_invoke_model_with_invalid_model of opentelemetry-python-contrib: Content-Length 0.
  const answer = invokeModel.handler(parts)({ modelId: "amazon.nothing", body: new Uint8Array() }, newCall());
  expect(await errorOf(answer)).toBe("ValidationException: The provided model identifier is invalid.");
});

test("content types other than application/json are refused, a charset too", async () => {
  // https://github.com/aws/aws-sdk-ruby/issues/3033; the charset: third-party check of the live endpoint
  for (const contentType of ["text/plain", "application/json; charset=utf-8"]) {
    expect(await errorOf(invoke(novaMicro, nova, { contentType }))).toBe(
      "ValidationException: The provided Content Type is invalid or not supported for this model",
    );
  }
  expect(await errorOf(invoke(novaMicro, nova, { accept: "text/html" }))).toBe(
    "ValidationException: The provided Accept Type is invalid or not supported for this model",
  );
  for (const accept of ["application/json", "*/*"]) {
    expect((await invoke(novaMicro, nova, { accept, contentType: "application/json" })).contentType).toBe(
      "application/json",
    );
  }
});

test("service tier and latency are repeated as headers when given", async () => {
  const plain = { serviceTier: "default", performanceConfigLatency: "standard" };
  expect(await invoke(novaMicro, nova, plain)).toMatchObject(plain);
  expect(await errorOf(invoke(novaMicro, nova, { serviceTier: "priority" }))).toMatch(/^ValidationException: /);
});

test("a model without streams is refused a stream", async () => {
  expect(await errorOf(stream("amazon.titan-embed-text-v2:0", { inputText: "x" }))).toBe(
    "ValidationException: The model is unsupported for streaming.",
  );
});
