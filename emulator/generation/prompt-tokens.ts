import { contentOf, contentOfTool, tokensOf, tokensOfTool } from "./block-content.ts";
import type { Conversation } from "./conversation.ts";

/** Tokens that a request holds beside its blocks; models spend a few on the marks between turns (an estimate, as all here). */
const PER_REQUEST = 3;
const PER_TURN = 4;
const PER_SYSTEM_BLOCK = 4;

/** A prompt may be a megabyte, and its checks, its quota and its answer all ask for its tokens. */
const counted = new WeakMap<Conversation, number>();

/** The input tokens of a conversation; whichever API carried it, the count is the same. */
export function countConversation(conversation: Conversation): number {
  const count = counted.get(conversation) ?? countAll(conversation);
  counted.set(conversation, count);
  return count;
}

function countAll({ tools, system, turns }: Conversation): number {
  let count = PER_REQUEST;
  for (const tool of tools?.tools ?? []) count += tokensOfTool(tool);
  for (const block of system) count += PER_SYSTEM_BLOCK + tokensOf(block);
  for (const { blocks } of turns) {
    count += PER_TURN;
    for (const block of blocks) count += tokensOf(block);
  }
  return count;
}

/** A piece of a prompt as the model reads it. */
export interface PromptPart {
  readonly place: string;
  readonly content: string;
  readonly tokens: number;
}

/**
 * The tools and blocks of a conversation in the order in which the model reads them; the marks before a block are part of it.
 * Their tokens' sum is `countConversation`, but for a last turn without any block.
 */
export function* promptParts({ tools, system, turns }: Conversation): Generator<PromptPart> {
  let marks = PER_REQUEST;
  for (const tool of tools?.tools ?? []) {
    yield { place: "tools", content: contentOfTool(tool), tokens: marks + tokensOfTool(tool) };
    marks = 0;
  }
  for (const block of system) {
    yield { place: "system", content: contentOf(block), tokens: marks + PER_SYSTEM_BLOCK + tokensOf(block) };
    marks = 0;
  }
  for (const [turn, { role, blocks }] of turns.entries()) {
    marks += PER_TURN;
    for (const block of blocks) {
      yield { place: `${turn} ${role}`, content: contentOf(block), tokens: marks + tokensOf(block) };
      marks = 0;
    }
  }
}
