/**
 * Time, injected. Nothing else in Outcrop reads the machine's clock, so a scenario replays the same at any hour.
 */
export interface Clock {
  /** The current instant of this emulator. */
  now(): Date;
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

/** Makes a clock; each emulator owns one. */
export function createClock(settings: ClockSettings = {}): AdjustableClock {
  let frozenAtMs: number | undefined;
  let offsetMs = 0;
  const nowMs = () => frozenAtMs ?? Date.now() + offsetMs;
  const clock: AdjustableClock = {
    now: () => new Date(nowMs()),
    get mode() {
      return frozenAtMs === undefined ? "running" : "frozen";
    },
    advance(milliseconds) {
      if (!(milliseconds >= 0)) throw new RangeError("time goes forward only");
      checkInstant(nowMs() + milliseconds);
      if (frozenAtMs === undefined) offsetMs += milliseconds;
      else frozenAtMs += milliseconds;
    },
    freeze(instant) {
      frozenAtMs = instant ? checkInstant(instant.getTime()) : nowMs();
    },
    run() {
      if (frozenAtMs === undefined) return;
      offsetMs = frozenAtMs - Date.now();
      frozenAtMs = undefined;
    },
    restart({ start, mode }) {
      const machineMs = Date.now();
      offsetMs = start === undefined ? 0 : start.getTime() - machineMs;
      frozenAtMs = mode === "frozen" ? machineMs + offsetMs : undefined;
    },
  };
  clock.restart(settings);
  return clock;
}
