import type { Limit, Limits, ModelQuotaName, QuotaKey } from "./rules.ts";
import { SlidingWindow } from "./sliding-window.ts";

export const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The quota that stands in the way of a request. */
export interface Shortage {
  readonly quota: ModelQuotaName;
  readonly limit: Limit;
  readonly used: number;
  readonly requested: number;
  /** When the request would fit all quotas; `undefined` for never. */
  readonly fitsAtMs: number | undefined;
}

/** Where a request was charged, so that it can be settled there. */
export interface Charge {
  readonly record: number;
  readonly day: number;
  readonly tokens: number;
}

/** What one quota holds and has left. */
export interface Gauge {
  readonly limit: number;
  /** The rule of the scenario (`quotas.rules[0]`) or AWS's name of the quota. */
  readonly rule: string;
  /** What settled requests have used; for requests, those that were let in. */
  readonly used: number;
  /** What is held for requests that were not settled yet; 0 for requests. */
  readonly reserved: number;
  readonly remaining: number;
}

/** What of one key's quotas is taken. The minute slides; the day is that of UTC and starts at midnight. */
export class Meter {
  readonly key: QuotaKey;
  readonly #limits: Limits;
  readonly #minute = new SlidingWindow(MINUTE_MS);
  /** Days since 1970. */
  #day = 0;
  #requestsOfDay = 0;
  #tokensOfDay = 0;
  #reservedOfDay = 0;

  constructor(key: QuotaKey, limits: Limits) {
    this.key = key;
    this.#limits = limits;
  }

  /** How many records are held in memory. */
  get records(): number {
    return this.#minute.records;
  }

  /** Nothing is remembered that could still count. */
  get isIdle(): boolean {
    return this.#minute.requests === 0 && (this.#limits.tokensPerDay === undefined || this.#requestsOfDay === 0);
  }

  /** Forgets what has passed; to be called with the current instant before anything else. */
  advance(nowMs: number): void {
    this.#minute.advance(nowMs);
    const day = Math.floor(nowMs / DAY_MS);
    if (day === this.#day) return;
    this.#day = day;
    this.#requestsOfDay = 0;
    this.#tokensOfDay = 0;
    this.#reservedOfDay = 0;
  }

  /** The first quota, in AWS's order, that has no room for a request of `tokens`. */
  shortageFor(tokens: number): Shortage | undefined {
    const { requestsPerMinute, tokensPerMinute, tokensPerDay } = this.#limits;
    const requests = this.#minute.requests;
    if (requestsPerMinute && requests + 1 > requestsPerMinute.value) {
      return this.#shortage("requestsPerMinute", requestsPerMinute, requests, 1, tokens);
    }
    if (tokensPerMinute && this.#minute.tokens + tokens > tokensPerMinute.value) {
      return this.#shortage("tokensPerMinute", tokensPerMinute, this.#minute.tokens, tokens, tokens);
    }
    if (tokensPerDay && this.#tokensOfDay + tokens > tokensPerDay.value) {
      return this.#shortage("tokensPerDay", tokensPerDay, this.#tokensOfDay, tokens, tokens);
    }
    return undefined;
  }

  /** Counts a request and reserves `tokens` for it. */
  charge(nowMs: number, tokens: number): Charge {
    this.#requestsOfDay++;
    this.#tokensOfDay += tokens;
    this.#reservedOfDay += tokens;
    return { record: this.#minute.charge(nowMs, tokens), day: this.#day, tokens };
  }

  /** Replaces what was reserved by what was `used`, in the minute and day that it was charged to as far as they still count. */
  settle({ record, day, tokens }: Charge, used: number): void {
    this.#minute.settle(record, tokens, used);
    if (day !== this.#day) return;
    this.#tokensOfDay += used - tokens;
    this.#reservedOfDay -= tokens;
  }

  gauges(): { readonly [Name in ModelQuotaName]?: Gauge } {
    const { requestsPerMinute, tokensPerMinute, tokensPerDay } = this.#limits;
    const minute = this.#minute;
    return {
      ...(requestsPerMinute && { requestsPerMinute: gauge(requestsPerMinute, minute.requests, 0) }),
      ...(tokensPerMinute && { tokensPerMinute: gauge(tokensPerMinute, minute.tokens, minute.reserved) }),
      ...(tokensPerDay && { tokensPerDay: gauge(tokensPerDay, this.#tokensOfDay, this.#reservedOfDay) }),
    };
  }

  #shortage(quota: ModelQuotaName, limit: Limit, used: number, requested: number, tokens: number): Shortage {
    return { quota, limit, used, requested, fitsAtMs: this.#fitsAtMs(tokens) };
  }

  /** The latest of the instants at which each quota has room: usage only falls until then. */
  #fitsAtMs(tokens: number): number | undefined {
    const { requestsPerMinute, tokensPerMinute, tokensPerDay } = this.#limits;
    let fitsAtMs = 0;
    if (requestsPerMinute && this.#minute.requests + 1 > requestsPerMinute.value) {
      if (requestsPerMinute.value < 1) return undefined;
      fitsAtMs = this.#minute.oldestLeavesAtMs();
    }
    if (tokensPerMinute) {
      if (tokens > tokensPerMinute.value) return undefined;
      const excess = this.#minute.tokens + tokens - tokensPerMinute.value;
      if (excess > 0) fitsAtMs = Math.max(fitsAtMs, this.#minute.tokensLeaveAtMs(excess));
    }
    if (tokensPerDay) {
      if (tokens > tokensPerDay.value) return undefined;
      const excess = this.#tokensOfDay + tokens - tokensPerDay.value;
      if (excess > 0) fitsAtMs = Math.max(fitsAtMs, (this.#day + 1) * DAY_MS);
    }
    return fitsAtMs;
  }
}

/** `taken` includes what is reserved. */
function gauge({ value, rule }: Limit, taken: number, reserved: number): Gauge {
  return { limit: value, rule, used: taken - reserved, reserved, remaining: Math.max(0, value - taken) };
}
