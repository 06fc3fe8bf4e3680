import { expect, it } from "vitest";
import { javaText } from "../../emulator/protocol/java-text.ts";

/** The first two were seen in answers of Converse (third-party captures); the others are what Java's `toString` gives. */
it.each([
  ["float", 32424, "32424.0"],
  ["float", 99, "99.0"],
  ["float", 1.1, "1.1"],
  ["float", 1 / 3, "0.33333334"],
  ["float", 0, "0.0"],
  ["float", -0.5, "-0.5"],
  ["float", 0.001, "0.001"],
  ["float", 0.0001, "1.0E-4"],
  ["float", 1.5e10, "1.5E10"],
  ["float", 9999999, "9999999.0"],
  ["float", 10000000, "1.0E7"],
  ["double", 1 / 3, "0.3333333333333333"],
  ["double", 1e300, "1.0E300"],
  ["double", Number.POSITIVE_INFINITY, "Infinity"],
  ["double", Number.NaN, "NaN"],
  ["integer", 10000000, "10000000"],
  ["string", "a 'quoted' text", "a 'quoted' text"],
  ["boolean", true, "true"],
  ["string", null, "null"],
] as const)("a %s of %s is printed as %s", (type, value, text) => {
  expect(javaText({ type }, value)).toBe(text);
});
