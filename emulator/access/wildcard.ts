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
  const [first, second] = parts;
  if (parts.length === 0) return (text) => text === "";
  if (parts.every((part) => "literal" in part)) {
    const whole = parts.map((part) => part.literal).join("");
    return (text) => text === whole;
  }
  if (parts.length === 1 && first && "wildcard" in first && first.wildcard === "*") return () => true;
  if (parts.length === 2 && first && second && "literal" in first && "wildcard" in second && second.wildcard === "*") {
    const { literal } = first;
    return (text) => text.startsWith(literal);
  }
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
