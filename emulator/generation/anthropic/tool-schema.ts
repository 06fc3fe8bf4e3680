import type { BodySchema } from "../body-schema.ts";
import type { ContentSchemas } from "./content-schema.ts";
import { definedTools } from "./defined-tools.ts";
import type { ClaudeFeatures } from "./features.ts";

const anything: BodySchema = { type: "any" };
const string: BodySchema = { type: "string" };
const boolean: BodySchema = { type: "boolean" };

const TOOL_SEARCH = "tool-search-tool-2025-10-19";

/** Types that Bedrock takes and Outcrop does not act on; they are refused by name further on. */
export const SEARCH_TOOLS = ["tool_search_tool_regex", "tool_search_tool_regex_20251119"];

/**
 * The definitions of tools. `strict` is refused by models without structured outputs (`MODELS_REJECTING_NEWER_SCHEMA_FIELDS` of
 * https://github.com/vercel/ai), `defer_loading` without the beta of tool search, `eager_input_streaming` by all
 * (https://github.com/anthropics/claude-code/issues/32820, …/82549).
 */
export function toolsSchema(
  schemas: ContentSchemas,
  features: ClaudeFeatures,
  types: readonly string[],
  betas: ReadonlySet<string>,
): BodySchema {
  const kinds: Record<string, BodySchema> = { custom: customTool(schemas, features, betas) };
  for (const type of types) {
    const tool = definedTools[type];
    if (!tool) continue;
    const { names, members, required = [] } = tool;
    kinds[type] = schemas.block(["name", ...required], { name: { type: "string", values: names }, ...members });
  }
  if (betas.has(TOOL_SEARCH)) {
    for (const type of SEARCH_TOOLS) kinds[type] = schemas.block(["name"], { name: string });
  }
  return { type: "list", items: schemas.kinds(kinds, "custom") };
}

function customTool(schemas: ContentSchemas, features: ClaudeFeatures, betas: ReadonlySet<string>): BodySchema {
  return schemas.block(["input_schema", "name"], {
    name: {
      type: "string",
      minLength: 1,
      pattern: features.isGated ? "^[a-zA-Z0-9_-]{1,64}$" : "^[a-zA-Z0-9_-]{1,128}$",
    },
    description: string,
    input_schema: {
      type: "object",
      required: ["type"],
      members: { type: { type: "string", values: ["object"] } },
      open: true,
    },
    ...(features.structuredOutputs && { strict: boolean }),
    ...(betas.has(TOOL_SEARCH) && { defer_loading: boolean }),
    ...(betas.has("tool-examples-2025-10-29") && { input_examples: { type: "list", items: anything } }),
  });
}

/** Which tools are to be used. */
export function toolChoiceSchema(schemas: ContentSchemas): BodySchema {
  const members = { type: anything, disable_parallel_tool_use: boolean };
  return schemas.kinds({
    auto: schemas.object([], members),
    any: schemas.object([], members),
    tool: schemas.object(["name"], { ...members, name: string }),
    none: schemas.object([], { type: anything }),
  });
}
