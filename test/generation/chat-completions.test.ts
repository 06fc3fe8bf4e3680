import {
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { expect, test } from "vitest";
import { AwsError, NotEmulatedError } from "../../emulator/errors.ts";
import { familyOf } from "../../emulator/generation/families.ts";
import { createEmulator } from "../../emulator/index.ts";
import { failureOf, invalid, runtime } from "../emulator/callers.ts";
import { collect, modelOf } from "../operations/bedrock-runtime/handlers.ts";
import type { Json } from "./native-shapes.ts";

const oss = modelOf("openai.gpt-oss-20b-1:0");
const qwen = modelOf("qwen.qwen3-32b-v1:0");
const gemma = modelOf("google.gemma-3-27b-it");
const voxtral = modelOf("mistral.voxtral-mini-3b-2507");
const region = "us-west-2";

const hello = { role: "user", content: "Hello" };
const chat = (rest: object = {}) => ({ messages: [hello], ...rest });
const read = (body: unknown, model = oss) => familyOf(model).read(body, model);

/** What the server answers to a body, after its own beginning; `undefined` when it takes it. */
function refusal(body: unknown, model = oss): string | undefined {
  try {
    read(body, model);
    return undefined;
  } catch (error) {
    if (error instanceof NotEmulatedError) return `501: ${error.message}`;
    if (error instanceof AwsError) return error.message;
    throw error;
  }
}

const deserialize = "Failed to deserialize the JSON body into the target type: ";

test("a wrong type is told with its place, as recorded", () => {
  // https://github.com/aws-samples/amazon-bedrock-client-for-mac/issues/114; where its column points was not shown.
  expect(refusal({ reasoning_effort: {}, ...chat() })).toBe(
    `${deserialize}reasoning_effort: invalid type: map, expected a string at line 1 column 20`,
  );
});

test("an unknown member is answered with the list of the known ones, as recorded", () => {
  // https://github.com/BerriAI/litellm/issues/16184, word for word but for the column
  expect(refusal({ ...chat(), thinking: {} }, qwen)).toBe(
    `${deserialize}unknown variant \`thinking\`, expected one of \`audio\`, \`frequency_penalty\`, \`function_call\`, \`functions\`, \`logit_bias\`, \`logprobs\`, \`max_completion_tokens\`, \`max_tokens\`, \`messages\`, \`metadata\`, \`modalities\`, \`model\`, \`n\`, \`parallel_tool_calls\`, \`prediction\`, \`presence_penalty\`, \`prompt_cache_key\`, \`reasoning_effort\`, \`response_format\`, \`safety_identifier\`, \`seed\`, \`service_tier\`, \`stop\`, \`store\`, \`stream\`, \`stream_options\`, \`temperature\`, \`text\`, \`tool_choice\`, \`tools\`, \`top_k\`, \`top_logprobs\`, \`top_p\`, \`user\`, \`verbosity\`, \`web_search_options\` at line 1 column 58`,
  );
});

test.each([
  [{}, "missing field `messages` at line 1 column 2"],
  [[], "invalid type: sequence, expected a map at line 1 column 0"],
  [{ messages: "Hello" }, 'messages: invalid type: string "Hello", expected a sequence at line 1 column 19'],
  [{ messages: [{ content: "x" }] }, "messages[0]: missing field `role` at line 1 column 28"],
  [
    { messages: [{ role: "model", content: "x" }] },
    "messages[0].role: unknown variant `model`, expected one of `system`, `developer`, `user`, `assistant`, `tool`, `function` at line 1 column 28",
  ],
  [chat({ max_tokens: "5" }), 'max_tokens: invalid type: string "5", expected u32 at line 1 column 64'],
  [chat({ stream: 1 }), "stream: invalid type: integer `1`, expected a boolean at line 1 column 58"],
  // Blanks are not counted, a letter of several bytes counts as these.
  [{ é: 1, ...chat() }, "unknown variant `é`, expected one of `audio`"],
])("a body that is not a chat completion is refused: %#", (body, problem) => {
  expect(refusal(body)).toContain(deserialize + problem);
});

test.each([
  [chat({ temperature: 3 }), "Invalid 'temperature': integer above maximum value. Expected a value <= 2, but got 3"],
  [chat({ max_tokens: 0 }), "Invalid 'max_tokens': integer below minimum value. Expected a value >= 1, but got 0"],
  [chat({ messages: [] }), "Invalid 'messages': empty array. Expected an array with minimum length 1"],
  [chat({ max_completion_tokens: 128_001 }), "The maximum tokens you requested exceeds the model limit of 128000"],
  [chat({ stream: true }), "The value of the stream field, true, must match the API operation."],
  [chat({ model: "gpt-4o" }), "The value of the model field, gpt-4o, must match the model of the request"],
  [
    {
      messages: [
        { role: "user", content: [{ type: "image_url", image_url: { url: "data:image/png;base64,iVBORw==" } }] },
      ],
    },
    "openai.gpt-oss-20b-1:0 does not support image input.",
  ],
  [
    { messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "a picture" } }] }] },
    "The image at messages[0].content[0].image_url is not a data URL with base64 content.",
  ],
])("a value that is not allowed is refused: %#", (body, message) => {
  expect(refusal(body)).toContain(message);
});

