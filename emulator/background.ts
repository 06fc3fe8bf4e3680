import type { Clock } from "./clock.ts";

/** Waits until the clock shows `instant`; rejects when the background is stopped. */
export type WaitUntil = (instant: Date) => Promise<void>;

/** Work that goes on after the request that began it was answered. */
export interface Background {
  /** Starts a piece of work. What it throws is told to `onError`. */
  start(work: (waitUntil: WaitUntil) => Promise<void>): void;
  /** Resolves once every piece of work is done or waits for an instant that has not come. */
  settled(): Promise<void>;
  /** Ends what waits, and resolves once nothing is left. Later work can be started. */
  stop(): Promise<void>;
}

/** Makes the background of one emulator. A process that has nothing else to do does not wait for it. */
export function createBackground(clock: Clock, onError: (error: unknown) => void): Background {
  let life = new AbortController();
  const running = new Set<Promise<void>>();
  const waiting = new Set<{ readonly until: Date }>();
  let watchers: (() => void)[] = [];

  const isSettled = () => {
    const now = clock.now();
    return waiting.size === running.size && [...waiting].every(({ until }) => until > now);
  };
  const tell = () => {
    if (!isSettled()) return;
    for (const resolve of watchers) resolve();
    watchers = [];
  };

  return {
    start(work) {
      const { signal } = life;
      const waitUntil: WaitUntil = async (until) => {
        const wait = { until };
        waiting.add(wait);
        tell();
        try {
          // More than once: a clock that starts anew wakes everyone.
          for (let leftMs = left(until, clock); leftMs > 0; leftMs = left(until, clock)) {
            await clock.sleep(leftMs, signal, "inBackground");
          }
        } finally {
          waiting.delete(wait);
        }
        signal.throwIfAborted();
      };
      // Not at once: the work is counted before it can wait.
      const done: Promise<void> = Promise.resolve()
        .then(() => work(waitUntil))
        .catch((error: unknown) => {
          if (!signal.aborted) onError(error);
        })
        .finally(() => {
          running.delete(done);
          tell();
        });
      running.add(done);
    },
    settled: () => (isSettled() ? Promise.resolve() : new Promise<void>((resolve) => watchers.push(resolve))),
    async stop() {
      life.abort();
      life = new AbortController();
      await Promise.all(running);
    },
  };
}

const left = (until: Date, clock: Clock) => until.getTime() - clock.now().getTime();
