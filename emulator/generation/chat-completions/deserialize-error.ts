import { type AwsError, awsError } from "../../errors.ts";
import { isObject, type JsonType, type Violation } from "../body-schema.ts";

/**
 * The words of the server that takes chat completions, a Rust program: serde reads the body and tells the first thing that it
 * cannot read; unknown members are refused at the top level alone. The column is counted in the body without blanks.
 * Sources: https://github.com/aws-samples/amazon-bedrock-client-for-mac/issues/114 (a wrong type),
 * https://github.com/BerriAI/litellm/issues/16184 (an unknown member). What is not about types is worded as OpenAI does: assumed.
 */
export function deserializeError(
  violations: readonly Violation[],
  body: unknown,
  members: readonly string[],
): AwsError | undefined {
  const told = violations.filter(({ kind, path }) => kind !== "extraneous" || path.length === 0);
  // What is missing shows only once all that is there has been read.
  const first = told.find(({ kind }) => kind !== "required") ?? told[0];
  if (!first) return undefined;
  return outOfRange(first) ?? unreadable(first, body, members);
}

function unreadable(violation: Violation, body: unknown, members: readonly string[]): AwsError {
  const { path } = violation;
  const place = path.length === 0 ? "" : `${placeOf(path)}: `;
  switch (violation.kind) {
    case "extraneous":
      return refusal(body, [...path, violation.key], "key", `unknown variant \`${violation.key}\`, ${choice(members)}`);
    case "required":
      return refusal(body, path, "end", `${place}missing field \`${violation.key}\``);
    case "tag":
      return refusal(
        body,
        [...path, "type"],
        "end",
        `${place}unknown variant \`${violation.found}\`, ${choice(violation.values)}`,
      );
    case "value":
      return refusal(body, path, "end", `${place}unknown variant \`${violation.found}\`, ${choice(violation.values)}`);
    case "type": {
      if (violation.alternative) {
        return refusal(body, path, "end", `${place}data did not match any variant of untagged enum`);
      }
      // A list or an object is refused before it is read.
      const side = typeof violation.found === "object" && violation.found !== null ? "start" : "end";
      const problem = `invalid type: ${foundName(violation.found)}, expected ${expectedNames[violation.expected]}`;
      return refusal(body, path, side, place + problem);
    }
    default:
      throw new Error(`${violation.kind} is told otherwise`);
  }
}

function outOfRange(violation: Violation): AwsError | undefined {
  const path = placeOf(violation.path);
  const invalid = (problem: string) => awsError("chatValueInvalid", { path, problem });
  switch (violation.kind) {
    case "minimum":
    case "maximum": {
      const { kind, limit, found } = violation;
      const type = Number.isInteger(found) && Number.isInteger(limit) ? "integer" : "decimal";
      const [side, sign] = kind === "minimum" ? ["below minimum", ">="] : ["above maximum", "<="];
      return invalid(`${type} ${side} value. Expected a value ${sign} ${limit}, but got ${found} instead.`);
    }
    case "minItems":
      return invalid(
        `empty array. Expected an array with minimum length ${violation.limit}, but got an empty array instead.`,
      );
    case "maxItems":
      return invalid(
        `array too long. Expected an array with maximum length ${violation.limit}, but got an array with length ${violation.found} instead.`,
      );
    case "minLength":
    case "maxLength": {
      const side = violation.kind === "minLength" ? "minimum" : "maximum";
      return invalid(
        `string too ${side === "minimum" ? "short" : "long"}. Expected a string with ${side} length ${violation.limit}, but got a string with length ${violation.found} instead.`,
      );
    }
    default:
      return undefined;
  }
}

type Path = Violation["path"];

function refusal(body: unknown, path: Path, side: "start" | "key" | "end", problem: string): AwsError {
  return awsError("chatBodyNotDeserialized", { problem, column: columnOf(body, path, side) });
}

/** How many bytes of the compact body stand before what is at `path`, up to the end of its key, or up to its own end. */
function columnOf(body: unknown, path: Path, side: "start" | "key" | "end"): number {
  const [step, ...rest] = path;
  if (step === undefined) return side === "start" ? 0 : bytesOf(JSON.stringify(body));
  let at = 1;
  for (const [key, value] of Object.entries(Array.isArray(body) || isObject(body) ? body : {})) {
    if (value === undefined) continue;
    const name = Array.isArray(body) ? "" : `${JSON.stringify(key)}:`;
    if (key === String(step)) {
      if (rest.length === 0 && side === "key") return at + bytesOf(name) - 1;
      return at + bytesOf(name) + columnOf(value, rest, side);
    }
    at += bytesOf(name) + bytesOf(JSON.stringify(value)) + 1;
  }
  return at;
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}

function placeOf(path: Path): string {
  return path.reduce<string>(
    (place, step) =>
      typeof step === "number" ? `${place}[${step}]` : place === "" ? String(step) : `${place}.${step}`,
    "",
  );
}

function choice(values: readonly (string | number)[]): string {
  const quoted = values.map((value) => `\`${value}\``);
  if (quoted.length === 1) return `expected ${quoted[0]}`;
  return quoted.length === 2 ? `expected ${quoted.join(" or ")}` : `expected one of ${quoted.join(", ")}`;
}

const expectedNames: Readonly<Record<JsonType, string>> = {
  object: "a map",
  list: "a sequence",
  string: "a string",
  number: "f32",
  integer: "u32",
  boolean: "a boolean",
};

function foundName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "sequence";
  switch (typeof value) {
    case "object":
      return "map";
    case "string":
      return `string ${JSON.stringify(value)}`;
    case "boolean":
      return `boolean \`${value}\``;
    default:
      return `${Number.isInteger(value) ? "integer" : "floating point"} \`${String(value)}\``;
  }
}
