import { createRing } from "../ring.ts";
import type { Exchange } from "./exchange.ts";

/** The newest exchanges, for expectations that are asked about afterwards. */
export interface History {
  readonly exchanges: readonly Exchange[];
  /** How many older ones are gone. */
  readonly dropped: number;
  add(exchange: Exchange, settings: { readonly keepsTexts: boolean }): void;
  resize(limit: number): void;
  clear(): void;
}

/** As many characters are kept of what the user said last. */
const LONGEST_TEXT = 16_384;
/** As many results of tools are kept of one prompt. */
const MOST_RESULTS = 100;

/** Without `keepsTexts` nothing of a prompt is kept but the ids of the uses of tools that it answers. */
export function createHistory(limit: number): History {
  const ring = createRing<Exchange>(limit);
  return {
    get exchanges() {
      return ring.items;
    },
    get dropped() {
      return ring.dropped;
    },
    add(exchange, { keepsTexts }) {
      const { prompt } = exchange;
      const kept = prompt && {
        lastUserText: keepsTexts ? prompt.lastUserText.slice(0, LONGEST_TEXT) : "",
        texts: [],
        toolResults: prompt.toolResults.slice(0, MOST_RESULTS),
      };
      ring.add({ ...exchange, prompt: kept });
    },
    resize: (next) => void ring.resize(next),
    clear: () => ring.clear(),
  };
}
