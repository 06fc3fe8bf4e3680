import { z } from "zod";
import { made } from "../../emulator/scenario/answers-section.ts";
import { date, inFilesOnly, scenarioSchema } from "../../emulator/scenario/schema.ts";

type Node = z.core.JSONSchema.BaseSchema;

/**
 * The JSON Schema by which editors check and complete scenario files, made from the schema that Outcrop itself checks with. Files may
 * say more than scenarios that are objects: they may name other files, and put a file or an environment variable in place of a value.
 */
export function scenarioJsonSchema(): Node {
  const schema = z.toJSONSchema(scenarioSchema, {
    io: "input",
    target: "draft-7",
    unrepresentable: "any",
    override: ({ zodSchema, jsonSchema }) => {
      // What no file can hold: dates and functions of JavaScript.
      if (zodSchema instanceof z.ZodUnion) {
        const written = zodSchema.options.filter((option) => option !== date && option !== made);
        if (written.length < zodSchema.options.length) jsonSchema.anyOf?.splice(written.length);
      }
    },
  }) as Node;
  const files = {
    anyOf: [
      { type: "string", minLength: 1 },
      { type: "array", items: { type: "string", minLength: 1 } },
    ],
  };
  for (const key of Object.keys(scenarioSchema.shape)) {
    const section = scenarioSchema.shape[key as keyof typeof scenarioSchema.shape].unwrap();
    const node = schema.properties?.[key] as Node;
    if (section === inFilesOnly) {
      delete node.not;
      Object.assign(node, files);
    } else if (key !== "version") putElsewhere(node);
  }
  const definitions = (schema.definitions ?? {}) as Readonly<Record<string, Node>>;
  for (const definition of Object.values(definitions)) putElsewhere(definition);
  return {
    title: "Outcrop scenario",
    description: "What Outcrop emulates of Amazon Bedrock, and what an app is expected to do.",
    ...(schema as Readonly<Record<string, unknown>>),
    definitions: {
      ...definitions,
      file: {
        type: "object",
        description: "The content of a .json, .yaml or .yml file, else its text; the path is seen from this file.",
        properties: { $file: { type: "string", minLength: 1 } },
        required: ["$file"],
        additionalProperties: false,
      },
      elsewhere: {
        anyOf: [
          FILE,
          {
            type: "string",
            description: `An environment variable: \${NAME}, or \${NAME:-default}.`,
            pattern: "\\$\\{[A-Za-z_][A-Za-z0-9_]*(:-[^}]*)?\\}",
          },
        ],
      },
    },
  };
}

const FILE = { $ref: "#/definitions/file" };
const ELSEWHERE = { $ref: "#/definitions/elsewhere" };

/** Lets a value, and all values in it, come from a file or from the environment. */
function putElsewhere(node: Node): void {
  if (node.$ref !== undefined) return;
  putBelow(node);
  const isAnything = ["type", "enum", "const", "anyOf", "pattern"].every((key) => !Object.hasOwn(node, key));
  if (isAnything) return;
  const { description, examples, anyOf, ...form } = node;
  for (const key of Object.keys(node)) delete node[key];
  const forms = (anyOf ?? [form]) as readonly Node[];
  const isText = forms.some(({ type, ...rest }) => type === "string" && Object.keys(rest).length === 0);
  const ways = [...forms, isText ? FILE : ELSEWHERE];
  Object.assign(node, { ...(description && { description }), ...(examples && { examples }), anyOf: ways });
}

/** The same for all values in it alone. */
function putBelow({ properties, items, additionalProperties, anyOf }: Node): void {
  const below = [...Object.values(properties ?? {}), ...[items].flat(), additionalProperties];
  for (const inner of below) if (typeof inner === "object") putElsewhere(inner as Node);
  for (const form of anyOf ?? []) putBelow(form as Node);
}
