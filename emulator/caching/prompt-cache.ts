import type { Clock } from "../clock.ts";

export type CacheTtl = "5m" | "1h";

/** Whose cache it is. The Region is the source Region, see `createPromptCache`. */
export interface CacheScope {
  readonly account: string;
  readonly region: string;
  readonly model: string;
}

/** The beginning of a prompt, up to the end of one of its blocks. */
export interface Prefix {
  /** The same for the same beginning only. */
  readonly digest: string;
  readonly tokens: number;
}

/** A place of a prompt up to which the caller wants it cached. */
export interface Checkpoint {
  readonly ttl: CacheTtl;
  readonly prefix: Prefix;
  /** Ends of blocks before the checkpoint, at which what an earlier request has cached may be found too. */
  readonly earlier: readonly Prefix[];
}

/** What a prompt finds in the cache and what it leaves there. */
export interface CachePlan {
  readonly readTokens: number;
  readonly writeTokens: number;
  /** `writeTokens` by their time to live, the longer first; none is 0. */
  readonly writes: readonly { readonly ttl: CacheTtl; readonly tokens: number }[];
  /** Writes to the cache, and begins the time to live of what was read anew. To be called once the prompt was answered. */
  commit(): void;
}

/** Beginnings of prompts that a model need not read again. */
export interface PromptCache {
  /** Looks a prompt up; `checkpoints` stand in the order of the prompt. Changes nothing before `commit`. */
  plan(scope: CacheScope, checkpoints: readonly Checkpoint[]): CachePlan;
  /** How many entries are held. */
  readonly size: number;
  clear(): void;
}

const TTL_MS: Readonly<Record<CacheTtl, number>> = { "5m": 5 * 60_000, "1h": 60 * 60_000 };

/** An entry takes some 200 bytes: the cache never takes more than a few megabytes. */
const ENTRIES_MAX = 20_000;

interface Entry {
  readonly ttl: CacheTtl;
  readonly usedAtMs: number;
}

/**
 * The prompt cache of all accounts, in memory.
 *
 * AWS's rules (https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html): a checkpoint caches all of the prompt
 * before it; the longest cached beginning is read, and what follows it up to the last checkpoint is written; the time to live
 * begins anew with each hit; without one the entry expires.
 *
 * What AWS does not say was decided so:
 * - The cache belongs to an account, a source Region and a model; a profile shares it with its model. AWS says that with
 *   cross-Region inference the cache may be missed "at times of high demand"; live checks through `us.` profiles read what they
 *   had just written (https://github.com/strands-agents/harness-sdk/pull/3677), so the destination is no part of the key.
 * - An entry keeps the time to live it was written with, whatever later checkpoints ask for at the same place.
 * - Of a request that reads a long beginning, its shorter checkpoints stay cached too, at no cost.
 * - What a request writes can be read once it was answered; a request that failed writes nothing.
 * - Beyond 20,000 entries the one that was not used for the longest time makes room.
 */
export function createPromptCache(clock: Clock, entriesMax = ENTRIES_MAX): PromptCache {
  /** Ordered by their last use. */
  const entries = new Map<string, Entry>();
  let clears = 0;

  function alive(key: string, nowMs: number): Entry | undefined {
    const entry = entries.get(key);
    if (!entry) return undefined;
    // A clock that was set back by more than a time to live has left the entry in the future.
    if (Math.abs(nowMs - entry.usedAtMs) < TTL_MS[entry.ttl]) return entry;
    entries.delete(key);
    return undefined;
  }

  function use(key: string, ttl: CacheTtl, nowMs: number): void {
    entries.delete(key);
    entries.set(key, { ttl, usedAtMs: nowMs });
    for (const oldest of entries.keys()) {
      if (entries.size <= entriesMax && alive(oldest, nowMs)) break;
      entries.delete(oldest);
    }
  }

  return {
    plan({ account, region, model }, checkpoints) {
      const nowMs = clock.now().getTime();
      const clearsBefore = clears;
      const keyOf = ({ digest }: Prefix) => `${account} ${region} ${model} ${digest}`;
      let read: (Prefix & { readonly ttl: CacheTtl }) | undefined;
      for (const { prefix, earlier } of checkpoints) {
        for (const candidate of [prefix, ...earlier]) {
          if (candidate.tokens <= (read?.tokens ?? 0)) continue;
          const entry = alive(keyOf(candidate), nowMs);
          if (entry) read = { ...candidate, ttl: entry.ttl };
        }
      }
      const written: Record<CacheTtl, number> = { "1h": 0, "5m": 0 };
      let cachedTokens = read?.tokens ?? 0;
      for (const { ttl, prefix } of checkpoints) {
        if (prefix.tokens <= cachedTokens) continue;
        written[ttl] += prefix.tokens - cachedTokens;
        cachedTokens = prefix.tokens;
      }
      const writes = (["1h", "5m"] as const)
        .map((ttl) => ({ ttl, tokens: written[ttl] }))
        .filter(({ tokens }) => tokens > 0);
      return {
        readTokens: read?.tokens ?? 0,
        writeTokens: written["1h"] + written["5m"],
        writes,
        commit() {
          // What was there before a reset does not come back after it.
          if (clears !== clearsBefore) return;
          const endMs = clock.now().getTime();
          // The entry that was read may have expired while the answer was made: it was in use all the while.
          if (read) use(keyOf(read), read.ttl, endMs);
          for (const { ttl, prefix } of checkpoints) use(keyOf(prefix), alive(keyOf(prefix), endMs)?.ttl ?? ttl, endMs);
        },
      };
    },
    get size() {
      return entries.size;
    },
    clear() {
      entries.clear();
      clears++;
    },
  };
}
