import type { SchemaDocument } from "./document.ts";
import { isOfFormat } from "./formats.ts";
import { equal, lengthOf, pointer, type Schema, SchemaError, type SchemaObject, type TypeName } from "./schema.ts";

const MOST_PROBLEMS = 100;
const DEEPEST = 800;

/** What is wrong with `value`, a sentence each with the place in the value; none when the schema is satisfied. */
export function problemsOf(document: SchemaDocument, schema: Schema, value: unknown): string[] {
  const problems: string[] = [];
  new Check(document, (path, sentence) => {
    if (problems.length < MOST_PROBLEMS) problems.push(`${path === "" ? "The value" : path} ${sentence}`);
  }).value(schema, value, "", 0);
  return problems;
}

/** Whether `value` satisfies `schema`. */
export function satisfies(document: SchemaDocument, schema: Schema, value: unknown): boolean {
  return new Check(document, undefined).value(schema, value, "", 0) !== undefined;
}

/** The members and items of a value that a keyword has looked at, for `unevaluated…`. */
interface Seen {
  readonly names: Set<string>;
  readonly items: Set<number>;
}

type Report = ((path: string, sentence: string) => void) | undefined;

/** Holds values against schemas by walking through both: nothing of a schema ever becomes code. */
class Check {
  readonly #document: SchemaDocument;
  readonly #report: Report;

  constructor(document: SchemaDocument, report: Report) {
    this.#document = document;
    this.#report = report;
  }

  /** What was seen of the value, `undefined` when it does not satisfy the schema. */
  value(schema: Schema, value: unknown, path: string, depth: number): Seen | undefined {
    this.#document.steps.spend();
    if (schema === true) return { names: new Set(), items: new Set() };
    if (schema === false) return this.#fail(path, "is not allowed");
    if (depth > DEEPEST) throw new SchemaError("unsupported", ["The value is nested too deep."]);
    const seen: Seen = { names: new Set(), items: new Set() };
    const results = [
      this.#general(schema, value, path),
      typeof value === "number" ? this.#number(schema, value, path) : true,
      typeof value === "string" ? this.#text(schema, value, path) : true,
      Array.isArray(value) ? this.#list(schema, value, path, depth, seen) : true,
      isRecord(value) ? this.#object(schema, value, path, depth, seen) : true,
      this.#applied(schema, value, path, depth, seen),
    ];
    // After all others: what they have seen counts.
    results.push(this.#unevaluated(schema, value, path, depth, seen));
    return results.every(Boolean) ? seen : undefined;
  }

  #general(schema: SchemaObject, value: unknown, path: string): boolean {
    const { type, nullable } = schema;
    let valid = true;
    if (type !== undefined && !(nullable && value === null)) {
      const types = typeof type === "string" ? [type] : type;
      if (!types.some((name) => isOfType(value, name))) valid = this.#no(path, `must be of type ${types.join(" or ")}`);
    }
    if (schema.enum && !(nullable && value === null)) {
      this.#document.steps.spend(schema.enum.length);
      if (!schema.enum.some((one) => equal(one, value))) valid = this.#no(path, "must be one of the values of enum");
    }
    if ("const" in schema && !equal(schema.const, value)) valid = this.#no(path, "must be the value of const");
    return valid;
  }

