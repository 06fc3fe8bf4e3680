import { type AwsError, awsError } from "../errors.ts";
import type { JsonType, Violation } from "./body-schema.ts";

/**
 * The words of the JSON Schema validator (everit-json-schema) that stands before Nova, Titan and the Claude models up to 3.5:
 * all violations follow each other without a separator.
 * Sources: https://github.com/promptfoo/promptfoo/issues/916,
 * https://github.com/aws-samples/amazon-bedrock-client-for-mac/issues/59, https://github.com/boto/boto3/issues/3993
 */
export function malformedInput(violations: readonly Violation[], before = ""): AwsError {
  return awsError("malformedInput", { violations: before + describeViolations(violations) });
}

/** The validator's own words alone. */
export function describeViolations(violations: readonly Violation[]): string {
  return violations.slice(0, MOST_VIOLATIONS).map(describe).join("");
}

/** A body of megabytes that is wrong everywhere is not answered with megabytes. */
const MOST_VIOLATIONS = 100;
const LONGEST_VALUE = 200;

function describe(violation: Violation): string {
  const pointer = ["#", ...violation.path].join("/");
  switch (violation.kind) {
    case "required":
      return `${pointer}: required key [${violation.key}] not found`;
    case "extraneous":
      return `${pointer}: extraneous key [${violation.key}] is not permitted`;
    case "type":
      return `${pointer}: expected type: ${expectedNames[violation.expected]}, found: ${foundName(violation.found)}`;
    case "value":
      return `${pointer}: ${short(violation.found)} is not a valid enum value`;
    case "tag":
      return `${pointer}/type: ${short(violation.found)} is not a valid enum value`;
    case "pattern":
      return `${pointer}: string [${short(violation.found)}] does not match pattern ${violation.pattern}`;
    case "minimum":
      return `${pointer}: ${violation.found} is not greater or equal to ${violation.limit}`;
    case "maximum":
      return `${pointer}: ${violation.found} is not less or equal to ${violation.limit}`;
    case "minItems":
      return `${pointer}: expected minimum item count: ${violation.limit}, found: ${violation.found}`;
    case "maxItems":
      return `${pointer}: expected maximum item count: ${violation.limit}, found: ${violation.found}`;
    case "minLength":
    case "maxLength":
      return `${pointer}: expected ${violation.kind}: ${violation.limit}, actual: ${violation.found}`;
  }
}

function short(value: string | number): string {
  return String(value).slice(0, LONGEST_VALUE);
}

const expectedNames: Readonly<Record<JsonType, string>> = {
  object: "JSONObject",
  list: "JSONArray",
  string: "String",
  number: "Number",
  integer: "Integer",
  boolean: "Boolean",
};

function foundName(value: unknown): string {
  if (value === null) return "Null";
  if (Array.isArray(value)) return "JSONArray";
  switch (typeof value) {
    case "object":
      return "JSONObject";
    case "string":
      return "String";
    case "boolean":
      return "Boolean";
    default:
      return Number.isInteger(value) ? "Integer" : "BigDecimal";
  }
}
