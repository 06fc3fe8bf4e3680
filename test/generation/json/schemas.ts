import { Validator } from "@cfworker/json-schema";
import { fc } from "../property.ts";

/** What a validator that Outcrop does not use says against a value. */
export function complaintsOf(schema: unknown, value: unknown): string[] {
  const text = JSON.stringify(schema);
  const older = text.includes("draft-07") || text.includes('"items":[') || text.includes('"dependencies"');
  const validator = new Validator(JSON.parse(text), older ? "7" : "2020-12");
  const { valid, errors } = validator.validate(JSON.parse(JSON.stringify(value)));
  return valid ? [] : errors.map(({ instanceLocation, error }) => `${instanceLocation} ${error}`);
}

type Schema = Record<string, unknown> | boolean;

const names = ["city", "days", "order_id", "tags", "a", "b", "q", "__proto__", "constructor", "x-y", "läng"];

/** JSON values of the sizes that tools are called with. */
export const anyValue: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    { arbitrary: fc.constantFrom<unknown>(null, true, false), weight: 1 },
    { arbitrary: fc.integer({ min: -1000, max: 1000 }), weight: 2 },
    { arbitrary: fc.integer({ min: -400, max: 400 }).map((quarters) => quarters / 4), weight: 1 },
    { arbitrary: fc.string({ maxLength: 12 }), weight: 2 },
    { arbitrary: fc.stringMatching(/^[a-z]{1,6}-[0-9]{1,4}$/), weight: 1 },
    { arbitrary: fc.array(tie("value"), { maxLength: 4 }), weight: 2 },
    { arbitrary: fc.dictionary(fc.constantFrom(...names), tie("value"), { maxKeys: 4 }), weight: 4 },
  ),
})).value;

/** A schema that at least one value satisfies: it is grown around that value. */
export const satisfiableSchema: fc.Arbitrary<Schema> = anyValue.chain((value) => around(value, 0));

function around(value: unknown, depth: number): fc.Arbitrary<Schema> {
  const plain = bare(value, depth);
  if (depth > 4) return plain;
  return fc.oneof(
    { arbitrary: plain, weight: 6 },
    { arbitrary: fc.tuple(plain, plain).map(([one, other]) => ({ allOf: [one, other] })), weight: 1 },
    { arbitrary: fc.tuple(plain, anySchema).map(([one, other]) => ({ anyOf: [other, one] })), weight: 1 },
    {
      arbitrary: plain.map((one) => ({ oneOf: [one, { allOf: [one, false] }, false], description: "either" })),
      weight: 1,
    },
    { arbitrary: fc.tuple(plain, plain).map(([one, other]) => ({ if: one, then: other, else: false })), weight: 1 },
    {
      arbitrary: fc.tuple(plain, anyValue).map(([one, other]) => {
        const differs = JSON.stringify(other) !== JSON.stringify(value) && typeof other !== "object";
        return differs ? { allOf: [one], not: { const: other } } : one;
      }),
      weight: 1,
    },
  );
}

function bare(value: unknown, depth: number): fc.Arbitrary<Schema> {
  const some = <Keywords extends object>(keywords: Keywords) =>
    fc.subarray(Object.entries(keywords)).map(Object.fromEntries);
  const general = fc.oneof(
    { arbitrary: fc.constant({}), weight: 8 },
    { arbitrary: fc.array(anyValue, { maxLength: 3 }).map((others) => ({ enum: [...others, value] })), weight: 1 },
    { arbitrary: fc.constant({ const: value }), weight: 1 },
    { arbitrary: anyValue.map((other) => ({ default: other, examples: [other] })), weight: 1 },
  );
  const parts: fc.Arbitrary<object>[] = [general];
  if (value === null) parts.push(fc.constantFrom({ type: "null" }, { type: ["null", "string"] }));
  else if (typeof value === "boolean") parts.push(fc.constant({ type: "boolean" }));
  else if (typeof value === "number") {
    const type = Number.isInteger(value) ? fc.constantFrom("integer", "number") : fc.constant("number");
    const slack = fc.nat(20);
    parts.push(
      type.map((name) => ({ type: name })),
      slack.chain((room) => some({ minimum: value - room, maximum: value + room })),
      slack.chain((room) => some({ exclusiveMinimum: value - room - 1, exclusiveMaximum: value + room + 1 })),
      some({ multipleOf: Number.isInteger(value) ? Math.abs(value) || 1 : 0.25 }),
    );
  } else if (typeof value === "string") {
    const length = Array.from(value).length;
    parts.push(
      fc.constant({ type: "string" }),
      fc.nat(5).chain((room) => some({ minLength: Math.max(0, length - room), maxLength: length + room })),
      fc.oneof(fc.constant({}), patternFor(value)),
    );
  } else if (Array.isArray(value)) {
    const unique =
      new Set(value.map((item) => JSON.stringify(item))).size === value.length &&
      value.every((item) => typeof item !== "object");
    const items = fc.tuple(...value.map((item) => around(item, depth + 1)));
    parts.push(
      fc.constant({ type: "array" }),
      some({ minItems: value.length, maxItems: value.length + 2, ...(unique && { uniqueItems: true }) }),
      items.chain((schemas) => {
        if (schemas.length === 0) return fc.constant({});
        const forms: object[] = [
          { prefixItems: schemas },
          { prefixItems: schemas, items: false },
          { items: { anyOf: schemas } },
        ];
        const [first] = schemas;
        if (first !== undefined) forms.push({ contains: first });
        return fc.constantFrom(...forms);
      }),
    );
  } else if (typeof value === "object") {
    const entries = Object.entries(value);
    parts.push(
      fc.constant({ type: "object" }),
      some({
        required: entries.map(([name]) => name),
        minProperties: entries.length,
        maxProperties: entries.length + 1,
      }),
      fc
        .tuple(...entries.map(([name, member]) => around(member, depth + 1).map((schema) => [name, schema] as const)))
        .chain((members) =>
          fc.constantFrom<object>(
            { properties: Object.fromEntries(members) },
            { properties: Object.fromEntries(members), additionalProperties: false },
            { properties: Object.fromEntries(members), unevaluatedProperties: false },
            {
              patternProperties: Object.fromEntries(members.map(([name, schema]) => [`^${name}$`, schema])),
              propertyNames: { enum: [...names] },
            },
            members.length > 0 ? { additionalProperties: { anyOf: members.map(([, schema]) => schema) } } : {},
          ),
        ),
      entries.length > 1 && entries[0] && entries[1]
        ? some({ dependentRequired: Object.fromEntries([[entries[0][0], [entries[1][0]]]]) })
        : fc.constant({}),
    );
  }
  return fc.tuple(...parts).map((found) => Object.assign({}, ...found) as Schema);
}

