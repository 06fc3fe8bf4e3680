import { expect, test } from "vitest";
import type { Conversation } from "../../../emulator/generation/conversation.ts";
import { countConversation } from "../../../emulator/generation/prompt-tokens.ts";
import {
  body,
  haiku3,
  image,
  opus5,
  opus45,
  opus47,
  opus48,
  PDF,
  png,
  read,
  refusal,
  SIGNATURE,
  sonnet4,
  sonnet5,
  sonnet35v2,
  sonnet37,
  sonnet45,
  sonnet46,
  thinking,
  toolResult,
  toolUse,
  weather,
} from "./requests.ts";

const user = (content: unknown) => ({ role: "user", content });
const assistant = (content: unknown) => ({ role: "assistant", content });
const blocksOf = ({ turns }: Conversation) => turns.flatMap(({ blocks }) => blocks);

test("every kind of content is read", () => {
  const asked = body({
    tools: [weather],
    messages: [
      user([
        { type: "text", text: "Look." },
        image(),
        { type: "document", source: { type: "base64", media_type: "application/pdf", data: PDF }, title: "Report" },
        {
          type: "document",
          source: { type: "text", media_type: "text/plain", data: "Granite is old." },
          context: "geology",
          citations: { enabled: true },
        },
        {
          type: "document",
          source: {
            type: "content",
            content: [
              { type: "text", text: "One." },
              { type: "text", text: "Two." },
            ],
          },
        },
        {
          type: "search_result",
          source: "https://example.com",
          title: "Rocks",
          content: [{ type: "text", text: "Basalt is young." }],
          citations: { enabled: true },
        },
      ]),
      assistant([thinking(), { type: "redacted_thinking", data: SIGNATURE }, toolUse()]),
      user([toolResult("toolu_bdrk_01A", { content: [{ type: "text", text: "Sunny" }, image()], is_error: true })]),
    ],
  });
  const bytes = Buffer.from(png(), "base64");
  expect(blocksOf(read(sonnet45, asked))).toEqual([
    { type: "text", text: "Look." },
    { type: "image", format: "png", bytes },
    { type: "document", name: "Report", format: "pdf", bytes: Buffer.from(PDF, "base64"), citations: false },
    {
      type: "document",
      name: "document",
      format: "txt",
      chunks: ["Granite is old."],
      isChunked: false,
      context: "geology",
      citations: true,
    },
    { type: "document", name: "document", format: "txt", chunks: ["One.", "Two."], isChunked: true, citations: false },
    {
      type: "searchResult",
      source: "https://example.com",
      title: "Rocks",
      texts: ["Basalt is young."],
      citations: true,
    },
    { type: "reasoning", text: "Let me see.", signature: SIGNATURE },
    { type: "redactedReasoning", data: SIGNATURE },
    { type: "toolUse", id: "toolu_bdrk_01A", name: "get_weather", input: { city: "Rome" } },
    {
      type: "toolResult",
      id: "toolu_bdrk_01A",
      blocks: [
        { type: "text", text: "Sunny" },
        { type: "image", format: "png", bytes },
      ],
      status: "error",
    },
  ]);
});

test("tools and what is to become of them are read", () => {
  const tools = (tool_choice?: object) => read(sonnet45, body({ tools: [weather], tool_choice })).tools;
  expect(tools()).toEqual({
    tools: [{ name: "get_weather", description: "Tells the weather of a city.", schema: weather.input_schema }],
    choice: { type: "auto" },
    parallel: true,
  });
  expect(tools({ type: "any", disable_parallel_tool_use: true })).toMatchObject({
    choice: { type: "any" },
    parallel: false,
  });
  expect(tools({ type: "tool", name: "get_weather" })?.choice).toEqual({ type: "tool", name: "get_weather" });
  expect(tools({ type: "none" })?.choice).toEqual({ type: "none" });
  expect(read(sonnet45, body({ tools: [] })).tools).toBeUndefined();
});

test("a tool's definition, an image and a result count as input tokens", () => {
  const plain = countConversation(read(sonnet45, body()));
  expect(countConversation(read(sonnet45, body({ tools: [weather] })))).toBeGreaterThan(plain + 20);
  expect(countConversation(read(sonnet45, body({}, [{ type: "text", text: "Hello" }, image()])))).toBe(plain + 1_600);
});

