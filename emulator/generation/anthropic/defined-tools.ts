import type { BodySchema } from "../body-schema.ts";
import type { ClaudeFeatures } from "./features.ts";

/** A tool whose input Anthropic has defined: the request gives its type and name alone. */
export interface DefinedTool {
  readonly names: readonly string[];
  /** The members that the request may give beside type, name and cache control. */
  readonly members: Readonly<Record<string, BodySchema>>;
  readonly required?: readonly string[];
  /** The flag of `anthropic_beta` without which the type is unknown. */
  readonly beta?: string;
  readonly description: string;
  /** The JSON Schema of what Claude is let say to it: the simplest of its actions, which changes nothing. */
  readonly schema: unknown;
  isOf(features: ClaudeFeatures, modelId: string): boolean;
}

const screenSize: BodySchema = { type: "integer", minimum: 1 };
const screen = {
  members: { display_width_px: screenSize, display_height_px: screenSize, display_number: { type: "integer" } },
  required: ["display_width_px", "display_height_px"],
} satisfies Partial<DefinedTool>;

const computer = {
  names: ["computer"],
  ...screen,
  description: "Look at the screen of a computer, move its mouse and type on its keyboard.",
  // The action of the answer on https://docs.aws.amazon.com/bedrock/latest/userguide/computer-use.html
  schema: inputOf({ action: { const: "screenshot" } }),
};

const bash = {
  names: ["bash"],
  members: {},
  description: "Run commands in a bash shell.",
  schema: inputOf({ command: { enum: ["ls", "pwd", "ls -la"] } }),
};

const textEditor = {
  members: {},
  description: "View, create and edit text files.",
  schema: inputOf({ command: { const: "view" }, path: { enum: ["/repo", "/repo/README.md"] } }),
};

const memory = {
  names: ["memory"],
  members: {},
  description: "Store and retrieve information across conversations in a directory of memories.",
  // Recorded fixture anthropic-memory-20250818 of https://github.com/vercel/ai
  schema: inputOf({ command: { const: "view" }, path: { const: "/memories" } }),
};

/**
 * The types of tools by name, and the models that take them.
 * Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-tool-use.html
 * (crowecawcaw/aws-docs-history commit 0d18bd18); what each version names as its expected tags: recorded test cassette
 * test_anthropic_bedrock_count_tokens_rejects_server_tools of pydantic-ai (Sonnet 4),
 * https://github.com/anthropics/claude-quickstarts/issues/251 (Claude 3.7), third-party captures of 2026 (4.6). Which versions take
 * which computer is the choice of clients that speak to Bedrock (https://github.com/anthropics/anthropic-sdk-typescript).
 */
export const definedTools: Readonly<Record<string, DefinedTool>> = {
  bash_20241022: { ...bash, beta: "computer-use-2024-10-22", isOf: isFirst },
  bash_20250124: { ...bash, isOf: ({ version }) => version >= 3.7 },
  computer_20241022: { ...computer, beta: "computer-use-2024-10-22", isOf: isFirst },
  computer_20250124: {
    ...computer,
    beta: "computer-use-2025-01-24",
    isOf: ({ version }, modelId) => version >= 3.7 && version < 4.6 && !modelId.includes("opus-4-5"),
  },
  computer_20251124: {
    ...computer,
    members: { ...screen.members, enable_zoom: { type: "boolean" } },
    beta: "computer-use-2025-11-24",
    isOf: ({ version }, modelId) => version >= 4.6 || modelId.includes("opus-4-5"),
  },
  memory_20250818: { ...memory, isOf: ({ version }) => version >= 4.6 },
  text_editor_20241022: {
    ...textEditor,
    names: ["str_replace_editor"],
    beta: "computer-use-2024-10-22",
    isOf: isFirst,
  },
  text_editor_20250124: {
    ...textEditor,
    // AWS's page gives the second name, Anthropic's the first.
    names: ["str_replace_editor", "str_replace_based_edit_tool"],
    isOf: ({ version }) => version >= 3.7,
  },
  text_editor_20250429: {
    ...textEditor,
    names: ["str_replace_based_edit_tool"],
    isOf: ({ version }) => version >= 4,
  },
  text_editor_20250728: {
    ...textEditor,
    names: ["str_replace_based_edit_tool"],
    members: { max_characters: { type: "integer", minimum: 1 } },
    isOf: ({ version }) => version >= 4,
  },
};

/** With the beta of context management the memory tool works before 4.6 as well. */
const EARLY_MEMORY = "context-management-2025-06-27";

/** The types that a request may name. */
export function toolTypesOf(features: ClaudeFeatures, modelId: string, betas: ReadonlySet<string>): readonly string[] {
  const types = Object.entries(definedTools).filter(([type, { beta, isOf }]) => {
    if (type === "memory_20250818" && betas.has(EARLY_MEMORY)) return true;
    return isOf(features, modelId) && (beta === undefined || betas.has(beta));
  });
  return types.map(([type]) => type);
}

/** The first computer use was that of Claude 3.5 Sonnet, in its second version. */
function isFirst({ version }: ClaudeFeatures, modelId: string): boolean {
  return version === 3.5 && modelId.includes("20241022-v2");
}

function inputOf(properties: Readonly<Record<string, unknown>>): unknown {
  return { type: "object", properties, required: Object.keys(properties), additionalProperties: false };
}
