import type { FoundationModel } from "../../catalog/index.ts";
import { type Answer, reasoningTokens } from "../answer.ts";
import { cachingRules } from "../caching-rules.ts";
import { claudeVersion } from "../claude-version.ts";

/**
 * The usage of a whole answer. A model that knows prompt caching counts it, also when nothing was cached.
 * Source: recorded test cassettes of openllmetry and pydantic-ai, 2024 to 2026.
 */
export function usageOf(model: FoundationModel, answer: Answer): Record<string, unknown> {
  const version = versionOf(model);
  const {
    inputTokens,
    outputTokens,
    cacheReadInputTokens = 0,
    cacheWriteInputTokens = 0,
    cacheDetails = [],
  } = answer.usage;
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
    ...(version >= 4.8 && {
      output_tokens_details: { thinking_tokens: reasoningTokens(answer) },
      service_tier: "standard",
    }),
  };
}

/** The usage at the beginning of a stream, when one token has been made; what became thoughts comes at the end. */
export function openingUsage(model: FoundationModel, answer: Answer): Record<string, unknown> {
  const outputTokens = Math.min(1, answer.usage.outputTokens);
  const { output_tokens_details: _, ...usage } = usageOf(model, {
    ...answer,
    usage: { ...answer.usage, outputTokens },
  });
  return usage;
}

/** The usage at the end of a stream: in 2026 it repeats the input (https://github.com/maximhq/bifrost/issues/5629). */
export function closingUsage(model: FoundationModel, answer: Answer): Record<string, unknown> {
  const { inputTokens, outputTokens, cacheReadInputTokens = 0, cacheWriteInputTokens = 0 } = answer.usage;
  const version = versionOf(model);
  return {
    ...(version >= 4.5 && {
      input_tokens: inputTokens,
      cache_creation_input_tokens: cacheWriteInputTokens,
      cache_read_input_tokens: cacheReadInputTokens,
    }),
    output_tokens: outputTokens,
    ...(version >= 4.8 && { output_tokens_details: { thinking_tokens: reasoningTokens(answer) } }),
  };
}

export function versionOf({ modelId }: FoundationModel): number {
  return claudeVersion(modelId) ?? 3;
}