  #number(schema: SchemaObject, value: number, path: string): boolean {
    const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
    let valid = true;
    if (minimum !== undefined && value < minimum) valid = this.#no(path, `must be at least ${minimum}`);
    if (maximum !== undefined && value > maximum) valid = this.#no(path, `must be at most ${maximum}`);
    if (exclusiveMinimum !== undefined && value <= exclusiveMinimum)
      valid = this.#no(path, `must be above ${exclusiveMinimum}`);
    if (exclusiveMaximum !== undefined && value >= exclusiveMaximum)
      valid = this.#no(path, `must be below ${exclusiveMaximum}`);
    if (multipleOf !== undefined && !Number.isInteger(value / multipleOf))
      valid = this.#no(path, `must be a multiple of ${multipleOf}`);
    return valid;
  }

  #text(schema: SchemaObject, value: string, path: string): boolean {
    const { minLength, maxLength, pattern, format } = schema;
    let valid = true;
    if (minLength !== undefined || maxLength !== undefined) {
      this.#document.steps.spend(value.length / 64);
      const length = lengthOf(value);
      if (length < (minLength ?? 0)) valid = this.#no(path, `must have at least ${minLength} characters`);
      if (length > (maxLength ?? length)) valid = this.#no(path, `must have at most ${maxLength} characters`);
    }
    if (pattern !== undefined && !this.#document.pattern(pattern).matches(value, this.#document.steps))
      valid = this.#no(path, `must match the pattern ${pattern}`);
    if (format !== undefined && !isOfFormat(value, format)) valid = this.#no(path, `must be of the format ${format}`);
    return valid;
  }

  #list(schema: SchemaObject, value: readonly unknown[], path: string, depth: number, seen: Seen): boolean {
    const { minItems, maxItems, uniqueItems, contains } = schema;
    let valid = true;
    if (value.length < (minItems ?? 0)) valid = this.#no(path, `must have at least ${minItems} items`);
    if (value.length > (maxItems ?? value.length)) valid = this.#no(path, `must have at most ${maxItems} items`);
    const prefix = prefixOf(schema);
    const rest = restOf(schema);
    value.forEach((item, at) => {
      const one = prefix[at] ?? rest;
      if (one === undefined) return;
      seen.items.add(at);
      if (!this.value(one, item, pointer(path, at), depth + 1)) valid = false;
    });
    if (uniqueItems && this.#repeats(value)) valid = this.#no(path, "must not have an item twice");
    if (contains !== undefined) {
      const { minContains = 1, maxContains = value.length } = schema;
      const found = value.flatMap((item, at) => (this.#quietly(contains, item, depth) ? [at] : []));
      for (const at of found) seen.items.add(at);
      if (found.length < minContains) valid = this.#no(path, `must contain at least ${minContains} of the asked kind`);
      if (found.length > maxContains) valid = this.#no(path, `must contain at most ${maxContains} of the asked kind`);
    }
    return valid;
  }

  #repeats(items: readonly unknown[]): boolean {
    const plain = new Set<unknown>();
    const others: unknown[] = [];
    for (const item of items) {
      this.#document.steps.spend();
      if (typeof item !== "object" || item === null) {
        if (plain.has(item)) return true;
        plain.add(item);
      } else {
        this.#document.steps.spend(others.length);
        if (others.some((other) => equal(other, item))) return true;
        others.push(item);
      }
    }
    return false;
  }

  #object(schema: SchemaObject, value: Record<string, unknown>, path: string, depth: number, seen: Seen): boolean {
    const { required = [], minProperties = 0, maxProperties, propertyNames } = schema;
    const names = Object.keys(value);
    let valid = true;
    this.#document.steps.spend(required.length / 8);
    for (const name of required) if (!Object.hasOwn(value, name)) valid = this.#no(pointer(path, name), "is required");
    if (names.length < minProperties) valid = this.#no(path, `must have at least ${minProperties} members`);
    if (names.length > (maxProperties ?? names.length))
      valid = this.#no(path, `must have at most ${maxProperties} members`);
    for (const name of names) {
      const place = pointer(path, name);
      if (propertyNames !== undefined && !this.#quietly(propertyNames, name, depth))
        valid = this.#no(place, "has a name that is not allowed");
      for (const one of memberSchemas(this.#document, schema, name)) {
        seen.names.add(name);
        if (!this.value(one, value[name], place, depth + 1)) valid = false;
      }
    }
    for (const [name, others] of dependentNames(schema)) {
      if (!Object.hasOwn(value, name)) continue;
      for (const other of others)
        if (!Object.hasOwn(value, other)) valid = this.#no(pointer(path, other), `is required with ${name}`);
    }
    return valid;
  }

  #applied(schema: SchemaObject, value: unknown, path: string, depth: number, seen: Seen): boolean {
    let valid = true;
    const must = (one: Schema) => {
      const inner = this.value(one, value, path, depth + 1);
      if (inner) merge(seen, inner);
      else valid = false;
    };
    if (schema.$ref !== undefined) must(this.#document.follow(schema.$ref));
    for (const one of schema.allOf ?? []) must(one);
    if (schema.anyOf) {
      const inner = schema.anyOf.flatMap((one) => this.#quietly(one, value, depth) ?? []);
      for (const one of inner) merge(seen, one);
      if (inner.length === 0) valid = this.#no(path, "must satisfy a schema of anyOf");
    }
    if (schema.oneOf) {
      const inner = schema.oneOf.flatMap((one) => this.#quietly(one, value, depth) ?? []);
      for (const one of inner) merge(seen, one);
      if (inner.length !== 1) valid = this.#no(path, "must satisfy one schema of oneOf and no other");
    }
    if (schema.not !== undefined && this.#quietly(schema.not, value, depth))
      valid = this.#no(path, "must not satisfy the schema of not");
    if (schema.if !== undefined) {
      const inner = this.#quietly(schema.if, value, depth);
      if (inner) merge(seen, inner);
      must((inner ? schema.then : schema.else) ?? true);
    }
    if (isRecord(value)) {
      for (const [name, one] of dependentSchemas(schema)) if (Object.hasOwn(value, name)) must(one);
    }
    return valid;
  }

  #unevaluated(schema: SchemaObject, value: unknown, path: string, depth: number, seen: Seen): boolean {
    const { unevaluatedItems, unevaluatedProperties } = schema;
    let valid = true;
    if (unevaluatedItems !== undefined && Array.isArray(value)) {
      value.forEach((item, at) => {
        if (seen.items.has(at)) return;
        seen.items.add(at);
        if (!this.value(unevaluatedItems, item, pointer(path, at), depth + 1)) valid = false;
      });
    }
    if (unevaluatedProperties !== undefined && isRecord(value)) {
      for (const name of Object.keys(value)) {
        if (seen.names.has(name)) continue;
        seen.names.add(name);
        if (!this.value(unevaluatedProperties, value[name], pointer(path, name), depth + 1)) valid = false;
      }
    }
    return valid;
  }

  #quietly(schema: Schema, value: unknown, depth: number): Seen | undefined {
    return new Check(this.#document, undefined).value(schema, value, "", depth + 1);
  }

  #no(path: string, sentence: string): false {
    this.#report?.(path, sentence);
    return false;
  }

  #fail(path: string, sentence: string): undefined {
    this.#report?.(path, sentence);
  }
}

/** The schemas that the member `name` is held against. */
export function memberSchemas(document: SchemaDocument, schema: SchemaObject, name: string): Schema[] {
  const { properties, patternProperties, additionalProperties } = schema;
  const found: Schema[] = [];
  const own = properties && ownKey(properties, name) ? properties[name] : undefined;
  if (own !== undefined) found.push(own);
  for (const [pattern, one] of Object.entries(patternProperties ?? {})) {
    if (document.pattern(pattern).matches(name, document.steps)) found.push(one);
  }
  if (found.length === 0 && additionalProperties !== undefined) found.push(additionalProperties);
  return found;
}

/** The schemas of the first items, one each. */
export function prefixOf({ prefixItems, items }: SchemaObject): readonly Schema[] {
  return prefixItems ?? (isSchemas(items) ? items : []);
}

/** The schema of the items after the first. */
export function restOf({ prefixItems, items, additionalItems }: SchemaObject): Schema | undefined {
  if (!isSchemas(items)) return items;
  return prefixItems ? undefined : additionalItems;
}

/** What an object must satisfy that has a member, by the member's name. */
export function dependentSchemas({ dependentSchemas: own, dependencies }: SchemaObject): [string, Schema][] {
  const older = Object.entries(dependencies ?? {}).filter(
    (entry): entry is [string, Schema] => !Array.isArray(entry[1]),
  );
  return [...Object.entries(own ?? {}), ...older];
}

/** The members that an object must have that has a member, by its name. */
export function dependentNames({ dependentRequired, dependencies }: SchemaObject): [string, readonly string[]][] {
  const older = Object.entries(dependencies ?? {}).filter((entry): entry is [string, string[]] =>
    Array.isArray(entry[1]),
  );
  return [...Object.entries(dependentRequired ?? {}), ...older];
}

export function isOfType(value: unknown, type: TypeName): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return Array.isArray(value);
    case "object":
      return isRecord(value);
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function isSchemas(items: Schema | readonly Schema[] | undefined): items is readonly Schema[] {
  return Array.isArray(items);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function ownKey(of: object | undefined, key: string): boolean {
  return of !== undefined && Object.hasOwn(of, key);
}

function merge(seen: Seen, other: Seen): void {
  for (const name of other.names) seen.names.add(name);
  for (const item of other.items) seen.items.add(item);
}
