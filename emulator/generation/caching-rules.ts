import type { FoundationModel } from "../catalog/index.ts";
import type { Answer } from "./answer.ts";
import { claudeVersion } from "./claude-version.ts";

/** How a model takes part in prompt caching. */
export interface CachingRules {
  /** A checkpoint after fewer tokens caches nothing, and is no error. */
  readonly minimumTokens: number;
  /** A checkpoint after more tokens caches nothing; no limit is known when absent. */
  readonly maximumTokens?: number;
  /** At how many ends of blocks a cached beginning is looked for: the checkpoint's own, and those before it. */
  readonly lookback: number;
  /** Whether a checkpoint may ask for one hour. */
  readonly hour: boolean;
}

/** The most checkpoints of one request, whatever the model. */
export const CHECKPOINTS_MAX = 4;

/**
 * AWS says that Claude looks "approximately 20 content blocks" back; Anthropic counts the checkpoint's own block as the first
 * (https://docs.claude.com/en/docs/build-with-claude/prompt-caching).
 */
const CLAUDE_LOOKBACK = 20;

/**
 * The fewest tokens of a checkpoint; the first prefix that fits a model's id holds. Sources:
 * https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html (crowecawcaw/aws-docs-history commit 02a4005a), and for
 * Claude 4.1 and older the models' cards (commit 0182ae78). Claude Opus 4 is assumed to follow 4.1.
 */
const claudeMinimums: readonly (readonly [prefix: string, tokens: number])[] = [
  ["anthropic.claude-3-5-haiku", 2_048],
  ["anthropic.claude-3-5-sonnet-20241022", 1_024],
  ["anthropic.claude-3-7-sonnet", 1_024],
  ["anthropic.claude-sonnet-4", 1_024],
  ["anthropic.claude-opus-4-5", 4_096],
  ["anthropic.claude-opus-4-6", 4_096],
  ["anthropic.claude-opus-4-7", 4_096],
  ["anthropic.claude-opus-4", 1_024],
  ["anthropic.claude-haiku-4-5", 4_096],
  ["anthropic.claude-sonnet-5-5", 512],
  ["anthropic.claude-sonnet-5", 1_024],
];

/** What the page has for every other model after Claude 4. */
const LATER_CLAUDE_MINIMUM = 512;

/**
 * The rules of a model, `undefined` for one that refuses cache points. What is cached without being asked for ("implicit prompt
 * caching", which AWS calls best effort) is not emulated. Source for Nova: the models' cards, "1K" and "a maximum of 20K tokens
 * for prompt caching"; that Nova does not look back is assumed.
 */
export function cachingRules({ modelId }: FoundationModel): CachingRules | undefined {
  if (/^amazon\.nova-(?:(?:micro|lite|pro|premier)-v1|2-lite-v1)/.test(modelId)) {
    return { minimumTokens: 1_000, maximumTokens: 20_000, lookback: 1, hour: false };
  }
  const version = claudeVersion(modelId);
  if (version === undefined) return undefined;
  const minimumTokens =
    claudeMinimums.find(([prefix]) => modelId.startsWith(prefix))?.[1] ??
    (version >= 5 ? LATER_CLAUDE_MINIMUM : undefined);
  if (minimumTokens === undefined) return undefined;
  return { minimumTokens, lookback: CLAUDE_LOOKBACK, hour: version >= 4.5 };
}

/**
 * The members of usage that count the cache. In recordings a model that knows caching counts it also when nothing was cached;
 * Claude after 4.6 leaves the writes out when there are none.
 * Source: recorded test cassettes of openllmetry and pydantic-ai, 2025 to 2026.
 */
export function cacheCounts(
  model: FoundationModel,
  {
    readTokens,
    writeTokens,
    writes,
  }: {
    readonly readTokens: number;
    readonly writeTokens: number;
    readonly writes: readonly { readonly ttl: "5m" | "1h"; readonly tokens: number }[];
  },
): Pick<Answer["usage"], "cacheReadInputTokens" | "cacheWriteInputTokens" | "cacheDetails"> {
  if (!cachingRules(model)) return {};
  const omitsNoWrites = (claudeVersion(model.modelId) ?? 0) > 4.6;
  return {
    cacheReadInputTokens: readTokens,
    ...((writeTokens > 0 || !omitsNoWrites) && { cacheWriteInputTokens: writeTokens }),
    ...(writes.length > 0 && { cacheDetails: writes.map(({ ttl, tokens }) => ({ ttl, inputTokens: tokens })) }),
  };
}
