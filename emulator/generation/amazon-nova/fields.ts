import type { FoundationModel } from "../../catalog/index.ts";
import { awsError } from "../../errors.ts";
import { isObject, violationsOf } from "../body-schema.ts";
import type { Conversation, Reasoning } from "../conversation.ts";
import { malformedInput } from "../json-schema-gate.ts";
import { novaFields } from "./schema.ts";

export interface NovaInferenceConfig {
  readonly maxTokens?: number;
  readonly max_new_tokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly top_p?: number;
  readonly topK?: number;
  readonly top_k?: number;
  readonly stopSequences?: readonly string[];
  readonly reasoningConfig?: unknown;
}

/** The parameters of inference that a Nova body gives; those it does not give are absent. */
export function readInferenceConfig(config: NovaInferenceConfig): Partial<Conversation> {
  const { maxTokens = config.max_new_tokens, temperature, topP = config.top_p, stopSequences } = config;
  return {
    ...(maxTokens !== undefined && { maxTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(stopSequences !== undefined && { stopSequences }),
  };
}

/** The fields of a Nova body that Converse has no word for: `inferenceConfig.topK` and `reasoningConfig`. */
export function readNovaFields(
  fields: Readonly<Record<string, unknown>>,
  conversation: Conversation,
  model: FoundationModel,
): Partial<Conversation> {
  const violations = violationsOf(fields, novaFields);
  if (violations.length > 0) throw malformedInput(violations);
  const config: NovaInferenceConfig = fields.inferenceConfig ?? {};
  const given = readInferenceConfig(config);
  const reasoning = readReasoning(fields.reasoningConfig ?? config.reasoningConfig, model, {
    ...conversation,
    ...given,
    topK: config.topK ?? config.top_k,
  });
  return { ...given, reasoning };
}

interface Sampling extends Pick<Conversation, "maxTokens" | "temperature" | "topP"> {
  readonly topK?: number | undefined;
}

/**
 * Nova 2's extended thinking. The sentence for a wrong value was recorded of Nova Pro, which has none
 * (https://github.com/UKGovernmentBEIS/inspect_ai/issues/5301). With the effort `high` nothing else may be set
 * (https://docs.aws.amazon.com/nova/latest/nova2-userguide/extended-thinking.html); how that is worded is assumed.
 */
export function readReasoning(config: unknown, model: FoundationModel, sampling: Sampling): Reasoning | undefined {
  if (config === undefined) return undefined;
  const { type, maxReasoningEffort: effort = "low" } = isObject(config) ? config : {};
  const isKnown = (type === "enabled" || type === "disabled") && ["low", "medium", "high"].includes(String(effort));
  const canReason = /^amazon\.nova-2-(?:lite|omni|pro)/.test(model.modelId);
  if (!isKnown || (type === "enabled" && !canReason)) {
    throw awsError("malformedInput", { violations: "the provided reasoning config value is invalid" });
  }
  if (type === "disabled") return undefined;
  if (effort === "high") {
    const set = (["temperature", "topP", "topK", "maxTokens"] as const).filter((name) => sampling[name] !== undefined);
    if (set.length > 0) {
      const violations = `${set.join(", ")} must be unset when maxReasoningEffort is high`;
      throw awsError("malformedInput", { violations });
    }
  }
  return {};
}
