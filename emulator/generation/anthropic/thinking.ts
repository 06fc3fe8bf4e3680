import type { FoundationModel } from "../../catalog/index.ts";
import { awsError } from "../../errors.ts";
import { type Conversation, lastUserText, type Reasoning } from "../conversation.ts";
import { countTokens } from "../tokens.ts";
import { type ClaudeFeatures, featuresOf } from "./features.ts";
import type { Thinking } from "./native-body.ts";

/** What of a request has a say in how the model thinks. */
export interface ThinkingRequest {
  readonly thinking: Thinking | null | undefined;
  readonly effort: string | null | undefined;
  readonly topK: number | null | undefined;
  readonly betas: ReadonlySet<string>;
  readonly conversation: Conversation;
}

const INTERLEAVED = "interleaved-thinking-2025-05-14";

/**
 * How a request asks the model to think; `undefined` leaves it to the model. Adaptive thinking decides for itself: that is told on
 * https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-adaptive-thinking.html, and the rule here is Outcrop's own:
 * asked for, it thinks but at low effort.
 */
export function readThinking(request: ThinkingRequest, features: ClaudeFeatures): Conversation["reasoning"] {
  const { thinking, effort, betas, conversation } = request;
  const rules = features.thinking;
  if (!rules || (!thinking && effort !== "low")) return undefined;
  if (!thinking || thinking.type === "disabled" || (thinking.type === "adaptive" && effort === "low")) return "none";
  const isManual = thinking.type === "enabled";
  // Without interleaving the model thinks before its first call of a tool alone; adaptive thinking interleaves.
  if (isManual && !betas.has(INTERLEAVED) && continues(conversation)) return "none";
  const display = thinking.display ?? (rules.omits ? "omitted" : "summarized");
  return {
    ...(isManual && { budgetTokens: thinking.budget_tokens }),
    ...(display === "omitted" && { isOmitted: true }),
  };
}

/**
 * How Claude thinks unasked: from 5 on it does, and about texts of `SIMPLE_TOKENS` and more alone, as recorded answers of Claude
 * Sonnet 5 to short questions were not thought about (test cassettes test_agent_loop and test_citations of langchain-aws, 2026).
 */
export function thinksByDefault(conversation: Conversation, model: FoundationModel): Reasoning | "none" {
  if (!featuresOf(model).thinking?.isDefault) return "none";
  return countTokens(lastUserText(conversation)) < SIMPLE_TOKENS ? "none" : { isOmitted: true };
}

const SIMPLE_TOKENS = 32;

/** Whether the answer goes on where the calls of tools interrupted it. */
function continues({ turns }: Conversation): boolean {
  return turns.at(-1)?.blocks.some(({ type }) => type === "toolResult") ?? false;
}

/** Throws what the model answers to a kind of thinking that it has not. */
export function checkThinkingKind(
  thinking: Thinking | null | undefined,
  effort: string | null | undefined,
  { thinking: rules, version }: ClaudeFeatures,
): void {
  if (!rules || !thinking) return;
  const { type } = thinking;
  if ((type === "enabled" && !rules.manual) || (type === "disabled" && !rules.optional)) {
    throw awsError("claudeThinkingManualUnsupported", { type });
  }
  if (type === "adaptive" && !rules.adaptive) throw awsError("claudeThinkingAdaptiveUnsupported");
  if (type === "disabled" && version >= 5 && (effort === "xhigh" || effort === "max")) {
    throw awsError("claudeEffortCapped", { effort });
  }
}

/**
 * Throws what does not go together with thinking: sampling, forced tools, a budget that leaves nothing for the answer, and a turn of
 * the model whose thoughts are missing.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-extended-thinking.html
 */
export function checkThinking(
  { thinking, topK, betas, conversation }: ThinkingRequest,
  features: ClaudeFeatures,
): void {
  if (!features.thinking || !thinking || thinking.type === "disabled") return;
  const { maxTokens, temperature, topP, tools } = conversation;
  if (thinking.type === "enabled" && maxTokens !== undefined && thinking.budget_tokens >= maxTokens) {
    // Interleaved, the budget is for all of a turn's thoughts, between calls of tools as well.
    if (!(betas.has(INTERLEAVED) && tools)) throw awsError("claudeThinkingBudgetTooLarge");
  }
  if (temperature !== undefined && temperature !== 1) {
    throw awsError(features.thinking.adaptive ? "claudeThinkingTemperatureAdaptive" : "claudeThinkingTemperature");
  }
  if (topP !== undefined && topP < 0.95) throw awsError("claudeThinkingTopP");
  if (topK !== undefined && topK !== null) throw awsError("claudeThinkingTopK");
  if (tools && (tools.choice.type === "any" || tools.choice.type === "tool")) throw awsError("claudeThinkingForced");
  if (thinking.type === "enabled") checkThoughts(conversation);
}

/** The turn of the model that the answer goes on from, before the last set of calls and results, has to begin with its thoughts. */
function checkThoughts({ turns }: Conversation): void {
  const at = openTurn(turns);
  const first = at === undefined ? undefined : turns[at]?.blocks[0];
  if (at === undefined || !first || first.type === "reasoning" || first.type === "redactedReasoning") return;
  const found = first.type === "toolUse" ? "tool_use" : first.type;
  throw awsError("claudeThinkingMissing", { message: at, found });
}

/** Where the assistant's turn begins that is not over: the last message, or that of the first of the calls that were just answered. */
function openTurn(turns: Conversation["turns"]): number | undefined {
  let at = turns.length - 1;
  let open = turns[at]?.role === "assistant" ? at : undefined;
  if (open !== undefined) at--;
  while (at > 0 && isAnswer(turns[at]) && isCall(turns[at - 1])) {
    open = at - 1;
    at -= 2;
  }
  return open;
}

function isAnswer(turn: Conversation["turns"][number] | undefined): boolean {
  return turn?.blocks.some(({ type }) => type === "toolResult") ?? false;
}

function isCall(turn: Conversation["turns"][number] | undefined): boolean {
  return turn?.role === "assistant" && turn.blocks.some(({ type }) => type === "toolUse");
}
