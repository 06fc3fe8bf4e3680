import {
  type ContentBlock,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  type ConverseStreamOutput,
  type Message,
} from "@aws-sdk/client-bedrock-runtime";
import { describe, expect, test } from "vitest";
import { checkValue } from "../../../emulator/generation/json-value.ts";
import { createEmulator, type Emulator } from "../../../emulator/index.ts";
import { failureOf, runtime, US_NOVA_LITE } from "../../emulator/callers.ts";
import { fc } from "../../generation/property.ts";
import { collect } from "./handlers.ts";

const HAIKU_4_5 = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
const MISTRAL = "mistral.mistral-large-3-675b-instruct";

const weather = {
  name: "get_weather",
  description: "Get the current weather in a city",
  inputSchema: {
    json: {
      type: "object",
      properties: { city: { type: "string" }, unit: { enum: ["celsius", "fahrenheit"] } },
      required: ["city", "unit"],
      additionalProperties: false,
    },
  },
};
const convert = {
  name: "convert_temperature",
  description: "Convert a temperature between units",
  inputSchema: {
    json: {
      type: "object",
      properties: { degrees: { type: "number", minimum: -90, maximum: 60 } },
      required: ["degrees"],
    },
  },
};
const toolConfig = { tools: [{ toolSpec: weather }, { toolSpec: convert }] };
const user = (...content: ContentBlock[]): Message => ({ role: "user", content });
const asked = (text: string) => [user({ text })];

const ask = (emulator: Emulator, input: ConverseCommandInput) => runtime(emulator).send(new ConverseCommand(input));
const contentOf = async (emulator: Emulator, input: ConverseCommandInput) =>
  (await ask(emulator, input)).output?.message?.content ?? [];
const usesOf = (content: readonly ContentBlock[]) => content.flatMap(({ toolUse }) => (toolUse ? [toolUse] : []));

describe("tools", () => {
  test.each([US_NOVA_LITE, HAIKU_4_5, MISTRAL])(
    "%s calls a tool that the user's words are about, with an input that satisfies its schema",
    async (modelId) => {
      const { output, stopReason, usage } = await ask(createEmulator(), {
        modelId,
        messages: asked("What is the weather in Paris today?"),
        toolConfig,
      });
      const [use, ...more] = usesOf(output?.message?.content ?? []);
      expect(more).toEqual([]);
      expect(use).toMatchObject({ name: "get_weather", toolUseId: expect.stringMatching(/^tooluse_[\w-]{22}$/) });
      expect(checkValue(weather.inputSchema.json, use?.input)).toEqual([]);
      expect(use?.input).toMatchObject({ city: "Paris" });
      expect(stopReason).toBe("tool_use");
      expect(usage?.outputTokens).toBeGreaterThan(0);
    },
  );

  test("two tools that the user names are called at once, and their results are answered in words", async () => {
    const emulator = createEmulator();
    const question = user({ text: "Use get_weather for Oslo, then convert_temperature." });
    const first = await contentOf(emulator, { modelId: US_NOVA_LITE, messages: [question], toolConfig });
    const uses = usesOf(first);
    expect(uses.map(({ name }) => name)).toEqual(["get_weather", "convert_temperature"]);
    expect(new Set(uses.map(({ toolUseId }) => toolUseId)).size).toBe(2);
    const results = uses.map(
      ({ toolUseId }, at): ContentBlock => ({ toolResult: { toolUseId, content: [{ text: `result ${at}` }] } }),
    );
    const messages: Message[] = [question, { role: "assistant", content: first }, user(...results)];
    const { output, stopReason } = await ask(emulator, { modelId: US_NOVA_LITE, messages, toolConfig });
    expect(stopReason).toBe("end_turn");
    expect(output?.message?.content?.[0]?.text).toContain("result 0");
    expect(usesOf(output?.message?.content ?? [])).toEqual([]);
  });

  test("toolChoice makes a model call a tool, any or this one", async () => {
    const emulator = createEmulator();
    const called = async (toolChoice: NonNullable<ConverseCommandInput["toolConfig"]>["toolChoice"]) =>
      usesOf(
        await contentOf(emulator, {
          modelId: HAIKU_4_5,
          messages: asked("Hello"),
          toolConfig: { ...toolConfig, toolChoice },
        }),
      ).map(({ name }) => name);
    expect(await called({ auto: {} })).toEqual([]);
    expect(await called({ any: {} })).toEqual(["get_weather"]);
    expect(await called({ tool: { name: "convert_temperature" } })).toEqual(["convert_temperature"]);
  });

  test("a schema that is none is refused, and one that no value satisfies is named", async () => {
    const emulator = createEmulator();
    const failing = (json: object) =>
      failureOf(
        ask(emulator, {
          modelId: US_NOVA_LITE,
          messages: asked("x"),
          toolConfig: {
            tools: [{ toolSpec: { name: "x", inputSchema: { json: json as never } } }],
            toolChoice: { any: {} },
          },
        }),
      );
    expect(await failing({ type: "object", properties: { a: { type: "strin" } } })).toMatchObject({
      name: "ValidationException",
      status: 400,
    });
    const nothing = {
      type: "object",
      properties: { a: { type: "string", minLength: 3, maxLength: 1 } },
      required: ["a"],
    };
    expect(await failing(nothing)).toMatchObject({ status: 501 });
  });
});

