import type { FoundationModel } from "../catalog/index.ts";
import { claudeVersion } from "./claude-version.ts";

/**
 * What sets one text model apart from another on bedrock-runtime: facts that no card and no listing of AWS states.
 * Sources stand beside each rule.
 */

/**
 * Models without system messages: Titan text, Mistral 7B, Mixtral.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-supported-models-features.html
 */
export function acceptsSystem({ modelId }: FoundationModel): boolean {
  return !/^(?:amazon\.titan-(?:text|tg1)|mistral\.mistral-7b|mistral\.mixtral)/.test(modelId);
}

/**
 * Whether the conversation may end with an assistant's turn, to be continued; Claude 4.6 and later refuse it.
 * Sources: https://github.com/anomalyco/opencode/issues/29760, https://github.com/NousResearch/hermes-agent/issues/101401
 */
export function acceptsPrefill({ modelId }: FoundationModel): boolean {
  return (claudeVersion(modelId) ?? 0) < 4.6;
}

/**
 * Claude 4.5 and later take `temperature` or `top_p`, not both.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html
 */
export function acceptsOneSamplingParameter({ modelId }: FoundationModel): boolean {
  return (claudeVersion(modelId) ?? 0) >= 4.5;
}

/**
 * Nova leaves the stop sequence in its text and reports `end_turn`.
 * Source: recorded test cassette test_stop_settings of https://github.com/pydantic/pydantic-ai
 */
export function keepsStopSequence({ modelId }: FoundationModel): boolean {
  return modelId.startsWith("amazon.nova");
}

/**
 * Claude models that CountTokens knows, by bare id only: not yet those of 4.7 and later, nor Claude 3.
 * Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/count-tokens.html, and for Sonnet 4 recorded test cassettes of
 * https://github.com/pydantic/pydantic-ai; that 4.5 and Sonnet 4.6 work and 4.7 and later do not is reported by third parties
 * (2026-08), the other 4.6 models are assumed to follow Sonnet 4.6.
 */
export function countsTokens({ modelId }: FoundationModel): boolean {
  const version = claudeVersion(modelId) ?? 0;
  return version >= 3.5 && version <= 4.6;
}

/**
 * Limits that bedrock-runtime was seen to enforce and the cards round or state otherwise.
 * - Nova: Nova Pro takes 10,000 and refuses more, third-party check of 2026-08 (the card says 5K); micro and lite assumed equal.
 * - Claude 3.7: 64,000 without a beta flag, https://github.com/BerriAI/litellm/issues/8984
 * - gpt-oss: 128,000 accepted and one more refused, third-party check of 2026 (the card says 16K).
 * - Qwen: 32,768, third-party captures of 2026 (the cards say 8K and 16K).
 */
const enforcedOutputLimits: readonly (readonly [prefix: string, tokens: number])[] = [
  ["amazon.nova-micro-v1", 10_000],
  ["amazon.nova-lite-v1", 10_000],
  ["amazon.nova-pro-v1", 10_000],
  ["amazon.titan-text-lite", 4_096],
  ["amazon.titan-text-express", 8_192],
  ["amazon.titan-text-premier", 3_072],
  ["anthropic.claude-3-7-sonnet", 64_000],
  ["openai.gpt-oss", 128_000],
  ["qwen.", 32_768],
];

/** Cards print 4K for 4,096: below 20K the generous reading is taken, so that nothing is refused that AWS accepts. */
const roundedLimits: ReadonlyMap<number, number> = new Map([
  [4_000, 4_096],
  [8_000, 8_192],
  [16_000, 16_384],
]);

/** The most tokens that may be asked of a model; `undefined` when no limit is known. */
export function outputTokenLimit({ modelId, maxOutputTokens }: FoundationModel): number | undefined {
  const enforced = enforcedOutputLimits.find(([prefix]) => modelId.startsWith(prefix));
  if (enforced) return enforced[1];
  return maxOutputTokens === undefined ? undefined : (roundedLimits.get(maxOutputTokens) ?? maxOutputTokens);
}

/**
 * Models that say something before they call a tool of their own accord: an app that reads the first block alone would break.
 * Sources: recorded test cassettes of langchain-aws (Claude) and pydantic-ai (Nova), 2025 to 2026; Nova Sonic says nothing before
 * a call, also when it is asked to (third-party measurements, 2026).
 */
export function announcesTools({ modelId }: FoundationModel): boolean {
  return /^(?:anthropic\.claude|amazon\.nova(?!.*-sonic-))/.test(modelId);
}
