import type { FoundationModel } from "../catalog/index.ts";
import { thinksByDefault } from "./anthropic/thinking.ts";
import type { Conversation, Reasoning } from "./conversation.ts";
import type { DraftBlock } from "./draft.ts";

/**
 * How a model reasons about a conversation that does not say whether it is to. Before an answer that has to be JSON a model does not
 * write tags, which is assumed.
 */
export function unaskedReasoning(conversation: Conversation, model: FoundationModel): Reasoning | "none" {
  if (conversation.outputSchema !== undefined && tagsReasoning(model)) return "none";
  return reasonsUnasked(model) ? {} : thinksByDefault(conversation, model);
}

/**
 * Models that reason and show it unasked, through Converse and InvokeModel alike. Sources: recorded test cassettes of
 * https://github.com/pydantic/pydantic-ai for gpt-oss, DeepSeek R1 and MiniMax M2 (2025 to 2026), in which Qwen3 shows none unless it
 * is asked to; of GPT-5.6 https://github.com/567-labs/instructor/issues/2682. That their other versions do as they do is assumed.
 */
function reasonsUnasked(model: FoundationModel): boolean {
  return /^(?:openai\.gpt-(?:oss|5\.6)|deepseek\.r1|minimax\.minimax-m2)/.test(model.modelId) || tagsReasoning(model);
}

/**
 * Models whose reasoning stands in tags at the beginning of their text, in Converse too.
 * Sources: https://github.com/JetBrains/koog/pull/1436, https://github.com/Bike4Mind/bike4mind/issues/1315
 */
function tagsReasoning({ modelId }: FoundationModel): boolean {
  return modelId.startsWith("moonshot.kimi-k2-thinking");
}

/**
 * Whether the reasoning stands behind the text in the answer of Converse, as that of DeepSeek R1 was recorded
 * (test_bedrock_model_thinking_part_deepseek of pydantic-ai) and is documented; in a stream it comes first, as it is made.
 */
export function showsReasoningLast({ modelId }: FoundationModel): boolean {
  return modelId.startsWith("deepseek.r1");
}

/** Whether the reasoning of an answer may be sent back in Converse: see the evidence of `reasoningNotTaken`. */
export function takesReasoning({ modelId }: FoundationModel): boolean {
  return !modelId.startsWith("deepseek.r1");
}

/**
 * Whether chat completions leave the reasoning out, as OpenAI's own do of the models whose reasoning is not open: assumed, where
 * Converse shows that of GPT-5.6 (https://github.com/567-labs/instructor/issues/2682).
 */
export function hidesReasoningNatively({ modelId }: FoundationModel): boolean {
  return modelId.startsWith("openai.gpt-5");
}

/** Claude signs its reasoning; the answers of all others were recorded without a signature. */
export function signsReasoning({ modelId }: FoundationModel): boolean {
  return modelId.startsWith("anthropic.");
}

/**
 * What stands where the reasoning would, of a model that hides it.
 * Source: https://docs.aws.amazon.com/nova/latest/nova2-userguide/extended-thinking.html
 */
export function redactedReasoning({ modelId }: FoundationModel): string | undefined {
  return modelId.startsWith("amazon.nova-") ? "[REDACTED]" : undefined;
}

/** The blocks of an answer with the reasoning where the model has it: in a block of its own, or in tags before the text. */
export function placeReasoning(blocks: readonly DraftBlock[], model: FoundationModel): readonly DraftBlock[] {
  if (!tagsReasoning(model)) return blocks;
  const placed: DraftBlock[] = [];
  let thought = "";
  for (const block of blocks) {
    if (block.type === "reasoning") thought += `<think>${block.text}</think>`;
    else if (block.type === "text") {
      placed.push({ ...block, text: thought + block.text });
      thought = "";
    } else {
      if (thought !== "") placed.push({ type: "text", text: thought });
      placed.push(block);
      thought = "";
    }
  }
  return thought === "" ? placed : [...placed, { type: "text", text: thought }];
}
