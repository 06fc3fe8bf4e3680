import type { FoundationModel } from "../../catalog/index.ts";
import { claudeVersion } from "../claude-version.ts";

/** What one Claude model takes that another does not; the sources stand beside each rule. */
export interface ClaudeFeatures {
  readonly version: number;
  /** Up to Claude 3.5 a JSON Schema stands before the model; from 3.7 on the body goes to Anthropic's validator. */
  readonly isGated: boolean;
  readonly thinking: ThinkingRules | undefined;
  /** The values of `output_config.effort`; none where the model does not know it. */
  readonly efforts: readonly string[];
  /** Whether the text of the answer may be asked to satisfy a JSON Schema, and inputs of tools to satisfy theirs strictly. */
  readonly structuredOutputs: boolean;
  /** Whether `temperature`, `top_p` and `top_k` may still be chosen. */
  readonly sampling: boolean;
  /** Whether the application may give instructions in mid-conversation, as messages of the role `system`. */
  readonly instructions: boolean;
}

/** How a model thinks. */
export interface ThinkingRules {
  readonly manual: boolean;
  readonly adaptive: boolean;
  /** Whether thinking can be switched off. */
  readonly optional: boolean;
  /** Whether the model thinks without being asked to. */
  readonly isDefault: boolean;
  /** Whether the thoughts are shown only when asked for. */
  readonly omits: boolean;
}

export function featuresOf({ modelId }: FoundationModel): ClaudeFeatures {
  const version = claudeVersion(modelId) ?? 3;
  return {
    version,
    isGated: version < 3.7,
    thinking: thinkingOf(modelId, version),
    efforts: effortsOf(modelId, version),
    structuredOutputs: version >= 4.5 && version < 4.7,
    sampling: version < 4.7,
    instructions: version >= 4.8,
  };
}

/**
 * Manual thinking ends with 4.6, adaptive thinking begins with it; from 5 on models think by default, and Fable and Mythos cannot
 * stop. From 4.7 on thoughts are shown on demand alone.
 * Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-adaptive-thinking.html (crowecawcaw/aws-docs-history
 * commit 02a4005a), https://github.com/MoonshotAI/kimi-cli/pull/1918 for what is shown. The page does not name Claude Opus 4.8,
 * which is assumed to follow 4.7 (https://github.com/coder/coder/pull/26691).
 */
function thinkingOf(modelId: string, version: number): ThinkingRules | undefined {
  if (version < 3.7) return undefined;
  return {
    manual: version < 4.7,
    adaptive: version >= 4.6,
    optional: !/claude-(?:fable|mythos)/.test(modelId),
    isDefault: version >= 5,
    omits: version >= 4.7,
  };
}

/**
 * Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-adaptive-thinking.html for 4.6 and 5; third parties
 * measured `xhigh` from 4.7 on and its refusal before (2026-07). Opus 4.5 takes the first three with the beta effort-2025-11-24
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html).
 */
function effortsOf(modelId: string, version: number): readonly string[] {
  if (version >= 4.7) return ["low", "medium", "high", "xhigh", "max"];
  if (version >= 4.6) return ["low", "medium", "high", "max"];
  return modelId.includes("opus-4-5") ? ["low", "medium", "high"] : [];
}
