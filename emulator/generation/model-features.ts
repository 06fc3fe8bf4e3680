import type { FoundationModel } from "../catalog/index.ts";
import { featuresOf } from "./anthropic/features.ts";
import { claudeVersion } from "./claude-version.ts";

/** What a model takes in Converse beside text; what no source denies it is taken to have. */
export interface ModelFeatures {
  readonly tools: boolean;
  /** Whether ConverseStream takes tools as well. */
  readonly streamedTools: boolean;
  /** How it can be made to call tools. */
  readonly toolChoices: readonly ("any" | "tool")[];
  /** Whether calls of tools may stand beside text, and their results beside anything else. */
  readonly mixesTools: boolean;
  readonly images: boolean;
  readonly documents: boolean;
  readonly videos: boolean;
  readonly sounds: boolean;
  /** Whether images, documents and videos may lie on S3. */
  readonly s3: boolean;
  /** Whether the answer can be held to a JSON Schema: `outputConfig`, and `strict` of tools. */
  readonly structuredOutputs: boolean;
}

type Denied = Partial<
  Record<"tools" | "streamedTools" | "mixesTools" | "documents" | "s3" | "structuredOutputs", false>
> &
  Partial<Pick<ModelFeatures, "toolChoices">>;

/**
 * What is denied to models, by the beginning of their ids; every line that fits counts. Sources:
 * - tools, tools in streams, documents, S3: https://docs.aws.amazon.com/bedrock/latest/userguide/conversation-inference-supported-models-features.html
 *   (crowecawcaw/aws-docs-history commit 3a2a7a47); Qwen's documents: measurements in https://github.com/pydantic/pydantic-ai/pull/6098
 * - how tools can be forced: the captures at `toolChoiceNotSupported`, and supports_tool_choice_values of
 *   https://github.com/langchain-ai/langchain-aws (2026-08)
 * - tool blocks beside others: https://github.com/pydantic/pydantic-ai/pull/6098, for calls beside text integration tests of
 *   langchain-aws with Mistral and Meta
 * - structured outputs: the captures at `outputConfigNotSupported`; the models' cards list them as not supported
 */
const denials: readonly (readonly [prefix: string, Denied])[] = [
  ["ai21.", { structuredOutputs: false }],
  ["amazon.nova", { structuredOutputs: false }],
  ["amazon.nova-micro", { documents: false }],
  ["amazon.titan-text", { tools: false, structuredOutputs: false }],
  ["amazon.titan-text-premier", { documents: false }],
  ["anthropic.", { s3: false }],
  ["cohere.", { structuredOutputs: false }],
  ["deepseek.r1", { tools: false, structuredOutputs: false }],
  ["deepseek.v3-v1", { toolChoices: ["any"] }],
  ["meta.", { streamedTools: false, toolChoices: [], mixesTools: false, s3: false, structuredOutputs: false }],
  ["meta.llama3-8b", { tools: false }],
  ["meta.llama3-70b", { tools: false }],
  ["meta.llama3-2-1b", { tools: false }],
  ["meta.llama3-2-3b", { tools: false }],
  ["mistral.", { mixesTools: false, s3: false }],
  ["mistral.mistral-7b", { tools: false, structuredOutputs: false }],
  ["mistral.mixtral", { tools: false, structuredOutputs: false }],
  ["mistral.mistral-large-24", { streamedTools: false, toolChoices: ["any"], structuredOutputs: false }],
  ["mistral.mistral-small-2402", { streamedTools: false, documents: false, structuredOutputs: false }],
  ["mistral.pixtral", { streamedTools: false, structuredOutputs: false }],
  ["qwen.", { documents: false }],
];

export function modelFeatures(model: FoundationModel): ModelFeatures {
  const { modelId, inputModalities } = model;
  const denied: Denied = Object.assign(
    {},
    ...denials.map(([prefix, some]) => (modelId.startsWith(prefix) ? some : {})),
  );
  const isClaude = claudeVersion(modelId) !== undefined;
  return {
    tools: true,
    streamedTools: true,
    toolChoices: ["any", "tool"],
    mixesTools: true,
    documents: true,
    s3: true,
    structuredOutputs: !isClaude || featuresOf(model).structuredOutputs,
    images: inputModalities.includes("IMAGE"),
    videos: inputModalities.includes("VIDEO"),
    sounds: inputModalities.includes("SPEECH") || inputModalities.includes("AUDIO"),
    ...denied,
  };
}
