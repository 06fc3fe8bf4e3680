import {
  ConverseCommand,
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

const pro = modelOf("amazon.nova-pro-v1:0");
const micro = modelOf("amazon.nova-micro-v1:0");
const NOVA_2 = "us.amazon.nova-2-lite-v1:0";

const say = (...content: object[]) => ({ role: "user", content });
const hello = say({ text: "Hello" });
const bytes = Buffer.from("bytes").toString("base64");

/** What the model answers to a body; `undefined` when it takes it. */
function refusal(body: unknown, model = pro): string | undefined {
  try {
    familyOf(model).read(body, model);
    return undefined;
  } catch (error) {
    if (error instanceof NotEmulatedError) return `501: ${error.message}`;
    if (error instanceof AwsError) return error.message;
    throw error;
  }
}
const malformed = (violations: string) =>
  `Malformed input request: ${violations}, please reformat your input and try again.`;

const client = () => runtime(createEmulator());
const invoke = async (modelId: string, body: object): Promise<Json> => {
  const output = await client().send(
    new InvokeModelCommand({ modelId, body: JSON.stringify(body), contentType: "application/json" }),
  );
  return JSON.parse(output.body.transformToString());
};
const stream = async (modelId: string, body: object): Promise<Json[]> => {
  const output = await client().send(
    new InvokeModelWithResponseStreamCommand({ modelId, body: JSON.stringify(body), contentType: "application/json" }),
  );
  return (await collect(output.body)).map(({ chunk }) => JSON.parse(new TextDecoder().decode(chunk?.bytes)));
};

const weather = {
  toolSpec: {
    name: "weather",
    description: "The weather in a city",
    inputSchema: { json: { type: "object", properties: { city: { type: "string" } }, required: ["city"] } },
  },
};

test("images, videos, documents, tool uses and results are read as Converse reads them", () => {
  const { turns } = familyOf(pro).read(
    {
      messages: [
        say(
          { text: "Look" },
          { image: { format: "png", source: { bytes } } },
          { video: { format: "mp4", source: { s3Location: { uri: "s3://films/one.mp4" } } } },
          { document: { format: "txt", name: "Notes", source: { bytes } } },
        ),
        {
          role: "assistant",
          content: [
            { reasoningContent: { reasoningText: { text: "Hm." } } },
            { toolUse: { toolUseId: "t1", name: "weather", input: { city: "Oslo" } } },
          ],
        },
        say({
          toolResult: { toolUseId: "t1", content: [{ json: { sky: "grey" } }, { text: "Rain" }], status: "error" },
        }),
      ],
      toolConfig: { tools: [weather], toolChoice: { any: {} } },
    },
    pro,
  );
  expect(turns.map(({ blocks }) => blocks)).toMatchObject([
    [
      { type: "text", text: "Look" },
      { type: "image", format: "png", bytes: Buffer.from("bytes") },
      { type: "video", format: "mp4", uri: "s3://films/one.mp4" },
      { type: "document", format: "txt", name: "Notes", chunks: ["bytes"] },
    ],
    [
      { type: "reasoning", text: "Hm." },
      { type: "toolUse", id: "t1", name: "weather", input: { city: "Oslo" } },
    ],
    [
      {
        type: "toolResult",
        id: "t1",
        status: "error",
        blocks: [
          { type: "json", value: { sky: "grey" } },
          { type: "text", text: "Rain" },
        ],
      },
    ],
  ]);
});

test.each([
  [
    say({ image: { format: "bmp", source: { bytes } } }),
    "#/messages/0/content/0/image/format: bmp is not a valid enum value",
  ],
  [say({ image: { format: "png" } }), "#/messages/0/content/0/image: required key [source] not found"],
  [
    say({ image: { format: "png", source: {} } }),
    "#/messages/0/content/0/image/source: required key [bytes] not found",
  ],
  [
    say({ image: { format: "png", source: { bytes: "é" } } }),
    "#/messages/0/content/0/image/source/bytes: not valid Base64",
  ],
  [
    say({ toolUse: { name: "f" } }),
    "#/messages/0/content/0/toolUse: required key [toolUseId] not found#/messages/0/content/0/toolUse: required key [input] not found",
  ],
])("content that is not well formed is refused at its place: %#", (message, violations) => {
  expect(refusal({ messages: [message] })).toBe(malformed(violations));
});

test("a tool's schema has three members alone at its top level", () => {
  // https://github.com/zed-industries/zed/issues/31815, where the tool was the second
  const { inputSchema, ...rest } = weather.toolSpec;
  const strict = { toolSpec: { ...rest, inputSchema: { json: { ...inputSchema.json, definitions: {} } } } };
  expect(refusal({ messages: [hello], toolConfig: { tools: [weather, strict] } })).toBe(
    malformed("#/toolConfig/tools/1/toolSpec/inputSchema/json: extraneous key [definitions] is not permitted"),
  );
});

test("Nova Micro sees nothing", () => {
  const image = say({ image: { format: "png", source: { bytes } } });
  expect(refusal({ messages: [image] }, pro)).toBeUndefined();
  expect(refusal({ messages: [image] }, micro)).toBe("amazon.nova-micro-v1:0 does not support image input.");
});

test("tools that run at AWS are refused by name", () => {
  expect(refusal({ messages: [hello], toolConfig: { tools: [{ systemTool: { name: "nova_grounding" } }] } })).toBe(
    "501: Outcrop does not emulate toolConfig.tools.0 without a toolSpec in the body of Amazon Nova yet.",
  );
});

test("a tool is called in the body and in the stream alike, and its input comes in one delta", async () => {
  const body = { messages: [say({ text: "What is the weather in Oslo?" })], toolConfig: { tools: [weather] } };
  const answer = await invoke("amazon.nova-pro-v1:0", body);
  expect(answer.stopReason).toBe("tool_use");
  const [announcement, { toolUse }] = answer.output.message.content;
  expect(announcement.text).toEqual(expect.any(String));
  expect(toolUse).toEqual({
    toolUseId: expect.stringMatching(/^tooluse_\w{22}$/),
    name: "weather",
    input: { city: expect.any(String) },
  });
  const chunks = await stream("amazon.nova-pro-v1:0", body);
  const at = chunks.findIndex(({ contentBlockStart }) => contentBlockStart);
  const { contentBlockIndex } = chunks[at].contentBlockStart;
  expect(chunks.slice(at, at + 4)).toEqual([
    {
      contentBlockStart: { start: { toolUse: { toolUseId: toolUse.toolUseId, name: "weather" } }, contentBlockIndex },
    },
    { contentBlockDelta: { delta: { toolUse: { input: JSON.stringify(toolUse.input) } }, contentBlockIndex } },
    { contentBlockStop: { contentBlockIndex } },
    { messageStop: { stopReason: "tool_use" } },
  ]);
});

test("Nova 2 reasons when it is asked to, and shows only that it did, though its tokens are paid", async () => {
  // https://docs.aws.amazon.com/nova/latest/nova2-userguide/extended-thinking.html
  const messages = [{ role: "user" as const, content: [{ text: "Hello" }] }];
  const reasoningConfig = { type: "enabled", maxReasoningEffort: "low" };
  const plain = await invoke(NOVA_2, { messages });
  const thought = await invoke(NOVA_2, { messages, inferenceConfig: { reasoningConfig } });
  expect(thought.output.message.content).toEqual([
    { reasoningContent: { reasoningText: { text: "[REDACTED]" } } },
    ...plain.output.message.content,
  ]);
  expect(thought.usage.outputTokens).toBeGreaterThan(plain.usage.outputTokens + 5);
  const converse = (fields: Json) =>
    client().send(new ConverseCommand({ modelId: NOVA_2, messages, additionalModelRequestFields: fields }));
  const { output, usage } = await converse({ reasoningConfig });
  expect(output?.message?.content).toEqual(thought.output.message.content);
  expect(usage?.outputTokens).toBe(thought.usage.outputTokens);
  expect((await converse({ reasoningConfig: { type: "disabled" } })).output?.message?.content).toHaveLength(1);
  const chunks = await stream(NOVA_2, { messages, reasoningConfig });
  expect(chunks[1]).toEqual({
    contentBlockDelta: { delta: { reasoningContent: { text: "[REDACTED]" } }, contentBlockIndex: 0 },
  });
});

test("reasoning that is cut is paid as far as it went", async () => {
  const reasoningConfig = { type: "enabled", maxReasoningEffort: "low" };
  const { usage, stopReason } = await invoke(NOVA_2, {
    messages: [hello],
    inferenceConfig: { maxTokens: 4, reasoningConfig },
  });
  expect({ outputTokens: usage.outputTokens, stopReason }).toEqual({ outputTokens: 4, stopReason: "max_tokens" });
});

test("a reasoning config is refused by a Nova without reasoning, as recorded, and with what it excludes", async () => {
  // https://github.com/UKGovernmentBEIS/inspect_ai/issues/5301
  const ask = (modelId: string, additionalModelRequestFields: Json, inferenceConfig = {}) =>
    failureOf(
      client().send(
        new ConverseCommand({
          modelId,
          messages: [{ role: "user", content: [{ text: "Hello" }] }],
          additionalModelRequestFields,
          inferenceConfig,
        }),
      ),
    );
  const enabled = (maxReasoningEffort: string) => ({ reasoningConfig: { type: "enabled", maxReasoningEffort } });
  const sentence = invalid(
    "The model returned the following errors: Malformed input request: the provided reasoning config value is invalid, please reformat your input and try again.",
  );
  expect(await ask("us.amazon.nova-pro-v1:0", enabled("low"))).toEqual(sentence);
  expect(await ask(NOVA_2, enabled("utmost"))).toEqual(sentence);
  expect((await ask(NOVA_2, enabled("high"), { maxTokens: 100, topP: 0.5 })).message).toContain(
    "topP, maxTokens must be unset when maxReasoningEffort is high",
  );
  expect((await ask(NOVA_2, { top: 1 })).message).toContain("#: extraneous key [top] is not permitted");
});

test("Converse carries topK where Nova reads it", async () => {
  // test_bedrock_top_k_nova_variant, a recorded cassette of pydantic-ai (2026)
  const { stopReason } = await client().send(
    new ConverseCommand({
      modelId: "us.amazon.nova-micro-v1:0",
      messages: [{ role: "user", content: [{ text: "Reply with the single word: ok" }] }],
      additionalModelRequestFields: { inferenceConfig: { topK: 20 } },
    }),
  );
  expect(stopReason).toBe("end_turn");
});
