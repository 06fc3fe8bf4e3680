import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createClock, parseInstant } from "../../emulator/clock.ts";

const start = new Date("2026-01-01T00:00:00Z");

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2030-06-15T12:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

test("a clock without settings shows the machine's time and runs", () => {
  const clock = createClock();
  expect(clock.mode).toBe("running");
  expect(clock.now()).toEqual(new Date());
  vi.advanceTimersByTime(1_000);
  expect(clock.now()).toEqual(new Date());
});

test("a running clock with a start counts from there", () => {
  const clock = createClock({ start });
  vi.advanceTimersByTime(1_500);
  expect(clock.now().toISOString()).toBe("2026-01-01T00:00:01.500Z");
  clock.advance(500);
  expect(clock.now().toISOString()).toBe("2026-01-01T00:00:02.000Z");
});

test("a frozen clock moves only when it is advanced", () => {
  const clock = createClock({ start, mode: "frozen" });
  vi.advanceTimersByTime(60_000);
  expect(clock.now()).toEqual(start);
  clock.advance(60_000);
  expect(clock.now().toISOString()).toBe("2026-01-01T00:01:00.000Z");
  expect(clock.mode).toBe("frozen");
});

test("a clock can be stopped, at now or another instant, and run again from there", () => {
  const clock = createClock({ start });
  vi.advanceTimersByTime(1_000);
  clock.freeze();
  vi.advanceTimersByTime(1_000);
  expect(clock.now().toISOString()).toBe("2026-01-01T00:00:01.000Z");
  clock.freeze(new Date("2027-01-01T00:00:00Z"));
  expect(clock.now().toISOString()).toBe("2027-01-01T00:00:00.000Z");
  clock.run();
  expect(clock.mode).toBe("running");
  vi.advanceTimersByTime(1_000);
  expect(clock.now().toISOString()).toBe("2027-01-01T00:00:01.000Z");
  clock.run();
  expect(clock.now().toISOString()).toBe("2027-01-01T00:00:01.000Z");
});

test("a clock that starts anew forgets what was done to it", () => {
  const clock = createClock({ start, mode: "frozen" });
  clock.advance(5_000);
  clock.restart({});
  expect(clock.mode).toBe("running");
  expect(clock.now()).toEqual(new Date());
  clock.restart({ mode: "frozen" });
  vi.advanceTimersByTime(1_000);
  expect(clock.now().toISOString()).toBe("2030-06-15T12:00:00.000Z");
});

test("time never goes back and never leaves the years that ISO 8601 can write", () => {
  for (const mode of ["running", "frozen"] as const) {
    const clock = createClock({ start, mode });
    for (const wrong of [-1, Number.NaN, Number.POSITIVE_INFINITY, 1e18]) {
      expect(() => clock.advance(wrong)).toThrow(RangeError);
    }
    for (const wrong of [new Date(Number.NaN), new Date("+010000-01-01T00:00:00Z"), new Date(-1e15)]) {
      expect(() => clock.freeze(wrong)).toThrow(RangeError);
    }
    expect(clock.now()).toEqual(start);
    expect(clock.mode).toBe(mode);
  }
});

test("the date that a clock gives away cannot change it", () => {
  const clock = createClock({ start, mode: "frozen" });
  clock.now().setFullYear(1999);
  expect(clock.now()).toEqual(start);
});

test("any number of steps leads where one step leads", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1e9), { maxLength: 20 }), (steps) => {
      const clock = createClock({ start, mode: "frozen" });
      for (const step of steps) clock.advance(step);
      expect(clock.now().getTime() - start.getTime()).toBe(steps.reduce((sum, step) => sum + step, 0));
    }),
  );
});

test("an instant is ISO 8601 with its offset, whatever the machine's own zone", () => {
  expect(parseInstant("2026-01-01T00:00:00Z")).toEqual(start);
  expect(parseInstant("2026-01-01T02:00:00+02:00")).toEqual(start);
  expect(parseInstant("2026-01-01T00:00Z")).toEqual(start);
  for (const text of [
    "2026-01-01",
    "2026-01-01T00:00:00",
    "1 Jan 2026",
    "now",
    "",
    "2026-13-01T00:00:00Z",
    "26-01-01T00:00:00Z",
  ]) {
    expect(parseInstant(text), text).toBeUndefined();
  }
});
