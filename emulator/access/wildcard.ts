/** A test of one text against a compiled pattern. */
export type Matcher = (text: string) => boolean;

/** What a pattern is made of: literal text, `*` for any characters and `?` for exactly one. */
export type PatternPart = { readonly literal: string } | { readonly wildcard: "*" | "?" };

const ANY_ONE = -1;
const ANY_RUN = -2;

/**
 * Compiles a pattern of AWS's policy language: `*` is any run of characters, also none, and `?` exactly one. Neither stops at a
 * slash or a colon.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function compileWildcards(pattern: string): Matcher {
  return compilePattern(patternParts(pattern));
}

/** Splits a text at its wildcards. */
export function patternParts(pattern: string): readonly PatternPart[] {
  return pattern
    .split(/([*?])/)
    .filter((part) => part !== "")
    .map((part) => (part === "*" || part === "?" ? { wildcard: part } : { literal: part }));
}

/** Compiles a pattern whose literal parts may hold the wildcards' own characters. */
export function compilePattern(parts: readonly PatternPart[]): Matcher {
  if (parts.some((part) => "wildcard" in part && part.wildcard === "?")) return compileCodes(parts);
  const pieces = [""];
  for (const part of parts) {
    if ("literal" in part) pieces.push(`${pieces.pop()}${part.literal}`);
    else pieces.push("");
  }
  return compilePieces(pieces);
}

/** The literal pieces between runs are found from left to right: the leftmost place leaves the most room for what follows. */
function compilePieces(pieces: readonly string[]): Matcher {
  const [prefix = "", ...others] = pieces;
  const suffix = others.pop();
  const middle = others.filter((piece) => piece !== "");
  if (suffix === undefined) return (text) => text === prefix;
  if (prefix === "" && suffix === "" && middle.length === 0) return () => true;
  if (suffix === "" && middle.length === 0) return (text) => text.startsWith(prefix);
  return (text) => {
    if (text.length < prefix.length + suffix.length || !text.startsWith(prefix) || !text.endsWith(suffix)) return false;
    let from = prefix.length;
    for (const piece of middle) {
      const found = text.indexOf(piece, from);
      if (found < 0) return false;
      from = found + piece.length;
    }
    return from <= text.length - suffix.length;
  };
}

function compileCodes(parts: readonly PatternPart[]): Matcher {
  const codes = parts.flatMap((part) =>
    "literal" in part ? [...unitsOf(part.literal)] : [part.wildcard === "*" ? ANY_RUN : ANY_ONE],
  );
  return (text) => matchCodes(codes, text);
}

function* unitsOf(text: string): Iterable<number> {
  for (let i = 0; i < text.length; i++) yield text.charCodeAt(i);
}

/**
 * Greedy matching that returns to the latest `*` only: a text of length n and a pattern of length m cost at most n × m steps,
 * whatever the pattern. A regular expression could take exponential time.
 */
function matchCodes(codes: readonly number[], text: string): boolean {
  let code = 0;
  let unit = 0;
  let latestRun = -1;
  let resumeAt = 0;
  while (unit < text.length) {
    if (codes[code] === ANY_RUN) {
      latestRun = code++;
      resumeAt = unit;
    } else if (codes[code] === ANY_ONE || codes[code] === text.charCodeAt(unit)) {
      code++;
      unit++;
    } else if (latestRun >= 0) {
      code = latestRun + 1;
      unit = ++resumeAt;
    } else {
      return false;
    }
  }
  while (codes[code] === ANY_RUN) code++;
  return code === codes.length;
}
