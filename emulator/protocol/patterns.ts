/**
 * Longer texts are not held against a pattern: some of AWS's patterns take quadratic time, and every text that AWS accepts is
 * shorter wherever Outcrop acts on it.
 */
const LONGEST_TEXT = 8192;

/**
 * Parts of AWS's patterns that take exponential time in a backtracking engine, each with an equal part that does not: the
 * class already holds the hyphen that stands before it. JobName and three other shapes of `bedrock` have them.
 */
const EXPONENTIAL = /\(-\*\[a-zA-Z0-9\\\+\\-\\\.\]\)/g;
const EQUAL_TO_EXPONENTIAL = "[a-zA-Z0-9+.\\-]";

/**
 * Compiles a pattern of the API model into a test of the whole text, as the service tests it (its patterns are Java's, and a
 * value must match from end to end). Compiled on first use: most patterns are never met in one run.
 */
export function wholeMatch(pattern: string): (text: string) => boolean {
  let regexp: RegExp | undefined;
  return (text) => {
    if (text.length > LONGEST_TEXT) return true;
    // Only the patterns with Unicode classes need the `u` flag; under it, two others of AWS's patterns would not compile.
    regexp ??= new RegExp(
      `^(?:${pattern.replaceAll(EXPONENTIAL, EQUAL_TO_EXPONENTIAL)})$`,
      pattern.includes("\\p{") ? "u" : "",
    );
    return regexp.test(text);
  };
}
