/** One inference request, freed from the shape that carried it: Converse and every provider's native body end up here. */
export interface Conversation {
  readonly system: readonly string[];
  readonly turns: readonly Turn[];
  /** Up to where the caller wants the prompt cached, in its order; the answer does not depend on it. */
  readonly cachePoints?: readonly CachePoint[];
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

/** A mark in a prompt: all before it is to be cached. */
export interface CachePoint {
  /** How many texts stand before it: those of the system, then those of the turns. */
  readonly blocks: number;
  /** How long the cache keeps it without a hit. */
  readonly ttl: "5m" | "1h";
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
  readonly usage: {
    /** Tokens of the prompt that were neither read from the cache nor written to it. */
    readonly inputTokens: number;
    readonly outputTokens: number;
    /** The counts of the cache; absent where the model does not give them. */
    readonly cacheReadInputTokens?: number;
    readonly cacheWriteInputTokens?: number;
    readonly cacheDetails?: readonly { readonly ttl: "5m" | "1h"; readonly inputTokens: number }[];
  };
  /** Simulated, from the number of tokens and from chance. */
  readonly latencyMs: number;
  /** Simulated; the part of `latencyMs` before the first token. */
  readonly firstByteLatencyMs: number;
}
