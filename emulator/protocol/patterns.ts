/**
 * Compiles a pattern of the API model into a test of the whole text, as the service tests it (its patterns are Java's, and a
 * value must match from end to end). Compiled on first use: most patterns are never met in one run.
 */
export function wholeMatch(pattern: string): (text: string) => boolean {
  let regexp: RegExp | undefined;
  return (text) => {
    // Only the patterns with Unicode classes need the `u` flag; under it, others of AWS's patterns would not compile.
    regexp ??= new RegExp(`^(?:${pattern})$`, /\\p\{/.test(pattern) ? "u" : "");
    return regexp.test(text);
  };
}