test("what is null or repeats the request is taken", () => {
  const nulls = { temperature: null, stop: null, tools: null, response_format: null, n: 1, stream: false };
  expect(refusal(chat({ ...nulls, model: "us.openai.gpt-oss-20b-1:0", modalities: ["text"] }))).toBeUndefined();
});

test.each(["audio", "functions", "logprobs", "n", "prediction", "web_search_options"])(
  "what changes the answer and is not emulated is refused by name: %s",
  (name) => {
    const value = { functions: [{ name: "f" }], logprobs: true, n: 2 }[name] ?? {};
    expect(refusal(chat({ [name]: value }))).toBe(
      `501: Outcrop does not emulate ${name} in the body of a chat completion yet.`,
    );
  },
);

test("messages become a system prompt and alternating turns, with tools, results, images and sounds", () => {
  const call = { id: "call_1", type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } };
  const image = { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw==" } };
  const { system, turns, tools } = read(
    chat({
      messages: [
        { role: "system", content: "Be brief." },
        { role: "developer", content: [{ type: "text", text: "Be kind." }] },
        { role: "user", content: [{ type: "text", text: "Look" }, image] },
        { role: "assistant", content: null, reasoning_content: "Hm.", tool_calls: [call] },
        { role: "tool", tool_call_id: "call_1", content: "Rain" },
        hello,
      ],
      tools: [{ type: "function", function: { name: "weather", parameters: { type: "object" } } }],
      tool_choice: { type: "function", function: { name: "weather" } },
      parallel_tool_calls: false,
    }),
    gemma,
  );
  expect(system.map((block) => block.type === "text" && block.text)).toEqual(["Be brief.", "Be kind."]);
  expect(turns).toEqual([
    {
      role: "user",
      blocks: [
        { type: "text", text: "Look" },
        { type: "image", format: "png", bytes: Buffer.from("iVBORw==", "base64") },
      ],
    },
    {
      role: "assistant",
      blocks: [
        { type: "reasoning", text: "Hm." },
        { type: "toolUse", id: "call_1", name: "weather", input: { city: "Oslo" } },
      ],
    },
    {
      role: "user",
      blocks: [
        { type: "toolResult", id: "call_1", blocks: [{ type: "text", text: "Rain" }], status: "success" },
        { type: "text", text: "Hello" },
      ],
    },
  ]);
  expect(tools).toMatchObject({ choice: { type: "tool", name: "weather" }, parallel: false });
  const sound = { type: "input_audio", input_audio: { data: "UklGRg==", format: "wav" } };
  expect(read({ messages: [{ role: "user", content: [sound] }] }, voxtral).turns[0]?.blocks).toMatchObject([
    { type: "audio", format: "wav" },
  ]);
});

