import { createRollingMinute, type Taken } from "./rolling-minute.ts";
import type { LatencyDistribution, RegionRules, RegionState } from "./settings.ts";

/** A Region, and what it has taken within the last minute. */
export interface RegionInUse {
  /** How the Region is at `nowMs`, which is `sinceStartMs` after the start of the clock, for a request of `tokens`. */
  look(nowMs: number, sinceStartMs: number, tokens: number): Outlook;
  take(nowMs: number, tokens: number): Taken;
}

/** What a Region has to offer at one moment. */
export interface Outlook {
  readonly state: RegionState;
  readonly latencyMs: LatencyDistribution | undefined;
  readonly requests: Room;
  readonly tokens: Room;
  /** Whether the request fits into what is free. */
  readonly fits: boolean;
}

export interface Room {
  /** Per minute, with nothing taken from it; `Infinity` when it has no limit. */
  readonly capacity: number;
  /** What is free of it now. */
  readonly free: number;
  /** The part that is free, 0 to 1; without a limit, what the Region's state leaves of it. */
  readonly share: number;
}

/**
 * What "degraded" means, chosen: AWS documents no such state. The Region is still there, with half its capacity (of a Region
 * without limits: half its weight) and four times its latency. A Region that has no latency of its own has `latencyMs` times
 * that, since nothing could be seen of its state otherwise. Errors come from faults, which can be tied to a Region and a window.
 */
const DEGRADED = { capacityFactor: 0.5, latencyFactor: 4, latencyMs: { p50: 250, p99: 1_000 } } as const;

export function createRegion(rules: RegionRules): RegionInUse {
  const minute = createRollingMinute();
  const { requestsPerMinute, tokensPerMinute } = rules.capacity;
  return {
    look(nowMs, sinceStartMs, needed) {
      const window = rules.windows.find(({ fromMs, toMs }) => fromMs <= sinceStartMs && sinceStartMs < toMs);
      const state = window?.state ?? rules.state;
      const factor = state === "degraded" ? DEGRADED.capacityFactor : 1;
      const used = minute.at(nowMs);
      const requests = roomOf(requestsPerMinute, used.requests, factor);
      const tokens = roomOf(tokensPerMinute, used.tokens, factor);
      const fits = requests.free >= 1 && tokens.free > 0 && tokens.free >= needed;
      return { state, latencyMs: latencyOf(rules, state), requests, tokens, fits };
    },
    take: minute.take,
  };
}

function roomOf(capacity: number, used: number, factor: number): Room {
  if (capacity === Number.POSITIVE_INFINITY) return { capacity, free: capacity, share: factor };
  const free = Math.max(0, capacity * factor - used);
  return { capacity, free, share: capacity === 0 ? 0 : free / capacity };
}

function latencyOf({ latencyMs }: RegionRules, state: RegionState): LatencyDistribution | undefined {
  if (state !== "degraded") return latencyMs;
  const { p50, p99 } = latencyMs ?? DEGRADED.latencyMs;
  return { p50: p50 * DEGRADED.latencyFactor, p99: p99 * DEGRADED.latencyFactor };
}
