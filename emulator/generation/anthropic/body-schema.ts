import type { FoundationModel } from "../../catalog/index.ts";
import type { BodySchema } from "../body-schema.ts";
import { ContentSchemas } from "./content-schema.ts";
import { toolTypesOf } from "./defined-tools.ts";
import type { ClaudeFeatures } from "./features.ts";
import { toolChoiceSchema, toolsSchema } from "./tool-schema.ts";

type Members = Readonly<Record<string, BodySchema>>;

const anything: BodySchema = { type: "any" };
const string: BodySchema = { type: "string" };

/**
 * The Messages body that one model takes. Members that it does not know are refused as extra: among them are `mcp_servers`,
 * `container`, `output_format`, `service_tier` and `inference_geo` of Anthropic's own API.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html
 */
export function messagesSchema(
  model: FoundationModel,
  features: ClaudeFeatures,
  betas: ReadonlySet<string>,
): BodySchema {
  const schemas = new ContentSchemas(features, model);
  const members: Members = {
    anthropic_version: string,
    ...toolMembers(schemas, model, features, betas),
    messages: {
      type: "list",
      items: schemas.object(["role", "content"], {
        role: { type: "string", values: features.isGated ? ["user", "assistant"] : ["user", "assistant", "system"] },
        content: schemas.content(),
      }),
    },
    system: schemas.system(),
    ...optionMembers(schemas, features, betas),
    max_tokens: { type: "integer", minimum: 1 },
    ...commonMembers(schemas),
  };
  const required = features.isGated
    ? ["messages", "max_tokens", "anthropic_version"]
    : ["anthropic_version", "max_tokens", "messages"];
  return schemas.object(required, members);
}

/**
 * What of the body `additionalModelRequestFields` of Converse may hold: all that Converse has no word for, and sampling where the
 * request has none. `reasoning_config` is the name that AWS's first examples gave to `thinking`.
 */
export function fieldsSchema(model: FoundationModel, features: ClaudeFeatures, betas: ReadonlySet<string>): BodySchema {
  const schemas = new ContentSchemas(features, model);
  const options = optionMembers(schemas, features, betas);
  return schemas.object([], {
    ...toolMembers(schemas, model, features, betas),
    ...options,
    ...(options.thinking && { reasoning_config: options.thinking }),
    ...commonMembers(schemas),
  });
}

/** What needs neither a feature nor a flag. */
function commonMembers(schemas: ContentSchemas): Members {
  return {
    metadata: schemas.object([], { user_id: string }),
    stop_sequences: { type: "list", items: string, maxItems: 8_191 },
    temperature: { type: "number", minimum: 0, maximum: 1 },
    top_k: { type: "integer", minimum: 0, maximum: 500 },
    top_p: { type: "number", minimum: 0, maximum: 1 },
    anthropic_beta: { type: "list", items: string },
  };
}

function toolMembers(
  schemas: ContentSchemas,
  model: FoundationModel,
  features: ClaudeFeatures,
  betas: ReadonlySet<string>,
): Members {
  const types = toolTypesOf(features, model.modelId, betas);
  return { tool_choice: toolChoiceSchema(schemas), tools: toolsSchema(schemas, features, types, betas) };
}

function optionMembers(schemas: ContentSchemas, features: ClaudeFeatures, betas: ReadonlySet<string>): Members {
  const { thinking } = features;
  return {
    ...(thinking && { thinking: thinkingSchema(schemas, features) }),
    ...outputConfig(schemas, features, betas),
    ...(managesContext(betas) && { context_management: contextManagement(schemas, betas) }),
  };
}

/** A kind that the model does not know is let through, to be refused in words of its own. */
function thinkingSchema(schemas: ContentSchemas, { thinking }: ClaudeFeatures): BodySchema {
  const display: Members = thinking?.adaptive ? { display: { type: "string", values: ["summarized", "omitted"] } } : {};
  const open: BodySchema = { type: "object", members: {}, open: true };
  return schemas.kinds({
    adaptive: thinking?.adaptive ? schemas.object([], { type: anything, ...display }) : open,
    disabled: schemas.object([], { type: anything }),
    enabled: thinking?.manual
      ? schemas.object(["budget_tokens"], {
          type: anything,
          budget_tokens: { type: "integer", minimum: 1_024 },
          ...display,
        })
      : open,
  });
}

/**
 * `effort` and `format`, each where the model has it; the whole member is unknown to a model that has neither.
 * Sources: https://github.com/vectorize-io/hindsight/issues/3300, https://github.com/anomalyco/models.dev/pull/1765
 */
function outputConfig(schemas: ContentSchemas, features: ClaudeFeatures, betas: ReadonlySet<string>): Members {
  const { efforts, structuredOutputs, version } = features;
  const hasEffort = efforts.length > 0 && (version >= 4.6 || betas.has("effort-2025-11-24"));
  if (!hasEffort && !structuredOutputs) return {};
  const schema: BodySchema = { type: "object", members: {}, open: true };
  return {
    output_config: schemas.object([], {
      ...(hasEffort && { effort: { type: "string", values: efforts } as BodySchema }),
      ...(structuredOutputs && {
        format: schemas.object(["schema", "type"], {
          schema,
          type: { type: "string", values: ["json_schema"] },
        }),
      }),
    }),
  };
}

const EDITING = "context-management-2025-06-27";
const COMPACTION = "compact-2026-01-12";

function managesContext(betas: ReadonlySet<string>): boolean {
  return betas.has(EDITING) || betas.has(COMPACTION);
}

/**
 * Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-tool-use.html,
 * …/claude-messages-extended-thinking.html and …/claude-messages-compaction.html
 */
function contextManagement(schemas: ContentSchemas, betas: ReadonlySet<string>): BodySchema {
  const amount = (...types: string[]) =>
    schemas.object(["type", "value"], {
      type: { type: "string", values: types },
      value: { type: "integer", minimum: 0 },
    });
  const edits: Members = {
    ...(betas.has(EDITING) && {
      clear_thinking_20251015: schemas.object([], { type: anything, keep: anything }),
      clear_tool_uses_20250919: schemas.object([], {
        type: anything,
        trigger: amount("input_tokens", "tool_uses"),
        keep: amount("tool_uses"),
        clear_at_least: amount("input_tokens"),
        exclude_tools: { type: "list", items: string },
        clear_tool_inputs: anything,
      }),
    }),
    ...(betas.has(COMPACTION) && {
      compact_20260112: schemas.object([], {
        type: anything,
        trigger: amount("input_tokens"),
        pause_after_compaction: { type: "boolean" },
        instructions: string,
      }),
    }),
  };
  return schemas.object([], { edits: { type: "list", items: schemas.kinds(edits) } });
}