/** A pattern that a text matches, of classes, repeats, groups and choices. */
function patternFor(text: string): fc.Arbitrary<object> {
  const classOf = (character: string) => {
    if (/[a-z]/.test(character)) return "[a-z]";
    if (/[0-9]/.test(character)) return "\\d";
    if (/[A-Z]/.test(character)) return "[A-Z]";
    return /\s/.test(character) ? "\\s" : `[^a-z0-9\\n]`;
  };
  const exact = Array.from(text, classOf).join("");
  const runs = exact.replaceAll(/(\[a-z\]|\\d)\1*/g, "$1+");
  return fc.constantFrom(
    { pattern: `^${exact}$` },
    { pattern: `^(?:${runs})$` },
    { pattern: `^(${runs}|x{2,5}y?)$` },
    { pattern: exact },
  );
}

/** A schema of any keywords with any bounds: some have no value, some are wrong. */
export const anySchema: fc.Arbitrary<Schema> = fc.letrec<{ schema: Schema }>((tie) => {
  const schemas = fc.array(tie("schema"), { minLength: 1, maxLength: 3 });
  const members = fc.dictionary(fc.constantFrom(...names), tie("schema"), { maxKeys: 3 });
  const types = fc.constantFrom("null", "boolean", "object", "array", "number", "integer", "string");
  return {
    schema: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.boolean(),
      fc
        .record(
          {
            type: fc.oneof(types, fc.uniqueArray(types, { minLength: 1, maxLength: 3 })),
            enum: fc.uniqueArray(fc.constantFrom<unknown>(1, "a", null, false, 2.5), { minLength: 1 }),
            const: fc.constantFrom<unknown>(1, "a", null, [], {}),
            minimum: fc.integer({ min: -9, max: 9 }),
            maximum: fc.integer({ min: -9, max: 9 }),
            multipleOf: fc.constantFrom(1, 2, 0.5, 0.01, 7),
            minLength: fc.nat(6),
            maxLength: fc.nat(6),
            pattern: fc.constantFrom("^[a-z]+$", "\\d{2}", "^a|b$", "^(?=.*x)[xyz]{3}$", "^\\w+@\\w+$", "^$"),
            format: fc.constantFrom(
              "date",
              "email",
              "uuid",
              "ipv4",
              "uri",
              "date-time",
              "hostname",
              "time",
              "duration",
              "ipv6",
            ),
            items: tie("schema"),
            prefixItems: schemas,
            contains: tie("schema"),
            minItems: fc.nat(3),
            maxItems: fc.nat(3),
            uniqueItems: fc.boolean(),
            properties: members,
            patternProperties: fc.dictionary(fc.constantFrom("^a", "s$", "."), tie("schema"), { maxKeys: 2 }),
            additionalProperties: tie("schema"),
            unevaluatedProperties: tie("schema"),
            unevaluatedItems: tie("schema"),
            propertyNames: tie("schema"),
            required: fc.uniqueArray(fc.constantFrom(...names), { maxLength: 2 }),
            minProperties: fc.nat(2),
            maxProperties: fc.nat(2),
            dependentRequired: fc.dictionary(
              fc.constantFrom(...names),
              fc.uniqueArray(fc.constantFrom(...names), { maxLength: 2 }),
              { maxKeys: 1 },
            ),
            dependentSchemas: fc.dictionary(fc.constantFrom(...names), tie("schema"), { maxKeys: 1 }),
            allOf: schemas,
            anyOf: schemas,
            oneOf: schemas,
            not: tie("schema"),
            if: tie("schema"),
            then: tie("schema"),
            else: tie("schema"),
          },
          { requiredKeys: [] },
        )
        .chain((whole) =>
          fc.subarray(Object.entries(whole), { maxLength: 5 }).map((some) => Object.fromEntries(some) as Schema),
        ),
    ),
  };
}).schema;
