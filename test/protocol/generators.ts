import fc from "fast-check";
import { type ApiModel, type Member, type Shape, shapeOf } from "../../emulator/protocol/model.ts";
import { patternArbitrary } from "./pattern-arbitrary.ts";

type Value = fc.Arbitrary<unknown>;
type Structure = fc.Arbitrary<Record<string, unknown>>;

/** Random values of one service's shapes that AWS's model allows. */
export interface Generators {
  /** A value of the shape; of a structure, members in headers and labels included. */
  valueOf(shapeName: string): Value;
  /** A structure (the input or output of an operation); the empty one when there is no shape. */
  structureOf(shapeName: string | undefined): Structure;
  /** The events of an event stream, without its exceptions. */
  eventsOf(shapeName: string): fc.Arbitrary<Record<string, unknown>[]>;
}

/** Below this depth a structure has only its required members, and a list or map only as many as it must. */
const DEPTH = 5;

/**
 * Makes the generators of one model. `omit` names members (`Shape.member`) that never occur, because the other side of a
 * comparison does not know them.
 */
export function createGenerators(model: ApiModel, omit: ReadonlySet<string> = new Set()): Generators {
  const heights = measureHeights(model);
  const known = new Map<string, Value>();

  const valueAt = (name: string, depth: number): Value => {
    const key = `${name} ${depth}`;
    let value = known.get(key);
    if (!value) {
      value = make(name, shapeOf(model, name), Math.max(depth, 0));
      known.set(key, value);
    }
    return value;
  };

  const make = (name: string, shape: Shape, depth: number): Value => {
    if (shape.document) return documentArbitrary;
    switch (shape.type) {
      case "structure":
        return shape.union ? makeUnion(name, shape, depth) : makeStructure(name, shape, depth);
      case "list": {
        const [minLength, maxLength] = bounds(shape, depth > 0 ? 3 : 0);
        return fc.array(valueAt(shape.member?.shape ?? "", depth - 1), { minLength, maxLength });
      }
      case "map": {
        const [minKeys, maxKeys] = bounds(shape, depth > 0 ? 3 : 0);
        const keys = scalarArbitrary(shapeOf(model, shape.key?.shape ?? "")) as fc.Arbitrary<string>;
        return fc.dictionary(
          keys.filter((key) => key !== "__proto__"),
          valueAt(shape.value?.shape ?? "", depth - 1),
          { minKeys, maxKeys, noNullPrototype: true },
        );
      }
      default:
        return scalarArbitrary(shape);
    }
  };

  const makeUnion = (name: string, shape: Shape, depth: number): Value => {
    const members = membersOf(name, shape).filter(([, member]) => !shapeOf(model, member.shape).exception);
    const least = Math.min(...members.map(([, member]) => heights.get(member.shape) ?? 0));
    const chosen = depth > 0 ? members : members.filter(([, member]) => heights.get(member.shape) === least);
    return fc.oneof(
      ...chosen.map(([member, { shape: memberShape }]) =>
        valueAt(memberShape, depth - 1).map((value) => ({ [member]: value })),
      ),
    );
  };

  const memberOf = (facts: Member, depth: number): Value =>
    facts.location === undefined ? valueAt(facts.shape, depth) : locatedArbitrary(model, facts);

  const makeStructure = (name: string, shape: Shape, depth: number): Value => {
    const required = new Set(shape.required);
    const members = membersOf(name, shape).map(([member, facts]) => {
      const always = required.has(member) || alwaysSent(facts);
      return [member, always, payloads(shape, member, memberOf(facts, depth - 1))] as const;
    });
    return fc.record(
      Object.fromEntries(
        members.filter(([, always]) => always || depth > 0).map(([member, , value]) => [member, value]),
      ),
      { requiredKeys: members.filter(([, always]) => always).map(([member]) => member), noNullPrototype: true },
    );
  };

  const membersOf = (name: string, shape: Shape) =>
    Object.entries(shape.members ?? {}).filter(([member]) => !omit.has(`${name}.${member}`));

  return {
    valueOf: (name) => valueAt(name, DEPTH),
    structureOf: (name) => (name === undefined ? fc.constant({}) : (valueAt(name, DEPTH) as Structure)),
    eventsOf: (name) => {
      const event = makeUnion(name, shapeOf(model, name), DEPTH) as Structure;
      return fc.array(event, { minLength: 1, maxLength: 4 });
    },
  };
}

/** An SDK client fills these in when they are not given. */
const alwaysSent = ({ idempotencyToken, location, locationName }: Member) =>
  idempotencyToken === true || (location === "header" && locationName?.toLowerCase() === "content-type");

/** An empty body cannot be told from none. */
const payloads = (shape: Shape, member: string, value: Value): Value =>
  shape.payload === member ? value.filter((bytes) => !(bytes instanceof Uint8Array) || bytes.length > 0) : value;

