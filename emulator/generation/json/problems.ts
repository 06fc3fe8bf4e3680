import { isObject } from "../body-schema.ts";
import type { SchemaDocument } from "./document.ts";
import { pointer, SchemaError, type SchemaObject, TooMuchWork } from "./schema.ts";

const MOST_SCHEMAS = 20_000;
const DEEPEST_SCHEMA = 100;
/** How many schemas may apply to one value through each other. */
const LONGEST_CHAIN = 200;
const MOST_PROBLEMS = 100;
/** Nothing that a tool is sent is longer; a schema that asks for more is an attack or a mistake. */
const MOST_REQUIRED_ITEMS = 1_000;
const LONGEST_REQUIRED_TEXT = 20_000;

/**
 * Checks that a document is a JSON Schema (draft 2020-12 or draft-07) that Outcrop can work with. Throws SchemaError with all
 * problems of the form, else with all that is not supported; unknown keywords are annotations, as the specification has it.
 * Gives every schema in it, those outside first.
 */
export function checkDocument(document: SchemaDocument): SchemaObject[] {
  const walk = new Walk(document);
  walk.schema(document.root, "", 0);
  if (walk.problems.length === 0) walk.references();
  if (walk.problems.length > 0) throw new SchemaError("invalid", walk.problems.slice(0, MOST_PROBLEMS));
  if (walk.unsupported.length > 0) throw new SchemaError("unsupported", walk.unsupported.slice(0, MOST_PROBLEMS));
  return [...walk.schemas.keys()] as SchemaObject[];
}

type Form =
  | "schema"
  | "schemas"
  | "items"
  | "schema-map"
  | "dependencies"
  | "pattern-map"
  | "names-map"
  | "count"
  | "number"
  | "positive"
  | "text"
  | "names"
  | "type"
  | "list"
  | "boolean"
  | "pattern"
  | "reference";

const forms: Readonly<Record<string, Form>> = {
  $ref: "reference",
  $defs: "schema-map",
  definitions: "schema-map",
  type: "type",
  nullable: "boolean",
  enum: "list",
  minimum: "number",
  maximum: "number",
  exclusiveMinimum: "number",
  exclusiveMaximum: "number",
  multipleOf: "positive",
  minLength: "count",
  maxLength: "count",
  pattern: "pattern",
  format: "text",
  items: "items",
  prefixItems: "schemas",
  additionalItems: "schema",
  unevaluatedItems: "schema",
  contains: "schema",
  minContains: "count",
  maxContains: "count",
  minItems: "count",
  maxItems: "count",
  uniqueItems: "boolean",
  properties: "schema-map",
  patternProperties: "pattern-map",
  additionalProperties: "schema",
  unevaluatedProperties: "schema",
  propertyNames: "schema",
  required: "names",
  minProperties: "count",
  maxProperties: "count",
  dependentRequired: "names-map",
  dependentSchemas: "schema-map",
  dependencies: "dependencies",
  allOf: "schemas",
  anyOf: "schemas",
  oneOf: "schemas",
  not: "schema",
  if: "schema",
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  then: "schema",
  else: "schema",
};

/** Keywords that ask for what Outcrop does not do. */
const unsupportedKeywords = ["$dynamicRef", "$recursiveRef"];

/** Keywords that apply a schema to the same value: through these alone a schema must not come back to itself. */
const inPlace = ["allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependentSchemas", "dependencies"];

const typeNames = new Set(["null", "boolean", "object", "array", "number", "integer", "string"]);

/** What a keyword's value must be, where that is not all for a schema to say. */
const plainForms: Readonly<Partial<Record<Form, { test(value: unknown): boolean; sentence: string }>>> = {
  schemas: { test: (value) => Array.isArray(value) && value.length > 0, sentence: "must be a list of schemas" },
  "schema-map": { test: isObject, sentence: "must be an object" },
  "pattern-map": { test: isObject, sentence: "must be an object" },
  "names-map": { test: isObject, sentence: "must be an object" },
  dependencies: { test: isObject, sentence: "must be an object" },
  count: { test: isCount, sentence: "must be a whole number that is not negative" },
  number: { test: (value) => typeof value === "number", sentence: "must be a number" },
  positive: { test: (value) => typeof value === "number" && value > 0, sentence: "must be a number above 0" },
  text: { test: (value) => typeof value === "string", sentence: "must be a string" },
  reference: { test: (value) => typeof value === "string", sentence: "must be a string" },
  pattern: { test: (value) => typeof value === "string", sentence: "must be a string" },
  boolean: { test: (value) => typeof value === "boolean", sentence: "must be true or false" },
  list: { test: Array.isArray, sentence: "must be a list" },
  names: { test: isNames, sentence: "must be a list of strings" },
  type: { test: isType, sentence: `must be one of ${[...typeNames].join(", ")}, or a list of them` },
};

const mostRequired: Readonly<Record<string, number>> = {
  minItems: MOST_REQUIRED_ITEMS,
  minContains: MOST_REQUIRED_ITEMS,
  minProperties: MOST_REQUIRED_ITEMS,
  minLength: LONGEST_REQUIRED_TEXT,
};

class Walk {
  readonly problems: string[] = [];
  readonly unsupported: string[] = [];
  readonly #document: SchemaDocument;
  readonly schemas = new Map<Readonly<Record<string, unknown>>, string>();

