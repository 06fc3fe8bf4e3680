import fc from "fast-check";
import { expect, test } from "vitest";
import { parseDuration } from "../../emulator/duration.ts";

test("what is written as ISO 8601 or as a number with a unit is read back", () => {
  const part = fc.option(fc.nat(500), { nil: undefined });
  const iso = fc.record({ days: part, hours: part, minutes: part, seconds: part });
  fc.assert(
    fc.property(iso, ({ days, hours, minutes, seconds }) => {
      const written = (value: number | undefined, unit: string) => (value === undefined ? "" : `${value}${unit}`);
      const time = written(hours, "H") + written(minutes, "M") + written(seconds, "S");
      const text = `P${written(days, "D")}${time === "" ? "" : `T${time}`}`;
      const expected = (((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60_000 + (seconds ?? 0) * 1_000;
      expect(parseDuration(text)).toBe(text === "P" ? undefined : expected);
    }),
  );
  const units = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
  fc.assert(
    fc.property(fc.nat(10_000), fc.constantFrom("ms", "s", "m", "h", "d"), (value, unit) => {
      expect(parseDuration(`${value}${unit}`)).toBe(value * units[unit]);
    }),
  );
});

test.each([
  ["PT1M30S", 90_000],
  ["P1D", 86_400_000],
  ["P1DT1S", 86_401_000],
  ["PT0.5S", 500],
  ["1.5h", 5_400_000],
  ["250ms", 250],
  ["0s", 0],
])("%s is %d ms", (text, milliseconds) => {
  expect(parseDuration(text)).toBe(milliseconds);
});

test.each(["", "P", "PT", "P1DT", "60", "-5s", "5 s", "1M", "PT1H1D", "1e3s", "s", "NaNs", "Infinitys", "PT-1S", "١s"])(
  "'%s' is no duration",
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);

test("no text makes the parser give anything but a number of 0 or more, or nothing", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const read = parseDuration(text);
      expect(read === undefined || read >= 0).toBe(true);
    }),
  );
});
