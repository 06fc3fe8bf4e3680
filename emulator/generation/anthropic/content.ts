import { type AnswerBlock, type AnswerText, type Citation, toolUseId } from "../answer.ts";

/** What the id of a tool use begins with in Claude's own body (recorded test cassettes of opentelemetry-python-contrib, 2025). */
const TOOL_USE = "toolu_bdrk_01";

/** A block of an answer as Claude writes it. */
export function toContentBlock(block: AnswerBlock): Record<string, unknown> {
  switch (block.type) {
    case "text":
      return { type: "text", text: block.text, ...(block.citations && { citations: block.citations.map(toCitation) }) };
    case "toolUse":
      return { type: "tool_use", id: toolUseId(block, TOOL_USE), name: block.name, input: block.input };
    case "reasoning":
      return { type: "thinking", thinking: block.text, signature: block.signature };
    case "redactedReasoning":
      return { type: "redacted_thinking", data: block.data };
  }
}

/** The same block as a stream opens it: what comes in deltas is empty, what comes whole is there. */
export function toOpeningBlock(block: AnswerBlock): Record<string, unknown> {
  switch (block.type) {
    case "text":
      return toOpeningText(block);
    case "toolUse":
      return { ...toContentBlock(block), input: {} };
    case "reasoning":
      return { type: "thinking", thinking: "", signature: "" };
    case "redactedReasoning":
      return toContentBlock(block);
  }
}

/** A text that cites opens with an empty list (recorded stream anthropic-web-search-tool of https://github.com/vercel/ai). */
function toOpeningText({ citations }: AnswerText): Record<string, unknown> {
  return citations ? { citations: [], type: "text", text: "" } : { type: "text", text: "" };
}

/**
 * Where a text was taken from, in Claude's words.
 * Source: https://docs.claude.com/en/docs/build-with-claude/citations and …/search-results
 */
export function toCitation({ title, cited, source, location }: Citation): Record<string, unknown> {
  const { index, start, end } = location;
  const document = { cited_text: cited, document_index: index, document_title: title };
  switch (location.type) {
    case "char":
      return { type: "char_location", ...document, start_char_index: start, end_char_index: end };
    case "page":
      return { type: "page_location", ...document, start_page_number: start, end_page_number: end };
    case "chunk":
      return { type: "content_block_location", ...document, start_block_index: start, end_block_index: end };
    case "searchResult":
      return {
        type: "search_result_location",
        cited_text: cited,
        source: source ?? "",
        title,
        search_result_index: index,
        start_block_index: start,
        end_block_index: end,
      };
  }
}
