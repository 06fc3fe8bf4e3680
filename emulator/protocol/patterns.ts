/**
 * Longer texts are not held against a pattern: no text that AWS accepts is longer wherever Outcrop acts on it, and a pattern
 * of a later model that takes quadratic time stays harmless.
 */
const LONGEST_TEXT = 8192;

/**
 * AWS's patterns, or parts of them, that take exponential, cubic or quadratic time in a backtracking engine, each with an equal
 * one that does not.
 */
const SLOW_PARTS: readonly (readonly [slow: string, equal: string])[] = [
  // ModelInvocationJobName: hyphens may go with what follows them, or be the last of the 63 parts.
  ["(-*[a-zA-Z0-9\\+\\-\\.]){0,63}", "(?:-*[a-zA-Z0-9+.]){0,62}(?:-*[a-zA-Z0-9+.]|-+)?"],
  // JobName and two others: the class already holds the hyphen that stands before it.
  ["(-*[a-zA-Z0-9\\+\\-\\.])", "[a-zA-Z0-9+.\\-]"],
  // AgentCoreMemoryActorId and MemoryNamespace: the group before has taken all that the tail could take.
  ["(?::[a-zA-Z0-9\\-_/]+)*[a-zA-Z0-9\\-_/]*", "(?::[a-zA-Z0-9\\-_/]+)*"],
  ["(?::[a-zA-Z0-9\\-_/*]+)*[a-zA-Z0-9\\-_/*]*", "(?::[a-zA-Z0-9\\-_/*]+)*"],
  // MongoDbAtlasEndpointServiceName: if any split of the text fits, the one with the first colons does. The look-ahead with
  // its back-reference keeps the engine from trying the others.
  [":.+:.*:\\d+:.+/.+$", ":(?=.*$).[^:\\n\\r\\u2028\\u2029]*:(?=(.*?:\\d+:))\\1.+/.+$"],
  ["[a-zA-Z0-9*]+[a-zA-Z0-9._-]*", "[a-zA-Z0-9*]+(?:[._-][a-zA-Z0-9._-]*)?"],
  // ContentType: a line with a letter, a slash and something behind it. The look-ahead keeps texts of two lines from being tried.
  [".*[a-z]{1,20}/.{1,20}.*", "(?=.*$).*[a-z]/.+"],
  // CustomModelUnitsVersion: what parts the digits may be a digit itself.
  ["v\\d+.\\d+", "v(?:\\d{3,}|\\d+[^\\d\\n\\r\\u2028\\u2029]\\d+)"],
  // QueryGenerationTableName: a line with two dots.
  [".*\\..*\\..*", "[^.\\n\\r\\u2028\\u2029]*\\.[^.\\n\\r\\u2028\\u2029]*\\..*"],
  // AwsDataCatalogTableName: a line.
  [".*\\.*", ".*"],
];

/**
 * Compiles a pattern of the API model into a test of the whole text, as the service tests it (its patterns are Java's, and a
 * value must match from end to end). Compiled on first use: most patterns are never met in one run.
 */
export function wholeMatch(pattern: string): (text: string) => boolean {
  let regexp: RegExp | undefined;
  return (text) => {
    if (text.length > LONGEST_TEXT) return true;
    regexp ??= compile(pattern);
    return regexp.test(text);
  };
}

function compile(pattern: string): RegExp {
  // One part at most is slow in each pattern, but for one with a part in each of its two alternatives.
  let source = pattern;
  for (const [slow, equal] of SLOW_PARTS) source = source.replaceAll(slow, () => equal);
  source = withJavaSpaces(source);
  // Only the patterns with Unicode classes need the `u` flag; under it, two others of AWS's patterns would not compile.
  return new RegExp(`^(?:${source})$`, /\\p\{/i.test(pattern) ? "u" : "");
}

/** What `\s` means in Java. */
const SPACES = " \\t\\n\\x0B\\f\\r";
/** What is `\s` in JavaScript and `\S` in Java. */
const OTHER_SPACES = "\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff";

/** Java's `\s` and `\S` know the spaces of ASCII only: a tag's value with a no-break space is refused. */
function withJavaSpaces(pattern: string): string {
  let inClass = false;
  return pattern.replaceAll(/\\.|[[\]]/gs, (token) => {
    if (token === "[" || token === "]") inClass = token === "[";
    const members = token === "\\s" ? SPACES : token === "\\S" ? `\\S${OTHER_SPACES}` : undefined;
    if (members === undefined) return token;
    return inClass ? members : `[${members}]`;
  });
}
