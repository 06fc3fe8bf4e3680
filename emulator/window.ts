import { parseDuration } from "./duration.ts";

/** Told of what is wrong in settings: the way to the value from the top of the scenario, and what is wrong. */
export type Refuse = (keys: readonly PropertyKey[], message: string) => void;

/** A time from the start of the clock, as it is written: durations; from the start, and for ever, when absent. */
export interface WrittenWindow {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** The same in milliseconds; `toMs` itself is outside. */
export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Reads a window; `undefined` when something is wrong with it, of which `refuse` is told. */
export function readWindow(window: WrittenWindow, keys: readonly PropertyKey[], refuse: Refuse): Window | undefined {
  const read = (key: "from" | "to", otherwise: number): number | undefined => {
    const text = window[key];
    if (text === undefined) return otherwise;
    const milliseconds = parseDuration(text);
    if (milliseconds === undefined) {
      refuse([...keys, key], `"${text}" is no duration; write it in ISO 8601, for example PT10S`);
    }
    return milliseconds;
  };
  const fromMs = read("from", 0);
  const toMs = read("to", Number.POSITIVE_INFINITY);
  if (fromMs === undefined || toMs === undefined) return undefined;
  if (fromMs < toMs) return { fromMs, toMs };
  refuse([...keys, "to"], "a window ends after it begins");
  return undefined;
}
