import fc from "fast-check";
import { wholeMatch } from "../../emulator/protocol/patterns.ts";

/**
 * Patterns that fast-check cannot read (`\b`, look-ahead), is slow to read, or would almost never hit within the length
 * bounds, each with one that gives some of its texts. Every text is still held against AWS's own pattern.
 */
const STAND_INS: Readonly<Record<string, string>> = {
  "(\\bTSTALIASID\\b|[0-9a-zA-Z]+)": "TSTALIASID|[0-9a-zA-Z]{1,10}",
  "(?![\\-_+.])[a-z0-9][a-z0-9\\-_\\.]*": "[a-z0-9][a-z0-9\\-_\\.]{0,9}",
  "^(?!\\s*$).+": "[a-z].{0,20}",
  // The classes of Unicode take fast-check seconds to spread out.
  "^\\P{C}*$": "[a-z0-9 éß語😀-]{0,12}",
  "[^\\p{C}]*": "[a-z0-9 éß語😀-]{0,12}",
  "\\p{L}[\\p{L}\\p{M}0-9_]*( [\\p{L}\\p{M}0-9_]+)*": "[a-zéß語][a-zéß語0-9_]{0,8}( [a-z語_]{1,4}){0,2}",
  "[a-zA-Z0-9](-*[a-zA-Z0-9]){0,256}": "[a-zA-Z0-9]{33,50}(-[a-zA-Z0-9]{1,5}){0,3}",
};

/** Openings of the patterns that are too long to be keys. */
const LONG_STAND_INS: readonly (readonly [opening: string, standIn: string])[] = [
  [
    "^(arn:aws(-[^:]+)?:(bedrock|sagemaker):[a-z0-9-]{1,20}:([0-9]{12})?:([a-z-]+/)?)?([a-z0-9.-]{1,63}){0,2}",
    "(arn:aws:(bedrock|sagemaker):[a-z0-9-]{1,9}:([0-9]{12})?:([a-z-]{1,9}/)?)?[a-z0-9.-]{1,20}(:[a-z0-9-]{1,9}){0,2}(/[a-z0-9]{1,12})?",
  ],
  [
    "^(arn:aws:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:flow/[0-9a-zA-Z]{10}/alias/[0-9a-zA-Z]{10})|(\\bTSTALIASID",
    "arn:aws:bedrock:[a-z0-9-]{1,20}:[0-9]{12}:flow/[0-9a-zA-Z]{10}/alias/[0-9a-zA-Z]{10}|TSTALIASID|[0-9a-zA-Z]+",
  ],
  [
    ".*(^arn:aws:bedrock:[a-zA-Z0-9-]+:/d{12}:(agent|",
    "arn:aws:bedrock:[a-zA-Z0-9-]{1,9}:/d{12}:(agent|flow|prompt)/[A-Z0-9]{10}|arn:aws(-cn)?:bedrock:[a-z0-9-]{1,9}:[0-9]{12}:retrieval-instruction/[a-z0-9]{10}",
  ],
];

const known = new Map<string, fc.Arbitrary<string>>();

/** Texts that match `pattern` from end to end and have between `min` and `max` characters. */
export function patternArbitrary(pattern: string, min: number, max: number): fc.Arbitrary<string> {
  const key = JSON.stringify([pattern, min, max]);
  // To make one takes fast-check some 50 ms; many shapes share a pattern.
  const arbitrary = known.get(key) ?? make(pattern, min, max);
  known.set(key, arbitrary);
  return arbitrary;
}

function make(pattern: string, min: number, max: number): fc.Arbitrary<string> {
  const long = LONG_STAND_INS.find(([opening]) => pattern.startsWith(opening))?.[1];
  // Smaller parts take fast-check less time to prepare.
  const smaller = pattern.replaceAll(",63}", ",9}").replaceAll("[^:]+", "[a-z-]{1,9}");
  const standIn = STAND_INS[pattern] ?? long ?? smaller;
  const flags = /[^\0-\xff]|\\p\{/u.test(standIn) ? "u" : "";
  const matches = wholeMatch(pattern);
  return fc
    .stringMatching(new RegExp(`^(?:${standIn})$`, flags), { size: "small" })
    .filter((text) => text.length <= max && [...text].length >= min && matches(text));
}
