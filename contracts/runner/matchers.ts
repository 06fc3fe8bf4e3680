import { isDeepStrictEqual } from "node:util";
import { parseArn } from "../../emulator/arn.ts";
import { type ArgumentCheck, checkDirectives, directivesOf, type Refuse, takes } from "./directives.ts";
import { isMap, plain, show, textOf, typeOf } from "./values.ts";

/** One thing that is not as it was expected. */
export interface Difference {
  /** The way to it: `output.usage.inputTokens`. */
  readonly path: string;
  readonly expected: string;
  readonly found: string;
}

/** `output.stopReason: expected "end_turn", found "max_tokens"` */
export const describeDifference = ({ path, expected, found }: Difference): string =>
  `${path}: expected ${expected}, found ${found}`;

interface Matcher {
  readonly check: ArgumentCheck;
  match(argument: unknown, found: unknown, path: string): readonly Difference[];
}

const TYPES = ["string", "number", "integer", "boolean", "list", "map", "bytes", "timestamp", "null"];

const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;
const isPair = (value: unknown): value is readonly [number, number] =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every((end) => typeof end === "number") &&
  Number(value[0]) <= Number(value[1]);
const within = ([low, high]: readonly [number, number], value: unknown) =>
  typeof value === "number" && value >= low && value <= high;

const holds = (isRight: boolean, path: string, expected: string, found: unknown): readonly Difference[] =>
  isRight ? [] : [{ path, expected, found: show(found) }];

const yes = takes("this is true", (argument) => argument === true);

/** A regular expression that the engine takes, of a length that no file needs to exceed. */
const isPattern: ArgumentCheck = (argument) => {
  if (typeof argument !== "string" || argument.length > 2_000) return "this is a regular expression";
  try {
    new RegExp(argument, "su");
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
};

function lengthOf(value: unknown): number | undefined {
  if (typeof value === "string" || Array.isArray(value) || value instanceof Uint8Array) return value.length;
  return isMap(value) ? Object.keys(value).length : undefined;
}

function resourceTypeOf(value: unknown): string | undefined {
  return typeof value === "string" ? parseArn(value)?.resourceType : undefined;
}

function isTimestamp(value: unknown): boolean {
  if (value instanceof Date) return !Number.isNaN(value.getTime());
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value));
}

function isOfType(type: unknown, value: unknown): boolean {
  return type === "integer" ? Number.isInteger(value) : typeOf(value) === type;
}

/** The JSON in bytes or in a text; `undefined` where there is none. */
function jsonIn(value: unknown): { readonly value: unknown } | undefined {
  const text = value instanceof Uint8Array ? textOf(value) : value;
  try {
    return typeof text === "string" ? { value: JSON.parse(text) as unknown } : undefined;
  } catch {
    return undefined;
  }
}

/** What `expect` may say of a value besides the value itself. */
const MATCHERS: Readonly<Record<string, Matcher>> = {
  $any: { check: yes, match: (_, found, path) => holds(found !== undefined, path, "anything", found) },
  $absent: { check: yes, match: (_, found, path) => holds(found === undefined, path, "nothing", found) },
  $type: {
    check: takes(`this is one of ${TYPES.join(", ")}`, (argument) => TYPES.includes(argument as string)),
    match: (type, found, path) => holds(isOfType(type, found), path, `a value of type ${type}`, found),
  },
  $regex: {
    check: isPattern,
    match: (pattern, found, path) =>
      holds(
        typeof found === "string" && new RegExp(pattern as string, "su").test(found),
        path,
        `a text that matches /${pattern}/`,
        found,
      ),
  },
  $contains: {
    check: takes("this is a text", (argument) => typeof argument === "string"),
    match: (part, found, path) =>
      holds(
        typeof found === "string" && found.includes(part as string),
        path,
        `a text that contains ${show(part)}`,
        found,
      ),
  },
  $range: {
    check: takes("this is [lowest, highest]", isPair),
    match: (range, found, path) =>
      holds(within(range as [number, number], found), path, `a number from ${(range as number[]).join(" to ")}`, found),
  },
  $arn: {
    check: takes("this is the kind of resource, such as application-inference-profile", (argument) => {
      return typeof argument === "string" && /^[a-z-]+$/.test(argument);
    }),
    match: (type, found, path) =>
      holds(resourceTypeOf(found) === type, path, `the ARN of a resource of type ${type}`, found),
  },
  $timestamp: { check: yes, match: (_, found, path) => holds(isTimestamp(found), path, "a timestamp", found) },
  $length: {
    check: takes("this is a number, or [lowest, highest]", (argument) => isCount(argument) || isPair(argument)),
    match: (length, found, path) => {
      const range = isCount(length) ? ([length, length] as const) : (length as [number, number]);
      const actual = lengthOf(found);
      const words = isCount(length) ? `${length}` : range.join(" to ");
      if (within(range, actual)) return [];
      return [{ path, expected: `a length of ${words}`, found: actual === undefined ? show(found) : `${actual}` }];
    },
  },
  $each: {
    check: () => undefined,
    match: (inner, found, path) =>
      Array.isArray(found)
        ? found.flatMap((item, at) => match(inner, item, `${path}[${at}]`))
        : holds(false, path, "a list", found),
  },
  $has: {
    check: () => undefined,
    match: (inner, found, path) =>
      holds(
        Array.isArray(found) && found.some((item) => match(inner, item, path).length === 0),
        path,
        `a list with ${show(inner)} in it`,
        found,
      ),
  },
  $subset: {
    check: takes("this is a map", isMap),
    match: (inner, found, path) => {
      if (!isMap(found)) return holds(false, path, "a map", found);
      return Object.entries(inner as object).flatMap(([key, item]) => match(item, found[key], `${path}.${key}`));
    },
  },
  $runs: {
    check: takes("this is a list", (argument) => Array.isArray(argument) && argument.length > 0),
    match: (runs, found, path) =>
      Array.isArray(found) ? matchRuns(runs as unknown[], found, path) : holds(false, path, "a list", found),
  },
  $literal: {
    check: () => undefined,
    match: (value, found, path) => holds(isDeepStrictEqual(plain(found), value), path, show(value), found),
  },
  $oneOf: {
    check: takes("this is a list", (argument) => Array.isArray(argument) && argument.length > 0),
    match: (choices, found, path) =>
      holds(
        (choices as unknown[]).some((choice) => match(choice, found, path).length === 0),
        path,
        `one of ${show(choices)}`,
        found,
      ),
  },
  $json: {
    check: () => undefined,
    match: (inner, found, path) => {
      const json = jsonIn(found);
      return json ? match(inner, json.value, `${path}(JSON)`) : holds(false, path, "JSON", found);
    },
  },
  $text: {
    check: () => undefined,
    match: (inner, found, path) => match(inner, found instanceof Uint8Array ? textOf(found) : found, path),
  },
  $base64: {
    check: takes("this is base64", (argument) => typeof argument === "string"),
    match: (base64, found, path) =>
      holds(
        found instanceof Uint8Array && Buffer.from(found).toString("base64") === base64,
        path,
        `the bytes ${base64}`,
        found,
      ),
  },
};

