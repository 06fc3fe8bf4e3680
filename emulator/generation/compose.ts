import type { FoundationModel } from "../catalog/index.ts";
import { createRandom, type Random } from "../random.ts";
import { type Answer, type AnswerBlock, answerText } from "./answer.ts";
import { contentOf } from "./block-content.ts";
import type { Conversation } from "./conversation.ts";
import type { Draft, DraftBlock } from "./draft.ts";
import { keepsStopSequence } from "./model-rules.ts";
import { plan } from "./plan.ts";
import { countConversation } from "./prompt-tokens.ts";
import { placeReasoning, signsReasoning } from "./reasoning-rules.ts";
import { sign } from "./signature.ts";
import { splitTokens } from "./tokens.ts";

export interface Composing {
  readonly seed: number;
  /** The tokens of the prompt that are in the cache: they take no time to read. They are part of the usage all the same. */
  readonly cachedTokens?: number;
  /** What to say instead of what the model would come up with; what it does not tell is the model's own. */
  readonly draft?: Partial<Draft> | undefined;
}

/**
 * Answers a conversation. The answer depends on the seed, the model and what was said, on nothing else: a smaller `maxTokens`
 * gives a beginning of the same answer, and a stop sequence cuts its text where it first occurs, before `maxTokens` does if it is
 * complete by then.
 */
export function compose(
  conversation: Conversation,
  model: FoundationModel,
  { seed, cachedTokens = 0, draft }: Composing,
): Answer {
  const random = createRandom(seed, model.modelId, script(conversation));
  const { blocks, stopReason, deltaTokens } = draft?.blocks
    ? (draft as Draft)
    : { ...plan(conversation, model, random), ...draft };
  const whole = placeReasoning(blocks, model).map((block, at) => {
    const made = toBlock(block, model, random.fork("block", String(at)));
    return deltaTokens && made.type !== "redactedReasoning" ? { ...made, deltaTokens } : made;
  });
  const cut = signed(limit(whole, conversation, keepsStopSequence(model)), random.fork("signature"));
  const inputTokens = countConversation(conversation);
  const outputTokens = cut.blocks.reduce((sum, block) => sum + tokensOfBlock(block), 0);
  // Plausible times: the prompt is read at some ten tokens a millisecond, then tokens come at 8 to 24 ms each.
  const firstByteLatencyMs = random.integer(150, 400) + Math.floor((inputTokens - cachedTokens) / 10);
  const latencyMs = firstByteLatencyMs + outputTokens * random.integer(8, 24);
  return {
    ...cut,
    ...(stopReason && !cut.stopSequence && cut.stopReason !== "max_tokens" && { stopReason }),
    usage: { inputTokens, outputTokens },
    latencyMs,
    firstByteLatencyMs,
  };
}

/** All that was said, as one text; who carried it and what else was asked for leave no trace in it. */
function script({ system, turns }: Conversation): string {
  const lines = system.map((block) => `system:${contentOf(block)}`);
  for (const { role, blocks } of turns) for (const block of blocks) lines.push(`${role}:${contentOf(block)}`);
  return lines.join("\0");
}

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** A block with its tokens, and with what nobody asked for by value: ids and signatures. */
function toBlock(block: DraftBlock, model: FoundationModel, random: Random): AnswerBlock {
  switch (block.type) {
    case "text":
      return { ...block, pieces: splitTokens(block.text) };
    case "toolUse":
      return { ...block, token: random.characters(22, BASE58), pieces: splitTokens(JSON.stringify(block.input)) };
    case "reasoning": {
      const { type, text, shownAs, signature } = block;
      const pieces = splitTokens(text);
      const shown =
        shownAs === undefined
          ? { text, pieces }
          : { text: shownAs, pieces: shownAs === "" ? [] : [shownAs], hiddenTokens: pieces.length };
      return { type, ...shown, signature: signature ?? (signsReasoning(model) ? "" : undefined) };
    }
    case "redactedReasoning":
      return { type: "redactedReasoning", data: `${random.characters(514, BASE64)}==` };
  }
}