test("marks for the cache count tools, the system's blocks and those of messages, a result's own marks with it", () => {
  const cache_control = { type: "ephemeral" };
  const asked = body({
    tools: [weather, { ...weather, name: "other", cache_control }],
    system: [{ type: "text", text: "Be brief.", cache_control: { type: "ephemeral", ttl: "1h" } }],
    messages: [
      user([
        { type: "text", text: "Hi" },
        { ...image(), cache_control: null },
      ]),
      assistant([thinking(), toolUse()]),
      user([toolResult("toolu_bdrk_01A", { content: [{ type: "text", text: "Sunny", cache_control }] })]),
    ],
  });
  // The order of the times to live is not what is asked here.
  const ordered = JSON.parse(JSON.stringify(asked).replace('"ttl":"1h"', '"ttl":"5m"'));
  expect(read(sonnet45, ordered).cachePoints).toEqual([
    { blocks: 2, ttl: "5m" },
    { blocks: 3, ttl: "5m" },
    { blocks: 8, ttl: "5m" },
  ]);
  expect(refusal(sonnet45, asked)).toBe(
    "system.0.cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. Note that blocks are processed in the following order: `tools`, `system`, `messages`.",
  );
});

test("Claude 3's gate takes images and tools, and knows no thinking", () => {
  expect(refusal(haiku3, body({ tools: [weather] }, [image()]))).toBeUndefined();
  expect(refusal(haiku3, body({ thinking: { type: "enabled", budget_tokens: 1_024 } }))).toContain(
    "#: extraneous key [thinking] is not permitted",
  );
});

test.each([haiku3, sonnet45, opus48])("the body of text completions is refused by $modelId", (model) => {
  const prompt = { prompt: "\n\nHuman: Hello\n\nAssistant:", max_tokens_to_sample: 100 };
  // https://github.com/aws/aws-sdk-net/issues/3217
  expect(refusal(model, prompt)).toMatch(
    /^"claude-[a-z\d-]+" is not supported on this API\. Please use the Messages API instead\.$/,
  );
});

const messages = (...content: unknown[]) => ({ messages: [user(content)] });
const tagged = (index: string, found: string, ...expected: string[]) =>
  `${index}: Input tag '${found}' found using 'type' does not match any of the expected tags: ${expected.map((tag) => `'${tag}'`).join(", ")}`;
const INVALID_SCHEMA =
  "tools.1.custom.input_schema: JSON schema is invalid. It must match JSON Schema draft 2020-12 (https://json-schema.org/draft/2020-12). Learn more about tool use at https://docs.claude.com/en/docs/tool-use.";

const CONTENT = [
  "document",
  "image",
  "redacted_thinking",
  "search_result",
  "text",
  "thinking",
  "tool_result",
  "tool_use",
];

