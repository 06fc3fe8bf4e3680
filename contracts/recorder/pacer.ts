import { setImmediate as nextTurn } from "node:timers/promises";

const LONGEST_AT_ONCE_MS = 10;

/** Makes what long work awaits between its parts, so that requests are answered meanwhile. */
export function pacer(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < LONGEST_AT_ONCE_MS) return;
    await nextTurn();
    since = performance.now();
  };
}
