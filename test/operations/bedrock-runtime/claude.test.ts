import {
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  type ConverseStreamOutput,
  CountTokensCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
  type Message,
} from "@aws-sdk/client-bedrock-runtime";
import { expect, test } from "vitest";
import { createEmulator } from "../../../emulator/index.ts";
import { failureOf, invalid, runtime } from "../../emulator/callers.ts";
import { fold } from "../../generation/anthropic/fold.ts";
import { body, image, SIGNATURE, thinking, toolResult, toolUse, weather } from "../../generation/anthropic/requests.ts";
import { collect, parse } from "./handlers.ts";

// Claude through the JavaScript SDK, by its own body and by Converse.

const HAIKU_3 = "anthropic.claude-3-haiku-20240307-v1:0";
const SONNET_3_7 = "anthropic.claude-3-7-sonnet-20250219-v1:0";
const SONNET_4_5 = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
const OPUS_4_5 = "us.anthropic.claude-opus-4-5-20251101-v1:0";
const SONNET_4_6 = "us.anthropic.claude-sonnet-4-6";
const OPUS_4_8 = "us.anthropic.claude-opus-4-8";
const OPUS_5 = "us.anthropic.claude-opus-5";

/** Claude compiles a schema of closed objects alone. */
const weatherForm = { ...weather.input_schema, additionalProperties: false };

const client = runtime(createEmulator());
const json = { contentType: "application/json" };
const bytes = (asked: object) => new TextEncoder().encode(JSON.stringify(asked));

const invoke = async (modelId: string, asked: object) =>
  parse((await client.send(new InvokeModelCommand({ modelId, ...json, body: bytes(asked) }))).body);
const stream = async (modelId: string, asked: object) => {
  const { body } = await client.send(
    new InvokeModelWithResponseStreamCommand({ modelId, ...json, body: bytes(asked) }),
  );
  return (await collect(body)).map(({ chunk }) => parse(chunk?.bytes));
};
type Fields = ConverseCommandInput["additionalModelRequestFields"];
const say = (text = "Hello") => [{ role: "user" as const, content: [{ text }] }];
const converse = (modelId: string, fields: unknown, rest: Partial<ConverseCommandInput> = {}) =>
  client.send(
    new ConverseCommand({ modelId, messages: say(), additionalModelRequestFields: fields as Fields, ...rest }),
  );
const converseStream = async (modelId: string, fields: unknown, rest: Partial<ConverseCommandInput> = {}) => {
  const command = { modelId, messages: say(), additionalModelRequestFields: fields as Fields, ...rest };
  return collect<ConverseStreamOutput>((await client.send(new ConverseStreamCommand(command))).stream);
};
const errors = (message: string) => invalid(`The model returned the following errors: ${message}`);

const enabled = { thinking: { type: "enabled", budget_tokens: 1_024 } };

test("a conversation with tools goes from the question to the answer in Claude's own body", async () => {
  const asked = { tools: [weather], messages: [{ role: "user", content: "What is the weather in Rome?" }] };
  const first = await invoke(SONNET_4_5, body(asked));
  expect(first).toMatchObject({ stop_reason: "tool_use", content: [{ type: "text" }, { type: "tool_use" }] });
  const call = first.content[1];
  expect(call).toMatchObject({ name: "get_weather", input: { city: expect.any(String) } });
  const messages = [
    ...asked.messages,
    { role: "assistant", content: first.content },
    { role: "user", content: [toolResult(call.id, { content: "Sunny, 24 degrees" })] },
  ];
  const last = await invoke(SONNET_4_5, body({ ...asked, messages }));
  expect(last).toMatchObject({ stop_reason: "end_turn", content: [{ type: "text" }] });
  expect(last.content[0].text).toContain("Sunny, 24 degrees");
  expect(last.usage.input_tokens).toBeGreaterThan(first.usage.input_tokens);
});

test.each([
  ["a question", {}],
  ["tools", { tools: [weather], tool_choice: { type: "any" } }],
  ["thoughts", { thinking: { type: "enabled", budget_tokens: 1_024 }, tools: [weather] }],
  ["a form", { output_config: { format: { type: "json_schema", schema: weatherForm } } }],
])("the streamed message is the whole one: %s", async (_, rest) => {
  const asked = body(rest, "What is the weather in Rome?");
  const whole = await invoke(SONNET_4_5, asked);
  const folded = fold(await stream(SONNET_4_5, asked));
  const untimed = (message: { content: { id?: string }[] }) => ({
    ...message,
    id: "",
    content: message.content.map(({ id: _id, ...block }) => block),
  });
  expect(untimed(folded)).toEqual(untimed(whole));
  expect(folded.id).toMatch(/^msg_bdrk_01/);
});

