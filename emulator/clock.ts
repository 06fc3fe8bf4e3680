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
  /** Moves time forward by `milliseconds` (0 or more); a frozen clock stays frozen at the new instant. */
  advance(milliseconds: number): void;
  /** Stops time at `instant`, or at the current instant when none is given. */
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
      if (frozenAtMs === undefined) offsetMs += milliseconds;
      else frozenAtMs += milliseconds;
    },
    freeze(instant) {
      frozenAtMs = instant?.getTime() ?? nowMs();
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
