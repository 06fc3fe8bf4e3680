import { awsError, NotEmulatedError } from "../../errors.ts";
import type { Conversation } from "../conversation.ts";
import { countConversation } from "../prompt-tokens.ts";
import type { ClaudeFeatures } from "./features.ts";
import type { ContextEdit, Options } from "./native-body.ts";
import { checkThinking, checkThinkingKind, readThinking } from "./thinking.ts";

/**
 * What the options of a request change in its conversation: thinking, the form of the answer, limits and how it is streamed.
 * `effort` is read for what it does to thinking alone.
 */
export function readOptions(
  options: Options,
  conversation: Conversation,
  features: ClaudeFeatures,
  betas: ReadonlySet<string>,
): Partial<Conversation> {
  const { output_config, context_management, top_k: topK } = options;
  const thinking = options.thinking ?? options.reasoning_config;
  const effort = output_config?.effort;
  checkThinkingKind(thinking, effort, features);
  checkSampling(topK, features);
  const request = { thinking, effort, topK, betas, conversation };
  checkThinking(request, features);
  const edits = context_management?.edits ?? [];
  checkEdits(edits, thinking?.type, conversation, features);
  const format = output_config?.format;
  return {
    reasoning: readThinking(request, features),
    ...(format && { outputSchema: format.schema }),
    ...limitsOf(betas, features),
    ...(betas.has("fine-grained-tool-streaming-2025-05-14") && { eagerToolInput: true }),
    ...(context_management && { reportsContextEdits: true }),
  };
}

/** Whether `top_k` may be chosen; of temperature and top_p see `refusal.ts`. */
function checkSampling(topK: number | null | undefined, { sampling }: ClaudeFeatures): void {
  if (topK !== undefined && topK !== null && !sampling) {
    throw awsError("claudeSamplingDeprecated", { parameter: "top_k" });
  }
}

/**
 * One million tokens of context for Claude Sonnet 4 and 4.5, whose own window is 200,000, and 128,000 of output for Claude 3.7.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html
 */
function limitsOf(betas: ReadonlySet<string>, { version }: ClaudeFeatures): Pick<Conversation, "limits"> {
  const context = betas.has("context-1m-2025-08-07") ? 1_000_000 : undefined;
  const output = betas.has("output-128k-2025-02-19") && version === 3.7 ? 128_000 : undefined;
  return context || output ? { limits: { context, output } } : {};
}

/** From when on an edit is made that does not say so itself. */
const triggers: Readonly<Record<string, number>> = { clear_tool_uses_20250919: 100_000, compact_20260112: 150_000 };

/**
 * An edit that the conversation is too short for changes nothing; one that would change it is refused, as Outcrop does not forget.
 * Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-tool-use.html and
 * …/claude-messages-compaction.html; thoughts of earlier turns are not in the context of the model anyway.
 */
function checkEdits(
  edits: readonly ContextEdit[],
  thinking: string | undefined,
  conversation: Conversation,
  features: ClaudeFeatures,
): void {
  const thinks = thinking ? thinking !== "disabled" : (features.thinking?.isDefault ?? false);
  for (const { type, trigger } of edits) {
    if (type === "clear_thinking_20251015" && !thinks) throw awsError("claudeClearThinkingWithoutThinking");
    const limit = trigger?.value ?? triggers[type];
    if (limit === undefined) continue;
    const found = trigger?.type === "tool_uses" ? countToolUses(conversation) : countConversation(conversation);
    if (found > limit) {
      throw new NotEmulatedError(
        `Outcrop does not emulate context_management.edits of the type "${type}" for a conversation beyond its trigger yet.`,
      );
    }
  }
}

function countToolUses({ turns }: Conversation): number {
  return turns.flatMap(({ blocks }) => blocks).filter(({ type }) => type === "toolUse").length;
}