/** What a path label, a header or a query parameter can carry: no empty text or list, and only some characters in a header. */
function locatedArbitrary(model: ApiModel, { shape: name, location }: Member): Value {
  const shape = shapeOf(model, name);
  if (shape.type === "list") {
    const [minLength, maxLength] = bounds(atLeastOne(shape), 3);
    return fc.array(scalarArbitrary(shapeOf(model, shape.member?.shape ?? "")), { minLength, maxLength });
  }
  if (shape.type !== "string") return scalarArbitrary(shape);
  if (location !== "header") return scalarArbitrary(atLeastOne(shape));
  if (shape.pattern === undefined && shape.enum === undefined) {
    const [minLength, maxLength] = bounds(atLeastOne(shape), 8);
    return fc.string({ unit: fc.constantFrom(..."aZ09-_.:/=+"), minLength, maxLength });
  }
  const text = scalarArbitrary(atLeastOne(shape)) as fc.Arbitrary<string>;
  return text.filter((value) => /^[!-~](?:[ -~]*[!-~])?$/.test(value));
}

const atLeastOne = (shape: Shape): Shape => ({ ...shape, min: Math.max(shape.min ?? 0, 1) });

function scalarArbitrary(shape: Shape): Value {
  if (shape.enum) return fc.constantFrom(...shape.enum);
  switch (shape.type) {
    case "string": {
      if (shape.pattern !== undefined) return patternArbitrary(shape.pattern, shape.min ?? 0, shape.max ?? Infinity);
      const [minLength, maxLength] = bounds(shape, 8);
      return fc.string({ unit: "binary", minLength, maxLength });
    }
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.integer({ min: shape.min ?? -(2 ** 31), max: shape.max ?? 2 ** 31 - 1 });
    case "long":
      return fc
        .maxSafeInteger()
        .filter((value) => value >= (shape.min ?? -Infinity) && value <= (shape.max ?? Infinity));
    case "float":
    case "double":
      return doubleArbitrary(shape);
    case "timestamp":
      return fc.date({ min: new Date("1900-01-01"), max: new Date("2199-12-31"), noInvalidDate: true });
    case "blob": {
      const [minLength, maxLength] = bounds(shape, 16);
      return fc.uint8Array({ minLength, maxLength });
    }
    default:
      throw new Error(`${shape.type} is no scalar`);
  }
}

/** JSON has one zero, and an SDK keeps integers beyond the safe ones in a type of its own. */
function doubleArbitrary({ min, max }: Shape): fc.Arbitrary<number> {
  if (min === undefined && max === undefined) {
    return fc.oneof(plainDouble(-1e9, 1e9), fc.constantFrom(Number.NaN, Infinity, -Infinity));
  }
  return plainDouble(min ?? -1e9, max ?? 1e9);
}

const plainDouble = (min: number, max: number) => fc.double({ min, max, noNaN: true }).map((value) => value + 0);

const documentArbitrary: Value = fc.letrec((tie) => {
  const key = fc.string({ unit: "binary", maxLength: 6 }).filter((name) => name !== "__proto__");
  return {
    value: fc.oneof(
      { maxDepth: 3 },
      fc.string({ unit: "binary" }),
      fc.maxSafeInteger(),
      plainDouble(-1e6, 1e6),
      fc.boolean(),
      fc.array(fc.oneof(tie("value"), fc.constant(null)), { maxLength: 3 }),
      fc.dictionary(key, tie("value"), { maxKeys: 3, noNullPrototype: true }),
    ),
  };
}).value;

/** The length bounds of a shape, with at most `extra` above the least. */
function bounds({ min = 0, max = Infinity }: Shape, extra: number): [min: number, max: number] {
  return [min, Math.min(max, min + extra)];
}

/** How deep the smallest value of each shape is: it leads out of recursive shapes. */
function measureHeights(model: ApiModel): ReadonlyMap<string, number> {
  const heights = new Map<string, number>();
  const heightOf = (shape: Shape): number => {
    const members = Object.entries(shape.members ?? {});
    const of = (name: string) => heights.get(name) ?? Infinity;
    if (shape.document) return 0;
    if (shape.union) return 1 + Math.min(...members.map(([, member]) => of(member.shape)));
    if (shape.type === "structure") {
      const required = new Set(shape.required);
      return 1 + Math.max(0, ...members.filter(([name]) => required.has(name)).map(([, member]) => of(member.shape)));
    }
    if (shape.type === "list") return (shape.min ?? 0) > 0 ? 1 + of(shape.member?.shape ?? "") : 1;
    if (shape.type === "map") return (shape.min ?? 0) > 0 ? 1 + of(shape.value?.shape ?? "") : 1;
    return 0;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (const [name, shape] of Object.entries(model.shapes)) {
      const height = heightOf(shape);
      if (height === (heights.get(name) ?? Infinity)) continue;
      heights.set(name, height);
      changed = true;
    }
  }
  return heights;
}
