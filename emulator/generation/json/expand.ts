import { dependentSchemas, isOfType } from "./check.ts";
import type { SchemaDocument } from "./document.ts";
import type { Schema, SchemaObject, TypeName } from "./schema.ts";

/**
 * The kinds of JSON values, of which "number" is two: an integer and a number that is none.
 */
export type Kind = "null" | "boolean" | "object" | "array" | "string" | "integer" | "fraction";

/** One way to satisfy schemas: a value that satisfies what each of `parts` says of itself, all references and choices made. */
export interface Way {
  readonly parts: readonly SchemaObject[];
  readonly kinds: ReadonlySet<Kind>;
}

/** Puts the alternatives of a choice into the order in which they are to be tried. */
export type Order = (alternatives: readonly Schema[], choice: number) => readonly Schema[];

/** The ways in which a value can satisfy all of `schemas`, likely ones first: what `$ref` and `allOf` bring in, and each choice. */
export function* waysOf(document: SchemaDocument, schemas: readonly Schema[], order: Order): Generator<Way> {
  yield* expand(document, { open: schemas, parts: [], choices: [], made: 0 }, order);
}

interface Draft {
  readonly open: readonly Schema[];
  readonly parts: readonly SchemaObject[];
  readonly choices: readonly Choice[];
  readonly made: number;
}

/** Alternatives of which one must hold, each a list of schemas. */
type Choice = { readonly alternatives: readonly Schema[] } | { readonly lists: readonly (readonly Schema[])[] };

function* expand(document: SchemaDocument, draft: Draft, order: Order): Generator<Way> {
  const parts = new Set(draft.parts);
  const choices = [...draft.choices];
  const open = [...draft.open];
  document.steps.spend(parts.size + choices.length);
  for (const schema of open) {
    document.steps.spend();
    if (schema === false) return;
    if (schema === true || parts.has(schema)) continue;
    parts.add(schema);
    if (schema.$ref !== undefined) open.push(document.follow(schema.$ref));
    if (schema.allOf) open.push(...schema.allOf);
    if (schema.anyOf) choices.push({ alternatives: schema.anyOf });
    if (schema.oneOf) choices.push({ alternatives: schema.oneOf });
    if (schema.not !== undefined) open.push(...negated(schema.not));
    if (schema.if !== undefined) {
      choices.push({
        lists: [
          [schema.if, schema.then ?? true],
          [{ not: schema.if }, schema.else ?? true],
        ],
      });
    }
    for (const [name, one] of dependentSchemas(schema)) {
      choices.push({ lists: [[{ not: { type: "object", required: [name] } }], [one]] });
    }
  }
  const all = [...parts];
  const kinds = kindsOf(all);
  if (kinds.size === 0 || hasNoValue(all)) return;
  const [choice, ...others] = choices;
  if (!choice) {
    yield { parts: all, kinds };
    return;
  }
  const lists = "lists" in choice ? choice.lists : order(choice.alternatives, draft.made).map((one) => [one]);
  for (const list of lists) {
    yield* expand(document, { open: list, parts: all, choices: others, made: draft.made + 1 }, order);
  }
}

/** What else must hold where `schema` must not, as far as it can be said; the whole is checked in the end. */
function negated(schema: Schema): Schema[] {
  if (typeof schema === "boolean") return [!schema];
  const keys = Object.keys(schema);
  if (keys.length === 0) return [false];
  if (keys.length > 1) return [];
  if (schema.not !== undefined) return [schema.not];
  return (schema.anyOf ?? []).map((one) => ({ not: one }));
}

/** Two values that both must be the one value: told early, it keeps tagged unions from being tried in all combinations. */
function hasNoValue(parts: readonly SchemaObject[]): boolean {
  const constants = parts.filter((part) => "const" in part).map((part) => part.const);
  const [first] = constants;
  if (constants.length === 0) return false;
  return parts.some(
    (part) =>
      ("const" in part && typeof first !== "object" && part.const !== first) ||
      (part.enum && typeof first !== "object" && !part.nullable && !part.enum.includes(first)),
  );
}

const allKinds: readonly Kind[] = ["object", "string", "integer", "fraction", "boolean", "array", "null"];

function kindsOf(parts: readonly SchemaObject[]): ReadonlySet<Kind> {
  const kinds = new Set(allKinds);
  for (const { type, nullable, not } of parts) {
    if (type !== undefined) {
      const allowed = new Set(typesOf(type).flatMap(kindsOfType));
      if (nullable) allowed.add("null");
      for (const kind of kinds) if (!allowed.has(kind)) kinds.delete(kind);
    }
    if (typeof not === "object" && not.type !== undefined && Object.keys(not).length === 1) {
      for (const kind of typesOf(not.type).flatMap(kindsOfType)) kinds.delete(kind);
    }
  }
  return kinds;
}

function typesOf(type: TypeName | readonly TypeName[]): readonly TypeName[] {
  return typeof type === "string" ? [type] : type;
}

function kindsOfType(type: TypeName): Kind[] {
  return type === "number" ? ["integer", "fraction"] : [type];
}

const keywordsOf: Readonly<Record<string, Kind>> = {
  properties: "object",
  required: "object",
  additionalProperties: "object",
  patternProperties: "object",
  minProperties: "object",
  propertyNames: "object",
  items: "array",
  prefixItems: "array",
  contains: "array",
  minItems: "array",
  minLength: "string",
  maxLength: "string",
  pattern: "string",
  format: "string",
  minimum: "fraction",
  maximum: "fraction",
  exclusiveMinimum: "fraction",
  exclusiveMaximum: "fraction",
  multipleOf: "fraction",
};

/** The kinds of a way in the order in which they are to be tried: as declared, else as the keywords hint; null comes last. */
export function kindsInOrder({ parts, kinds }: Way): readonly Kind[] {
  const declared = parts.find(({ type }) => type !== undefined)?.type;
  const wished =
    declared !== undefined
      ? typesOf(declared).flatMap(kindsOfType)
      : parts.flatMap((part) =>
          Object.keys(part).flatMap((key) => (Object.hasOwn(keywordsOf, key) ? keywordsOf[key] : undefined) ?? []),
        );
  const rest: readonly Kind[] = ["string", "integer", "boolean", "object", "array", "fraction"];
  const ordered = [...new Set<Kind>([...wished.filter((kind) => kind !== "null"), ...rest, "null"])];
  // A number that may be a fraction is made as one, if that fails as an integer.
  const last = ordered.filter((kind) => kinds.has(kind));
  return kinds.has("fraction") && last[0] === "integer"
    ? ["fraction", ...last.filter((kind) => kind !== "fraction")]
    : last;
}

/** Whether a value is of one of the kinds. */
export function isOfKinds(value: unknown, kinds: ReadonlySet<Kind>): boolean {
  for (const kind of kinds) {
    if (kind === "fraction" ? typeof value === "number" && !Number.isInteger(value) : isOfType(value, kind))
      return true;
  }
  return false;
}
