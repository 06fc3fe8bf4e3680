import type { Random } from "../../random.ts";
import type { SchemaObject } from "./schema.ts";
import { byName, rangesByName } from "./words.ts";

interface Bounds {
  readonly low: number;
  readonly high: number;
}

const TRIES = 12;
/** Up to so many integers are all tried, so that none that is allowed can be missed. */
const FEW = 256;

/** Numbers for a way whose parts all hold, likely ones first; not each satisfies all. */
export function* numbersFor(
  parts: readonly SchemaObject[],
  name: string,
  whole: boolean,
  random: Random,
): Generator<number> {
  const step = stepOf(parts, whole);
  const bounds = boundsOf(parts, step);
  const range = byName(rangesByName, name);
  const likely = within(
    bounds,
    range ? { low: range[0], high: range[1] } : whole ? { low: 1, high: 100 } : { low: 0, high: 100 },
  );
  if (step !== undefined) return yield* multiples(step, bounds, likely, random);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const value = likely.low + random.float() * (likely.high - likely.low);
    yield Number(value.toFixed(likely.high - likely.low > 20 ? 1 : 2));
    yield value;
  }
  yield* [bounds.low, bounds.high, bounds.low + 1, bounds.high - 1, (bounds.low + bounds.high) / 2];
}

function* multiples(step: number, bounds: Bounds, likely: Bounds, random: Random): Generator<number> {
  const countOf = ({ low, high }: Bounds) => ({ low: Math.ceil(low / step), high: Math.floor(high / step) });
  const all = countOf(bounds);
  const near = countOf(likely);
  const range = near.low <= near.high ? near : all;
  for (let attempt = 0; attempt < TRIES && range.low <= range.high; attempt++) {
    yield* timesOf(range.low + Math.floor(random.float() * (range.high - range.low + 1)), step);
  }
  const few = all.high - all.low < FEW ? all : { low: range.low, high: Math.min(range.high, range.low + FEW) };
  for (let times = few.low; times <= few.high; times++) yield* timesOf(times, step);
}

/** 3 times 0.1 is 0.30000000000000004: the short form first. */
function* timesOf(times: number, step: number): Generator<number> {
  const value = times * step + 0;
  const short = Number(value.toPrecision(12));
  yield short;
  if (short !== value) yield value;
}

function boundsOf(parts: readonly SchemaObject[], step: number | undefined): Bounds {
  let low = -Number.MAX_SAFE_INTEGER;
  let high = Number.MAX_SAFE_INTEGER;
  // The next multiple, where a bound is none of the numbers itself.
  const above = (bound: number) => (step === undefined ? bound : (Math.floor(bound / step) + 1) * step);
  const below = (bound: number) => (step === undefined ? bound : (Math.ceil(bound / step) - 1) * step);
  for (const { minimum = low, maximum = high, exclusiveMinimum, exclusiveMaximum } of parts) {
    low = Math.max(low, minimum, exclusiveMinimum === undefined ? low : above(exclusiveMinimum));
    high = Math.min(high, maximum, exclusiveMaximum === undefined ? high : below(exclusiveMaximum));
  }
  // What lies beyond the safe integers is only asked for by bounds beyond them.
  const asked = parts.flatMap(({ minimum, exclusiveMinimum }) => [minimum ?? [], exclusiveMinimum ?? []].flat());
  if (asked.some((bound) => bound > high)) high = Math.max(...asked, high);
  return { low, high };
}

/** The part of the bounds where values usually lie; else a part of a hundred beside the bound that is nearest to it. */
function within({ low, high }: Bounds, usual: Bounds): Bounds {
  const both = { low: Math.max(low, usual.low), high: Math.min(high, usual.high) };
  if (both.low <= both.high) return both;
  return low > usual.high ? { low, high: Math.min(high, low + 100) } : { low: Math.max(low, high - 100), high };
}

/** The number of which the value must be a multiple: 1 for an integer, `undefined` for any number. */
function stepOf(parts: readonly SchemaObject[], whole: boolean): number | undefined {
  let step = whole ? 1 : undefined;
  for (const { multipleOf } of parts) {
    if (multipleOf === undefined) continue;
    step = step === undefined ? multipleOf : leastCommonMultiple(step, multipleOf);
  }
  return step;
}

const DIGITS = 1e9;

function leastCommonMultiple(one: number, other: number): number {
  const scaled = [one, other].map((value) => Math.round(value * DIGITS));
  let [a = 0, b = 0] = scaled;
  while (b > 0) [a, b] = [b, a % b];
  return a === 0 ? Math.max(one, other) : ((scaled[0] ?? 0) / a) * other;
}
