import type { Kind } from "./kind.ts";
import type { OtherAnswer } from "./rule.ts";

/** The model answers something else. */
export interface AnswerFault {
  readonly kind: "answer";
  readonly answer: OtherAnswer;
}

/**
 * What is left of an answer, chosen: AWS documents the stop reasons and not what comes with them. Where the model was interrupted
 * half of the text is there; where the service stepped in, nothing of the model's.
 */
const REMAINS: Readonly<Record<OtherAnswer, "nothing" | "half" | "refusal">> = {
  empty: "nothing",
  max_tokens: "half",
  guardrail_intervened: "refusal",
  content_filtered: "nothing",
  malformed_model_output: "half",
  model_context_window_exceeded: "half",
};

/** The message for blocked prompts that the console of Bedrock proposes for a new guardrail. */
const REFUSAL = "Sorry, the model cannot answer this question.";

export const answer: Kind<AnswerFault> = {
  keys: ["answer"],
  isOutcome: true,
  isAskedFor: (then) => then.answer !== undefined,
  compile({ answer: asked = "empty" }, { refuse }) {
    if (!Object.hasOwn(REMAINS, asked)) refuse("answer", `"${asked}" is none of ${Object.keys(REMAINS).join(", ")}`);
    return {
      unfit: ({ name, isInference }) => (isInference ? undefined : `${name} does not answer with a model's text`),
      draw: () => ({ kind: "answer", answer: asked }),
    };
  },
};

/** The parts of an answer that the fault replaces. */
export interface Alteration {
  readonly text: string;
  /** The text's tokens in order; joined they are the text. */
  readonly pieces: readonly string[];
  readonly stopReason: Exclude<OtherAnswer, "empty"> | "end_turn";
  readonly stopSequence: undefined;
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
}

/** Makes the other answer out of the one that the model gave: `{ ...answer, ...alter(answer, fault) }`. */
export function alter(
  given: { readonly pieces: readonly string[]; readonly usage: { readonly inputTokens: number } },
  { answer: asked }: AnswerFault,
): Alteration {
  const pieces = remainsOf(given.pieces, REMAINS[asked]);
  return {
    text: pieces.join(""),
    pieces,
    stopReason: asked === "empty" ? "end_turn" : asked,
    stopSequence: undefined,
    usage: { inputTokens: given.usage.inputTokens, outputTokens: pieces.length },
  };
}

function remainsOf(pieces: readonly string[], remains: "nothing" | "half" | "refusal"): readonly string[] {
  if (remains === "nothing") return [];
  if (remains === "half") return pieces.slice(0, Math.ceil(pieces.length / 2));
  return REFUSAL.match(/\s*\S+/g) ?? [];
}
