import type { Refuse } from "../window.ts";

/** What is named must all be true. */
export interface TextCondition {
  readonly contains?: string | undefined;
  readonly equals?: string | undefined;
  /** A regular expression of JavaScript, read with the flag `u`. */
  readonly matches?: string | undefined;
}

/** As long may a regular expression be. */
const PATTERN_LIMIT = 1_000;

/** Compiles a condition on a text; `keys` leads to it. A text that is not there meets none. */
export function compileTextCondition(
  { contains, equals, matches }: TextCondition,
  keys: readonly PropertyKey[],
  refuse: Refuse,
): (text: string | undefined) => boolean {
  let pattern: RegExp | undefined;
  if (matches !== undefined && matches.length > PATTERN_LIMIT) {
    refuse([...keys, "matches"], `a regular expression has at most ${PATTERN_LIMIT} characters`);
  } else if (matches !== undefined) {
    try {
      pattern = new RegExp(matches, "u");
    } catch (error) {
      refuse([...keys, "matches"], (error as Error).message);
    }
  }
  return (text) =>
    text !== undefined &&
    (contains === undefined || text.includes(contains)) &&
    (equals === undefined || text === equals) &&
    (pattern === undefined || pattern.test(text));
}
