import type { FoundationModel } from "../../catalog/index.ts";
import type { Random } from "../../random.ts";
import { type Answer, answerText, deltas, toolUseId, toolUsesOf } from "../answer.ts";
import { finishReason } from "../chat-completions/answer.ts";
import type { Conversation } from "../conversation.ts";
import { type Family, invocationMetrics } from "../family.ts";
import { readPalmyraBody, readPalmyraFields } from "./request.ts";

/**
 * The native bodies of Writer's Palmyra X4 and X5: chat completions as vLLM has them, or a prompt.
 * Source of the chat: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-palmyra-x5.html; of the prompt and of the
 * stream, which ends with a text: recorded tests of langchain-aws (unit_tests/llms/test_bedrock.py, 2025-05). How wrong bodies are
 * refused is not known, and assumed to be as by the validator of other providers.
 */
export const writerPalmyra: Family = {
  read: readPalmyraBody,
  readFields: readPalmyraFields,

  write(answer, model, random, conversation) {
    const { inputTokens, outputTokens } = answer.usage;
    return {
      ...headOf(answer, model, random, conversation, ""),
      choices: [choiceOf(answer, conversation)],
      usage: {
        prompt_tokens: inputTokens,
        total_tokens: inputTokens + outputTokens,
        completion_tokens: outputTokens,
        prompt_tokens_details: null,
      },
      ...(!conversation?.isPrompt && { prompt_logprobs: null }),
    };
  },

  finalChunk: (answer, _model, conversation) => ({ choices: [endOf(answer, conversation)] }),

  *chunks(answer, model, random, conversation) {
    const head = headOf(answer, model, random, conversation, ".chunk");
    const chunk = (delta: object) => ({ ...head, choices: [openChoice(delta, conversation)], usage: null });
    if (!conversation?.isPrompt) yield chunk({ role: "assistant", content: "" });
    for (const block of answer.blocks) {
      if (block.type === "text") {
        for (const said of deltas(block)) yield chunk(conversation?.isPrompt ? { text: said } : { content: said });
      }
    }
    for (const [index, call] of callsOf(answer).entries()) yield chunk({ tool_calls: [{ index, ...call }] });
    yield {
      ...head,
      choices: [endOf(answer, conversation)],
      usage: null,
      "amazon-bedrock-invocationMetrics": invocationMetrics(answer),
    };
    yield "[DONE]";
  },
};

function headOf(
  answer: Answer,
  { modelId: model }: FoundationModel,
  random: Random,
  conversation: Conversation | undefined,
  suffix: "" | ".chunk",
) {
  const id = random.fork("completion id", answerText(answer)).characters(32, "0123456789abcdef");
  const created = answer.created ?? 0;
  if (conversation?.isPrompt) return { id: `cmpl-${id}`, object: "text_completion", created, model };
  return { id: `chatcmpl-${id}`, object: `chat.completion${suffix}`, created, model };
}

function choiceOf(answer: Answer, conversation: Conversation | undefined) {
  const end = { logprobs: null, finish_reason: finishReason(answer.stopReason), stop_reason: stopOf(answer) };
  if (conversation?.isPrompt) return { index: 0, text: answerText(answer), ...end, prompt_logprobs: null };
  const message = {
    role: "assistant",
    reasoning_content: null,
    content: answerText(answer),
    tool_calls: callsOf(answer),
  };
  return { index: 0, message, ...end };
}

function openChoice(delta: object, conversation: Conversation | undefined) {
  return {
    index: 0,
    ...(conversation?.isPrompt ? delta : { delta }),
    logprobs: null,
    finish_reason: null,
    stop_reason: null,
  };
}

function endOf(answer: Answer, conversation: Conversation | undefined) {
  const empty = conversation?.isPrompt ? { text: "" } : { content: "" };
  const { stopReason } = answer;
  return { ...openChoice(empty, conversation), finish_reason: finishReason(stopReason), stop_reason: stopOf(answer) };
}

/** vLLM's own member: the sequence that ended the text. */
function stopOf({ stopSequence }: Answer): string | null {
  return stopSequence ?? null;
}

function callsOf(answer: Answer) {
  return toolUsesOf(answer).map((use) => ({
    id: toolUseId(use, "chatcmpl-tool-"),
    type: "function",
    function: { name: use.name, arguments: JSON.stringify(use.input) },
  }));
}
