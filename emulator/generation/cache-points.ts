import { createHash } from "node:crypto";
import type { FoundationModel } from "../catalog/index.ts";
import { type AwsError, awsError } from "../errors.ts";
import { CHECKPOINTS_MAX, cachingRules } from "./caching-rules.ts";
import { claudeVersion } from "./claude-version.ts";
import type { CachePoint, Conversation } from "./conversation.ts";
import { promptParts } from "./prompt-tokens.ts";

/** Collects the cache points of a prompt while its blocks are read in order: the tools, the system's, then those of the messages. */
export class CachePointReader {
  readonly cachePoints: CachePoint[] = [];
  #blocks = 0;

  block(): void {
    this.#blocks++;
  }

  /** A cache point behind the block that was read last. */
  mark(ttl: CachePoint["ttl"] | null | undefined): void {
    this.cachePoints.push({ blocks: this.#blocks, ttl: ttl ?? "5m" });
  }
}

/**
 * Refuses cache points for a model without prompt caching, before the model sees them. The service answered 400 in 2025 and
 * answers 403 in 2026.
 */
export function refuseUncacheable({ cachePoints = [] }: Conversation, model: FoundationModel): void {
  if (cachePoints.length > 0 && !cachingRules(model)) throw awsError("cachingNotSupported");
}

/** What the model itself refuses about the cache points of a conversation. */
export function cachePointRefusal(conversation: Conversation, model: FoundationModel): AwsError | undefined {
  const { cachePoints = [] } = conversation;
  if (cachePoints.length > CHECKPOINTS_MAX) {
    const isClaude = claudeVersion(model.modelId) !== undefined;
    return awsError(isClaude ? "cacheControlsTooMany" : "cachePointsTooMany", { found: cachePoints.length });
  }
  const shorter = cachePoints.findIndex(({ ttl }) => ttl === "5m");
  const late = cachePoints.find(({ ttl }, at) => ttl === "1h" && shorter >= 0 && at > shorter);
  return late && awsError("cacheTtlOrder", { path: pathOf(conversation, late) });
}

/** A place in a prompt up to which it is to be cached, and where else a cached beginning may be found. */
export interface Checkpoint {
  readonly ttl: CachePoint["ttl"];
  readonly prefix: Prefix;
  readonly earlier: readonly Prefix[];
}

interface Prefix {
  readonly digest: string;
  readonly tokens: number;
}

/** The cache points of a conversation that the model can cache at, in the order of the prompt. */
export function checkpointsOf(conversation: Conversation, model: FoundationModel): Checkpoint[] {
  const { cachePoints = [] } = conversation;
  const rules = cachingRules(model);
  if (!rules || cachePoints.length === 0) return [];
  const { minimumTokens, maximumTokens = Number.POSITIVE_INFINITY, lookback } = rules;
  const prefixes = prefixesOf(conversation, Math.max(...cachePoints.map(({ blocks }) => blocks)));
  return cachePoints.flatMap(({ blocks, ttl }) => {
    const prefix = prefixes[blocks - 1];
    if (!prefix || prefix.tokens < minimumTokens || prefix.tokens > maximumTokens) return [];
    return [{ ttl, prefix, earlier: prefixes.slice(Math.max(0, blocks - lookback), blocks - 1) }];
  });
}

function prefixesOf(conversation: Conversation, count: number): Prefix[] {
  const prefixes: Prefix[] = [];
  const hash = createHash("sha256");
  let tokens = 0;
  for (const part of promptParts(conversation)) {
    if (prefixes.length === count) break;
    tokens += part.tokens;
    // With the length before it no content can pass for another's end and beginning.
    hash.update(`${part.place} ${part.content.length} `).update(part.content);
    prefixes.push({ digest: hash.copy().digest("base64url"), tokens });
  }
  return prefixes;
}

/** The block before a cache point as Anthropic's validator names it. */
function pathOf({ tools, system, turns }: Conversation, { blocks }: CachePoint): string {
  let before = tools?.tools.length ?? 0;
  if (blocks <= before) return `tools.${blocks - 1}`;
  if (blocks <= before + system.length) return `system.${blocks - before - 1}`;
  before += system.length;
  for (const [message, turn] of turns.entries()) {
    if (blocks <= before + turn.blocks.length) return `messages.${message}.content.${blocks - before - 1}`;
    before += turn.blocks.length;
  }
  throw new Error("a cache point stands behind no block");
}
