import {
  type ContentBlock,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  type Message,
  type Tool,
  type ToolChoice,
} from "@aws-sdk/client-bedrock-runtime";
import { describe, expect, test } from "vitest";
import { createEmulator } from "../../../emulator/index.ts";
import { failureOf, runtime } from "../../emulator/callers.ts";

const CLAUDE = "us.anthropic.claude-haiku-4-5-20251001-v1:0";
const NOVA = "us.amazon.nova-lite-v1:0";
const LLAMA_4 = "us.meta.llama4-maverick-17b-instruct-v1:0";
const LLAMA_3 = "meta.llama3-8b-instruct-v1:0";
const R1 = "us.deepseek.r1-v1:0";
const MISTRAL_LARGE = "mistral.mistral-large-2402-v1:0";
const QWEN = "qwen.qwen3-coder-30b-a3b-v1:0";

type Document = NonNullable<NonNullable<NonNullable<Tool["toolSpec"]>["inputSchema"]>["json"]>;

const client = runtime(createEmulator());
const send = (input: ConverseCommandInput) => client.send(new ConverseCommand(input));
const refusalOf = async (input: ConverseCommandInput) => {
  const { name, message } = await failureOf(send(input));
  expect(name).toBe("ValidationException");
  return message;
};

const user = (...content: ContentBlock[]): Message => ({ role: "user", content });
const assistant = (...content: ContentBlock[]): Message => ({ role: "assistant", content });
const hello = [user({ text: "Hello" })];
const tool = (json: unknown, more: object = {}): Tool => ({
  toolSpec: { name: "get_weather", inputSchema: { json: json as Document }, ...more },
});
const city = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };
const toolConfig = { tools: [tool(city)] };
const use = (id: string): ContentBlock => ({
  toolUse: { toolUseId: id, name: "get_weather", input: { city: "Paris" } },
});
const result = (id: string): ContentBlock => ({ toolResult: { toolUseId: id, content: [{ text: "sunny" }] } });

describe("models without what is asked for", () => {
  test.each([R1, LLAMA_3, "mistral.mistral-7b-instruct-v0:2"])("%s takes no tools", async (modelId) => {
    expect(await refusalOf({ modelId, messages: hello, toolConfig })).toBe("This model doesn't support tool use.");
  });

  test.each([LLAMA_4, MISTRAL_LARGE])("%s takes tools, but not in a stream", async (modelId) => {
    await send({ modelId, messages: hello, toolConfig });
    const streamed = client.send(new ConverseStreamCommand({ modelId, messages: hello, toolConfig }));
    expect(await failureOf(streamed)).toMatchObject({
      name: "ValidationException",
      message: "This model doesn't support tool use in streaming mode.",
    });
    await client.send(new ConverseStreamCommand({ modelId, messages: hello }));
  });

  test.each<[modelId: string, choice: "any" | "tool", toolChoice: ToolChoice]>([
    [LLAMA_4, "any", { any: {} }],
    [LLAMA_4, "tool", { tool: { name: "get_weather" } }],
    [MISTRAL_LARGE, "tool", { tool: { name: "get_weather" } }],
  ])("%s cannot be made to call a tool by %s", async (modelId, choice, toolChoice) => {
    expect(await refusalOf({ modelId, messages: hello, toolConfig: { ...toolConfig, toolChoice } })).toBe(
      `This model doesn't support the toolConfig.toolChoice.${choice} field. Remove toolConfig.toolChoice.${choice} and try again.`,
    );
  });

  test.each<[modelId: string, toolChoice: ToolChoice]>([
    [LLAMA_4, { auto: {} }],
    [MISTRAL_LARGE, { any: {} }],
    [NOVA, { tool: { name: "get_weather" } }],
    [CLAUDE, { any: {} }],
  ])("%s can choose tools by %j", async (modelId, toolChoice) => {
    await send({ modelId, messages: hello, toolConfig: { ...toolConfig, toolChoice } });
  });

  test("a tool that must be called has to be there", async () => {
    const toolChoice = { tool: { name: "other" } };
    expect(await refusalOf({ modelId: NOVA, messages: hello, toolConfig: { ...toolConfig, toolChoice } })).toBe(
      "Tool 'other' not found in provided tools",
    );
  });

  test.each<[kind: string, modelId: string, block: ContentBlock]>([
    ["image", QWEN, { image: { format: "png", source: { bytes: new Uint8Array([1]) } } }],
    ["video", CLAUDE, { video: { format: "mp4", source: { bytes: new Uint8Array([1]) } } }],
    [
      "document",
      "us.amazon.nova-micro-v1:0",
      { document: { format: "txt", name: "a", source: { bytes: new Uint8Array([97]) } } },
    ],
  ])("a block of the kind %s is refused by %s, in a message and in a result", async (kind, modelId, block) => {
    const wording = `This model doesn't support the ${kind} content block that you provided. Update the content block and try again.`;
    expect(await refusalOf({ modelId, messages: [user({ text: "x" }, block)] })).toBe(wording);
    const messages = [
      user({ text: "x" }),
      assistant(use("a")),
      user({ toolResult: { toolUseId: "a", content: [block as never] } }),
    ];
    expect(await refusalOf({ modelId, messages, toolConfig })).toBe(wording);
  });

  test("only Nova takes what lies on S3", async () => {
    const image = { image: { format: "png" as const, source: { s3Location: { uri: "s3://bucket/a.png" } } } };
    expect(await refusalOf({ modelId: CLAUDE, messages: [user({ text: "x" }, image)] })).toBe(
      "This model doesn't support the s3Uri field. Remove s3Uri and try again.",
    );
    await send({ modelId: NOVA, messages: [user({ text: "x" }, image)] });
  });
});