test.each([
  // Recorded test cassette test_anthropic_bedrock_count_tokens_rejects_server_tools of pydantic-ai
  [
    tagged(
      "tools.0",
      "web_search_20250305",
      "bash_20250124",
      "custom",
      "text_editor_20250124",
      "text_editor_20250429",
      "text_editor_20250728",
    ),
    { tools: [{ type: "web_search_20250305", name: "web_search" }] },
  ],
  [tagged("messages.0.content.0", "server_tool_use", ...CONTENT), messages({ type: "server_tool_use", id: "x" })],
  [
    tagged("messages.0.content.0.document.source", "file", "base64", "content", "text", "url"),
    messages({ type: "document", source: { type: "file", file_id: "f" } }),
  ],
  // Third-party captures of Bedrock (2026)
  [
    "messages.0.content.0.image.source.base64.data: URL sources are not supported",
    messages({ type: "image", source: { type: "url", url: "https://example.com/a.png" } }),
  ],
  [
    "messages.0.content.0.document.source.base64.media_type: Input should be 'application/pdf'",
    messages({ type: "document", source: { type: "base64", media_type: "text/html", data: PDF } }),
  ],
  [
    "messages.0.content.0.image.source.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'",
    messages(image(png(), "image/bmp")),
  ],
  ["messages.0.content.0.image.source.base64: invalid base64 data", messages(image("not base64"))],
  ["Could not process image", messages(image(Buffer.from("no image at all").toString("base64")))],
  // https://github.com/aws-samples/amazon-bedrock-client-for-mac/issues/130, there through Converse
  [
    "messages.0.content.0.image.source.base64: The image was specified using the image/jpeg media type, but the image appears to be a image/png image",
    messages(image(png(), "image/jpeg")),
  ],
  [
    "messages.0.content.0.image.source.base64: image exceeds 5 MB maximum: 5333380 bytes > 5242880 bytes",
    messages(image(png(16, 16, 4_000_000))),
  ],
  [
    "messages.0.content.1.image.source.base64.data: At least one of the image dimensions exceed max allowed size: 8000 pixels",
    messages({ type: "text", text: "Look." }, image(png(16, 8_001))),
  ],
  ["too many images and documents: 21 + 0 > 20", messages(...Array.from({ length: 21 }, () => image()))],
  [
    "messages.0.content.0.pdf.source.base64.data: The PDF specified was not valid.",
    messages({
      type: "document",
      source: { type: "base64", media_type: "application/pdf", data: Buffer.from("<html>").toString("base64") },
    }),
  ],
  ["tools.0.custom.input_schema: Field required", { tools: [{ name: "f" }] }],
  ["tools.0.custom.input_schema.type: Field required", { tools: [{ name: "f", input_schema: {} }] }],
  [
    "tools.0.custom.input_schema.type: Input should be 'object'",
    { tools: [{ name: "f", input_schema: { type: "array" } }] },
  ],
  [
    "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'",
    { tools: [{ ...weather, name: "a.b" }] },
  ],
  ["tools.0.custom.name: String should have at least 1 character", { tools: [{ ...weather, name: "" }] }],
  // https://github.com/anthropics/claude-code/issues/32820
  [
    "tools.0.custom.eager_input_streaming: Extra inputs are not permitted",
    { tools: [{ ...weather, eager_input_streaming: true }] },
  ],
  ["tools.0.custom.defer_loading: Extra inputs are not permitted", { tools: [{ ...weather, defer_loading: true }] }],
  // Keywords as drafts before 2020-12 had them
  [
    INVALID_SCHEMA,
    { tools: [weather, { name: "a", input_schema: { type: "object", properties: { b: { required: true } } } }] },
  ],
  [
    INVALID_SCHEMA,
    { tools: [weather, { name: "a", input_schema: { type: "object", properties: { b: { items: [{}] } } } }] },
  ],
  ["tools: Tool names must be unique.", { tools: [weather, weather] }],
  ["tool_choice may only be specified while providing tools.", { tool_choice: { type: "any" } }],
  ["Tool 'other' not found in provided tools", { tools: [weather], tool_choice: { type: "tool", name: "other" } }],
  ["tool_choice.tool.name: Field required", { tools: [weather], tool_choice: { type: "tool" } }],
  [
    tagged("tool_choice", "required", "any", "auto", "none", "tool"),
    { tools: [weather], tool_choice: { type: "required" } },
  ],
  ["mcp_servers: Extra inputs are not permitted", { mcp_servers: [] }],
  ["container: Extra inputs are not permitted", { container: "c" }],
  ["service_tier: Extra inputs are not permitted", { service_tier: "auto" }],
  ["output_format: Extra inputs are not permitted", { output_format: { type: "json_schema", schema: {} } }],
  ["output_config: Extra inputs are not permitted", { output_config: { effort: "high" } }],
  ["context_management: Extra inputs are not permitted", { context_management: { edits: [] } }],
  ["metadata.trace: Extra inputs are not permitted", { metadata: { trace: "x" } }],
  // https://github.com/anthropics/claude-code/issues/26570, there behind Converse's prefix
  ["invalid beta flag", { anthropic_beta: ["mcp-servers-2025-12-04"] }],
  ["messages.0.content.0.text.cache: Extra inputs are not permitted", messages({ type: "text", text: "Hi", cache: 1 })],
])("Claude Sonnet 4 answers: %s", (message, rest) => {
  expect(refusal(sonnet4, body(rest))).toBe(message);
});

const asks = [user("What is the weather?")];
const turns = (...more: object[]) => body({ tools: [weather], messages: [...asks, ...more] });