test("gpt-oss puts its reasoning in tags before the text, and Converse in a block without a signature", async () => {
  // https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-openai.html; recorded for Converse in
  // test_bedrock_thinking_false_openai_variant_silent_drop of pydantic-ai (2026).
  const client = runtime(createEmulator(), { region });
  const native = await client.send(
    new InvokeModelCommand({ modelId: oss.modelId, body: JSON.stringify(chat()), contentType: "application/json" }),
  );
  const { content } = JSON.parse(native.body.transformToString()).choices[0].message;
  const converse = { modelId: oss.modelId, messages: [{ role: "user" as const, content: [{ text: "Hello" }] }] };
  const { output } = await client.send(new ConverseCommand(converse));
  const [reasoning, answer] = output?.message?.content ?? [];
  const { reasoningText } = reasoning?.reasoningContent ?? {};
  expect(Object.keys(reasoningText ?? {})).toEqual(["text"]);
  expect(content).toBe(`<reasoning>${reasoningText?.text}</reasoning>${answer?.text}`);
  const { stream } = await client.send(new ConverseStreamCommand(converse));
  const deltas = (await collect(stream)).flatMap(({ contentBlockDelta }) => contentBlockDelta?.delta ?? []);
  expect(deltas.some((delta) => delta.reasoningContent?.signature !== undefined)).toBe(false);
  expect(deltas.map((delta) => delta.reasoningContent?.text ?? "").join("")).toBe(reasoningText?.text);
});

test("Kimi K2 Thinking has its reasoning in tags in the text, in Converse too", async () => {
  // https://github.com/JetBrains/koog/pull/1436
  const messages = [{ role: "user" as const, content: [{ text: "Hello" }] }];
  const { output } = await runtime(createEmulator(), { region }).send(
    new ConverseCommand({ modelId: "moonshot.kimi-k2-thinking", messages }),
  );
  expect(output?.message?.content).toHaveLength(1);
  expect(output?.message?.content?.[0]?.text).toMatch(/^<think>.+<\/think>./);
  const json = { messages: [hello], response_format: { type: "json_object" } };
  expect(JSON.parse((await invoke(json, "moonshot.kimi-k2-thinking")).choices[0].message.content)).toBeTypeOf("object");
});

test("Qwen3 reasons in Converse when reasoning_config asks for it, and refuses unknown fields in its own words", async () => {
  // test_bedrock_thinking_high_qwen_variant and …_false_qwen_variant of pydantic-ai (2026)
  const client = runtime(createEmulator(), { region });
  const messages = [{ role: "user" as const, content: [{ text: "Hello" }] }];
  const ask = (fields?: Record<string, string>) =>
    client.send(
      new ConverseCommand({ modelId: qwen.modelId, messages, ...(fields && { additionalModelRequestFields: fields }) }),
    );
  const kinds = async (fields?: Record<string, string>) =>
    (await ask(fields)).output?.message?.content?.map((block) => Object.keys(block)[0]);
  expect(await kinds()).toEqual(["text"]);
  expect(await kinds({ reasoning_config: "high" })).toEqual(["reasoningContent", "text"]);
  const failure = await failureOf(ask({ thinking: "high" }));
  expect(failure).toMatchObject(invalid(failure.message));
  expect(failure.message).toContain(
    `The model returned the following errors: ${deserialize}unknown variant \`thinking\``,
  );
});

test("a completion's time is the emulator's", async () => {
  const emulator = createEmulator({ scenario: { clock: { start: "2026-01-01T00:00:00Z", mode: "frozen" } } });
  const { body } = await runtime(emulator, { region }).send(
    new InvokeModelCommand({ modelId: qwen.modelId, body: JSON.stringify(chat()), contentType: "application/json" }),
  );
  expect(JSON.parse(body.transformToString()).created).toBe(Date.parse("2026-01-01T00:00:00Z") / 1000);
});