describe("the schema of a tool's input", () => {
  test.each<[what: string, json: unknown]>([
    ["of another type", { type: "string" }],
    ["without a type", {}],
    ["of several types", { type: ["object", "null"] }],
    ["without a type beside anyOf", { anyOf: [{ type: "object" }] }],
  ])("has to be of the type object: %s", async (_, json) => {
    expect(
      await refusalOf({
        modelId: CLAUDE,
        messages: hello,
        toolConfig: { tools: [tool(city), tool(json, { name: "b" })] },
      }),
    ).toBe("The value at toolConfig.tools.1.toolSpec.inputSchema.json.type must be one of the following: object.");
  });

  test.each<[json: unknown, errors: string]>([
    [{ type: "object", properties: null }, "$.properties: null found, object expected"],
    [{ type: "object", required: "city" }, "$.required: string found, array expected"],
    [
      { type: "object", properties: { a: { type: "str" } } },
      "$.properties.a.type: does not have a value in the enumeration [array, boolean, integer, null, number, object, string], $.properties.a.type: string found, array expected",
    ],
    [{ type: "object", properties: { a: "string" } }, "$.properties.a: string found, [object, boolean] expected"],
    [{ type: "object", description: null }, "$.description: null found, string expected"],
    [{ type: "object", anyOf: [{ minLength: -1 }] }, "$.anyOf[0].minLength: must have a minimum value of 0"],
  ])("has to be a schema: %j", async (json, errors) => {
    expect(await refusalOf({ modelId: NOVA, messages: hello, toolConfig: { tools: [tool(json)] } })).toBe(
      `The json schema definition at toolConfig.tools.0.toolSpec.inputSchema is invalid. Fix the following errors and try again: ${errors}`,
    );
  });

  test("has no definitions for the first Nova models, which others take", async () => {
    const json = { ...city, $defs: { a: { type: "string" } } };
    expect(await refusalOf({ modelId: NOVA, messages: hello, toolConfig: { tools: [tool(json)] } })).toBe(
      "The model returned the following errors: Malformed input request: #/toolConfig/tools/0/toolSpec/inputSchema/json: extraneous key [$defs] is not permitted, please reformat your input and try again.",
    );
    await send({ modelId: CLAUDE, messages: hello, toolConfig: { tools: [tool(json)] } });
    await send({
      modelId: NOVA,
      messages: hello,
      toolConfig: {
        tools: [
          tool({
            ...city,
            $schema: "http://json-schema.org/draft-07/schema#",
            title: "A",
            additionalProperties: false,
          }),
        ],
      },
    });
  });
});

