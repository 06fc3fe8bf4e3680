import { readdirSync, readFileSync } from "node:fs";
import { type Schema, Validator } from "@cfworker/json-schema";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { scenarioJsonSchema } from "../../contracts/scenario/json-schema.ts";

/** An object as it is read from its JSON, without `undefined`. */
type Node = Schema & { readonly [key: string]: unknown };

const folder = new URL("../../scenarios/", import.meta.url);
const schema = JSON.parse(readFileSync(new URL("scenario.schema.json", folder), "utf8")) as Node;
/** Not zod, which the schema comes from. */
const errorsIn = (value: unknown, part: Schema = schema) =>
  new Validator({ ...part, definitions: schema.definitions } as Schema, "7", true).validate(value).errors;

/** Every key that a file may have, with its way from the top. */
function* keysOf(node: Node, way: string): Generator<[string, Node]> {
  for (const [key, inner] of Object.entries(node.properties ?? {})) {
    yield [`${way}.${key}`, inner as Node];
    yield* keysOf(inner as Node, `${way}.${key}`);
  }
  const below = [node.items, node.additionalProperties, ...(node.anyOf ?? []), ...(node.allOf ?? [])].flat();
  for (const inner of below) if (typeof inner === "object") yield* keysOf(inner as Node, way);
}

const keys = [
  ...keysOf(schema, ""),
  ...Object.entries(schema.definitions ?? {}).flatMap(([name, node]) => [...keysOf(node as Node, `<${name}>`)]),
].filter(([way]) => !way.endsWith("$file"));

test("the schema for editors is the one that Outcrop checks with: npm run schema writes it anew", () => {
  expect(schema).toEqual(JSON.parse(JSON.stringify(scenarioJsonSchema())));
});

test("every section and key says what it is, and gives examples that may stand there", () => {
  expect(keys.length).toBeGreaterThan(150);
  const silent = keys.filter(([, { description, examples }]) => {
    return typeof description !== "string" || !Array.isArray(examples) || examples.length === 0;
  });
  expect(silent.map(([way]) => way)).toEqual([]);
  const wrong = keys.flatMap(([way, node]) =>
    (node.examples as readonly unknown[])
      .filter((example) => errorsIn(example, node).length > 0)
      .map((example) => `${way}: ${JSON.stringify(example)}`),
  );
  expect(wrong).toEqual([]);
});

const files = ["", "parts/"].flatMap((below) =>
  readdirSync(new URL(below, folder))
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => `${below}${name}`),
);

test.each(files)("%s is valid by the schema, and names it", (name) => {
  const text = readFileSync(new URL(name, folder), "utf8");
  expect(text.split("\n")[0]).toBe(
    `# yaml-language-server: $schema=${name.includes("/") ? ".." : "."}/scenario.schema.json`,
  );
  expect(errorsIn(parse(text))).toEqual([]);
});

test.each([
  ["an unknown section", { fautls: [] }],
  ["an unknown key", { faults: [{ when: { operaton: "Converse" }, then: { error: "ThrottlingException" } }] }],
  ["a value of another form", { seed: "many" }],
  ["a key that is needed", { faults: [{ when: {} }] }],
  ["a file with more beside it", { organization: { $file: "organization.yaml", id: "o-exampleorgid" } }],
  ["a function of JavaScript", { answers: [{ then: 5 }] }],
])("the schema finds %s", (_, scenario) => {
  expect(errorsIn(scenario)).not.toEqual([]);
});

test("the schema lets files and environment variables stand where the reader of files does", () => {
  const variable = (inside: string) => `\${${inside}}`;
  const scenario = {
    extends: "base.yaml",
    include: ["a.yaml", "b.yaml"],
    seed: variable("SEED:-42"),
    organization: { $file: "organization.yaml" },
    principals: [
      { arn: `arn:aws:iam::${variable("ACCOUNT")}:role/app`, policies: [{ name: "p", document: { $file: "p.json" } }] },
    ],
    answers: [{ when: { systemText: { $file: "prompt.txt" } }, then: { $file: "answer.json" } }],
    quotas: { rules: [{ requestsPerMinute: variable("RPM") }] },
  };
  expect(errorsIn(scenario)).toEqual([]);
});
