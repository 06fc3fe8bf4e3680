import { expect, test } from "vitest";
import type { Answer, AnswerBlock, Citation } from "../../../emulator/generation/answer.ts";
import { anthropicMessages } from "../../../emulator/generation/anthropic/family.ts";
import { compose } from "../../../emulator/generation/compose.ts";
import { type Conversation, text } from "../../../emulator/generation/conversation.ts";
import type { DraftBlock } from "../../../emulator/generation/draft.ts";
import { createRandom } from "../../../emulator/random.ts";
import { modelOf } from "../../operations/bedrock-runtime/handlers.ts";
import { fc } from "../property.ts";
import { fold } from "./fold.ts";

const sonnet37 = modelOf("anthropic.claude-3-7-sonnet-20250219-v1:0");
const sonnet45 = modelOf("anthropic.claude-sonnet-4-5-20250929-v1:0");
const opus48 = modelOf("anthropic.claude-opus-4-8");
const models = ["anthropic.claude-3-haiku-20240307-v1:0", sonnet37.modelId, sonnet45.modelId, opus48.modelId].map(
  modelOf,
);

const conversation: Conversation = {
  system: [],
  turns: [{ role: "user", blocks: [text("Hello")] }],
  stopSequences: [],
};
const answerOf = (blocks: readonly DraftBlock[], model = sonnet45, stopReason?: Answer["stopReason"]) =>
  compose(conversation, model, { seed: 1, draft: { blocks, stopReason } });
const write = (answer: Answer, model = sonnet45, asked = conversation) =>
  anthropicMessages.write(answer, model, createRandom(1), asked) as ReturnType<typeof fold>;
const events = (answer: Answer, model = sonnet45, asked = conversation) =>
  [...anthropicMessages.chunks(answer, model, createRandom(1), asked)] as ReturnType<typeof fold>[];

const weather: DraftBlock = { type: "toolUse", name: "get_current_weather", input: { location: "Seattle" } };

test("a use of a tool has its input and an id of Bedrock", () => {
  // Recorded test cassette test_invoke_model_with_content_tool_call of opentelemetry-python-contrib
  const body = write(answerOf([{ type: "text", text: "I'll check." }, weather, weather]));
  expect(body.content).toEqual([
    { type: "text", text: "I'll check." },
    {
      type: "tool_use",
      id: expect.stringMatching(/^toolu_bdrk_01[1-9A-HJ-NP-Za-km-z]{22}$/),
      name: "get_current_weather",
      input: { location: "Seattle" },
    },
    expect.objectContaining({ type: "tool_use" }),
  ]);
  expect(body.content[1].id).not.toBe(body.content[2].id);
  expect(body.stop_reason).toBe("tool_use");
});

test("a tool's input is streamed as parts of its JSON after an empty one", () => {
  // Recorded test cassette test_invoke_model_with_response_stream_with_content_tool_call of opentelemetry-python-contrib
  const stream = events(answerOf([weather]));
  expect(stream[1]).toEqual({
    type: "content_block_start",
    index: 0,
    content_block: { type: "tool_use", id: expect.any(String), name: "get_current_weather", input: {} },
  });
  const parts = stream.filter(({ delta }) => delta?.type === "input_json_delta").map(({ delta }) => delta.partial_json);
  expect(parts[0]).toBe("");
  expect(parts.length).toBeGreaterThan(2);
  expect(parts.join("")).toBe('{"location":"Seattle"}');
  expect(stream.at(-2)?.delta).toEqual({ stop_reason: "tool_use", stop_sequence: null });
});

test("an input without members is streamed as the empty part alone", () => {
  // Fixture anthropic-tool-no-args of vercel/ai
  const stream = events(answerOf([{ type: "toolUse", name: "list", input: {} }]));
  expect(stream.filter(({ type }) => type === "content_block_delta").map(({ delta }) => delta)).toEqual([
    { type: "input_json_delta", partial_json: "" },
  ]);
});

test("fine-grained tool streaming hands inputs out in longer portions", () => {
  const input = { lines: Array.from({ length: 40 }, (_, at) => `line ${at}`) };
  const answer = answerOf([{ type: "toolUse", name: "make_file", input }]);
  const eager = events(answer, sonnet45, { ...conversation, eagerToolInput: true });
  expect(eager.length).toBeLessThan(events(answer).length / 3);
  expect(fold(eager).content[0].input).toEqual(input);
});

test("thinking stands first, with its signature after it", () => {
  const answer = answerOf([
    { type: "reasoning", text: "Let me see what this is." },
    { type: "text", text: "Yes." },
  ]);
  expect(write(answer).content).toEqual([
    {
      type: "thinking",
      thinking: "Let me see what this is.",
      signature: expect.stringMatching(/^[A-Za-z0-9+/]{330,}=*$/),
    },
    { type: "text", text: "Yes." },
  ]);
  const stream = events(answer);
  // Fixture anthropic-clear-thinking of vercel/ai
  expect(stream[1]).toEqual({
    type: "content_block_start",
    index: 0,
    content_block: { type: "thinking", thinking: "", signature: "" },
  });
  const kinds = stream.filter(({ index }) => index === 0).map(({ type, delta }) => delta?.type ?? type);
  expect(kinds[1]).toBe("thinking_delta");
  expect(kinds.slice(-2)).toEqual(["signature_delta", "content_block_stop"]);
});

