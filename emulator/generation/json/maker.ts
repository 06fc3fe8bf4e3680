import type { Random } from "../../random.ts";
import { dependentNames, memberSchemas, prefixOf, restOf, satisfies } from "./check.ts";
import type { SchemaDocument } from "./document.ts";
import { isOfKinds, type Kind, kindsInOrder, type Way, waysOf } from "./expand.ts";
import { heightsOf } from "./heights.ts";
import type { Hints } from "./hints.ts";
import { numbersFor } from "./numbers.ts";
import { pointer, type Schema, type SchemaObject } from "./schema.ts";
import { textsFor } from "./texts.ts";

/** No value was found. */
export const NONE = Symbol("none");

/** From so deep on only what must be there is made. */
const DEEP = 5;
const DEEPEST = 60;
const MOST_VALUES = 2_000;
const MOST_SPOKEN = 20;
/** What chance, hints and choices take beside the walk through schema and value. */
const STEPS_PER_VALUE = 150;
/** Ways and tries for one value, before it is given up. */
const MOST_WAYS = 64;
const TRIES = 5;

/** Where a value stands. */
interface Place {
  readonly path: string;
  /** The name of the property, or of the list that it is an item of. */
  readonly name: string;
  readonly depth: number;
  /** Sets one try apart from another. */
  readonly salt: string;
}

/** How full an object or list is to be. */
type Fullness = "usual" | "least" | "most";

const fullnessOf: readonly Fullness[] = ["usual", "least", "most", "usual", "usual"];

/** Makes values for the schemas of a document. What it draws for a place depends on the place alone, not on what stands beside it. */
export class Maker {
  readonly #document: SchemaDocument;
  readonly #random: Random;
  readonly #hints: Hints;
  #height: ((schema: Schema) => number) | undefined;
  #values = 0;

  constructor(document: SchemaDocument, random: Random, hints: Hints) {
    this.#document = document;
    this.#random = random;
    this.#hints = hints;
  }

  /** A value that satisfies all of `schemas`, or NONE. */
  value(schemas: readonly Schema[], place: Place): unknown {
    this.#document.steps.spend(STEPS_PER_VALUE);
    if (place.depth > DEEPEST) return NONE;
    const accepts = (value: unknown) => schemas.every((schema) => satisfies(this.#document, schema, value));
    let ways = 0;
    for (const way of waysOf(this.#document, schemas, (alternatives, choice) =>
      this.#order(alternatives, choice, place),
    )) {
      const value = this.#along(way, place, accepts);
      if (value !== NONE) {
        this.#values++;
        return value;
      }
      if (++ways >= MOST_WAYS) return NONE;
    }
    return NONE;
  }

  #along(way: Way, place: Place, accepts: (value: unknown) => boolean): unknown {
    const fits = (value: unknown) => isOfKinds(value, way.kinds) && accepts(value);
    const hinted = this.#hinted(way, place, fits);
    if (hinted) return hinted.value;
    for (const candidate of this.#given(way.parts, place)) if (fits(candidate)) return candidate;
    if (way.parts.some((part) => part.enum || "const" in part)) return NONE;
    for (const kind of kindsInOrder(way)) {
      for (const candidate of this.#made(kind, way.parts, place)) if (fits(candidate)) return candidate;
    }
    return NONE;
  }

  /** A value from the user's text. */
  #hinted(way: Way, place: Place, fits: (value: unknown) => boolean): { value: unknown; plain: boolean } | undefined {
    if (way.parts.some((part) => "const" in part)) return undefined;
    const values = way.parts.find((part) => part.enum)?.enum;
    if (values) {
      const named = this.#hints.named(values.filter((value) => typeof value === "string"));
      return named !== undefined && fits(named) ? { value: named, plain: true } : undefined;
    }
    for (const kind of ["string", "number"] as const) {
      if (kind === "string" ? !way.kinds.has("string") : !way.kinds.has("integer")) continue;
      const wanted = { place: place.path, name: place.name, kind, shape: shapeOf(way.parts), accepts: fits };
      const found = this.#hints.value(wanted);
      if (found) return found;
    }
    return undefined;
  }

  /** What the schemas themselves hold: examples, defaults, constants and the values of enum. */
  *#given(parts: readonly SchemaObject[], place: Place): Generator {
    for (const { examples } of parts) if (Array.isArray(examples)) yield* this.#shuffled(examples, place, "examples");
    // `null` as a default only says that the value may be left out.
    for (const part of parts) if ("default" in part && part.default !== null) yield part.default;
    for (const part of parts) if ("const" in part) yield part.const;
    const values = parts.find((part) => part.enum)?.enum ?? [];
    yield* this.#shuffled(
      values.filter((value) => value !== null),
      place,
      "enum",
    );
    yield* values.filter((value) => value === null);
  }

