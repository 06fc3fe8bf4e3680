import type { Block, Conversation, TextBlock } from "../../generation/conversation.ts";

/** How InvokeModel marks what a guardrail has to look at: with tags whose names end with a suffix of the caller's. */
export interface Tagging {
  readonly suffix: string;
}

/** A piece of a prompt that a guardrail looks at, or that an answer is held against. */
export interface GuardedPart {
  readonly block: TextBlock;
  /** Where it stands in the block's text. */
  readonly start: number;
  readonly end: number;
  readonly qualifiers: readonly string[];
}

/** What of a prompt is whose business. */
export interface GuardedPrompt {
  /** What the policies look at. */
  readonly guarded: readonly GuardedPart[];
  readonly sources: readonly string[];
  readonly queries: readonly string[];
  /** Whether the caller marked anything. */
  readonly isTagged: boolean;
  /** Every text that stands for choice, guarded or not. */
  readonly all: readonly string[];
}

/**
 * What a guardrail looks at in a prompt of Converse. Messages: the blocks that are `guardContent`, everything when none is. System
 * prompt: the blocks that are `guardContent`, and nothing else. Tool results are never looked at.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-use-converse-api.html
 */
export function guardedInConverse({ system, turns }: Conversation): GuardedPrompt {
  const messages = textBlocks(turns.flatMap(({ blocks }) => blocks));
  const prompts = textBlocks(system);
  const marked = messages.filter(({ guard }) => guard !== undefined);
  const markedPrompts = prompts.filter(({ guard }) => guard !== undefined);
  const parts = [...markedPrompts, ...(marked.length > 0 ? marked : messages)].map(wholeBlock);
  const counted = markedPrompts.length > 0 ? [...prompts, ...messages] : messages;
  return sorted(
    parts,
    marked.length + markedPrompts.length > 0,
    counted.map(({ text }) => text),
  );
}

const TAGS = [
  { tag: "guardContent", qualifiers: ["guard_content"] },
  { tag: "groundingSource", qualifiers: ["grounding_source"] },
  { tag: "query", qualifiers: ["query"] },
] as const;

/**
 * What a guardrail looks at in a native body: what stands between tags, or everything, system prompt and all, where there are none
 * (`guardrailCoverage` of an invocation log of the live service in the detection rules of a third party, 2025).
 * Source of the tags: https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-tagging.html and, for grounding,
 * https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-contextual-grounding-check.html
 */
export function guardedInBody({ system, turns }: Conversation, tagging: Tagging | undefined): GuardedPrompt {
  const blocks = textBlocks([...system, ...turns.flatMap((turn) => turn.blocks)]);
  const all = blocks.map(({ text }) => text);
  const parts = tagging ? blocks.flatMap((block) => taggedParts(block, tagging)) : [];
  return parts.length > 0 ? sorted(parts, true, all) : sorted(blocks.map(wholeBlock), false, all);
}

function taggedParts(block: TextBlock, { suffix }: Tagging): GuardedPart[] {
  const parts: GuardedPart[] = [];
  for (const { tag, qualifiers } of TAGS) {
    const name = `amazon-bedrock-guardrails-${tag}_${suffix}>`;
    for (let at = block.text.indexOf(`<${name}`); at >= 0; at = block.text.indexOf(`<${name}`, at)) {
      const start = at + name.length + 1;
      const close = block.text.indexOf(`</${name}`, start);
      const end = close < 0 ? block.text.length : close;
      parts.push({ block, start, end, qualifiers });
      at = end;
    }
  }
  return parts;
}

const textBlocks = (blocks: readonly Block[]) => blocks.filter((block) => block.type === "text");

const wholeBlock = (block: TextBlock): GuardedPart => ({
  block,
  start: 0,
  end: block.text.length,
  qualifiers: block.guard ?? [],
});

function sorted(parts: readonly GuardedPart[], isTagged: boolean, all: readonly string[]): GuardedPrompt {
  const qualified = (qualifier: string) => parts.filter(({ qualifiers }) => qualifiers.includes(qualifier)).map(textOf);
  return {
    guarded: parts.filter(({ qualifiers }) => qualifiers.length === 0 || qualifiers.includes("guard_content")),
    sources: qualified("grounding_source"),
    queries: qualified("query"),
    isTagged,
    all,
  };
}

/** The text of a part. */
export const textOf = ({ block, start, end }: GuardedPart): string => block.text.slice(start, end);

/** The conversation with other texts in the place of its parts. */
export function withTexts(
  conversation: Conversation,
  parts: readonly GuardedPart[],
  texts: readonly string[],
): Conversation {
  const changes = new Map<Block, { part: GuardedPart; text: string }[]>();
  parts.forEach((part, at) => {
    changes.set(part.block, [...(changes.get(part.block) ?? []), { part, text: texts[at] ?? "" }]);
  });
  const changed = (block: Block): Block => {
    const own = changes.get(block);
    if (!own || block.type !== "text") return block;
    // From the last one on, so that the places of the others stay what they are.
    const text = own
      .toSorted((one, other) => other.part.start - one.part.start)
      .reduce((text, { part, text: next }) => text.slice(0, part.start) + next + text.slice(part.end), block.text);
    return { ...block, text };
  };
  return {
    ...conversation,
    system: conversation.system.map(changed),
    turns: conversation.turns.map((turn) => ({ ...turn, blocks: turn.blocks.map(changed) })),
  };
}