test("an answer of a certain form is JSON of that form", async () => {
  const asked = body({ output_config: { format: { type: "json_schema", schema: weatherForm } } });
  const { content } = await invoke(SONNET_4_6, asked);
  expect(JSON.parse(content[0].text)).toEqual({ city: expect.any(String) });
});

test("documents and search results are cited where they are", async () => {
  const source = { type: "text", media_type: "text/plain", data: "Basalt is young. Granite is an old rock." };
  const citations = { enabled: true };
  const asked = body({}, [
    { type: "document", source, title: "Rocks", citations },
    {
      type: "search_result",
      source: "https://example.com/quartz",
      title: "Quartz",
      content: [{ type: "text", text: "Granite holds quartz." }],
      citations,
    },
    { type: "text", text: "How old is granite?" },
  ]);
  const { content } = await invoke(SONNET_4_5, asked);
  expect(content.map((block: { citations: unknown[] }) => block.citations[0])).toEqual([
    {
      type: "char_location",
      cited_text: "Granite is an old rock.",
      document_index: 0,
      document_title: "Rocks",
      start_char_index: 17,
      end_char_index: 40,
    },
    {
      type: "search_result_location",
      cited_text: "Granite holds quartz.",
      source: "https://example.com/quartz",
      title: "Quartz",
      search_result_index: 0,
      start_block_index: 0,
      end_block_index: 1,
    },
  ]);
});

