import type { FoundationModel } from "../catalog/index.ts";
import type { Random } from "../random.ts";
import { type Answer, answerText, deltas } from "./answer.ts";
import { readMessagesBody } from "./anthropic-body.ts";
import { cachingRules } from "./caching-rules.ts";
import { claudeName, claudeVersion } from "./claude-version.ts";

import { type Family, invocationMetrics } from "./family.ts";

/**
 * The Messages body of Claude, from version 3.
 * Source of the answers: recorded test cassettes of opentelemetry-python-contrib, openllmetry and pydantic-ai (2024-06 to 2026-07).
 */
export const anthropicMessages: Family = {
  read: readMessagesBody,

  write(answer, model, random) {
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
      content: answerText(answer) === "" ? [] : [{ type: "text", text: answerText(answer) }],
      stop_reason: stopReason(answer),
      stop_sequence: answer.stopSequence ?? null,
      ...(version >= 4.6 && { stop_details: null }),
      usage: usageOf(model, answer.usage),
    };
  },

  finalChunk: messageDelta,

  *chunks(answer, model, random) {
    const version = versionOf(model);
    const { cacheReadInputTokens = 0, cacheWriteInputTokens = 0 } = answer.usage;
    yield {
      type: "message_start",
      message: {
        id: messageId(answer, version, random),
        type: "message",
        role: "assistant",
        model: claudeName(model.modelId),
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: usageOf(model, { ...answer.usage, outputTokens: Math.min(1, answer.usage.outputTokens) }),
      },
    };
    if (answerText(answer) !== "") {
      yield { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } };
      for (const text of answer.blocks.flatMap((block) => (block.type === "text" ? [...deltas(block)] : []))) {
        yield { type: "content_block_delta", index: 0, delta: { type: "text_delta", text } };
      }
      yield { type: "content_block_stop", index: 0 };
    }
    yield messageDelta(answer, model);
    yield {
      type: "message_stop",
      "amazon-bedrock-invocationMetrics": {
        ...invocationMetrics(answer),
        ...(cachingRules(model) && {
          cacheReadInputTokenCount: cacheReadInputTokens,
          cacheWriteInputTokenCount: cacheWriteInputTokens,
        }),
      },
    };
  },
};

/** Claude's own words: https://docs.claude.com/en/api/messages; it has none for a guardrail or for a broken output. */
function stopReason({ stopReason: reason }: Answer): string {
  if (reason === "content_filtered") return "refusal";
  return reason === "guardrail_intervened" || reason === "malformed_model_output" ? "end_turn" : reason;
}

function messageDelta(answer: Answer, model: FoundationModel) {
  const { inputTokens, outputTokens, cacheReadInputTokens = 0, cacheWriteInputTokens = 0 } = answer.usage;
  return {
    type: "message_delta",
    delta: { stop_reason: stopReason(answer), stop_sequence: answer.stopSequence ?? null },
    // https://github.com/maximhq/bifrost/issues/5629: in 2026 this usage repeats the input.
    usage: {
      ...(versionOf(model) >= 4.5 && {
        input_tokens: inputTokens,
        cache_creation_input_tokens: cacheWriteInputTokens,
        cache_read_input_tokens: cacheReadInputTokens,
      }),
      output_tokens: outputTokens,
    },
  };
}

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

/** `msg_bdrk_01` and 22 characters; since Opus 4.8 (2026-07) `msg_bdrk_` and 52 of another alphabet. */
function messageId(answer: Answer, version: number, random: Random): string {
  const chance = random.fork("message id", answerText(answer));
  return version >= 4.8 ? `msg_bdrk_${chance.characters(52, BASE32)}` : `msg_bdrk_01${chance.characters(22, BASE58)}`;
}

function versionOf({ modelId }: FoundationModel): number {
  return claudeVersion(modelId) ?? 3;
}

/** A model that knows prompt caching counts it, also when nothing was cached. */
function usageOf(model: FoundationModel, usage: Answer["usage"]): Record<string, unknown> {
  const version = versionOf(model);
  const { inputTokens, outputTokens, cacheReadInputTokens = 0, cacheWriteInputTokens = 0, cacheDetails = [] } = usage;
  const written = (ttl: "5m" | "1h") => cacheDetails.find((detail) => detail.ttl === ttl)?.inputTokens ?? 0;
  return {
    input_tokens: inputTokens,
    ...(cachingRules(model) && {
      cache_creation_input_tokens: cacheWriteInputTokens,
      cache_read_input_tokens: cacheReadInputTokens,
    }),
    ...(version >= 4.5 && {
      cache_creation: { ephemeral_5m_input_tokens: written("5m"), ephemeral_1h_input_tokens: written("1h") },
    }),
    output_tokens: outputTokens,
    ...(version >= 4.8 && { output_tokens_details: { thinking_tokens: 0 }, service_tier: "standard" }),
  };
}