  *#made(kind: Kind, parts: readonly SchemaObject[], place: Place): Generator<unknown> {
    const random = this.#random.fork(place.path, place.salt, kind);
    switch (kind) {
      case "null":
        return yield null;
      case "boolean": {
        const first = random.integer(0, 1) === 1;
        yield first;
        return yield !first;
      }
      case "integer":
        return yield* numbersFor(parts, place.name, true, random);
      case "fraction":
        return yield* numbersFor(parts, place.name, false, random);
      case "string":
        return yield* textsFor(this.#document, parts, place.name, random);
      case "array":
      case "object":
        for (let attempt = 0; attempt < TRIES; attempt++) {
          const bare = place.depth >= DEEP || this.#values > MOST_VALUES;
          const fullness = bare && attempt === 0 ? "least" : (fullnessOf[attempt] ?? "usual");
          const chance = random.fork(String(attempt));
          const value =
            kind === "array"
              ? this.#list(parts, place, fullness, chance)
              : this.#object(parts, place, fullness, chance);
          if (value === NONE) return;
          yield value;
        }
    }
  }

  #list(parts: readonly SchemaObject[], place: Place, fullness: Fullness, chance: Random): unknown {
    const least = Math.max(0, ...parts.map(({ minItems = 0 }) => minItems));
    const most = Math.min(...parts.map(({ maxItems = Number.POSITIVE_INFINITY }) => maxItems));
    const unique = parts.some(({ uniqueItems }) => uniqueItems);
    const wished = parts.flatMap(({ contains, minContains = 1 }) =>
      contains === undefined ? [] : Array.from({ length: minContains }, () => contains),
    );
    const capped = parts.flatMap(({ contains, maxContains }) =>
      contains !== undefined && maxContains !== undefined ? [{ not: contains }] : [],
    );
    const prefix = Math.max(0, ...parts.map((part) => prefixOf(part).length));
    const usual = Math.max(prefix, prefix > 0 ? 0 : fullness === "most" ? 4 : chance.integer(1, 3));
    const length = Math.min(most, Math.max(least, wished.length, fullness === "least" ? 0 : usual));
    const items: unknown[] = [];
    let spoken = false;
    for (let at = 0; at < (spoken ? Math.min(most, MOST_SPOKEN) : length); at++) {
      const evaluated = parts.flatMap((part) => prefixOf(part)[at] ?? restOf(part) ?? []);
      const schemas = evaluated.length > 0 ? evaluated : parts.flatMap((part) => part.unevaluatedItems ?? []);
      const inside = { ...place, path: pointer(place.path, at), depth: place.depth + 1 };
      const others = unique && items.length > 0 ? [{ not: { enum: [...items] } }] : [];
      this.#document.steps.spend(unique ? items.length : 1);
      const all = [...schemas, ...others];
      // As many items as the user's text speaks of, if it does.
      const spokenOf = fullness === "usual" && schemas.length > 0 && this.#spokenOf(all, inside);
      if (spoken && !spokenOf && at >= least && wished.length === 0) break;
      spoken ||= spokenOf;
      const [wish] = wished;
      let item = wish === undefined ? NONE : this.value([...all, wish], inside);
      if (item !== NONE) wished.shift();
      else if (wished.length === 0 || wished.length < length - at) item = this.value([...all, ...capped], inside);
      if (item === NONE) return at >= least && wished.length === 0 ? items : NONE;
      items.push(item);
    }
    return items;
  }

  #object(parts: readonly SchemaObject[], place: Place, fullness: Fullness, chance: Random): unknown {
    const members = new Map<string, unknown>();
    const most = Math.min(...parts.map(({ maxProperties = Number.POSITIVE_INFINITY }) => maxProperties));
    const least = Math.max(0, ...parts.map(({ minProperties = 0 }) => minProperties));
    const known = new Set(parts.flatMap(({ properties }) => Object.keys(properties ?? {})));
    const avoided = new Set(parts.flatMap(({ not }) => avoidedBy(not)));
    const required = closure(new Set(parts.flatMap(({ required: names = [] }) => names)), parts);
    if (required.size > most) return NONE;
    for (const name of required) {
      known.add(name);
      if (avoided.has(name)) return NONE;
    }
    const optional: string[] = [];
    for (const name of known) {
      if (required.has(name)) {
        const value = this.#member(parts, name, place);
        if (value === NONE) return NONE;
        members.set(name, value);
      } else if (!avoided.has(name)) {
        const room = members.size < most - [...required].filter((other) => !members.has(other)).length;
        const value = room ? this.#optional(parts, name, place, fullness, chance) : NONE;
        if (value === NONE) optional.push(name);
        else members.set(name, value);
      }
    }
    for (const name of optional) if (members.size < least) this.#put(members, name, this.#member(parts, name, place));
    const isMap =
      known.size === 0 && parts.some((part) => typeof part.additionalProperties === "object" || part.patternProperties);
    const wanted = isMap && fullness !== "least" ? chance.integer(1, 2) : 0;
    this.#more(members, parts, place, Math.min(most, Math.max(least, wanted)), avoided);
    if (members.size < least) return NONE;
    // What came in by choice may ask for more.
    for (const name of closure(new Set(members.keys()), parts)) {
      if (!members.has(name)) this.#put(members, name, this.#member(parts, name, place));
    }
    return Object.fromEntries(
      [...known, ...members.keys()].filter((name) => members.has(name)).map((name) => [name, members.get(name)]),
    );
  }

  /** Adds members whose names no schema gives, until there are `count`. */
  #more(
    members: Map<string, unknown>,
    parts: readonly SchemaObject[],
    place: Place,
    count: number,
    avoided: ReadonlySet<string>,
  ): void {
    const naming = parts.flatMap(({ propertyNames }) => propertyNames ?? []);
    const patterns = parts.flatMap(({ patternProperties }) => Object.keys(patternProperties ?? {}));
    for (let attempt = 0; members.size < count && attempt < 2 * count + 8; attempt++) {
      this.#document.steps.spend(members.size);
      const path = pointer(place.path, `#${attempt}`);
      const pattern = patterns[attempt % (patterns.length + 1)];
      const name = this.value(
        [
          { type: "string", ...(pattern === undefined ? {} : { pattern }) },
          ...naming,
          { not: { enum: [...members.keys()] } },
        ],
        { path, name: "key", depth: place.depth + 1, salt: place.salt },
      );
      if (typeof name === "string" && !avoided.has(name)) this.#put(members, name, this.#member(parts, name, place));
    }
  }

  #put(members: Map<string, unknown>, name: string, value: unknown): void {
    if (value !== NONE) members.set(name, value);
  }

  /** A member that may be left out: it is there when the user's text plainly speaks of it, else by chance. */
  #optional(parts: readonly SchemaObject[], name: string, place: Place, fullness: Fullness, chance: Random): unknown {
    const drawn = chance.fork(name).integer(0, place.depth < 2 ? 1 : 3) === 0;
    if (fullness === "least") return NONE;
    if (fullness === "most" || drawn || this.#spokenOf(this.#memberSchemas(parts, name), this.#placeOf(name, place)))
      return this.#member(parts, name, place);
    return NONE;
  }

  /** Whether the user's text plainly has a value for this place. */
  #spokenOf(schemas: readonly Schema[], place: Place): boolean {
    const accepts = (value: unknown) => schemas.every((schema) => satisfies(this.#document, schema, value));
    for (const way of waysOf(this.#document, schemas, (alternatives) => alternatives)) {
      const hinted = this.#hinted(way, place, (value) => isOfKinds(value, way.kinds) && accepts(value));
      return hinted?.plain ?? false;
    }
    return false;
  }

  #member(parts: readonly SchemaObject[], name: string, place: Place): unknown {
    return this.value(this.#memberSchemas(parts, name), this.#placeOf(name, place));
  }

  #placeOf(name: string, { path, depth, salt }: Place): Place {
    return { path: pointer(path, name), name, depth: depth + 1, salt };
  }

  #memberSchemas(parts: readonly SchemaObject[], name: string): Schema[] {
    const allowed = parts.every(
      ({ propertyNames }) => propertyNames === undefined || satisfies(this.#document, propertyNames, name),
    );
    return allowed ? parts.flatMap((part) => memberSchemas(this.#document, part, name)) : [false];
  }

  /** By chance, but null last; where it is deep already, those first that end soonest. */
  #order(alternatives: readonly Schema[], choice: number, place: Place): readonly Schema[] {
    const shuffled = this.#shuffled(alternatives, place, `choice ${choice}`);
    const isNull = (schema: Schema) => typeof schema === "object" && (schema.type === "null" || schema.const === null);
    const ordered = [...shuffled.filter((schema) => !isNull(schema)), ...shuffled.filter(isNull)];
    if (place.depth < DEEP) return ordered;
    this.#height ??= heightsOf(this.#document);
    const height = this.#height;
    return ordered.sort((one, other) => (height(one) < height(other) ? -1 : height(one) > height(other) ? 1 : 0));
  }

  #shuffled<Item>(items: readonly Item[], place: Place, label: string): Item[] {
    if (items.length < 2) return [...items];
    this.#document.steps.spend(items.length);
    const random = this.#random.fork(place.path, place.salt, label);
    const shuffled = [...items];
    for (let at = shuffled.length - 1; at > 0; at--) {
      const other = random.integer(0, at);
      [shuffled[at], shuffled[other]] = [shuffled[other] as Item, shuffled[at] as Item];
    }
    return shuffled;
  }
}

const telling = new Set([
  "date",
  "time",
  "date-time",
  "duration",
  "email",
  "idn-email",
  "ipv4",
  "ipv6",
  "uri",
  "url",
  "iri",
  "uuid",
]);

function shapeOf(parts: readonly SchemaObject[]): "format" | "pattern" | "other" | "none" {
  if (parts.some(({ format }) => format !== undefined && telling.has(format))) return "format";
  if (parts.some(({ pattern }) => pattern !== undefined)) return "pattern";
  return parts.some(({ format }) => format !== undefined) ? "other" : "none";
}

/** The one member that a `not` speaks of. */
function avoidedBy(not: Schema | undefined): readonly string[] {
  if (typeof not !== "object" || not.required?.length !== 1) return [];
  return Object.keys(not).every((key) => key === "required" || key === "type") ? not.required : [];
}

/** The names with all that these ask for. */
function closure(names: Set<string>, parts: readonly SchemaObject[]): Set<string> {
  const rules = parts.flatMap(dependentNames);
  for (let size = -1; size < names.size; ) {
    size = names.size;
    for (const [name, others] of rules) if (names.has(name)) for (const other of others) names.add(other);
  }
  return names;
}
