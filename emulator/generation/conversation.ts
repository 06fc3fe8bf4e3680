/** One inference request, freed from the shape that carried it: Converse and every provider's native body end up here. */
export interface Conversation {
  readonly system: readonly string[];
  readonly turns: readonly Turn[];
  /** The most tokens that may be answered; the model's own limit when absent. */
  readonly maxTokens?: number | undefined;
  readonly stopSequences: readonly string[];
  /** Read to be checked: what is said depends on the seed, not on how boldly a model may choose. */
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
}

export interface Turn {
  readonly role: "user" | "assistant";
  readonly texts: readonly string[];
}

/** Why an answer ended, in the words of Converse; the last four come about on purpose alone. */
export type StopReason =
  | "end_turn"
  | "max_tokens"
  | "stop_sequence"
  | "guardrail_intervened"
  | "content_filtered"
  | "malformed_model_output"
  | "model_context_window_exceeded";

/** What a model has answered. */
export interface Answer {
  readonly text: string;
  /** The text's tokens in order; joined they are the text. */
  readonly pieces: readonly string[];
  readonly stopReason: StopReason;
  /** The sequence that ended the text; only when `stopReason` is `stop_sequence`. */
  readonly stopSequence?: string | undefined;
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
  /** Simulated, from the number of tokens and from chance. */
  readonly latencyMs: number;
  /** Simulated; the part of `latencyMs` before the first token. */
  readonly firstByteLatencyMs: number;
}