test("tools that Anthropic has defined are called with inputs they know", async () => {
  const ask = async (tool: object, anthropic_beta: string[] = []) =>
    (await invoke(SONNET_4_6, body({ tools: [tool], tool_choice: { type: "any" }, anthropic_beta }))).content.at(-1);
  const computer = { type: "computer_20251124", name: "computer", display_width_px: 1_024, display_height_px: 768 };
  expect(await ask(computer, ["computer-use-2025-11-24"])).toMatchObject({
    name: "computer",
    input: { action: "screenshot" },
  });
  expect(await ask({ type: "bash_20250124", name: "bash" })).toMatchObject({ input: { command: expect.any(String) } });
  expect(await ask({ type: "text_editor_20250728", name: "str_replace_based_edit_tool" })).toMatchObject({
    input: { command: "view", path: expect.stringMatching(/^\//) },
  });
  expect(await ask({ type: "memory_20250818", name: "memory" })).toMatchObject({
    input: { command: "view", path: "/memories" },
  });
});

test("fine-grained tool streaming makes fewer, longer parts of an input", async () => {
  const input_schema = {
    type: "object",
    properties: { lines: { type: "array", items: { type: "string", minLength: 20 }, minItems: 20, maxItems: 20 } },
    required: ["lines"],
  };
  const asked = { tools: [{ name: "make_file", input_schema }], tool_choice: { type: "any" } };
  const parts = async (rest: object) =>
    (await stream(SONNET_4_5, body({ ...asked, ...rest }))).filter(({ delta }) => delta?.type === "input_json_delta");
  const usual = await parts({});
  const eager = await parts({ anthropic_beta: ["fine-grained-tool-streaming-2025-05-14"] });
  expect(eager.length).toBeLessThan(usual.length / 3);
});

test("edits of the context are told of, in the body and at the end of the stream", async () => {
  const asked = body({
    anthropic_beta: ["context-management-2025-06-27"],
    context_management: { edits: [{ type: "clear_tool_uses_20250919" }] },
  });
  expect(await invoke(SONNET_4_5, asked)).toMatchObject({ context_management: { applied_edits: [] } });
  expect((await stream(SONNET_4_5, asked)).at(-2)).toMatchObject({
    type: "message_delta",
    context_management: { applied_edits: [] },
  });
  expect(await invoke(SONNET_4_5, body())).not.toHaveProperty("context_management");
});

test("a refused answer is a refusal, and content_filtered through Converse", async () => {
  const REFUSAL =
    "ANTHROPIC_MAGIC_STRING_TRIGGER_REFUSAL_1FAEFB6177B4672DEE07F9D3AFC62588CCD2631EDCF22E8CCC1FB35B501C9C86";
  expect(await invoke(OPUS_4_8, body({}, REFUSAL))).toMatchObject({ stop_reason: "refusal", content: [] });
  expect(await converse(OPUS_4_8, undefined, { messages: say(REFUSAL) })).toMatchObject({
    stopReason: "content_filtered",
  });
});

test("Converse shows thoughts first, and streams their signature last", async () => {
  // Recorded test cassettes of pydantic-ai: test_bedrock_model_thinking_part_anthropic_legacy and …_stream
  const { output } = await converse(SONNET_4_5, enabled);
  expect(output?.message?.content).toEqual([
    {
      reasoningContent: { reasoningText: { text: expect.stringMatching(/./), signature: expect.stringMatching(/^E/) } },
    },
    { text: expect.any(String) },
  ]);
  const events = await converseStream(SONNET_4_5, enabled);
  const deltas = events.flatMap(({ contentBlockDelta }) => (contentBlockDelta ? [contentBlockDelta] : []));
  const thoughts = deltas.filter(({ contentBlockIndex }) => contentBlockIndex === 0);
  expect(thoughts.at(-1)?.delta).toEqual({ reasoningContent: { signature: expect.stringMatching(/^E/) } });
  expect(thoughts.slice(0, -1).every(({ delta }) => delta?.reasoningContent?.text !== undefined)).toBe(true);
});

test("AWS's first name for thinking is understood too", async () => {
  const { output } = await converse(SONNET_4_5, { reasoning_config: enabled.thinking });
  expect(output?.message?.content?.[0]).toHaveProperty("reasoningContent");
});

test("thoughts go back and forth through Converse as they were", async () => {
  const { output } = await converse(SONNET_4_5, enabled);
  const message = output?.message;
  if (!message) throw new Error("no message");
  const again = [...say(), message, ...say("Go on.")];
  await expect(converse(SONNET_4_5, enabled, { messages: again })).resolves.toBeDefined();
  const [first, ...rest] = message.content ?? [];
  const { text = "", signature } = first?.reasoningContent?.reasoningText ?? {};
  const other = { reasoningContent: { reasoningText: { text: `${text} Or not.`, signature } } };
  const altered = [...say(), { ...message, content: [other, ...rest] }, ...say("Go on.")];
  expect(await failureOf(converse(SONNET_4_5, enabled, { messages: altered }))).toEqual(
    errors("messages.1.content.0: Invalid `signature` in `thinking` block"),
  );
});

test("redacted thoughts are the bytes of Claude's own Base64, and come back as such", async () => {
  // Recorded test cassette test_bedrock_model_thinking_part_redacted of pydantic-ai
  const REDACTION =
    "ANTHROPIC_MAGIC_STRING_TRIGGER_REDACTED_THINKING_46C9A13E193C177646C7398A98432ECCCE4C1253D5E2D82641AC0E52CC2876CB";
  const london = runtime(createEmulator(), { region: "eu-west-2" });
  const tell = (messages: Message[]) =>
    london.send(new ConverseCommand({ modelId: SONNET_3_7, messages, additionalModelRequestFields: enabled }));
  const { output } = await tell(say(REDACTION));
  const redacted = output?.message?.content?.[0]?.reasoningContent?.redactedContent;
  expect(new TextDecoder().decode(redacted)).toMatch(/^[\w+/]{100,}=*$/);
  if (!output?.message) throw new Error("no message");
  const again = [...say(REDACTION), output.message, ...say("What was that?")];
  await expect(tell(again)).resolves.toBeDefined();
});

test("a tool's input begins with an empty part in a stream of Converse", async () => {
  // Recorded test cassette test_agent_loop_streaming of langchain-aws
  const toolSpec = { name: "get_weather", inputSchema: { json: weather.input_schema } };
  const events = await converseStream(SONNET_4_5, undefined, {
    toolConfig: { tools: [{ toolSpec }], toolChoice: { any: {} } },
  });
  const inputs = events.flatMap(({ contentBlockDelta }) => contentBlockDelta?.delta?.toolUse?.input ?? []);
  expect(inputs[0]).toBe("");
  expect(JSON.parse(inputs.join(""))).toEqual({ city: expect.any(String) });
});

test("a computer comes beside the tools that Converse has words for", async () => {
  // The request of https://docs.aws.amazon.com/bedrock/latest/userguide/computer-use.html
  const fields = {
    tools: [{ type: "computer_20251124", name: "computer", display_width_px: 1_024, display_height_px: 768 }],
    anthropic_beta: ["computer-use-2025-11-24"],
  };
  const toolConfig = { tools: [{ toolSpec: { name: "get_weather", inputSchema: { json: { type: "object" } } } }] };
  const { output, stopReason } = await converse(OPUS_4_5, fields, {
    messages: say("Use the computer to go to the console."),
    toolConfig,
  });
  expect(stopReason).toBe("tool_use");
  expect(output?.message?.content?.at(-1)).toMatchObject({
    toolUse: { name: "computer", input: { action: "screenshot" } },
  });
});

test.each([
  [SONNET_4_5, { top_k: 5 }, undefined],
  [SONNET_4_5, { anthropic_beta: ["context-1m-2025-08-07"] }, undefined],
  // https://github.com/BerriAI/litellm/issues/13301
  [SONNET_4_5, { max_tokens_to_sample: 5 }, "max_tokens_to_sample: Extra inputs are not permitted"],
  [SONNET_4_5, { anthropic_beta: ["no-such-beta"] }, "invalid beta flag"],
  [
    SONNET_4_5,
    { thinking: { type: "enabled", budget_tokens: 5 } },
    "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024",
  ],
  [
    HAIKU_3,
    enabled,
    "Malformed input request: #: extraneous key [thinking] is not permitted, please reformat your input and try again.",
  ],
  [OPUS_4_8, { top_k: 5 }, "`top_k` is deprecated for this model."],
  [SONNET_4_5, { tool_choice: { type: "any" } }, "tool_choice may only be specified while providing tools."],
])("Converse hands on what %s says to %j", async (modelId, fields, message) => {
  if (message === undefined) await expect(converse(modelId, fields)).resolves.toBeDefined();
  else expect(await failureOf(converse(modelId, fields))).toEqual(errors(message));
});

test("what does not go together with thinking is refused through Converse too", async () => {
  const temperature = converse(SONNET_4_5, enabled, { inferenceConfig: { temperature: 0.5 } });
  expect((await failureOf(temperature)).message).toContain(
    "`temperature` may only be set to 1 when thinking is enabled.",
  );
  const toolSpec = { name: "get_weather", inputSchema: { json: { type: "object" } } };
  const forced = converse(SONNET_4_5, enabled, { toolConfig: { tools: [{ toolSpec }], toolChoice: { any: {} } } });
  expect(await failureOf(forced)).toEqual(errors("Thinking may not be enabled when tool_choice forces tool use."));
});

test("a tool that Converse takes and Claude does not is refused by Claude", async () => {
  // https://github.com/acomagu/vscode-as-mcp-server/issues/6
  const schema = { type: "object", properties: { place: { type: "array", items: [{ type: "number" }] } } };
  const toolConfig = { tools: [{ toolSpec: { name: "go", inputSchema: { json: schema } } }] };
  const { message } = await failureOf(converse(SONNET_4_5, undefined, { toolConfig }));
  expect(message).toMatch(
    /^The model returned the following errors: tools\.0\.custom\.input_schema: JSON schema is invalid\./,
  );
});

test("sampling is refused by models that have none, and forms by models that keep none", async () => {
  // https://github.com/DayuanJiang/next-ai-draw-io/issues/861
  expect(await failureOf(converse(OPUS_4_8, undefined, { inferenceConfig: { temperature: 0.5 } }))).toEqual(
    errors("`temperature` is deprecated for this model."),
  );
  const outputConfig = {
    textFormat: {
      type: "json_schema" as const,
      structure: { jsonSchema: { schema: JSON.stringify(weatherForm), name: "weather" } },
    },
  };
  // https://github.com/anomalyco/models.dev/pull/1765
  expect(await failureOf(converse(OPUS_5, undefined, { outputConfig }))).toEqual(
    errors("output_config.format: Extra inputs are not permitted"),
  );
  await expect(converse(SONNET_4_5, undefined, { outputConfig })).resolves.toBeDefined();
});

test("Converse's own effort is Claude's", async () => {
  const thinks = async (effort: string) => {
    const { output } = await converse(SONNET_4_6, { thinking: { type: "adaptive" } }, { outputConfig: { effort } });
    return output?.message?.content?.[0]?.reasoningContent !== undefined;
  };
  expect([await thinks("high"), await thinks("low")]).toEqual([true, false]);
  expect(await failureOf(converse(SONNET_4_6, undefined, { outputConfig: { effort: "utmost" } }))).toEqual(
    errors("output_config.effort: Input should be 'low', 'medium', 'high' or 'max'"),
  );
});

test("CountTokens counts tools, images, thoughts and results of a native body", async () => {
  const modelId = "anthropic.claude-sonnet-4-5-20250929-v1:0";
  const count = async (asked: object) => {
    const input = { invokeModel: { body: bytes(asked) } };
    return (await client.send(new CountTokensCommand({ modelId, input }))).inputTokens ?? 0;
  };
  const plain = await count(body());
  expect(await count(body({ tools: [weather] }))).toBeGreaterThan(plain);
  expect(await count(body({}, [{ type: "text", text: "Hello" }, image()]))).toBe(plain + 1_600);
  const messages = [
    { role: "user", content: "Hello" },
    { role: "assistant", content: [thinking("Let me see.", SIGNATURE), toolUse()] },
    { role: "user", content: [toolResult()] },
  ];
  expect(await count(body({ tools: [weather], messages }))).toBeGreaterThan(await count(body({ tools: [weather] })));
  const { usage } = await invoke(SONNET_4_5, body({ tools: [weather] }));
  expect(usage.input_tokens).toBe(await count(body({ tools: [weather] })));
});
