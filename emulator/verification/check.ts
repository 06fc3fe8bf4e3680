import type { Exchange, StreamEnd } from "./exchange.ts";

/** An expectation at work: it sees every exchange, and says at any time how things stand. */
export interface Check {
  see(exchange: Exchange): void;
  /** A stream has come to its end. */
  streamEnded?(id: string, end: StreamEnd): void;
  verdict(): Verdict;
}

export interface Verdict {
  readonly ok: boolean;
  /** What was found, as a sentence. */
  readonly message: string;
  /** The journal's entries that show it, the first ones. */
  readonly requests: readonly string[];
}

/** So many requests does a verdict name. */
const EVIDENCE_LIMIT = 20;

/** Collects the ids of requests, and counts those that there is no room for. */
export class Evidence {
  readonly ids: string[] = [];
  count = 0;

  add(id: string): void {
    this.count++;
    if (this.ids.length < EVIDENCE_LIMIT) this.ids.push(id);
  }
}

/** A check that holds until an exchange breaks it: `problemOf` says what is wrong with one. */
export function everyExchange(fine: string, problemOf: (exchange: Exchange) => string | undefined): Check {
  const evidence = new Evidence();
  let first: string | undefined;
  return {
    see(exchange) {
      const problem = problemOf(exchange);
      if (problem === undefined) return;
      first ??= problem;
      evidence.add(exchange.id);
    },
    verdict: () => {
      if (first === undefined) return { ok: true, message: fine, requests: [] };
      const more = evidence.count > 1 ? ` (and ${evidence.count - 1} more)` : "";
      return { ok: false, message: `${first}${more}`, requests: evidence.ids };
    },
  };
}

/** `1 request`, `2 requests`. */
export const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