describe("calls of tools and their results", () => {
  const asks = user({ text: "Weather?" });
  test.each<[what: string, messages: Message[], wording: string]>([
    [
      "a call without a result",
      [asks, assistant(use("a")), user({ text: "Well?" })],
      "Expected toolResult blocks at messages.2.content for the following Ids: a",
    ],
    [
      "calls of which one has no result",
      [asks, assistant(use("a"), use("b"), use("c")), user(result("b"))],
      "Expected toolResult blocks at messages.2.content for the following Ids: a, c",
    ],
    [
      "a result of another call",
      [asks, assistant(use("a")), user(result("b"))],
      "Expected toolResult blocks at messages.2.content for the following Ids: a",
    ],
    [
      "a result without a call",
      [asks, assistant({ text: "Hm." }), user(result("a"))],
      "The number of toolResult blocks at messages.2.content exceeds the number of toolUse blocks of previous turn.",
    ],
    [
      "a result at the beginning",
      [user(result("a"))],
      "The number of toolResult blocks at messages.0.content exceeds the number of toolUse blocks of previous turn.",
    ],
    [
      "a result twice",
      [asks, assistant(use("a"), use("b")), user(result("a"), result("a"))],
      "The toolResult blocks at messages.2.content contain duplicate Ids: a",
    ],
    [
      "a call twice",
      [asks, assistant(use("a"), use("a")), user(result("a"))],
      "The toolUse blocks at messages.1.content contain duplicate Ids: a",
    ],
    [
      "an error without content",
      [asks, assistant(use("a")), user({ toolResult: { toolUseId: "a", content: [], status: "error" } })],
      "The content field at messages.2.content.0.toolResult cannot be empty when status value is error.",
    ],
  ])("%s is refused by any model", async (_, messages, wording) => {
    for (const modelId of [NOVA, CLAUDE, LLAMA_4])
      expect(await refusalOf({ modelId, messages, toolConfig })).toBe(wording);
  });

  test("are only there when tools are", async () => {
    const messages = [asks, assistant(use("a")), user(result("a"))];
    for (const modelId of [NOVA, CLAUDE]) {
      expect(await refusalOf({ modelId, messages })).toBe(
        "The toolConfig field must be defined when using toolUse and toolResult content blocks.",
      );
      await send({ modelId, messages, toolConfig });
    }
  });

  test("may stand beside text, but with Llama and Mistral", async () => {
    const talking = [asks, assistant({ text: "Let me look." }, use("a")), user(result("a"))];
    const asking = [asks, assistant(use("a")), user(result("a"), { text: "And tomorrow?" })];
    for (const modelId of [NOVA, CLAUDE]) {
      await send({ modelId, messages: talking, toolConfig });
      await send({ modelId, messages: asking, toolConfig });
    }
    for (const modelId of [LLAMA_4, MISTRAL_LARGE]) {
      expect(await refusalOf({ modelId, messages: talking, toolConfig })).toBe(
        "messages.1.content: Conversation blocks and tool use blocks cannot be provided in the same turn.",
      );
      expect(await refusalOf({ modelId, messages: asking, toolConfig })).toBe(
        "messages.2.content: Conversation blocks and tool result blocks cannot be provided in the same turn.",
      );
    }
  });

  test("of Claude are not found beside a document, and the last call is to be answered too", async () => {
    const wording =
      "The model returned the following errors: messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: a. Each `tool_use` block must have a corresponding `tool_result` block in the next message.";
    const document = { document: { format: "csv" as const, name: "a", source: { bytes: new Uint8Array([97]) } } };
    const beside = [asks, assistant(use("a")), user(result("a"), { text: "See" }, document)];
    expect(await refusalOf({ modelId: CLAUDE, messages: beside, toolConfig })).toBe(wording);
    expect(await refusalOf({ modelId: CLAUDE, messages: [asks, assistant(use("a"))], toolConfig })).toBe(wording);
    await send({ modelId: NOVA, messages: beside, toolConfig });
  });

  test("that a model itself has made are taken back by it, in as many rounds as it calls tools", async () => {
    const tools = [tool(city), tool(city, { name: "get_news" })];
    for (const modelId of [NOVA, CLAUDE, LLAMA_4, MISTRAL_LARGE, QWEN, "deepseek.v3.2"]) {
      const messages: Message[] = [user({ text: "Use get_weather and get_news" })];
      for (let round = 0; round < 5; round++) {
        const { output, stopReason } = await send({ modelId, messages, toolConfig: { tools } });
        const said = output?.message;
        if (!said || stopReason !== "tool_use") break;
        const ids = (said.content ?? []).flatMap(({ toolUse }) => toolUse?.toolUseId ?? []);
        messages.push(said, user(...ids.map(result)));
      }
      expect(messages.length, modelId).toBeGreaterThan(1);
    }
  });
});

