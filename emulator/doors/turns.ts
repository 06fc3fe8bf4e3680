/** For so long may requests that have come at once be worked on before everything else gets its turn, in milliseconds. */
const TURN_MS = 10;

/** Lets the event loop go on between the many requests that one read of a connection may bring. */
export interface Turns {
  /** Resolves when it is this request's turn; `undefined` when it is already. */
  take(): Promise<void> | undefined;
}

/** Makes the turns of one door. They are taken in the order in which they are asked for. */
export function createTurns(): Turns {
  const waiting: (() => void)[] = [];
  let turnEndsMs: number | undefined;
  const passOn = () => {
    turnEndsMs = undefined;
    waiting.shift()?.();
    // One a round of the loop: how long it works on is not known before.
    if (waiting.length > 0) setImmediate(passOn);
  };
  return {
    take() {
      if (waiting.length > 0) return new Promise((resolve) => waiting.push(resolve));
      const nowMs = performance.now();
      if (turnEndsMs === undefined) {
        turnEndsMs = nowMs + TURN_MS;
        setImmediate(() => {
          turnEndsMs = undefined;
        });
        return undefined;
      }
      if (nowMs < turnEndsMs) return undefined;
      setImmediate(passOn);
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}
