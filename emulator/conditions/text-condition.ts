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

/** Compiles a regular expression of a scenario; `undefined` for one that `refuse` is told of, with `keys` that lead to it. */
export function compileRegularExpression(
  source: string,
  keys: readonly PropertyKey[],
  refuse: Refuse,
): RegExp | undefined {
  if (source.length > PATTERN_LIMIT) {
    refuse(keys, `a regular expression has at most ${PATTERN_LIMIT} characters`);
    return undefined;
  }
  try {
    return new RegExp(source, "u");
  } catch (error) {
    refuse(keys, (error as Error).message);
    return undefined;
  }
}

/** Compiles a condition on a text; `keys` leads to it. A text that is not there meets none. */
export function compileTextCondition(
  { contains, equals, matches }: TextCondition,
  keys: readonly PropertyKey[],
  refuse: Refuse,
): (text: string | undefined) => boolean {
  const pattern = matches === undefined ? undefined : compileRegularExpression(matches, [...keys, "matches"], refuse);
  return (text) =>
    text !== undefined &&
    (contains === undefined || text.includes(contains)) &&
    (equals === undefined || text === equals) &&
    (pattern === undefined || pattern.test(text));
}
