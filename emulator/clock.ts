/**
 * Time, injected. Nothing else in Outcrop reads the machine's clock, so a scenario replays the same at any hour.
 */
export interface Clock {
  /** The current instant of this emulator. */
  now(): Date;
  /**
   * Resolves once this clock has moved on by `milliseconds`, be it that time runs or that a test advances it; rejects with the
   * signal's reason once `signal` aborts. A process that only waits for sleeps `inBackground` ends.
   */
  sleep(milliseconds: number, signal?: AbortSignal, how?: "inBackground"): Promise<void>;
}

/** A clock in the hands of a test. */
export interface AdjustableClock extends Clock {
  /** `frozen` when time moves only by `advance`. */
  readonly mode: "running" | "frozen";
  /**
   * Moves time forward by `milliseconds` (0 or more); a frozen clock stays frozen at the new instant. Throws RangeError for a
   * time that goes back or leaves the years 0 to 9999.
   */
  advance(milliseconds: number): void;
  /** Stops time at `instant`, or at the current instant when none is given. Throws RangeError as `advance` does. */
  freeze(instant?: Date): void;
  /** Lets time run again from the current instant. */
  run(): void;
  /** Starts anew as `settings` say. */
  restart(settings: ClockSettings): void;
}

export interface ClockSettings {
  /** The instant at which the clock starts; the machine's time when absent. */
  readonly start?: Date | undefined;
  /** `running` (default) follows the machine's clock; `frozen` moves only when advanced. */
  readonly mode?: "running" | "frozen" | undefined;
}

/** Instants beyond these have no four-digit year, which the ISO 8601 of AWS's wire needs. */
const EARLIEST_MS = Date.parse("0000-01-01T00:00:00.000Z");
const LATEST_MS = Date.parse("9999-12-31T23:59:59.999Z");

function checkInstant(ms: number): number {
  if (ms >= EARLIEST_MS && ms <= LATEST_MS) return ms;
  throw new RangeError("the clock shows the years 0 to 9999 only");
}

/** Reads an instant in ISO 8601 with its offset, such as `2026-01-01T00:00:00Z`; `undefined` when it is none. */
export function parseInstant(text: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined;
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}

/** Node's timers take no more. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

interface Sleep {
  readonly dueMs: number;
  readonly how: "inBackground" | undefined;
  readonly wake: () => void;
  timer: NodeJS.Timeout | undefined;
}

/** So many sleepers are woken before the event loop goes on to everything else. */
const WAKES_IN_A_TURN = 50;

/** Makes a clock; each emulator owns one. */
export function createClock(settings: ClockSettings = {}): AdjustableClock {
  let frozenAtMs: number | undefined;
  let offsetMs = 0;
  const sleeps = new Set<Sleep>();
  const due: Sleep[] = [];
  const nowMs = () => frozenAtMs ?? Date.now() + offsetMs;

  /** Wakes a sleeper whose time has come; on a running clock it gets a timer for the rest, of its own: there may be thousands. */
  const arm = (sleep: Sleep) => {
    clearTimeout(sleep.timer);
    const leftMs = sleep.dueMs - nowMs();
    if (leftMs <= 0) sleep.wake();
    else if (frozenAtMs === undefined) {
      sleep.timer = setTimeout(armInTurn, Math.min(leftMs, LONGEST_TIMER_MS), sleep);
      if (sleep.how === "inBackground") sleep.timer.unref();
    }
  };
  /** As timers run out: many may at the same time, and whoever wakes goes on with its work at once. */
  const armInTurn = (sleep: Sleep) => {
    due.push(sleep);
    if (due.length === 1) setImmediate(armDue);
  };
  const armDue = () => {
    for (const sleep of due.splice(0, WAKES_IN_A_TURN)) if (sleeps.has(sleep)) arm(sleep);
    if (due.length > 0) setImmediate(armDue);
  };
  const rearm = () => {
    for (const sleep of sleeps) arm(sleep);
  };

  const clock: AdjustableClock = {
    now: () => new Date(nowMs()),
    sleep(milliseconds, signal, how) {
      return new Promise((resolve, reject) => {
        const abort = () => {
          end();
          reject(signal?.reason);
        };
        const wake = () => {
          end();
          resolve();
        };
        const sleep: Sleep = { dueMs: nowMs() + milliseconds, how, wake, timer: undefined };
        const end = () => {
          clearTimeout(sleep.timer);
          sleeps.delete(sleep);
          signal?.removeEventListener("abort", abort);
        };
        if (signal?.aborted) return reject(signal.reason);
        signal?.addEventListener("abort", abort, { once: true });
        sleeps.add(sleep);
        arm(sleep);
      });
    },
    get mode() {
      return frozenAtMs === undefined ? "running" : "frozen";
    },
    advance(milliseconds) {
      if (!(milliseconds >= 0)) throw new RangeError("time goes forward only");
      checkInstant(nowMs() + milliseconds);
      if (frozenAtMs === undefined) offsetMs += milliseconds;
      else frozenAtMs += milliseconds;
      rearm();
    },
    freeze(instant) {
      frozenAtMs = instant ? checkInstant(instant.getTime()) : nowMs();
      rearm();
    },
    run() {
      if (frozenAtMs === undefined) return;
      offsetMs = frozenAtMs - Date.now();
      frozenAtMs = undefined;
      rearm();
    },
    restart({ start, mode }) {
      const machineMs = Date.now();
      offsetMs = start === undefined ? 0 : start.getTime() - machineMs;
      frozenAtMs = mode === "frozen" ? machineMs + offsetMs : undefined;
      // Whoever slept, slept on a clock that is no more.
      for (const sleep of sleeps) sleep.wake();
    },
  };
  clock.restart(settings);
  return clock;
}
