import { type AwsError, awsError } from "../../errors.ts";
import type { JsonType, Violation } from "../body-schema.ts";

/**
 * The words of Anthropic's own validator, which reads the bodies of Claude 3.7 and later: `path: sentence`, the first violation
 * alone.
 * Sources: https://github.com/BerriAI/litellm/issues/13301, https://github.com/langchain-ai/langchainjs/issues/8338
 */
export function invalidField(violation: Violation): AwsError {
  const [path, sentence] = describe(violation);
  return awsError("modelFieldInvalid", { path: path.join("."), sentence });
}

function describe(violation: Violation): [path: readonly (string | number)[], sentence: string] {
  const { path } = violation;
  switch (violation.kind) {
    case "required":
      return [[...path, violation.key], "Field required"];
    case "extraneous":
      return [[...path, violation.key], "Extra inputs are not permitted"];
    case "type":
      return [path, `Input should be a valid ${expectedNames[violation.expected]}`];
    case "value":
      return [path, `Input should be ${listed(violation.values)}`];
    case "pattern":
      return [path, `String should match pattern '${violation.pattern}'`];
    case "tag": {
      const tags = violation.values.map((value) => `'${value}'`).join(", ");
      return [
        path,
        `Input tag '${violation.found.slice(0, LONGEST_TAG)}' found using 'type' does not match any of the expected tags: ${tags}`,
      ];
    }
    case "minimum":
    case "maximum":
      return [path, violation.range ? `range: ${violation.range.join("..")}` : bound(violation.kind, violation.limit)];
    case "minItems":
      return [path, `List should have at least ${violation.limit} item after validation, not ${violation.found}`];
    case "maxItems":
      return [path, `List should have at most ${violation.limit} items after validation, not ${violation.found}`];
    case "minLength":
      return [path, `String should have at least ${violation.limit} character`];
    case "maxLength":
      return [path, `String should have at most ${violation.limit} characters`];
  }
}

/** A tag of megabytes is not answered with megabytes. */
const LONGEST_TAG = 200;

/** `'a', 'b' or 'c'`. */
function listed(values: readonly (string | number)[]): string {
  const quoted = values.map((value) => `'${value}'`);
  return [quoted.slice(0, -1).join(", "), ...quoted.slice(-1)].filter((part) => part !== "").join(" or ");
}

function bound(kind: "minimum" | "maximum", limit: number): string {
  return `Input should be ${kind === "minimum" ? "greater" : "less"} than or equal to ${limit}`;
}

const expectedNames: Readonly<Record<JsonType, string>> = {
  object: "dictionary",
  list: "list",
  string: "string",
  number: "number",
  integer: "integer",
  boolean: "boolean",
};
