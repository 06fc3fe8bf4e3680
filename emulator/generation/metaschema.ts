import { isObject } from "./body-schema.ts";

const MOST_ERRORS = 20;
const DEEPEST = 100;

/**
 * What is wrong with a JSON Schema by the schema for schemas, in the words of the validator that Converse holds tools against
 * (networknt's): the first errors, from outside to inside. `strict` holds it to draft 2020-12, in which `items` is not a list.
 * Sources: https://github.com/maximhq/bifrost/issues/1720, https://github.com/aws/aws-sdk-net/issues/3731 (`null found, object
 * expected`); of a type that is unknown a third-party capture (2026); the other words are the validator's own, assumed to be used.
 */
export function metaschemaErrors(schema: unknown, strict = false): readonly string[] {
  const report: Report = { errors: [], strict };
  check(schema, "$", report, 0);
  return report.errors.slice(0, MOST_ERRORS);
}

interface Report {
  readonly errors: string[];
  readonly strict: boolean;
}

type Form =
  | "schema"
  | "schemas"
  | "schema-map"
  | "string"
  | "number"
  | "boolean"
  | "count"
  | "names"
  | "list"
  | "type"
  | "items";

/** Keywords and what they hold: https://json-schema.org/draft/2020-12/schema; `items` may be a list as well, as before it. */
const forms: Readonly<Record<string, Form>> = {
  $ref: "string",
  $id: "string",
  $schema: "string",
  $defs: "schema-map",
  definitions: "schema-map",
  title: "string",
  description: "string",
  type: "type",
  enum: "list",
  examples: "list",
  deprecated: "boolean",
  properties: "schema-map",
  patternProperties: "schema-map",
  additionalProperties: "schema",
  propertyNames: "schema",
  required: "names",
  items: "items",
  prefixItems: "schemas",
  contains: "schema",
  uniqueItems: "boolean",
  allOf: "schemas",
  anyOf: "schemas",
  oneOf: "schemas",
  not: "schema",
  if: "schema",
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: "schema",
  else: "schema",
  format: "string",
  pattern: "string",
  minimum: "number",
  maximum: "number",
  exclusiveMinimum: "number",
  exclusiveMaximum: "number",
  multipleOf: "number",
  minLength: "count",
  maxLength: "count",
  minItems: "count",
  maxItems: "count",
  minProperties: "count",
  maxProperties: "count",
};

const types = ["array", "boolean", "integer", "null", "number", "object", "string"];

function check(schema: unknown, path: string, report: Report, depth: number): void {
  if (typeof schema === "boolean" || report.errors.length >= MOST_ERRORS || depth > DEEPEST) return;
  if (!isObject(schema)) {
    report.errors.push(`${path}: ${nameOf(schema)} found, [object, boolean] expected`);
    return;
  }
  for (const [key, value] of Object.entries(schema)) {
    const form = Object.hasOwn(forms, key) ? forms[key] : undefined;
    if (form) checkKeyword(form, value, `${path}.${key}`, report, depth + 1);
  }
}

const expected: Readonly<Partial<Record<Form, string>>> = {
  schemas: "array",
  "schema-map": "object",
  string: "string",
  number: "number",
  boolean: "boolean",
  count: "integer",
  names: "array",
  list: "array",
};

function checkKeyword(form: Form, value: unknown, path: string, report: Report, depth: number): void {
  const type = expected[form];
  const found = nameOf(value);
  if (type !== undefined && found !== type && !(type === "number" && found === "integer")) {
    report.errors.push(`${path}: ${found} found, ${type} expected`);
  } else if (form === "type") checkType(value, path, report.errors);
  else if (form === "count" && Number(value) < 0) report.errors.push(`${path}: must have a minimum value of 0`);
  else if (form === "schema" || (form === "items" && (report.strict || !Array.isArray(value))))
    check(value, path, report, depth);
  else if (form === "schema-map" && isObject(value)) {
    for (const [name, one] of Object.entries(value)) check(one, `${path}.${name}`, report, depth);
  } else if (Array.isArray(value) && (form === "schemas" || form === "items")) {
    for (const [at, one] of value.entries()) check(one, `${path}[${at}]`, report, depth);
  } else if (Array.isArray(value) && form === "names") {
    for (const [at, name] of value.entries()) {
      if (typeof name !== "string") report.errors.push(`${path}[${at}]: ${nameOf(name)} found, string expected`);
    }
  }
}

function checkType(value: unknown, path: string, errors: string[]): void {
  if (Array.isArray(value)) {
    for (const [at, name] of value.entries()) if (!types.includes(name)) errors.push(unknownType(`${path}[${at}]`));
  } else if (typeof value !== "string" || !types.includes(value)) {
    errors.push(unknownType(path), `${path}: ${nameOf(value)} found, array expected`);
  }
}

function unknownType(path: string): string {
  return `${path}: does not have a value in the enumeration [${types.join(", ")}]`;
}

function nameOf(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "number" && Number.isInteger(value) ? "integer" : typeof value;
}
