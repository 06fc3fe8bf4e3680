import { isObject } from "../body-schema.ts";
import type { Block, Tool, Turn } from "../conversation.ts";

export interface CohereCall {
  readonly name: string;
  readonly parameters: unknown;
}

export interface CohereToolResult {
  readonly call: CohereCall;
  readonly outputs: readonly unknown[];
}

export interface CohereTool {
  readonly name: string;
  readonly description: string;
  readonly parameter_definitions?: Readonly<Record<string, unknown>>;
}

/** A tool whose parameters are defined in the words of Python: https://docs.cohere.com/v1/docs/parameter-types-in-tool-use */
export function readTool({ name, description, parameter_definitions: definitions = {} }: CohereTool): Tool {
  const parameters = Object.entries(definitions).map(([parameter, definition]) => {
    const { type, description: about, required } = isObject(definition) ? definition : {};
    return {
      parameter,
      required: required === true,
      schema: { ...schemaOf(type), ...(about !== undefined && { description: about }) },
    };
  });
  return {
    name,
    description,
    schema: {
      type: "object",
      properties: Object.fromEntries(parameters.map(({ parameter, schema }) => [parameter, schema])),
      required: parameters.filter(({ required }) => required).map(({ parameter }) => parameter),
    },
  };
}

const types: Readonly<Record<string, object>> = {
  str: { type: "string" },
  string: { type: "string" },
  int: { type: "integer" },
  integer: { type: "integer" },
  float: { type: "number" },
  number: { type: "number" },
  bool: { type: "boolean" },
  boolean: { type: "boolean" },
  dict: { type: "object" },
  list: { type: "array" },
  array: { type: "array" },
};

/** `List[str]` is a list of texts; a word that is not known says nothing. */
function schemaOf(type: unknown): object {
  const [, outer = "", inner] = /^\s*(\w+)\s*(?:\[(.{0,200})\])?/.exec(typeof type === "string" ? type : "") ?? [];
  const name = outer.toLowerCase();
  const schema = Object.hasOwn(types, name) ? (types[name] ?? {}) : {};
  return inner !== undefined && (name === "list" || name === "array") ? { ...schema, items: schemaOf(inner) } : schema;
}

/** Cohere gives calls no ids: the place of a call is its own. */
export function callBlocks(calls: readonly CohereCall[], place: string): Block[] {
  return calls.map(({ name, parameters }, at) => ({ type: "toolUse", id: `${place}-${at}`, name, input: parameters }));
}

/** Results as turns: the calls that they repeat, and what came of them. */
export function resultTurns(results: readonly CohereToolResult[], place: string): Turn[] {
  if (results.length === 0) return [];
  return [
    {
      role: "assistant",
      blocks: callBlocks(
        results.map(({ call }) => call),
        place,
      ),
    },
    { role: "user", blocks: resultBlocks(results, place) },
  ];
}

export function resultBlocks(results: readonly CohereToolResult[], place: string): Block[] {
  return results.map(({ outputs }, at) => ({
    type: "toolResult",
    id: `${place}-${at}`,
    blocks: outputs.map((value) => ({ type: "json", value })),
    status: "success",
  }));
}
