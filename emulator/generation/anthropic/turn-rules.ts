import { awsError } from "../../errors.ts";
import type { Block, Conversation, Turn } from "../conversation.ts";
import { isBlank } from "../conversation-rules.ts";
import type { ClaudeFeatures } from "./features.ts";
import type { NativeMessage } from "./native-body.ts";

/**
 * Where the role `system` may stand: after a user's message, and before the assistant's or at the end. Models before Opus 4.8 do not
 * know it, each in words of its own.
 * Sources: https://github.com/BerriAI/litellm/pull/32831; of the places third-party measurements (see the messages)
 */
export function checkInstructions(messages: readonly NativeMessage[], { instructions, version }: ClaudeFeatures): void {
  if (!messages.some(({ role }) => role === "system")) return;
  if (!instructions) throw awsError(version >= 4.7 ? "claudeRoleSystemUnsupported" : "claudeRoleSystemUnknown");
  messages.forEach(({ role, content }, message) => {
    if (role !== "system") return;
    const blocks = typeof content === "string" ? [{ type: "text" as const, text: content }] : content;
    if (blocks.length === 0) throw awsError("claudeInstructionEmpty", { message });
    if (blocks.some(({ type }) => type !== "text")) throw awsError("claudeInstructionBlocks", { message });
    const before = messages[message - 1]?.role;
    const after = messages[message + 1]?.role;
    if (before === undefined) throw awsError("claudeInstructionFirst", { message });
    if (before === "assistant") throw awsError("claudeInstructionAfterAssistant", { message });
    if (after === "user") throw awsError("claudeInstructionBeforeUser", { message });
    if (blocks.some((block) => block.type === "text" && isBlank(block.text))) {
      throw awsError("claudeInstructionBlank", { message });
    }
  });
}

/** How turns have to follow each other, and that none is empty but the last of the assistant. */
export function checkTurnOrder({ turns }: Conversation): void {
  if (turns.length === 0) throw awsError("claudeNoMessages");
  if (turns[0]?.role !== "user") throw awsError("claudeFirstMessageNotUser");
  const spoken = turns.filter(({ isInstruction }) => !isInstruction);
  const repeated = spoken.find(({ role }, at) => at > 0 && spoken[at - 1]?.role === role);
  if (repeated) throw awsError("claudeRolesMustAlternate", { role: repeated.role });
  turns.forEach(({ blocks, role }, message) => {
    if (blocks.length === 0 && !(message === turns.length - 1 && role === "assistant")) {
      throw awsError("claudeMessageEmpty", { message });
    }
    if (blocks.some((block) => block.type === "text" && block.text === "")) throw awsError("claudeTextEmpty");
  });
}

/** The blocks that only one role may say. */
const sayers = {
  toolUse: { type: "tool_use", role: "assistant" },
  reasoning: { type: "thinking", role: "assistant" },
  redactedReasoning: { type: "redacted_thinking", role: "assistant" },
  toolResult: { type: "tool_result", role: "user" },
} as const;

/** Calls of tools and their results have to belong together: each call is answered in the next message, and nothing else is. */
export function checkToolTurns(conversation: Conversation): void {
  const { turns, tools } = conversation;
  const ids = new Set<string>();
  turns.forEach(({ role, blocks }, message) => {
    blocks.forEach((block, at) => {
      checkSayer(block, role, message);
      if (block.type === "toolUse") {
        if (ids.has(block.id)) throw awsError("claudeToolUseRepeated", { message, block: at });
        ids.add(block.id);
      }
      if (block.type === "toolResult") checkResult(block, turns[message - 1], message, at);
    });
    checkAnswered(blocks, turns[message + 1], message);
  });
  const usesTools = turns.some(({ blocks }) => blocks.some(({ type }) => type === "toolUse" || type === "toolResult"));
  if (usesTools && !tools) throw awsError("claudeToolsUndefined");
}

function checkSayer({ type }: Block, role: Turn["role"], message: number): void {
  const sayer = Object.hasOwn(sayers, type) ? sayers[type as keyof typeof sayers] : undefined;
  if (sayer && sayer.role !== role)
    throw awsError("claudeBlockOfRole", { message, type: sayer.type, role: sayer.role });
}

function checkResult(
  { id, blocks, status }: Block & { type: "toolResult" },
  before: Turn | undefined,
  message: number,
  block: number,
): void {
  if (!before?.blocks.some((asked) => asked.type === "toolUse" && asked.id === id)) {
    throw awsError("claudeToolResultUnasked", { message, block, id: id.slice(0, LONGEST_ID) });
  }
  if (status === "error" && blocks.length === 0) throw awsError("claudeToolResultEmptyError", { message, block });
}

function checkAnswered(blocks: readonly Block[], next: Turn | undefined, message: number): void {
  const answered = new Set((next?.blocks ?? []).map((block) => (block.type === "toolResult" ? block.id : "")));
  const open = blocks.flatMap((block) => (block.type === "toolUse" && !answered.has(block.id) ? [block.id] : []));
  if (open.length === 0) return;
  const ids = open.slice(0, MOST_IDS).map((id) => id.slice(0, LONGEST_ID));
  throw awsError("claudeToolUseUnanswered", { message, ids: ids.join(", ") });
}

/** Megabytes of ids are not answered with megabytes. */
const MOST_IDS = 50;
const LONGEST_ID = 200;