/** What is left of the reasoning is signed after it was cut, as its signature vouches for the text that is shown. */
function signed(cut: Cut, random: Random): Cut {
  const blocks = cut.blocks.map((block, at) =>
    block.type === "reasoning" && block.signature === ""
      ? { ...block, signature: sign(block.text, random.fork(String(at))) }
      : block,
  );
  return { ...cut, blocks };
}

/** Tokens of the marks around a tool use (an estimate). */
const PER_TOOL_USE = 12;
/** Tokens of a reasoning that nobody can read (an estimate). */
const REDACTED_TOKENS = 128;

function tokensOfBlock(block: AnswerBlock): number {
  if (block.type === "redactedReasoning") return REDACTED_TOKENS;
  if (block.type === "reasoning") return block.hiddenTokens ?? block.pieces.length;
  return block.pieces.length + (block.type === "toolUse" ? PER_TOOL_USE : 0);
}

type Cut = Pick<Answer, "blocks" | "stopReason" | "stopSequence">;

function limit(whole: readonly AnswerBlock[], conversation: Conversation, keepStop: boolean): Cut {
  const allowed = within(whole, conversation.maxTokens ?? Number.POSITIVE_INFINITY);
  const stopped = beforeStop(allowed, conversation.stopSequences, keepStop);
  if (stopped) return stopped;
  if (allowed !== whole) return { blocks: allowed, stopReason: "max_tokens" };
  return { blocks: whole, stopReason: whole.some(({ type }) => type === "toolUse") ? "tool_use" : "end_turn" };
}

/** The blocks that fit, the same list if all do; a tool use that does not fit whole is left out, as nobody could act on it. */
function within(whole: readonly AnswerBlock[], maxTokens: number): readonly AnswerBlock[] {
  let left = maxTokens;
  const kept: AnswerBlock[] = [];
  for (const block of whole) {
    const tokens = tokensOfBlock(block);
    if (tokens > left) {
      if (left > 0 && (block.type === "text" || block.type === "reasoning")) kept.push(beginningOf(block, left));
      return kept;
    }
    kept.push(block);
    left -= tokens;
  }
  return whole;
}

function beginningOf<Block extends AnswerBlock & { type: "text" | "reasoning" }>(block: Block, tokens: number): Block {
  if (block.type === "reasoning" && block.hiddenTokens !== undefined) return { ...block, hiddenTokens: tokens };
  const pieces = block.pieces.slice(0, tokens);
  return { ...block, text: pieces.join(""), pieces };
}

/** The blocks up to the first stop sequence in the text, which may begin in one block and end in another. */
function beforeStop(blocks: readonly AnswerBlock[], sequences: readonly string[], keepStop: boolean): Cut | undefined {
  if (sequences.length === 0) return undefined;
  const stop = firstStop(answerText({ blocks }), sequences);
  if (!stop) return undefined;
  let left = keepStop ? stop.at + stop.sequence.length : stop.at;
  const kept: AnswerBlock[] = [];
  for (const block of blocks) {
    if (block.type === "text") {
      const text = block.text.slice(0, left);
      if (text !== "") kept.push({ ...block, text, pieces: splitTokens(text) });
      if (text.length < block.text.length) break;
      left -= text.length;
    } else if (block.type !== "toolUse") kept.push(block);
  }
  return keepStop
    ? { blocks: kept, stopReason: "end_turn" }
    : { blocks: kept, stopReason: "stop_sequence", stopSequence: stop.sequence };
}

function firstStop(text: string, sequences: readonly string[]): { at: number; sequence: string } | undefined {
  let first: { at: number; sequence: string } | undefined;
  for (const sequence of sequences) {
    const at = sequence === "" ? -1 : text.indexOf(sequence);
    if (at >= 0 && (!first || at < first.at)) first = { at, sequence };
  }
  return first;
}