test.each([
  // https://github.com/continuedev/continue/issues/11929, there behind Converse's prefix
  [
    "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: toolu_bdrk_01A, toolu_bdrk_01B. Each `tool_use` block must have a corresponding `tool_result` block in the next message.",
    turns(assistant([toolUse(), toolUse("toolu_bdrk_01B")]), user("Well?")),
  ],
  [
    "messages.2.content.1: unexpected `tool_use_id` found in `tool_result` blocks: toolu_bdrk_01C. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.",
    turns(assistant([toolUse()]), user([toolResult(), toolResult("toolu_bdrk_01C")])),
  ],
  [
    "messages.1.content.1: `tool_use` ids must be unique",
    turns(assistant([toolUse(), toolUse()]), user([toolResult()])),
  ],
  [
    "messages.2.content.0.tool_result: content cannot be empty if `is_error` is true",
    turns(assistant([toolUse()]), user([toolResult("toolu_bdrk_01A", { is_error: true })])),
  ],
  ["messages.0: `tool_use` blocks can only be in `assistant` messages", body({ tools: [weather] }, [toolUse()])],
  [
    "Requests which include `tool_use` or `tool_result` blocks must define tools.",
    body({ messages: [...asks, assistant([toolUse()]), user([toolResult()])] }),
  ],
  [
    "messages.1.content.0.tool_use.id: String should match pattern '^[a-zA-Z0-9_-]+$'",
    turns(assistant([toolUse("a b")]), user([toolResult("a b")])),
  ],
  [
    "messages.1.content.0.tool_use.input: Input should be a valid dictionary",
    turns(assistant([{ ...toolUse(), input: "Rome" }]), user([toolResult()])),
  ],
  [
    "messages.2.content.0.tool_result.content.0.text.text: Field required",
    turns(assistant([toolUse()]), user([toolResult("toolu_bdrk_01A", { content: [{ type: "text" }] })])),
  ],
])("calls and results that do not belong together are refused: %s", (message, asked) => {
  expect(refusal(sonnet45, asked)).toBe(message);
});

test("results may be texts, lists, empty, and followed by words of the user", () => {
  const answered = (rest: object, ...more: object[]) =>
    turns(assistant([toolUse()]), user([toolResult("toolu_bdrk_01A", rest), ...more]));
  for (const asked of [
    answered({ content: "Sunny" }),
    answered({}),
    answered({ content: "" }),
    answered({ content: [] }),
  ]) {
    expect(refusal(sonnet45, asked)).toBeUndefined();
    expect(refusal(haiku3, asked)).toBeUndefined();
  }
  expect(refusal(sonnet45, answered({ content: "Sunny" }, { type: "text", text: "Go on." }))).toBeUndefined();
});

test.each([
  // https://github.com/pydantic/pydantic-ai: the last message of test_mid_conversation_system_prompt_on_bedrock
  [opus48, undefined],
  [opus47, "role 'system' is not supported on this model"],
  [
    sonnet46,
    'messages: Unexpected role "system". The Messages API accepts a top-level `system` parameter, not "system" as an input message role.',
  ],
])("instructions in mid-conversation: $0.modelId", (model, message) => {
  const asked = body({ messages: [...asks, { role: "system", content: "Be brief." }] });
  expect(refusal(model, asked)).toBe(message);
});

const instruction = (content: unknown = "Be brief.") => ({ role: "system", content });

test.each([
  [/^messages\.0: use the top-level 'system' parameter/, [instruction(), user("Hi")]],
  [/^messages\.1: role 'system' must precede an 'assistant' message/, [user("Hi"), instruction(), user("Hi")]],
  [
    /^messages\.2: role 'system' must follow a 'user' message/,
    [user("Hi"), assistant("Yes?"), instruction(), user("Hi")],
  ],
  [/^messages\.1: system content must contain at least one block$/, [user("Hi"), instruction([])]],
  [/^messages\.1: role 'system' supports text/, [user("Hi"), instruction([image()])]],
  [/^messages\.1: system text blocks must contain non-whitespace text$/, [user("Hi"), instruction(" ")]],
])("instructions have their place: %s", (message, asked) => {
  expect(refusal(opus48, body({ messages: asked }))).toMatch(message);
});

test("an instruction is not what the user said last, and turns alternate around it", () => {
  const asked = body({ messages: [user("Hi"), assistant("Yes?"), user("Go on."), instruction("Tell of granite.")] });
  expect(read(opus48, asked).turns.at(-1)).toMatchObject({ role: "user", isInstruction: true });
  expect(refusal(opus48, asked)).toBeUndefined();
});

test.each([
  [opus47, { temperature: 0.5 }, "`temperature` is deprecated for this model."],
  [opus48, { top_p: 0.9 }, "`top_p` is deprecated for this model."],
  [opus5, { top_k: 5 }, "`top_k` is deprecated for this model."],
  [
    opus5,
    { temperature: 1, top_p: 0.999 },
    "`temperature` and `top_p` cannot both be specified for this model. Please use only one.",
  ],
  [sonnet5, { temperature: 1 }, undefined],
  [sonnet46, { temperature: 0.5, top_k: 5 }, undefined],
])("sampling is the model's own affair after 4.6: %#", (model, rest, message) => {
  expect(refusal(model, body(rest))).toBe(message);
});

