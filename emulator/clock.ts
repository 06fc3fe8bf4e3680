/**
 * Time, injected. Nothing else in Outcrop reads the machine's clock, so a scenario replays the same at any hour.
 */
export interface Clock {
  /** The current instant of this emulator. */
  now(): Date;
  /** Moves time forward by `milliseconds` (0 or more); a frozen clock stays frozen at the new instant. */
  advance(milliseconds: number): void;
  /** Stops time at `instant`, or at the current instant when none is given. */
  freeze(instant?: Date): void;
  /** Lets time run again from the current instant. */
  run(): void;
}

export interface ClockSettings {
  /** The instant at which the clock starts; the machine's time when absent. */
  readonly start?: Date | undefined;
  /** `running` (default) follows the machine's clock; `frozen` moves only when advanced. */
  readonly mode?: "running" | "frozen" | undefined;
}

/** Makes a clock; each emulator owns one. */
export function createClock(settings: ClockSettings = {}): Clock {
  const startMs = settings.start?.getTime() ?? Date.now();
  let frozenAtMs: number | undefined = settings.mode === "frozen" ? startMs : undefined;
  let offsetMs = startMs - Date.now();
  const nowMs = () => frozenAtMs ?? Date.now() + offsetMs;
  return {
    now: () => new Date(nowMs()),
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
  };
}