const weather = {
  type: "function",
  function: {
    name: "weather",
    description: "The weather in a city",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
};
const asking = { role: "user", content: "What is the weather in Oslo?" };

const invoke = async (body: object, modelId = qwen.modelId): Promise<Json> => {
  const command = new InvokeModelCommand({ modelId, body: JSON.stringify(body), contentType: "application/json" });
  return JSON.parse((await runtime(createEmulator(), { region }).send(command)).body.transformToString());
};
const stream = async (body: object, modelId = qwen.modelId): Promise<Json[]> => {
  const input = { modelId, body: JSON.stringify(body), contentType: "application/json" };
  const output = await runtime(createEmulator(), { region }).send(new InvokeModelWithResponseStreamCommand(input));
  return (await collect(output.body)).map(({ chunk }) => JSON.parse(new TextDecoder().decode(chunk?.bytes)));
};

test("a tool is called in the body and in the stream alike, and its result is talked about", async () => {
  const body = { messages: [asking], tools: [weather] };
  const { message, finish_reason } = (await invoke(body)).choices[0];
  expect(finish_reason).toBe("tool_calls");
  expect(message).toMatchObject({ content: null, role: "assistant", refusal: null });
  const [call] = message.tool_calls;
  expect(call).toEqual({
    function: { arguments: expect.any(String), name: "weather" },
    id: expect.stringMatching(/^call_\w{22}$/),
    type: "function",
  });
  expect(JSON.parse(call.function.arguments)).toEqual({ city: expect.any(String) });

  const calls = (await stream(body)).flatMap(({ choices }) => choices[0].delta.tool_calls ?? []);
  expect(calls[0]).toEqual({ function: { arguments: "", name: "weather" }, id: call.id, index: 0, type: "function" });
  expect(calls.map((part) => part.function.arguments).join("")).toBe(call.function.arguments);
  expect(calls.every(({ index }) => index === 0)).toBe(true);

  const result = { role: "tool", tool_call_id: call.id, content: "Rain all day" };
  const told = (await invoke({ messages: [asking, message, result], tools: [weather] })).choices[0];
  expect(told).toMatchObject({ finish_reason: "stop", message: { content: expect.stringContaining("Rain all day") } });
});

test("tool_choice forbids, forces and names a tool, and nothing else", async () => {
  const ask = (tool_choice: unknown) => ({ messages: [hello], tools: [weather], tool_choice });
  const reasonOf = async (choice: unknown) => (await invoke(ask(choice))).choices[0].finish_reason;
  expect(await reasonOf("none")).toBe("stop");
  expect(await reasonOf("required")).toBe("tool_calls");
  expect(await reasonOf({ type: "function", function: { name: "weather" } })).toBe("tool_calls");
  expect(refusal(ask({ type: "function", function: { name: "other" } }))).toBe(
    "Invalid 'tool_choice': tool choice 'other' not found in 'tools' parameter.",
  );
  expect(refusal(ask("perhaps"))).toContain("Invalid 'tool_choice': Supported values are");
});

test("an answer has the form that response_format asks for", async () => {
  const schema = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] };
  const contentFor = async (response_format: object) =>
    JSON.parse((await invoke({ messages: [hello], response_format })).choices[0].message.content);
  expect(await contentFor({ type: "json_schema", json_schema: { name: "n", schema } })).toEqual({
    n: expect.any(Number),
  });
  expect(await contentFor({ type: "json_object" })).toEqual(expect.any(Object));
});