const schema = { type: "object", properties: { a: { type: "string" } }, required: ["a"], additionalProperties: false };
const format = { type: "json_schema", schema };

test("structured outputs are known to Claude 4.5 and 4.6 alone", () => {
  // https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-structured-outputs.html
  expect(read(sonnet45, body({ output_config: { format } })).outputSchema).toEqual(schema);
  expect(read(sonnet46, body({ output_config: { format, effort: "low" } })).outputSchema).toEqual(schema);
  // https://github.com/anomalyco/models.dev/pull/1765
  expect(refusal(opus47, body({ output_config: { format } }))).toBe(
    "output_config.format: Extra inputs are not permitted",
  );
  const strict = { ...weather, strict: true };
  expect(refusal(sonnet46, body({ tools: [strict] }))).toBeUndefined();
  expect(refusal(opus48, body({ tools: [strict] }))).toBe("tools.0.custom.strict: Extra inputs are not permitted");
  const { additionalProperties: _, ...open } = weather.input_schema;
  expect(refusal(sonnet46, body({ tools: [{ ...strict, input_schema: open }] }))).toBe(
    "tools.0.custom: For 'object' type, 'additionalProperties' must be explicitly set to false",
  );
});

test("effort has the values of its model", () => {
  const effort = (value: string, rest = {}) => body({ output_config: { effort: value }, ...rest });
  expect(refusal(opus47, effort("xhigh"))).toBeUndefined();
  expect(refusal(sonnet46, effort("max"))).toBeUndefined();
  // Third parties measured this sentence on Bedrock (2026-07).
  expect(refusal(sonnet46, effort("xhigh"))).toBe(
    "output_config.effort: Input should be 'low', 'medium', 'high' or 'max'",
  );
  expect(refusal(sonnet45, effort("low"))).toBe("output_config.effort: Extra inputs are not permitted");
  expect(refusal(opus45, effort("low"))).toBe("output_config.effort: Extra inputs are not permitted");
  expect(refusal(opus45, effort("low", { anthropic_beta: ["effort-2025-11-24"] }))).toBeUndefined();
});