  constructor(document: SchemaDocument) {
    this.#document = document;
  }

  schema(schema: unknown, path: string, depth: number): void {
    if (typeof schema === "boolean") return;
    if (!isObject(schema)) {
      this.#wrong(path, "must be an object or a boolean");
      return;
    }
    if (depth > DEEPEST_SCHEMA) throw new SchemaError("unsupported", ["The schema is nested too deep."]);
    if (this.schemas.size >= MOST_SCHEMAS) throw new SchemaError("unsupported", ["The schema is too large."]);
    this.schemas.set(schema, path);
    for (const [key, value] of Object.entries(schema)) {
      const form = Object.hasOwn(forms, key) ? forms[key] : undefined;
      if (form) this.#keyword(form, key, value, pointer(path, key), depth + 1);
      else if (unsupportedKeywords.includes(key)) this.unsupported.push(`${pointer(path, key)} is not supported`);
    }
  }

  /** Follows every reference; those that lead nowhere, elsewhere or back to themselves are problems. */
  references(): void {
    for (const [schema, path] of this.schemas) {
      const reference = schema.$ref;
      if (typeof reference !== "string") continue;
      const target = this.#document.resolve(reference);
      if (target === undefined) {
        if (reference.startsWith("#") && !this.#hasParts)
          this.#wrong(`${path}/$ref`, "points to nothing in the schema");
        else this.unsupported.push(`${path}/$ref points out of the schema`);
      } else if (!isObject(target) || !this.schemas.has(target)) {
        // It points to a place that no keyword makes a schema of.
        this.schema(target, `${path}/$ref`, 1);
      }
    }
    const lengths = new Map<object, number>();
    for (const [schema, path] of this.schemas) {
      if (this.#chainFrom(schema, lengths, 0) !== Number.POSITIVE_INFINITY) continue;
      this.#wrong(path, "refers to itself without end");
      return;
    }
  }

  /** Whether a part of the schema is a document of its own, by an `$id`: references in it start from there. */
  get #hasParts(): boolean {
    return [...this.schemas.keys()].some((schema) => schema !== this.#document.root && typeof schema.$id === "string");
  }

  /** How many schemas apply to one value, one through the other, from `schema` on; no end where one comes back. */
  #chainFrom(schema: unknown, lengths: Map<object, number>, depth: number): number {
    if (!isObject(schema)) return 0;
    if (depth > LONGEST_CHAIN) throw new SchemaError("unsupported", ["The schema has a chain of too many references."]);
    const known = lengths.get(schema);
    if (known !== undefined) return known;
    lengths.set(schema, Number.POSITIVE_INFINITY);
    let length =
      typeof schema.$ref === "string" ? this.#chainFrom(this.#document.resolve(schema.$ref), lengths, depth + 1) : 0;
    for (const keyword of inPlace) {
      const value = schema[keyword];
      const parts = Array.isArray(value) ? value : keyword.startsWith("depend") ? Object.values(value ?? {}) : [value];
      for (const part of parts) length = Math.max(length, this.#chainFrom(part, lengths, depth + 1));
    }
    lengths.set(schema, length + 1);
    if (length + 1 > LONGEST_CHAIN && length !== Number.POSITIVE_INFINITY) {
      throw new SchemaError("unsupported", ["The schema has a chain of too many references."]);
    }
    return length + 1;
  }

  #keyword(form: Form, key: string, value: unknown, path: string, depth: number): void {
    const plain = Object.hasOwn(plainForms, form) ? plainForms[form] : undefined;
    if (plain && !plain.test(value)) this.#wrong(path, plain.sentence);
    else if (form === "schema" || (form === "items" && !Array.isArray(value))) this.schema(value, path, depth);
    else if (Array.isArray(value) && (form === "schemas" || form === "items")) {
      for (const [at, item] of value.entries()) this.schema(item, pointer(path, at), depth);
    } else if (isObject(value)) this.#map(form, value, path, depth);
    else if (form === "pattern") this.#pattern(String(value), path);
    else if (form === "count" && Number(value) > (mostRequired[key] ?? Number.POSITIVE_INFINITY)) {
      this.unsupported.push(`${path} asks for more than ${mostRequired[key]}`);
    }
  }

  #map(form: Form, value: Readonly<Record<string, unknown>>, path: string, depth: number): void {
    for (const [key, member] of Object.entries(value)) {
      const place = pointer(path, key);
      if (form === "names-map" || (form === "dependencies" && Array.isArray(member))) {
        if (!isNames(member)) this.#wrong(place, "must be a list of strings");
        continue;
      }
      if (form === "pattern-map") this.#pattern(key, place);
      this.schema(member, place, depth);
    }
  }

  #pattern(pattern: string, path: string): void {
    try {
      this.#document.pattern(pattern);
    } catch (error) {
      if (!(error instanceof SchemaError) || error instanceof TooMuchWork) throw error;
      (error.fault === "invalid" ? this.problems : this.unsupported).push(`${path} ${error.message}`);
    }
  }

  #wrong(path: string, sentence: string): void {
    this.problems.push(`${path === "" ? "The schema" : path} ${sentence}`);
  }
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}

function isType(value: unknown): boolean {
  const names = Array.isArray(value) ? value : [value];
  return names.length > 0 && names.every((name) => typeof name === "string" && typeNames.has(name));
}