test("a stream tells its usage where it is asked to, last and without a choice", async () => {
  const plain = await stream(chat());
  expect(plain.some((chunk) => "usage" in chunk)).toBe(false);
  const chunks = await stream(chat({ stream: true, stream_options: { include_usage: true } }));
  const { usage } = await invoke(chat());
  expect(chunks.at(-1)).toMatchObject({ choices: [], usage, "amazon-bedrock-invocationMetrics": expect.any(Object) });
  expect(chunks.at(-2)?.choices[0]).toMatchObject({ delta: {}, finish_reason: "stop" });
});

test("chunks have the recorded members in their order, one id, and the role before all else", async () => {
  // unit_tests/llms/test_bedrock.py of langchain-aws (2025-10)
  const chunks = await stream(chat());
  expect(chunks[0].choices).toEqual([{ delta: { content: "", role: "assistant" }, finish_reason: null, index: 0 }]);
  expect(Object.keys(chunks[0])).toEqual(["choices", "created", "id", "model", "object", "service_tier"]);
  expect(Object.keys(chunks.at(-1))).toEqual([...Object.keys(chunks[0]), "amazon-bedrock-invocationMetrics"]);
  const body = await invoke(chat());
  for (const { id } of chunks) expect(id).toBe(chunks[0].id);
  expect(body.id).toMatch(/^chatcmpl-[0-9a-f]{32}$/);
});

test("the whole reasoning is one chunk of a stream, as recorded", async () => {
  // llama-stack, tests/integration/inference/recordings: test_openai_chat_completion_streaming with openai.gpt-oss-20b-1:0
  const contents = (await stream(chat(), oss.modelId)).map(({ choices }) => choices[0].delta.content ?? "");
  expect(contents[0]).toBe("");
  expect(contents[1]).toMatch(/^<reasoning>.+<\/reasoning>$/);
});

test("the reasoning of GPT-5.6 is in Converse and not in its own body, where its tokens are paid all the same", async () => {
  // https://github.com/567-labs/instructor/issues/2682
  const client = runtime(createEmulator(), { region: "us-east-1" });
  const modelId = "us.openai.gpt-5.6-sol";
  const messages = [{ role: "user" as const, content: [{ text: "Hello" }] }];
  const { output, usage } = await client.send(new ConverseCommand({ modelId, messages }));
  expect(output?.message?.content?.map((block) => Object.keys(block)[0])).toEqual(["reasoningContent", "text"]);
  const command = new InvokeModelCommand({ modelId, body: JSON.stringify(chat()), contentType: "application/json" });
  const native = JSON.parse((await client.send(command)).body.transformToString());
  expect(native.choices[0].message.content).toBe(output?.message?.content?.[1]?.text);
  expect(native.usage.completion_tokens).toBe(usage?.outputTokens);
});

test("reasoning is sent back without a signature, and to DeepSeek R1 not at all", async () => {
  const client = runtime(createEmulator(), { region: "us-west-2" });
  const ask = (modelId: string, reasoningText: { text: string; signature?: string }) =>
    client.send(
      new ConverseCommand({
        modelId,
        messages: [
          { role: "user", content: [{ text: "Hello" }] },
          { role: "assistant", content: [{ reasoningContent: { reasoningText } }, { text: "Hi" }] },
          { role: "user", content: [{ text: "And now?" }] },
        ],
      }),
    );
  expect((await ask(oss.modelId, { text: "Hm." })).stopReason).toBe("end_turn");
  // https://github.com/earendil-works/pi/issues/686
  expect(await failureOf(ask(oss.modelId, { text: "Hm.", signature: "x" }))).toEqual(
    invalid(
      "This model doesn't support the reasoningContent.reasoningText.signature field. Remove reasoningContent.reasoningText.signature and try again.",
    ),
  );
  // https://github.com/langchain-ai/langchain-aws/issues/401
  expect(await failureOf(ask("us.deepseek.r1-v1:0", { text: "Hm." }))).toEqual(
    invalid("User messages cannot contain reasoning content. Please remove the reasoning content and try again."),
  );
});