test.each([
  [sonnet35v2, "computer-use-2024-10-22", "computer_20241022"],
  [sonnet37, "computer-use-2025-01-24", "computer_20250124"],
  [sonnet45, "computer-use-2025-01-24", "computer_20250124"],
  [opus45, "computer-use-2025-11-24", "computer_20251124"],
  [opus48, "computer-use-2025-11-24", "computer_20251124"],
])("a computer is a tool of $0.modelId with its beta", (model, beta, type) => {
  const computer = { type, name: "computer", display_width_px: 1_024, display_height_px: 768 };
  expect(read(model, body({ tools: [computer], anthropic_beta: [beta] })).tools?.tools).toMatchObject([
    { name: "computer" },
  ]);
  expect(refusal(model, body({ tools: [computer] }))).toMatch(/computer_20\d+' found|is not a valid enum value/);
  const blind = { type, name: "computer", display_width_px: 1_024 };
  expect(refusal(model, body({ tools: [blind], anthropic_beta: [beta] }))).toMatch(
    /tools\.0\.computer_20\d+\.display_height_px: Field required|required key \[display_height_px\] not found/,
  );
});

test("a computer of another time is refused by name", () => {
  // The sentence of https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-tool-use.html
  const computer = { type: "computer_20250124", name: "computer", display_width_px: 1, display_height_px: 1 };
  expect(refusal(opus47, body({ tools: [computer], anthropic_beta: ["computer-use-2025-01-24"] }))).toBe(
    "'claude-opus-4-7' does not support tool types: computer_20250124",
  );
});

test("shell, editor and memory are tools whose inputs Anthropic has defined", () => {
  const tools = [
    { type: "bash_20250124", name: "bash" },
    { type: "text_editor_20250728", name: "str_replace_based_edit_tool", max_characters: 1_000 },
    { type: "memory_20250818", name: "memory" },
  ];
  expect(read(sonnet46, body({ tools })).tools?.tools.map(({ name }) => name)).toEqual([
    "bash",
    "str_replace_based_edit_tool",
    "memory",
  ]);
  expect(refusal(sonnet45, body({ tools }))).toContain("tools.2: Input tag 'memory_20250818' found");
  expect(refusal(sonnet45, body({ tools, anthropic_beta: ["context-management-2025-06-27"] }))).toBeUndefined();
  expect(refusal(sonnet46, body({ tools: [{ type: "bash_20250124", name: "shell" }] }))).toBe(
    "tools.0.bash_20250124.name: Input should be 'bash'",
  );
});

test("what Claude takes and Outcrop does not act on is refused by name", () => {
  const search = { type: "tool_search_tool_regex", name: "tool_search_tool_regex" };
  const anthropic_beta = ["tool-search-tool-2025-10-19"];
  expect(refusal(opus45, body({ tools: [search], anthropic_beta }))).toBe(
    '501: Outcrop does not emulate tools.0 of the type "tool_search_tool_regex" in the body of Claude yet.',
  );
  expect(refusal(opus45, body({ tools: [{ ...weather, defer_loading: true }], anthropic_beta }))).toBe(
    "501: Outcrop does not emulate tools.0.defer_loading in the body of Claude yet.",
  );
  expect(refusal(opus5, body({ anthropic_beta: ["mid-conversation-tool-changes-2026-07-01"] }))).toBe(
    '501: Outcrop does not emulate the beta "mid-conversation-tool-changes-2026-07-01" of Claude yet.',
  );
});

test("flags that ask for nothing else are taken by the models that know them", () => {
  const flags = (...anthropic_beta: string[]) => body({ anthropic_beta });
  expect(refusal(sonnet46, flags("claude-code-20250219", "interleaved-thinking-2025-05-14"))).toBeUndefined();
  // https://github.com/anthropics/claude-code/issues/49648
  expect(refusal(opus47, flags("claude-code-20250219"))).toBe("invalid beta flag");
  expect(refusal(opus47, flags("structured-outputs-2025-11-13"))).toBe("invalid beta flag");
  expect(refusal(sonnet45, flags("structured-outputs-2025-11-13"))).toBeUndefined();
  expect(read(sonnet45, flags("fine-grained-tool-streaming-2025-05-14")).eagerToolInput).toBe(true);
});

test("the longest outputs and contexts are there on demand", () => {
  const long = { max_tokens: 128_000 };
  expect(refusal(sonnet37, body(long))).toBe("The maximum tokens you requested exceeds the model limit of 64000");
  expect(refusal(sonnet37, body({ ...long, anthropic_beta: ["output-128k-2025-02-19"] }))).toBeUndefined();
  const content = "word ".repeat(200_100);
  expect(refusal(sonnet4, body({}, content))).toBe("Input is too long for requested model.");
  expect(refusal(sonnet4, body({ anthropic_beta: ["context-1m-2025-08-07"] }, content))).toBeUndefined();
});

test("edits of the context that change nothing are reported as none, others refused", () => {
  const edits = (...list: object[]) =>
    body({ anthropic_beta: ["context-management-2025-06-27"], context_management: { edits: list } });
  expect(read(sonnet45, edits({ type: "clear_tool_uses_20250919" })).reportsContextEdits).toBe(true);
  const trigger = { type: "input_tokens", value: 2 };
  expect(refusal(sonnet45, edits({ type: "clear_tool_uses_20250919", trigger }))).toBe(
    '501: Outcrop does not emulate context_management.edits of the type "clear_tool_uses_20250919" for a conversation beyond its trigger yet.',
  );
  expect(refusal(sonnet45, edits({ type: "clear_thinking_20251015", keep: "all" }))).toBe(
    "`clear_thinking_20251015` strategy requires `thinking` to be enabled or adaptive",
  );
  expect(refusal(sonnet45, edits({ type: "forget" }))).toContain(
    "context_management.edits.0: Input tag 'forget' found",
  );
});

test("a refusal repeats no megabytes", () => {
  const long = "x".repeat(1_000_000);
  const wrong = [
    body({ tools: [{ type: long }] }),
    body({ messages: [{ role: long, content: "Hi" }] }),
    body({ tools: [weather], tool_choice: { type: "tool", name: long } }),
    turns(assistant(Array.from({ length: 1_000 }, (_, at) => toolUse(`${"i".repeat(500)}${at}`))), user("Well?")),
    turns(assistant([toolUse()]), user([toolResult(long)])),
  ];
  for (const asked of wrong) {
    for (const model of [haiku3, sonnet45, opus48]) expect(refusal(model, asked)?.length).toBeLessThan(15_000);
  }
});
