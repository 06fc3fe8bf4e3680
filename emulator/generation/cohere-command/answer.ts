import type { Random } from "../../random.ts";
import { type Answer, answerText, deltas, toolUsesOf } from "../answer.ts";
import { type Conversation, textsOf } from "../conversation.ts";
import { invocationMetrics } from "../family.ts";

/**
 * The answer of Command R. The members stand as in the recorded end of a stream, but for `meta`, which exists "only for streaming":
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-cohere-command-r-plus.html
 */
export function writeAnswer(answer: Answer, random: Random, conversation: Conversation | undefined) {
  const ids = random.fork("command", answerText(answer));
  const citations = citationsOf(answer);
  const calls = callsOf(answer);
  return {
    response_id: `${ids.characters(8, "0123456789abcdef")}/${ids.uuid()}`,
    text: answerText(answer),
    generation_id: ids.uuid(),
    ...(citations.length > 0 && { citations }),
    chat_history: historyOf(answer, conversation),
    finish_reason: finishReason(answer),
    ...(calls.length > 0 && { tool_calls: calls }),
  };
}

/**
 * One token a chunk, the whole answer in the last: recorded with Command R in opentelemetry-js-contrib
 * (bedrock-invokemodelwithstreams-adds-cohere-command-r-model-attributes-to-span.json, 2025-08). The events of tools and citations are
 * Cohere's own, https://docs.cohere.com/v1/docs/streaming
 */
export function* answerChunks(
  answer: Answer,
  random: Random,
  conversation: Conversation | undefined,
): Generator<unknown> {
  const event = (event_type: string, rest: object) => ({ is_finished: false, event_type, ...rest });
  for (const block of answer.blocks) {
    if (block.type !== "text") continue;
    for (const text of deltas({ ...block, deltaTokens: block.deltaTokens ?? [1] }))
      yield event("text-generation", { text });
  }
  const citations = citationsOf(answer);
  if (citations.length > 0) yield event("citation-generation", { citations });
  const calls = callsOf(answer);
  if (calls.length > 0) yield event("tool-calls-generation", { tool_calls: calls });
  const { inputTokens: input_tokens, outputTokens: output_tokens } = answer.usage;
  const counts = { input_tokens, output_tokens };
  const meta = { api_version: { version: "1" }, billed_units: counts, tokens: counts };
  yield {
    is_finished: true,
    event_type: "stream-end",
    response: { ...writeAnswer(answer, random, conversation), meta },
    ...endOf(answer),
    "amazon-bedrock-invocationMetrics": invocationMetrics(answer),
  };
}

/** What the last chunk says of the end. */
export function endOf(answer: Answer) {
  return { finish_reason: finishReason(answer) };
}

/** The documents cited: Cohere names those without an id of their own by their places. */
function citationsOf({ blocks }: Answer) {
  let start = 0;
  return blocks.flatMap((block) => {
    if (block.type !== "text") return [];
    const text = block.text.trimEnd();
    const cited = (block.citations ?? []).map(({ location }) => `doc_${location.index}`);
    const citation = { start, end: start + text.length, text, document_ids: cited };
    start += block.text.length;
    return cited.length > 0 ? [citation] : [];
  });
}

function callsOf(answer: Answer) {
  return toolUsesOf(answer).map(({ name, input }) => ({ name, parameters: input }));
}

function historyOf(answer: Answer, conversation: Conversation | undefined) {
  const turns = (conversation?.turns ?? []).map(({ role, blocks }) => ({
    role: role === "user" ? "USER" : "CHATBOT",
    message: textsOf(blocks).join("\n"),
  }));
  return [...turns.filter(({ message }) => message !== ""), { role: "CHATBOT", message: answerText(answer) }];
}

/** MAX_TOKENS is recorded in capitals, where the documentation has small letters. */
function finishReason({ stopReason }: Answer): string {
  switch (stopReason) {
    case "max_tokens":
      return "MAX_TOKENS";
    case "model_context_window_exceeded":
      return "ERROR_LIMIT";
    case "content_filtered":
    case "guardrail_intervened":
      return "ERROR_TOXIC";
    default:
      return "COMPLETE";
  }
}