const CHECKS = Object.fromEntries(Object.entries(MATCHERS).map(([name, { check }]) => [name, check]));
const INNER = new Set(["$each", "$has", "$subset", "$oneOf", "$runs", "$json", "$text"]);

/** Tells `refuse` of matchers that do not exist or are not right. */
export const checkMatchers = (expected: unknown, keys: readonly PropertyKey[], refuse: Refuse): void =>
  checkDirectives(expected, keys, CHECKS, INNER, refuse);

/**
 * Holds a value against what is expected of it: a literal is met by its like alone, a map by a map with the same keys, a map of `$`
 * keys by what all of these allow.
 */
export function match(expected: unknown, found: unknown, path: string): readonly Difference[] {
  if (Array.isArray(expected)) return matchList(expected, found, path);
  if (!isMap(expected)) return holds(isEqual(expected, found), path, show(expected), found);
  const directives = directivesOf(expected);
  if (directives.length > 0) {
    return directives.flatMap((name) => MATCHERS[name]?.match(expected[name], found, path) ?? []);
  }
  if (!isMap(found)) return holds(false, path, show(expected), found);
  const keys = new Set([...Object.keys(expected), ...Object.keys(found).filter((key) => found[key] !== undefined)]);
  return [...keys].flatMap((key) => {
    if (Object.hasOwn(expected, key)) return match(expected[key], found[key], `${path}.${key}`);
    return [{ path: `${path}.${key}`, expected: "nothing", found: show(found[key]) }];
  });
}

function matchList(expected: readonly unknown[], found: unknown, path: string): readonly Difference[] {
  if (!Array.isArray(found)) return holds(false, path, show(expected), found);
  const length: Difference[] =
    expected.length === found.length
      ? []
      : [{ path, expected: `a list of ${expected.length}`, found: `${found.length}: ${show(found)}` }];
  const shorter = expected.slice(0, found.length);
  return [...length, ...shorter.flatMap((item, at) => match(item, found[at], `${path}[${at}]`))];
}

/**
 * Every item belongs to the run that goes on, or begins the next one; of each run there is at least one. Where an item may be of
 * either, both are followed.
 */
function matchRuns(runs: readonly unknown[], found: readonly unknown[], path: string): readonly Difference[] {
  let reached = new Set([-1]);
  for (const [index, item] of found.entries()) {
    const furthest = Math.max(...reached);
    const candidates = [...reached].flatMap((at) => [at, at + 1]).filter((at) => at >= 0 && at < runs.length);
    reached = new Set(candidates.filter((at) => match(runs[at], item, path).length === 0));
    if (reached.size > 0) continue;
    const next = runs[furthest + 1];
    const place = `${path}[${index}]`;
    return next === undefined ? holds(false, place, "the end", item) : match(next, item, place);
  }
  if (reached.has(runs.length - 1)) return [];
  const missing = runs[Math.max(...reached) + 1];
  return [{ path: `${path}[${found.length}]`, expected: show(missing), found: "the end" }];
}

function isEqual(expected: unknown, found: unknown): boolean {
  if (found instanceof Date) return typeof expected === "string" && found.getTime() === Date.parse(expected);
  return Object.is(expected, found) || (expected === 0 && found === 0);
}
