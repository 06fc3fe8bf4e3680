import type { FoundationModel } from "../../catalog/index.ts";
import type { Random } from "../../random.ts";
import { type Answer, answerText } from "../answer.ts";
import { claudeName } from "../claude-version.ts";
import type { Conversation } from "../conversation.ts";
import { toContentBlock } from "./content.ts";
import { usageOf, versionOf } from "./usage.ts";

/**
 * The whole message of Claude; its members stand in the order of recorded ones (test cassettes of opentelemetry-python-contrib,
 * openllmetry and pydantic-ai, 2024-06 to 2026-07).
 */
export function writeMessage(answer: Answer, model: FoundationModel, random: Random, conversation?: Conversation) {
  const version = versionOf(model);
  const id = messageId(answer, version, random);
  const name = claudeName(model.modelId);
  // Version 4.5 is the first that was seen to name the model before the id.
  const head =
    version >= 4.5
      ? { model: name, id, type: "message", role: "assistant" }
      : { id, type: "message", role: "assistant", model: name };
  return {
    ...head,
    content: answer.blocks.map(toContentBlock),
    stop_reason: stopReason(answer),
    stop_sequence: answer.stopSequence ?? null,
    ...(version >= 4.6 && { stop_details: stopDetails(answer) }),
    usage: usageOf(model, answer),
    ...contextManagement(conversation),
  };
}

/** Claude's own words: https://docs.claude.com/en/api/messages; it has none for a guardrail or for a broken output. */
export function stopReason({ stopReason: reason }: Answer): string {
  switch (reason) {
    case "content_filtered":
      return "refusal";
    case "guardrail_intervened":
    case "malformed_model_output":
    case "malformed_tool_use":
      return "end_turn";
    default:
      return reason;
  }
}

/** Why a model refused; the recorded ones that were not classified say no more (fixtures anthropic-refusal of vercel/ai). */
export function stopDetails({ stopReason: reason }: Answer) {
  return reason === "content_filtered" ? { type: "refusal", category: null, explanation: null } : null;
}

/**
 * What was cleared from the context, for a request that asks for it: nothing, as requests that reach what triggers it are refused.
 * Source: recorded fixtures anthropic-clear-thinking and anthropic-clear-tool-uses of https://github.com/vercel/ai
 */
export function contextManagement(conversation: Conversation | undefined) {
  return conversation?.reportsContextEdits ? { context_management: { applied_edits: [] } } : {};
}

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

/** `msg_bdrk_01` and 22 characters; since Opus 4.8 (2026-07) `msg_bdrk_` and 52 of another alphabet. */
export function messageId(answer: Answer, version: number, random: Random): string {
  const chance = random.fork("message id", answerText(answer));
  return version >= 4.8 ? `msg_bdrk_${chance.characters(52, BASE32)}` : `msg_bdrk_01${chance.characters(22, BASE58)}`;
}
