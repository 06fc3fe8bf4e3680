import { didYouMean } from "../../emulator/nearest.ts";
import { isMap } from "./values.ts";

/** Told of what is wrong in a file, with the way to it from the top of the scenario. */
export type Refuse = (keys: readonly PropertyKey[], message: string) => void;

/** What a `$` key takes: says what is wrong with its argument, or nothing. */
export type ArgumentCheck = (argument: unknown) => string | undefined;

/** Keys of JSON Schema and of DynamoDB-like bodies that begin with `$` and are meant as they stand. */
const PLAIN_KEYS: ReadonlySet<string> = new Set([
  "$schema",
  "$id",
  "$ref",
  "$defs",
  "$anchor",
  "$comment",
  "$dynamicRef",
  "$vocabulary",
]);

/** The `$` keys of a map that mean something here; none for a map that is meant as it stands. */
export function directivesOf(value: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(value).filter((key) => key.startsWith("$") && !PLAIN_KEYS.has(key));
}

/**
 * Checks the `$` keys in a value: that there is such a one, that its argument is right, and that it stands among its like.
 * `inner` are those whose argument holds values of the same kind.
 */
export function checkDirectives(
  value: unknown,
  keys: readonly PropertyKey[],
  known: Readonly<Record<string, ArgumentCheck>>,
  inner: ReadonlySet<string>,
  refuse: Refuse,
): void {
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries()) checkDirectives(item, [...keys, at], known, inner, refuse);
    return;
  }
  if (!isMap(value)) return;
  const directives = directivesOf(value);
  for (const [key, argument] of Object.entries(value)) {
    const place = [...keys, key];
    if (!directives.includes(key)) {
      if (directives.length > 0) refuse(place, `"${key}" cannot stand beside ${directives.join(", ")}`);
      else checkDirectives(argument, place, known, inner, refuse);
      continue;
    }
    const check = Object.hasOwn(known, key) ? known[key] : undefined;
    if (!check) {
      const names = Object.keys(known);
      refuse(place, `there is no "${key}"${didYouMean(key, names) || "."} Allowed: ${names.join(", ")}`);
      continue;
    }
    const problem = check(argument);
    if (problem !== undefined) refuse(place, problem);
    else if (inner.has(key)) checkDirectives(argument, place, known, inner, refuse);
  }
}

/** The argument is as `holds` says; `words` say what it should be. */
export const takes =
  (words: string, holds: (argument: unknown) => boolean): ArgumentCheck =>
  (argument) =>
    holds(argument) ? undefined : words;