describe("structured output", () => {
  const asking = (schema: unknown) => ({
    textFormat: {
      type: "json_schema" as const,
      structure: { jsonSchema: { name: "a", schema: JSON.stringify(schema) } },
    },
  });
  const closed = (properties: object) => ({
    type: "object",
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  });
  const name = { type: "string" };

  test.each([NOVA, LLAMA_4, "us.mistral.pixtral-large-2502-v1:0", "us.amazon.nova-2-lite-v1:0"])(
    "%s has none",
    async (modelId) => {
      expect(await refusalOf({ modelId, messages: hello, outputConfig: asking(closed({ name })) })).toBe(
        "This model doesn't support the outputConfig field. Remove outputConfig and try again.",
      );
    },
  );

  test("a Claude without it says so itself", async () => {
    const modelId = "us.anthropic.claude-opus-4-7";
    expect(await refusalOf({ modelId, messages: hello, outputConfig: asking(closed({ name })) })).toBe(
      "The model returned the following errors: output_config.format: Extra inputs are not permitted",
    );
  });

  const open = "For 'object' type, 'additionalProperties' must be explicitly set to false";
  const sentences: [schema: unknown, sentence: string][] = [
    [{ type: "object", properties: { name } }, open],
    [closed({ a: { type: "array", items: { type: "object", properties: {} } } }), open],
    [closed({ a: { $ref: "#/$defs/b" } }), ""],
    [
      closed({ n: { type: "number", minimum: 0, maximum: 1 } }),
      "For 'number' type, properties maximum, minimum are not supported",
    ],
    [closed({ n: { type: "integer", multipleOf: 2 } }), "For 'integer' type, property 'multipleOf' is not supported"],
    [
      closed({ n: { type: "array", items: name, maxItems: 3 } }),
      "For 'array' type, property 'maxItems' is not supported",
    ],
    [
      closed({ n: { type: "array", items: name, minItems: 2 } }),
      "For 'array' type, 'minItems' values other than 0 or 1 are not supported",
    ],
    [closed({ n: { oneOf: [name, { type: "null" }] } }), "Schema type 'oneOf' is not supported"],
    [closed({ n: { type: "string", minLength: 2, maxLength: 30 } }), ""],
    [closed({ n: { anyOf: [name, { type: "null" }] } }), ""],
  ].map(([schema, sentence]) => [
    { ...(schema as object), ...(JSON.stringify(schema).includes("$ref") && { $defs: { b: name } }) },
    sentence as string,
  ]);

  test.each(sentences)("Claude compiles a part of JSON Schema alone: %j", async (schema, sentence) => {
    const outputConfig = asking(schema);
    const strict = { tools: [tool(schema, { strict: true })] };
    if (sentence === "") {
      await send({ modelId: CLAUDE, messages: hello, outputConfig });
      await send({ modelId: CLAUDE, messages: hello, toolConfig: strict });
      return;
    }
    const before = "The model returned the following errors: ";
    expect(await refusalOf({ modelId: CLAUDE, messages: hello, outputConfig })).toBe(
      `${before}output_config.format.schema: ${sentence}`,
    );
    expect(await refusalOf({ modelId: CLAUDE, messages: hello, toolConfig: strict })).toBe(
      `${before}tools.0.custom: ${sentence}`,
    );
    await send({ modelId: CLAUDE, messages: hello, toolConfig: { tools: [tool(schema)] } });
  });

  test("the limits of Claude hold for all strict tools together", async () => {
    const many = (count: number, schema: unknown) =>
      Array.from({ length: count }, (_, at) => tool(schema, { name: `t${at}`, strict: true }));
    expect(
      await refusalOf({ modelId: CLAUDE, messages: hello, toolConfig: { tools: many(21, closed({ name })) } }),
    ).toContain("Too many strict tools (21). The maximum number of strict tools supported is 20.");
    const optional = { ...closed({ a: name, b: name, c: name, d: name, e: name }), required: [] };
    expect(await refusalOf({ modelId: CLAUDE, messages: hello, toolConfig: { tools: many(5, optional) } })).toContain(
      "too many optional parameters (25)",
    );
    await send({ modelId: CLAUDE, messages: hello, toolConfig: { tools: many(4, optional) } });
  });
});

