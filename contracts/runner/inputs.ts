import { type ArgumentCheck, checkDirectives, directivesOf, type Refuse, takes } from "./directives.ts";
import { isMap } from "./values.ts";

/** As long may a repeated text or list become: more than any limit of Bedrock but that of whole bodies. */
const MOST_REPEATED = 25_000_000;

const isTimes = (times: unknown): times is number =>
  typeof times === "number" && Number.isInteger(times) && times >= 0 && times <= MOST_REPEATED;

const isBase64 = (text: unknown) => typeof text === "string" && /^[A-Za-z0-9+/]*={0,2}$/.test(text);

interface Maker {
  readonly check: ArgumentCheck;
  make(argument: unknown): unknown;
}

/** What an input may say instead of a value that JSON cannot hold, or that is too long to be read. */
const MAKERS: Readonly<Record<string, Maker>> = {
  $base64: {
    check: takes("this is base64", isBase64),
    make: (text) => new Uint8Array(Buffer.from(text as string, "base64")),
  },
  $text: {
    check: takes("this is a text", (text) => typeof text === "string"),
    make: (text) => new TextEncoder().encode(text as string),
  },
  $json: { check: () => undefined, make: (value) => new TextEncoder().encode(JSON.stringify(value)) },
  $jsonText: { check: () => undefined, make: (value) => JSON.stringify(value) },
  $literal: { check: () => undefined, make: (value) => value },
  $date: {
    check: takes("this is an instant such as 2026-01-01T00:00:00Z", (text) => {
      return typeof text === "string" && (text.includes("{{") || !Number.isNaN(Date.parse(text)));
    }),
    make: (text) => new Date(text as string),
  },
  $repeat: {
    check: takes("this is { text, times }", (argument) => {
      if (!isMap(argument) || typeof argument.text !== "string" || !isTimes(argument.times)) return false;
      return Object.keys(argument).length === 2 && argument.text.length * argument.times <= MOST_REPEATED;
    }),
    make: (argument) => {
      const { text, times } = argument as { text: string; times: number };
      return text.repeat(times);
    },
  },
  $list: {
    check: takes("this is { of, times }, with at most 10000 times", (argument) => {
      return (
        isMap(argument) &&
        Object.keys(argument).length === 2 &&
        "of" in argument &&
        isTimes(argument.times) &&
        argument.times <= 10_000
      );
    }),
    make: (argument) => {
      const { of, times } = argument as { of: unknown; times: number };
      return Array.from({ length: times }, (_, index) => fill(of, new Map([["index", index]])));
    },
  },
};

const CHECKS = Object.fromEntries(Object.entries(MAKERS).map(([name, { check }]) => [name, check]));
const INNER = new Set(["$json", "$jsonText", "$list"]);
const INDEX = "index";

/** Tells `refuse` of `$` keys of an input that do not exist or are not right. */
export const checkInput = (input: unknown, keys: readonly PropertyKey[], refuse: Refuse): void =>
  checkDirectives(input, keys, CHECKS, INNER, refuse);

/** The input as the SDK takes it. Captured values have been put in already. */
export function makeInput(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(makeInput);
  if (!isMap(value)) return value;
  const [directive] = directivesOf(value);
  if (directive !== undefined) {
    const argument = value[directive];
    return MAKERS[directive]?.make(INNER.has(directive) ? makeInput(argument) : argument);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, makeInput(item)]));
}

/** What stands below is meant as it stands, be there `{{name}}` or `$` keys in it. */
const isLiteral = (value: Readonly<Record<string, unknown>>) => Object.hasOwn(value, "$literal");

const CAPTURED = /\{\{\s*([A-Za-z_]\w*)\s*\}\}/g;

/** The names of captured values that a value uses; `index` is the place in a `$list`. */
export function namesIn(value: unknown): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (inner: unknown): void => {
    if (typeof inner === "string") for (const [, name = ""] of inner.matchAll(CAPTURED)) names.add(name);
    else if (Array.isArray(inner)) inner.forEach(visit);
    else if (isMap(inner) && !isLiteral(inner)) Object.values(inner).forEach(visit);
  };
  visit(value);
  names.delete(INDEX);
  return names;
}

/** The value with captured values in place of `{{name}}`; a text that is nothing else becomes the value itself. */
export function fill(value: unknown, captured: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === "string") {
    const [whole] = [...value.matchAll(CAPTURED)];
    if (whole?.[0] === value && captured.has(whole[1] ?? "")) return captured.get(whole[1] ?? "");
    return value.replaceAll(CAPTURED, (written, name: string) =>
      captured.has(name) ? String(captured.get(name)) : written,
    );
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, captured));
  if (!isMap(value) || isLiteral(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, captured)]));
}