test("thinking that is not shown is signed and paid all the same", () => {
  const blocks: DraftBlock[] = [
    { type: "reasoning", text: "Let me see what this is.", shownAs: "" },
    { type: "text", text: "Yes." },
  ];
  const body = write(answerOf(blocks, opus48), opus48);
  expect(body.content[0]).toMatchObject({
    type: "thinking",
    thinking: "",
    signature: expect.stringMatching(/^.{330,}$/),
  });
  expect(body.usage.output_tokens_details).toEqual({ thinking_tokens: 7 });
  expect(body.usage.output_tokens).toBe(9);
  const kinds = events(answerOf(blocks, opus48), opus48)
    .filter(({ index }) => index === 0)
    .map(({ type, delta }) => delta?.type ?? type);
  expect(kinds).toEqual(["content_block_start", "signature_delta", "content_block_stop"]);
});

test("redacted thinking comes whole with the event that opens it", () => {
  const stream = events(answerOf([{ type: "redactedReasoning" }, { type: "text", text: "Yes." }], sonnet37), sonnet37);
  expect(stream[1].content_block).toEqual({
    type: "redacted_thinking",
    data: expect.stringMatching(/^[\w+/]{100,}=*$/),
  });
  expect(stream[2]).toEqual({ type: "content_block_stop", index: 0 });
});

const at = (type: Citation["location"]["type"], start: number, end: number): Citation => ({
  title: "Rocks",
  cited: "Granite is old.",
  ...(type === "searchResult" && { source: "https://example.com/rocks" }),
  location: { type, index: 1, start, end },
});

test.each([
  [
    at("char", 3, 18),
    {
      type: "char_location",
      cited_text: "Granite is old.",
      document_index: 1,
      document_title: "Rocks",
      start_char_index: 3,
      end_char_index: 18,
    },
  ],
  [
    at("page", 1, 2),
    {
      type: "page_location",
      cited_text: "Granite is old.",
      document_index: 1,
      document_title: "Rocks",
      start_page_number: 1,
      end_page_number: 2,
    },
  ],
  [
    at("chunk", 0, 1),
    {
      type: "content_block_location",
      cited_text: "Granite is old.",
      document_index: 1,
      document_title: "Rocks",
      start_block_index: 0,
      end_block_index: 1,
    },
  ],
  [
    at("searchResult", 0, 1),
    {
      type: "search_result_location",
      cited_text: "Granite is old.",
      source: "https://example.com/rocks",
      title: "Rocks",
      search_result_index: 1,
      start_block_index: 0,
      end_block_index: 1,
    },
  ],
])("a text names where it was taken from: $location.type", (citation, expected) => {
  const answer = answerOf([{ type: "text", text: "It is old.", citations: [citation] }]);
  expect(write(answer).content).toEqual([{ type: "text", text: "It is old.", citations: [expected] }]);
  const stream = events(answer);
  expect(stream[1].content_block).toEqual({ citations: [], type: "text", text: "" });
  expect(stream[2].delta).toEqual({ type: "citations_delta", citation: expected });
});

test("a refusal has no content, and says from version 4.6 on that it is one", () => {
  const refused = answerOf([], opus48, "content_filtered");
  expect(write(refused, opus48)).toMatchObject({
    content: [],
    stop_reason: "refusal",
    stop_details: { type: "refusal", category: null, explanation: null },
  });
  expect(events(refused, opus48).map(({ type }) => type)).toEqual(["message_start", "message_delta", "message_stop"]);
  expect(write(answerOf([], sonnet45, "content_filtered"))).not.toHaveProperty("stop_details");
});

const words = fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 });
const citation = fc
  .record({ kind: fc.constantFrom("char", "page", "chunk", "searchResult"), start: fc.nat(50), length: fc.nat(20) })
  .map(({ kind, start, length }) => at(kind as Citation["location"]["type"], start, start + length));
const draftBlock: fc.Arbitrary<DraftBlock> = fc.oneof(
  words.map((said): DraftBlock => ({ type: "text", text: said })),
  fc
    .tuple(words, fc.array(citation, { minLength: 1, maxLength: 3 }))
    .map(([said, citations]): DraftBlock => ({ type: "text", text: said, citations })),
  fc
    .tuple(words, fc.boolean())
    .map(([said, isOmitted]): DraftBlock => ({ type: "reasoning", text: said, shownAs: isOmitted ? "" : undefined })),
  fc.constant<DraftBlock>({ type: "redactedReasoning" }),
  fc
    .dictionary(words, fc.jsonValue({ maxDepth: 2 }))
    .map((input): DraftBlock => ({ type: "toolUse", name: "tool", input: JSON.parse(JSON.stringify(input)) })),
);

test("a stream, put together as Anthropic's SDK does it, is the whole message", () => {
  fc.assert(
    fc.property(
      fc.array(draftBlock, { maxLength: 6 }),
      fc.constantFrom(...models),
      fc.boolean(),
      fc.option(fc.integer({ min: 1, max: 40 })),
      (blocks, model, eagerToolInput, maxTokens) => {
        const asked = { ...conversation, eagerToolInput, maxTokens: maxTokens ?? undefined };
        const answer = compose(asked, model, { seed: 1, draft: { blocks } });
        expect(fold(events(answer, model, asked))).toEqual(write(answer, model, asked));
      },
    ),
  );
});

test("every block of an answer is opened and closed once, in order", () => {
  const blocks: AnswerBlock["type"][] = ["reasoning", "text", "toolUse"];
  const answer = answerOf([{ type: "reasoning", text: "Hm." }, { type: "text", text: "Yes." }, weather]);
  expect(answer.blocks.map(({ type }) => type)).toEqual(blocks);
  const marks = events(answer)
    .filter(({ type }) => type === "content_block_start" || type === "content_block_stop")
    .map(({ type, index }) => `${index} ${type.slice(14)}`);
  expect(marks).toEqual(["0 start", "0 stop", "1 start", "1 stop", "2 start", "2 stop"]);
});
