import type { FoundationModel } from "../../catalog/index.ts";
import type { Random } from "../../random.ts";
import { type Answer, type AnswerBlock, answerText, deltas, type StopReason, toolUseId } from "../answer.ts";
import type { Conversation } from "../conversation.ts";
import { invocationMetrics } from "../family.ts";
import { hidesReasoningNatively } from "../reasoning-rules.ts";

/**
 * The chat completion of an answer. The members stand in the order of the recorded chunks (alphabetical); that the whole body has it
 * too is assumed.
 */
export function writeCompletion(answer: Answer, model: FoundationModel, random: Random) {
  return {
    choices: [
      {
        finish_reason: finishReason(answer.stopReason),
        index: 0,
        logprobs: null,
        message: { ...writeMessage(answer, model), refusal: null, role: "assistant" },
      },
    ],
    ...idOf(answer, random),
    ...nameOf(model, "chat.completion"),
    usage: usageOf(answer),
  };
}

function writeMessage(answer: Answer, model: FoundationModel) {
  const content = answer.blocks.map((block) => shown(block, model)).join("");
  const calls = answer.blocks.filter((block) => block.type === "toolUse");
  if (calls.length === 0) return { content };
  return {
    content: content === "" ? null : content,
    tool_calls: calls.map((call) => ({
      function: { arguments: JSON.stringify(call.input), name: call.name },
      id: toolUseId(call, "call_"),
      type: "function",
    })),
  };
}

/** Reasoning stands in tags before the text: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-openai.html */
function shown(block: AnswerBlock, model: FoundationModel): string {
  if (block.type === "text") return block.text;
  if (block.type !== "reasoning" || hidesReasoningNatively(model)) return "";
  return `<reasoning>${block.text}</reasoning>`;
}

/**
 * The chunks of a streamed completion: the role first, the reasoning whole in a chunk of its own, then the text; no usage unless it
 * is asked for, which comes last as in OpenAI's own API (assumed).
 * Sources: recorded tests of langchain-aws (unit_tests/llms/test_bedrock.py, 2025-10) and of llama-stack
 * (tests/integration/inference/recordings, test_openai_chat_completion_streaming with openai.gpt-oss-20b-1:0).
 */
export function* completionChunks(
  answer: Answer,
  model: FoundationModel,
  random: Random,
  conversation?: Conversation,
): Generator<unknown> {
  const rest = { ...idOf(answer, random), ...nameOf(model, "chat.completion.chunk") };
  const chunk = (delta: unknown) => ({ choices: [{ delta, finish_reason: null, index: 0 }], ...rest });
  yield chunk({ content: "", role: "assistant" });
  let index = 0;
  for (const block of answer.blocks) {
    if (block.type === "reasoning" && !hidesReasoningNatively(model)) yield chunk({ content: shown(block, model) });
    if (block.type === "text") for (const content of deltas(block)) yield chunk({ content });
    if (block.type !== "toolUse") continue;
    const call = { function: { arguments: "", name: block.name }, id: toolUseId(block, "call_"), index };
    yield chunk({ tool_calls: [{ ...call, type: "function" }] });
    for (const part of deltas(block)) yield chunk({ tool_calls: [{ function: { arguments: part }, index }] });
    index++;
  }
  const { choices } = finishingChunk(answer, model);
  const metrics = { "amazon-bedrock-invocationMetrics": invocationMetrics(answer) };
  if (!conversation?.streamsUsage) yield { choices, ...rest, ...metrics };
  else {
    yield { choices, ...rest };
    yield { choices: [], ...rest, usage: usageOf(answer), ...metrics };
  }
}

/** What the chunk that says why the answer ended has of its own. */
export function finishingChunk({ stopReason }: Answer, model: FoundationModel) {
  return {
    choices: [{ delta: {}, finish_reason: finishReason(stopReason), index: 0 }],
    ...nameOf(model, "chat.completion.chunk"),
  };
}

function idOf(answer: Answer, random: Random) {
  const id = random.fork("completion id", answerText(answer)).characters(32, "0123456789abcdef");
  return { created: answer.created ?? 0, id: `chatcmpl-${id}` };
}

function nameOf({ modelId }: FoundationModel, object: string) {
  return { model: modelId, object, service_tier: "auto" };
}

function usageOf({ usage: { inputTokens, outputTokens } }: Answer) {
  return { completion_tokens: outputTokens, prompt_tokens: inputTokens, total_tokens: inputTokens + outputTokens };
}

/** Why a chat ended, in OpenAI's words: https://platform.openai.com/docs/api-reference/chat/object */
export function finishReason(reason: StopReason): string {
  switch (reason) {
    case "tool_use":
      return "tool_calls";
    case "max_tokens":
    case "model_context_window_exceeded":
      return "length";
    case "content_filtered":
    case "guardrail_intervened":
      return "content_filter";
    case "end_turn":
    case "stop_sequence":
    case "malformed_model_output":
    case "malformed_tool_use":
      return "stop";
  }
}