describe("documents", () => {
  const document = (name: string): ContentBlock & { document: object } => ({
    document: { name, format: "txt", source: { bytes: Buffer.from("Granite is a rock.") } },
  });
  const about = (...documents: ContentBlock[]) => [user({ text: "What is granite?" }, ...documents)];

  test.each([NOVA, CLAUDE])("%s is not asked about a document whose name Bedrock does not take", async (modelId) => {
    for (const name of ["report.pdf", "two  spaces", "John's", "日本", "a\tb", "a\u3000b", "a&b"]) {
      expect(await refusalOf({ modelId, messages: about(document(name)) }), name).toBe(
        "The document file name can only contain alphanumeric characters, whitespace characters, hyphens, parentheses, and square brackets. The name can't contain more than one consecutive whitespace character. Check that the file name conforms to these restrictions and retry your request.",
      );
    }
    const taken = ["my_report", "a (1) [b]-c", " report ", "a__b"];
    await send({ modelId, messages: about(...taken.map(document)) });
  });

  test("names are unique in all messages and results of tools", async () => {
    const again = "Messages can't contain duplicate document names. Rename the document and retry your request.";
    const messages = [
      ...about(document("a")),
      assistant(use("1")),
      user({ toolResult: { toolUseId: "1", content: [document("a")] } }),
    ];
    expect(await refusalOf({ modelId: NOVA, messages, toolConfig })).toBe(again);
    expect(await refusalOf({ modelId: NOVA, messages: about(document("a"), document("a")) })).toBe(again);
  });

  test("a request has five documents at most", async () => {
    const documents = ["a", "b", "c", "d", "e", "f"].map(document);
    await send({ modelId: NOVA, messages: about(...documents.slice(1)) });
    expect(await refusalOf({ modelId: NOVA, messages: about(...documents) })).toBe(
      "You can't include more than 5 documents in a request. Reduce the number of documents and retry your request.",
    );
  });

  test("a message with documents has words as well", async () => {
    expect(await refusalOf({ modelId: CLAUDE, messages: [user(document("a"))] })).toBe(
      "A text block must be included when using documents. Add a text block and retry your request.",
    );
  });
});

test.each([[5], [false], [[]], ["text"]])("additionalModelRequestFields that are %j are refused", async (fields) => {
  const asked = { modelId: NOVA, messages: hello, additionalModelRequestFields: fields as Document };
  expect(await refusalOf(asked)).toContain("expected type: JSONObject, found:");
});

describe("what has to be a JSON object", () => {
  const askedFor = (place: string) =>
    `The format of the value at ${place} is invalid. Provide a json object for the field and try again.`;
  const values: unknown[] = ["text", 5, [1], true];

  test.each(values)("refused as a tool's input: %j", async (input) => {
    const called: ContentBlock = { toolUse: { toolUseId: "1", name: "get_weather", input: input as Document } };
    const messages = [...hello, assistant({ text: "Well." }, called), user(result("1"))];
    expect(await refusalOf({ modelId: NOVA, messages, toolConfig })).toBe(
      askedFor("messages.1.content.1.toolUse.input"),
    );
  });

  test.each(values)("refused as a tool's result: %j", async (json) => {
    const told: ContentBlock = { toolResult: { toolUseId: "1", content: [{ text: "a" }, { json: json as Document }] } };
    const messages = [...hello, assistant(use("1")), user(told)];
    expect(await refusalOf({ modelId: CLAUDE, messages, toolConfig })).toBe(
      askedFor("messages.2.content.0.toolResult.content.1.json"),
    );
  });

  test.each(values)("refused as a tool's schema: %j", async (json) => {
    expect(await refusalOf({ modelId: NOVA, messages: hello, toolConfig: { tools: [tool(city), tool(json)] } })).toBe(
      askedFor("toolConfig.tools.1.toolSpec.inputSchema.json"),
    );
  });
});

test("Claude refuses two tools of one name", async () => {
  const twice = { tools: [tool(city), tool(city)] };
  expect(await refusalOf({ modelId: CLAUDE, messages: hello, toolConfig: twice })).toBe(
    "The model returned the following errors: tools: Tool names must be unique.",
  );
});
