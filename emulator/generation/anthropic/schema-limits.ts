import { type AwsError, awsError } from "../../errors.ts";
import { isObject } from "../body-schema.ts";
import type { Conversation } from "../conversation.ts";
import { resolveReference } from "../json/references.ts";

const MOST_STRICT_TOOLS = 20;
const MOST_OPTIONALS = 24;

/**
 * What Claude cannot compile into a grammar of the schemas that it is to hold to: that of the answer, and those of strict tools.
 * Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html, corrected by the measurements in
 * pydantic-ai (providers/bedrock.py, 2026-05: lengths of strings are taken, exclusive bounds are not), and the captures at the messages.
 */
export function schemaRefusal({ tools, outputSchema }: Conversation): AwsError | undefined {
  const compiled: { readonly place: string; readonly schema: unknown }[] = [];
  const strict = (tools?.tools ?? []).filter((tool) => tool.strict);
  if (strict.length > MOST_STRICT_TOOLS) {
    return awsError("claudeStrictToolsTooMany", { found: strict.length, limit: MOST_STRICT_TOOLS });
  }
  tools?.tools.forEach(({ schema, strict: isStrict }, at) => {
    if (isStrict) compiled.push({ place: `tools.${at}.custom`, schema });
  });
  if (isObject(outputSchema)) compiled.push({ place: "output_config.format.schema", schema: outputSchema });
  let optionals = 0;
  for (const { place, schema } of compiled) {
    const walk = new Walk(schema);
    walk.schema(schema);
    if (walk.problem !== undefined) return awsError("claudeSchemaNotCompiled", { place, sentence: walk.problem });
    optionals += walk.optionals;
  }
  if (optionals > MOST_OPTIONALS) return awsError("claudeSchemaOptionals", { found: optionals, limit: MOST_OPTIONALS });
  return undefined;
}

/** Keywords that a type must not have. */
const forbidden: Readonly<Record<string, readonly string[]>> = {
  number: ["exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum", "multipleOf"],
  integer: ["exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum", "multipleOf"],
  array: ["maxItems"],
};

const combined = ["anyOf", "allOf", "prefixItems"];
const single = ["items", "not", "additionalItems", "contains"];
const maps = ["properties", "$defs", "definitions"];

/** Goes through a schema up to the first problem; each part once, however often it is referred to. */
class Walk {
  problem: string | undefined;
  optionals = 0;
  readonly #root: unknown;
  readonly #open = new Set<unknown>();
  readonly #done = new Set<unknown>();

  constructor(root: unknown) {
    this.#root = root;
  }

  schema(schema: unknown): void {
    if (!isObject(schema) || this.problem !== undefined) return;
    if (this.#open.has(schema)) {
      this.problem = "Recursive schemas are not supported";
      return;
    }
    if (this.#done.has(schema) || this.#open.size > DEEPEST) return;
    this.#open.add(schema);
    this.problem = this.#problemOf(schema);
    for (const part of partsOf(schema)) this.schema(part);
    if (typeof schema.$ref === "string") this.schema(resolveReference(this.#root, schema.$ref));
    this.#open.delete(schema);
    this.#done.add(schema);
  }

  #problemOf(schema: Readonly<Record<string, unknown>>): string | undefined {
    const { type, properties, required } = schema;
    if (typeof schema.$ref === "string" && !schema.$ref.startsWith("#")) return "External $ref is not supported";
    if ("oneOf" in schema) return "Schema type 'oneOf' is not supported";
    if (type === "object") {
      if (schema.additionalProperties !== false) {
        return "For 'object' type, 'additionalProperties' must be explicitly set to false";
      }
      const names = new Set(Array.isArray(required) ? required : []);
      this.optionals += isObject(properties) ? Object.keys(properties).filter((name) => !names.has(name)).length : 0;
    }
    if (typeof type !== "string" || !Object.hasOwn(forbidden, type)) return undefined;
    const found = (forbidden[type] ?? []).filter((keyword) => keyword in schema);
    if (found.length > 1) return `For '${type}' type, properties ${found.join(", ")} are not supported`;
    if (found.length === 1) return `For '${type}' type, property '${found[0]}' is not supported`;
    if (Number(schema.minItems) > 1) return "For 'array' type, 'minItems' values other than 0 or 1 are not supported";
    return undefined;
  }
}

const DEEPEST = 200;

function partsOf(schema: Readonly<Record<string, unknown>>): unknown[] {
  return [
    ...maps.flatMap((key) => (isObject(schema[key]) ? Object.values(schema[key]) : [])),
    ...combined.flatMap((key) => (Array.isArray(schema[key]) ? schema[key] : [])),
    ...single.map((key) => schema[key]),
  ];
}
