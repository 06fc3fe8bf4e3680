/** How many requests and tokens one Region has taken within the last minute. The memory does not grow with the traffic. */
export interface RollingMinute {
  /** What counts at `nowMs`. */
  at(nowMs: number): { readonly requests: number; readonly tokens: number };
  /** Counts one request with `tokens` at `nowMs`. */
  take(nowMs: number, tokens: number): Taken;
}

/** What one request has taken. */
export interface Taken {
  /** Replaces the request's tokens by those that it used in the end. */
  settle(tokens: number): void;
  /** Gives back the request and its tokens. */
  release(): void;
}

/**
 * One cell for each of the last 60 seconds and one for the second that has begun: a request counts for 60 to 61 seconds, so
 * that no minute ever holds more than was allowed.
 */
const CELLS = 61;

export function createRollingMinute(): RollingMinute {
  const requests = new Float64Array(CELLS);
  const tokens = new Float64Array(CELLS);
  const total = { requests: 0, tokens: 0 };
  let newest: number | undefined;
  /** Tells the cells of before a reset from those of after it. */
  let era = 0;

  const add = (cell: number, moreRequests: number, moreTokens: number) => {
    requests[cell] = (requests[cell] ?? 0) + moreRequests;
    tokens[cell] = (tokens[cell] ?? 0) + moreTokens;
    total.requests += moreRequests;
    total.tokens += moreTokens;
  };
  const clear = (cell: number) => add(cell, -(requests[cell] ?? 0), -(tokens[cell] ?? 0));

  /** Brings the cells up to `nowMs` and returns the second that counts. */
  const advance = (nowMs: number): number => {
    const second = Math.floor(nowMs / 1_000);
    newest ??= second;
    if (Math.abs(second - newest) >= CELLS) {
      for (let cell = 0; cell < CELLS; cell++) clear(cell);
      era++;
      newest = second;
    }
    // A clock that went back a little, as a machine's does when it is corrected, stands still here.
    while (newest < second) clear(cellOf(++newest));
    return newest;
  };

  return {
    at(nowMs) {
      advance(nowMs);
      return total;
    },
    take(nowMs, taken) {
      const second = advance(nowMs);
      const own = era;
      let open = true;
      add(cellOf(second), 1, taken);
      const correct = (moreRequests: number, moreTokens: number) => {
        const counts = open && own === era && newest !== undefined && newest - second < CELLS;
        open = false;
        if (counts) add(cellOf(second), moreRequests, moreTokens);
      };
      return {
        settle: (used) => correct(0, used - taken),
        release: () => correct(-1, -taken),
      };
    },
  };
}

/** Also for the seconds before 1970. */
const cellOf = (second: number) => ((second % CELLS) + CELLS) % CELLS;
