import type { Shape } from "./model.ts";

/** A value as Java's `toString` gives it: seen as `'32424.0'` for a float and as `'[</CO, def, class]'` for a list. */
export function javaText(shape: Shape, value: unknown): string {
  if (typeof value !== "number") return String(value);
  if (shape.type === "float") return javaDecimal(value, floatDigits(value));
  if (shape.type === "double") return javaDecimal(value, value.toExponential());
  return String(value);
}

/**
 * `Double.toString`: plain between 10^-3 and 10^7, else with an exponent (`1.0E10`); always a digit after the point.
 * `digits` are those of the value in the form of `toExponential`.
 */
function javaDecimal(value: number, digits: string): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (value === 0) return "0.0";
  if (size >= 1e-3 && size < 1e7) return withPoint(String(Number(digits)));
  const [mantissa = "", exponent = ""] = digits.split("e");
  return `${withPoint(mantissa)}E${Number(exponent)}`;
}

const withPoint = (decimal: string) => (decimal.includes(".") ? decimal : `${decimal}.0`);

/** The fewest digits that still tell the float of 32 bits from its neighbours: at most nine are needed. */
function floatDigits(value: number): string {
  const float = Math.fround(value);
  for (let digits = 0; digits < 8; digits++) {
    const short = float.toExponential(digits);
    if (Math.fround(Number(short)) === float) return short;
  }
  return float.toExponential(8);
}
