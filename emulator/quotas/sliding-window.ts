import { PrefixSums } from "./prefix-sums.ts";

/** Below this many expired records it does not pay to move the others. */
const EXPIRED_RECORDS_KEPT = 32;

/**
 * What was charged during the last `lengthMs` milliseconds, exactly: a charge at `t` counts at every instant from `t` until
 * before `t + lengthMs`. Charges of one millisecond share a record, as no clock of Outcrop tells them apart, so a window has at
 * most `lengthMs` records whatever the traffic. Every operation takes amortised logarithmic time at most.
 */
export class SlidingWindow {
  readonly #lengthMs: number;
  /** When each record was made; ascending. The arrays run in parallel, `#tokens` and `#sums` hold the same amounts. */
  #startsMs: number[] = [];
  #requests: number[] = [];
  #tokens: number[] = [];
  #reserved: number[] = [];
  readonly #sums = new PrefixSums();
  /** The index of the oldest record that still counts. */
  #oldest = 0;
  /** How many records were taken out of the arrays so far; a record's number is this plus its index. */
  #discarded = 0;
  #totals = { requests: 0, tokens: 0, reserved: 0 };

  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs;
  }

  /** Requests in the window. */
  get requests(): number {
    return this.#totals.requests;
  }

  /** Tokens in the window, reserved ones included. */
  get tokens(): number {
    return this.#totals.tokens;
  }

  /** Those of `tokens` that belong to requests which were not settled yet. */
  get reserved(): number {
    return this.#totals.reserved;
  }

  /** How many records are held in memory. */
  get records(): number {
    return this.#startsMs.length;
  }

  /** Lets go of what is older than the window; to be called with the current instant before anything is read or added. */
  advance(nowMs: number): void {
    const totals = this.#totals;
    const count = this.#startsMs.length;
    while (this.#oldest < count && at(this.#startsMs, this.#oldest) + this.#lengthMs <= nowMs) {
      totals.requests -= at(this.#requests, this.#oldest);
      totals.tokens -= at(this.#tokens, this.#oldest);
      totals.reserved -= at(this.#reserved, this.#oldest);
      this.#oldest++;
    }
    if (this.#oldest === count || (this.#oldest >= EXPIRED_RECORDS_KEPT && this.#oldest * 2 >= count)) this.#compact();
  }

  /** Charges one request and reserves `tokens` for it. Returns the record's number, for `settle`. */
  charge(nowMs: number, tokens: number): number {
    const last = this.#startsMs.length - 1;
    if (last >= this.#oldest && this.#startsMs[last] === nowMs) {
      this.#requests[last] = at(this.#requests, last) + 1;
      this.#tokens[last] = at(this.#tokens, last) + tokens;
      this.#reserved[last] = at(this.#reserved, last) + tokens;
      this.#sums.add(last, tokens);
    } else {
      this.#startsMs.push(nowMs);
      this.#requests.push(1);
      this.#tokens.push(tokens);
      this.#reserved.push(tokens);
      this.#sums.push(tokens);
    }
    this.#totals.requests++;
    this.#totals.tokens += tokens;
    this.#totals.reserved += tokens;
    return this.#discarded + this.#startsMs.length - 1;
  }

  /** Replaces `reserved` tokens of a record by `used` ones; nothing happens when the record has left the window. */
  settle(record: number, reserved: number, used: number): void {
    const index = record - this.#discarded;
    if (index < this.#oldest) return;
    this.#tokens[index] = at(this.#tokens, index) + used - reserved;
    this.#reserved[index] = at(this.#reserved, index) - reserved;
    this.#sums.add(index, used - reserved);
    this.#totals.tokens += used - reserved;
    this.#totals.reserved -= reserved;
  }

  /** The instant at which the oldest request will have left the window; there must be one. */
  oldestLeavesAtMs(): number {
    return at(this.#startsMs, this.#oldest) + this.#lengthMs;
  }

  /**
   * The instant at which `tokens` of the tokens in the window (at least 1, at most all) will have left it, when nothing is
   * settled before.
   */
  tokensLeaveAtMs(tokens: number): number {
    const expired = this.#sums.sumOfFirst(this.#oldest);
    return at(this.#startsMs, this.#sums.firstToReach(expired + tokens)) + this.#lengthMs;
  }

  #compact(): void {
    const from = this.#oldest;
    if (from === 0) return;
    this.#startsMs = this.#startsMs.slice(from);
    this.#requests = this.#requests.slice(from);
    this.#tokens = this.#tokens.slice(from);
    this.#reserved = this.#reserved.slice(from);
    this.#sums.clear();
    for (const tokens of this.#tokens) this.#sums.push(tokens);
    this.#discarded += from;
    this.#oldest = 0;
  }
}

/** An element that is there by construction. */
function at(list: readonly number[], index: number): number {
  return list[index] as number;
}