test("structured output satisfies its schema", async () => {
  const schema = {
    type: "object",
    properties: { name: { type: "string" }, age: { type: "integer" } },
    required: ["name", "age"],
    additionalProperties: false,
  };
  const [block] = await contentOf(createEmulator(), {
    modelId: HAIKU_4_5,
    messages: asked("Who is it?"),
    outputConfig: {
      textFormat: {
        type: "json_schema",
        structure: { jsonSchema: { name: "person", schema: JSON.stringify(schema) } },
      },
    },
  });
  expect(checkValue(schema, JSON.parse(block?.text ?? ""))).toEqual([]);
  const broken = { textFormat: { type: "json_schema" as const, structure: { jsonSchema: { schema: "{" } } } };
  expect(
    await failureOf(ask(createEmulator(), { modelId: HAIKU_4_5, messages: asked("x"), outputConfig: broken })),
  ).toMatchObject({ name: "ValidationException" });
});

test("documents and search results that are to be cited are quoted, with the place of the quotation", async () => {
  const text = "Basalt is dark. Granite is made of quartz. Marble was limestone.";
  const content = await contentOf(createEmulator(), {
    modelId: HAIKU_4_5,
    messages: [
      user(
        { document: { name: "rocks", format: "txt", source: { text }, citations: { enabled: true } } },
        {
          searchResult: {
            source: "https://example.com/quartz",
            title: "Quartz",
            content: [{ text: "Quartz is hard." }],
            citations: { enabled: true },
          },
        },
        { text: "What is granite made of?" },
      ),
    ],
  });
  const [document, result] = content.map(({ citationsContent }) => citationsContent);
  const { start = 0, end = 0, documentIndex } = document?.citations?.[0]?.location?.documentChar ?? {};
  expect(text.slice(start, end)).toBe("Granite is made of quartz.");
  expect(documentIndex).toBe(0);
  expect(document?.citations?.[0]?.sourceContent).toEqual([{ text: "Granite is made of quartz." }]);
  expect(result?.citations?.[0]).toMatchObject({
    source: "https://example.com/quartz",
    location: { searchResultLocation: { searchResultIndex: 0, start: 0, end: 1 } },
  });
});

/** Puts the events of a stream together, as an app would. */
function fold(events: readonly ConverseStreamOutput[]) {
  const blocks: {
    text: string;
    json?: string;
    tool?: { toolUseId?: string; name?: string };
    reasoning: string;
    signature?: string;
    citations: unknown[];
  }[] = [];
  const at = (index = 0) => {
    blocks[index] ??= { text: "", reasoning: "", citations: [] };
    return blocks[index];
  };
  for (const { contentBlockStart, contentBlockDelta } of events) {
    if (contentBlockStart?.start?.toolUse) {
      const block = at(contentBlockStart.contentBlockIndex);
      block.tool = contentBlockStart.start.toolUse as never;
      block.json = "";
    }
    const { delta, contentBlockIndex } = contentBlockDelta ?? {};
    if (!delta) continue;
    const block = at(contentBlockIndex);
    block.text += delta.text ?? "";
    if (delta.toolUse) block.json = (block.json ?? "") + (delta.toolUse.input ?? "");
    block.reasoning += delta.reasoningContent?.text ?? "";
    if (delta.reasoningContent?.signature) block.signature = delta.reasoningContent.signature;
    if (delta.citation) block.citations.push(delta.citation);
  }
  return blocks.map((block): ContentBlock => {
    if (block.tool) return { toolUse: { ...block.tool, input: JSON.parse(block.json || "{}") } as never };
    if (block.reasoning)
      return { reasoningContent: { reasoningText: { text: block.reasoning, signature: block.signature } } };
    if (block.citations.length > 0)
      return { citationsContent: { content: [{ text: block.text }], citations: block.citations as never } };
    return { text: block.text };
  });
}

test("whatever is asked, the stream puts together to the answer that Converse gives", async () => {
  const emulator = createEmulator();
  const request = fc.record({
    modelId: fc.constantFrom(US_NOVA_LITE, HAIKU_4_5, MISTRAL, "us.deepseek.r1-v1:0"),
    text: fc.oneof(
      fc.constantFrom(
        "What is the weather in Paris?",
        "Use get_weather and convert_temperature",
        "日本の天気は🌦️どう？",
      ),
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }).filter((text) => text.trim() !== ""),
    ),
    hasTools: fc.boolean(),
    maxTokens: fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(request, async ({ modelId, text, hasTools, maxTokens }) => {
      const input: ConverseCommandInput = {
        modelId,
        messages: asked(text),
        ...(maxTokens !== undefined && { inferenceConfig: { maxTokens } }),
        ...(hasTools && modelId !== "us.deepseek.r1-v1:0" && { toolConfig }),
      };
      const { output, stopReason, usage } = await ask(emulator, input);
      const { stream } = await runtime(emulator).send(new ConverseStreamCommand(input));
      const events = await collect(stream);
      // Converse shows what R1 thought behind what it says, a stream in the order in which it is made.
      const content = output?.message?.content;
      expect(fold(events)).toEqual(modelId.startsWith("us.deepseek") ? content?.toReversed() : content);
      expect(events.find(({ messageStop }) => messageStop)?.messageStop?.stopReason).toBe(stopReason);
      expect(events.at(-1)?.metadata?.usage).toMatchObject({ outputTokens: usage?.outputTokens });
      // No delta ends within a character.
      for (const { contentBlockDelta } of events)
        expect(contentBlockDelta?.delta?.text ?? "").toSatisfy((part: string) => part.isWellFormed());
    }),
    { numRuns: 60 },
  );
});
