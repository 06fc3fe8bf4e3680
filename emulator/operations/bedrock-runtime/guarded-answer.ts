import { type Answer, type AnswerBlock, type AnswerText, deltas } from "../../generation/answer.ts";
import { splitTokens } from "../../generation/tokens.ts";

/** The texts of an answer that a guardrail looks at: not its reasoning, and no inputs of tools. */
export function answerTexts({ blocks }: Answer): string[] {
  return textBlocks(blocks).map(({ text }) => text);
}

/** The answer with the guardrail's message in its place, which a stream hands out in one piece. */
export function blockedAnswer(answer: Answer, message: string): Answer {
  return {
    ...answer,
    blocks: [{ type: "text", text: message, pieces: [message] }],
    stopReason: "guardrail_intervened",
    stopSequence: undefined,
  };
}

/** The answer with masked texts in the place of its own. */
export function maskedAnswer(answer: Answer, texts: readonly string[]): Answer {
  const next = texts.values();
  const blocks = answer.blocks.map((block): AnswerBlock => {
    if (block.type !== "text") return block;
    const text = next.next().value ?? block.text;
    return text === block.text ? block : { ...block, text, pieces: splitTokens(text) };
  });
  return { ...answer, blocks };
}

/** How many characters of an answer are handed out between two looks at it in the asynchronous mode; assumed. */
const LOOK_EVERY = 50;

/**
 * The answer as the asynchronous mode hands it out: its portions as they come, until a look at what has been handed out finds what must
 * be blocked; then the message.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-streaming.html
 */
export function interruptedAnswer(
  answer: Answer,
  message: string,
  isBlocked: (texts: readonly string[]) => boolean,
): Answer {
  const kept: AnswerBlock[] = [];
  const before: string[] = [];
  for (const block of answer.blocks) {
    if (block.type !== "text") {
      kept.push(block);
      continue;
    }
    const portions = portionsUntil([...deltas(block)], (text) => isBlocked([...before, text]));
    if (portions) {
      const pieces = [...portions, message];
      kept.push({ type: "text", text: pieces.join(""), pieces, deltaTokens: [1] });
      return { ...answer, blocks: kept, stopReason: "guardrail_intervened", stopSequence: undefined };
    }
    kept.push(block);
    before.push(block.text);
  }
  return blockedAnswer(answer, message);
}

/** The first portions of a text, up to the one after which a look finds something; `undefined` when none does. */
function portionsUntil(
  portions: readonly string[],
  isBlocked: (text: string) => boolean,
): readonly string[] | undefined {
  let text = "";
  let looked = 0;
  for (const [index, portion] of portions.entries()) {
    text += portion;
    const isLast = index === portions.length - 1;
    if (text.length - looked < LOOK_EVERY && !isLast) continue;
    looked = text.length;
    if (isBlocked(text)) return portions.slice(0, index + 1);
  }
  return undefined;
}

const textBlocks = (blocks: readonly AnswerBlock[]): AnswerText[] => blocks.filter((block) => block.type === "text");
