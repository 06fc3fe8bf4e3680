import { describe, expect, test } from "vitest";
import { checkValue, createValue, SchemaError } from "../../emulator/generation/json-value.ts";
import { createRandom } from "../../emulator/random.ts";
import { anySchema, anyValue, complaintsOf, satisfiableSchema } from "./json/schemas.ts";
import { toolSchemas } from "./json/tool-schemas.ts";
import { fc } from "./property.ts";

const seed = fc.nat();

test.each(Object.entries(toolSchemas))("a tool as they are sent gets a valid input: %s", (_, schema) => {
  for (let seed = 0; seed < 3; seed++) {
    const value = createValue(schema, createRandom(seed));
    expect(complaintsOf(schema, value)).toEqual([]);
    expect(checkValue(schema, value)).toEqual([]);
  }
});

test("every schema that has a value gets one, and another validator finds no fault with it", () => {
  fc.assert(
    fc.property(satisfiableSchema, seed, (schema, seed) => {
      expect(complaintsOf(schema, createValue(schema, createRandom(seed)))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("any schema at all gets a value that another validator finds valid, or SchemaError", () => {
  fc.assert(
    fc.property(anySchema, seed, (schema, seed) => {
      const value = valueOrFault(schema, seed);
      if (value instanceof SchemaError) return;
      expect(complaintsOf(schema, value)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("the same schema, seed and text give the same value, and another seed gives another", () => {
  const make = (seed: number) =>
    createValue(toolSchemas["pydantic: nested models in $defs"], createRandom(seed), { text: "Hi" });
  expect(make(1)).toEqual(make(1));
  expect(make(1)).not.toEqual(make(2));
});

describe("the user's text", () => {
  const text = { type: "string" };
  const whole = { type: "integer" };
  const date = { type: "string", format: "date" };
  const email = { type: "string", format: "email" };
  test.each<[said: string, properties: Record<string, unknown>, value: unknown]>([
    ["What is the weather in Paris?", { city: text }, { city: "Paris" }],
    ["weather in Paris", { location: text }, { location: "Paris" }],
    ["Paris", { city: text }, { city: "Paris" }],
    [
      "Compare Paris, London and New York",
      { cities: { type: "array", items: text } },
      { cities: ["Paris", "London", "New York"] },
    ],
    ["in New York in fahrenheit", { unit: { enum: ["celsius", "fahrenheit"] } }, { unit: "fahrenheit" }],
    [
      "Book a flight to Tokyo from Lisbon",
      { origin: text, destination: text },
      { origin: "Lisbon", destination: "Tokyo" },
    ],
    [
      "On 2026-04-03, for 2 passengers, 5 days",
      { days: whole, date, passengers: whole },
      { days: 5, date: "2026-04-03", passengers: 2 },
    ],
    ["multiply 6 by 7", { a: whole, b: whole }, { a: 6, b: 7 }],
    ["1,234.5 plus 10", { a: { type: "number" }, b: { type: "number" } }, { a: 1234.5, b: 10 }],
    ["Where is order A-1234?", { order_id: text }, { order_id: "A-1234" }],
    ["The price of AMZN", { ticker: text }, { ticker: "AMZN" }],
    ["how does granite form?", { query: text }, { query: "how does granite form?" }],
    [
      'Write "the train is late" to ada@example.org',
      { to: email, body: text },
      { to: "ada@example.org", body: "the train is late" },
    ],
    [
      "My name is Ada Moreau. I am 36 and live in Lisbon.",
      { name: text, age: whole, city: text },
      { name: "Ada Moreau", age: 36, city: "Lisbon" },
    ],
  ])("%s", (said, properties, value) => {
    const schema = { type: "object", properties, required: Object.keys(properties) };
    expect(createValue(schema, createRandom(1), { text: said })).toEqual(value);
  });

  test("brings in a member that may be left out, for any seed", () => {
    const schema = { type: "object", properties: { city: text, days: whole } };
    for (let seed = 0; seed < 20; seed++) {
      expect(createValue(schema, createRandom(seed), { text: "5 days in Rome" })).toEqual({ city: "Rome", days: 5 });
    }
  });

  test("is not taken where the schema does not allow it", () => {
    const schema = {
      type: "object",
      properties: { city: { enum: ["Oslo"] }, days: { ...whole, maximum: 3 } },
      required: ["city", "days"],
    };
    const value = createValue(schema, createRandom(1), { text: "5 days in Rome" });
    expect(value).toEqual({ city: "Oslo", days: expect.toSatisfy((days: number) => days <= 3) });
  });

  test("never makes a value invalid, whatever it is", () => {
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.lorem({ mode: "sentences" }),
      fc.string({ unit: fc.constantFrom('"', "'", "A", "a", " ", "1", "-", "@", ".") }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(toolSchemas)), texts, (schema, said) => {
        expect(checkValue(schema, createValue(schema, createRandom(1), { text: said }))).toEqual([]);
      }),
    );
  });
});

test("examples and defaults of the schema come before made-up words, where they satisfy it", () => {
  const properties = {
    a: { type: "string", default: "from default" },
    b: { type: "string", examples: ["from examples"] },
    c: { type: "string", description: "The region, e.g. Provence or Tuscany." },
    d: { type: "integer", default: "not a number", maximum: 3, minimum: 3 },
    e: { anyOf: [{ type: "integer", const: 4 }, { type: "null" }], default: null },
  };
  const value = createValue({ type: "object", properties, required: Object.keys(properties) }, createRandom(3));
  expect(value).toEqual({ a: "from default", b: "from examples", c: "Provence", d: 3, e: 4 });
});

test("members that are named like those of every object are members", () => {
  const schema = JSON.parse(
    '{"type":"object","properties":{"__proto__":{"const":1},"constructor":{"const":2}},"required":["__proto__","constructor"],"additionalProperties":false}',
  );
  const value = createValue(schema, createRandom(1));
  expect(JSON.stringify(value)).toBe('{"__proto__":1,"constructor":2}');
  expect(checkValue(schema, value)).toEqual([]);
  expect(checkValue(schema, {})).toEqual(["/__proto__ is required", "/constructor is required"]);
});

test("a recursion ends", () => {
  const branch = {
    type: "object",
    properties: { left: { $ref: "#/$defs/tree" }, right: { $ref: "#/$defs/tree" } },
    required: ["left", "right"],
  };
  const schema = { $ref: "#/$defs/tree", $defs: { tree: { oneOf: [branch, { type: "integer" }] } } };
  for (let seed = 0; seed < 20; seed++)
    expect(complaintsOf(schema, createValue(schema, createRandom(seed)))).toEqual([]);
});

describe("a schema that gets no value says why", () => {
  const nested = (levels: number) => {
    let schema: unknown = {};
    for (let level = 0; level < levels; level++) schema = { properties: { a: schema }, required: ["a"] };
    return schema;
  };
  const doubling = Object.fromEntries(
    Array.from({ length: 40 }, (_, at) => [
      `d${at}`,
      at === 39 ? { type: "string" } : { allOf: [{ $ref: `#/$defs/d${at + 1}` }, { $ref: `#/$defs/d${at + 1}` }] },
    ]),
  );
  const thousand = (items: unknown) => ({ type: "array", minItems: 1_000, items });
  test.each<[what: string, schema: unknown, fault: string, problem: RegExp]>([
    ["no schema", 5, "invalid", /^The schema must be an object or a boolean$/],
    [
      "an unknown type",
      { properties: { a: { type: "objekt" } } },
      "invalid",
      /^\/properties\/a\/type must be one of null, boolean, /,
    ],
    ["a negative count", { minLength: -1 }, "invalid", /^\/minLength must be a whole number/],
    ["draft-04", { exclusiveMinimum: true }, "invalid", /^\/exclusiveMinimum must be a number$/],
    ["a broken pattern", { pattern: "(" }, "invalid", /^\/pattern is not a regular expression/],
    [
      "a loose reference",
      { $ref: "#/$defs/a" },
      "invalid",
      /^The schema\/\$ref points to nothing|^\/\$ref points to nothing/,
    ],
    ["a reference to itself", { $ref: "#" }, "invalid", /refers to itself without end$/],
    [
      "a reference elsewhere",
      { $ref: "https://example.com/a.json" },
      "unsupported",
      /^\/\$ref points out of the schema$/,
    ],
    ["a dynamic reference", { $dynamicRef: "#a" }, "unsupported", /^\/\$dynamicRef is not supported$/],
    ["a back-reference", { pattern: "(a)\\1" }, "unsupported", /back-reference/],
    ["a look-behind", { pattern: "(?<=a)b" }, "unsupported", /look-behind/],
    [
      "bounds that exclude each other",
      { type: "integer", minimum: 3, maximum: 2 },
      "unsatisfiable",
      /^No value was found/,
    ],
    ["false", false, "unsatisfiable", /^No value was found/],
    [
      "required but not allowed",
      { type: "object", required: ["a"], additionalProperties: false },
      "unsatisfiable",
      /^No/,
    ],
    [
      "three different booleans",
      { type: "array", items: { type: "boolean" }, uniqueItems: true, minItems: 3 },
      "unsatisfiable",
      /^No/,
    ],
    [
      "a recursion without end",
      { type: "object", properties: { a: { $ref: "#" } }, required: ["a"] },
      "unsatisfiable",
      /^No/,
    ],
    [
      "a thousand million items",
      { type: "array", minItems: 1e9 },
      "unsupported",
      /^\/minItems asks for more than 1000$/,
    ],
    ["a million items in lists", thousand(thousand({ type: "string" })), "unsupported", /too much work/],
    [
      "ten recursions in each object",
      {
        type: "object",
        minProperties: 10,
        properties: Object.fromEntries([..."abcdefghij"].map((name) => [name, { $ref: "#" }])),
      },
      "unsupported",
      /too much work/,
    ],
    ["exponential allOf", { $ref: "#/$defs/d0", $defs: doubling }, "unsupported", /too much work/],
    ["deep nesting", nested(5_000), "unsupported", /nested too deep/],
    ["a large repeat", { type: "string", pattern: "((a{100}){100}){100}" }, "unsupported", /repeats too much/],
    [
      "many large repeats",
      { patternProperties: Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`x{0,9000}${at}`, {}])) },
      "unsupported",
      /too much work/,
    ],
  ])("%s", (_, schema, fault, problem) => {
    const error = valueOrFault(schema, 1);
    expect(error).toBeInstanceOf(SchemaError);
    expect(error).toMatchObject({ fault, problems: [expect.stringMatching(problem)] });
  });
});

test("all problems of a schema are told", () => {
  const error = valueOrFault({ type: "objekt", required: "a", properties: [], minLength: -1 }, 1);
  expect((error as SchemaError).problems).toHaveLength(4);
});

test("a pattern that holds a backtracking engine for hours is matched and sampled at once", () => {
  const schema = { type: "string", pattern: "^(([a-z])+.)+[A-Z]([a-z])+$", minLength: 60 };
  expect(complaintsOf({ minLength: 60 }, createValue(schema, createRandom(1)))).toEqual([]);
  expect(checkValue(schema, "a".repeat(5_000))).toEqual([`The value must match the pattern ${schema.pattern}`]);
});

test("a sample of a pattern matches it in JavaScript's own engine", () => {
  const patterns = fc.constantFrom(
    "^[A-Z]{2,3}-\\d{4}$",
    "^(?:\\+?[1-9])\\d{1,14}$",
    "^#(?:[0-9a-fA-F]{3}){1,2}$",
    "a|b|cd",
    "^$",
    "foo.*bar",
    "^\\p{Lu}\\p{Ll}+$",
    "^(?=.*[a-z])(?=.*[A-Z])(?=.*\\d)(?=.*[@$!%*?&])[A-Za-z\\d@$!%*?&]{8,}$",
    "\\bword\\b",
    "^[^\\s@]+@[^\\s@]+\\.[^\\s@]+$",
    "[\\w.-]+",
    "^\\u00e4[\\x41-\\x43]\\t?$",
    "^(?<year>\\d{4})-(?!13)\\d\\d$",
    "^([01]?[0-9]|2[0-3]):[0-5][0-9]$",
    "^.{40}$",
    "x{3,}?y*?",
    "^[\\]a-c]+\\]$",
  );
  fc.assert(
    fc.property(patterns, fc.nat(), fc.nat(20), (pattern, seed, minLength) => {
      const value = valueOrFault({ type: "string", pattern, minLength }, seed);
      if (value instanceof SchemaError) return;
      expect(value).toMatch(new RegExp(pattern, "u"));
      expect((value as string).length).toBeGreaterThanOrEqual(minLength);
    }),
  );
});

describe("checkValue", () => {
  const schema = {
    type: "object",
    properties: {
      city: { type: "string", minLength: 2 },
      days: { type: "integer", maximum: 7 },
      tags: { type: "array", items: { type: "string" } },
    },
    required: ["city"],
    additionalProperties: false,
  };
  test.each<[value: unknown, problems: string[]]>([
    [{ city: "Rome", days: 3 }, []],
    [{}, ["/city is required"]],
    [[], ["The value must be of type object"]],
    [
      { city: "R", days: 9.5, tags: ["a", 1], "x/y": 0 },
      [
        "/city must have at least 2 characters",
        "/days must be of type integer",
        "/days must be at most 7",
        "/tags/1 must be of type string",
        "/x~1y is not allowed",
      ],
    ],
  ])("tells what is wrong with %j", (value, problems) => {
    expect(checkValue(schema, value)).toEqual(problems);
  });

  test("agrees with another validator on any value", () => {
    fc.assert(
      fc.property(anySchema, anyValue, (schema, value) => {
        const faults = complaintsOf(schema, value);
        expect(checkValue(schema, value).length > 0).toBe(faults.length > 0);
      }),
      { numRuns: 300 },
    );
  });
});

function valueOrFault(schema: unknown, seed: number): unknown {
  try {
    return createValue(schema, createRandom(seed));
  } catch (error) {
    if (error instanceof SchemaError) return error;
    throw error;
  }
}
