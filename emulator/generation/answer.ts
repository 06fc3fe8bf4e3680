/** Why an answer ended, in the words of Converse; those after `tool_use` come about on purpose alone. */
export type StopReason =
  | "end_turn"
  | "max_tokens"
  | "stop_sequence"
  | "tool_use"
  | "guardrail_intervened"
  | "content_filtered"
  | "malformed_model_output"
  | "malformed_tool_use"
  | "model_context_window_exceeded";

/** What a model has answered. */
export interface Answer {
  readonly blocks: readonly AnswerBlock[];
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
  /** When it was made, in seconds since 1970 by the emulator's clock. */
  readonly created?: number | undefined;
  /** Simulated; the part of `latencyMs` before the first token. */
  readonly firstByteLatencyMs: number;
}

export type AnswerBlock =
  | AnswerText
  | AnswerToolUse
  | AnswerReasoning
  | { readonly type: "redactedReasoning" /** Base64. */; readonly data: string };

/** What a stream hands out bit by bit. */
export interface Tokenized {
  /** The tokens in order; joined they are the text, or the JSON of a tool's input. */
  readonly pieces: readonly string[];
  /** How many of them each delta carries, over and over; as recorded streams have it when absent. */
  readonly deltaTokens?: readonly number[] | undefined;
}

export interface AnswerReasoning extends Tokenized {
  readonly type: "reasoning";
  /** Empty where the model reasons without showing it. */
  readonly text: string;
  /** Claude alone signs. */
  readonly signature?: string | undefined;
  /** The tokens that are paid, where they are not those of the text. */
  readonly hiddenTokens?: number | undefined;
}

export interface AnswerText extends Tokenized {
  readonly type: "text";
  readonly text: string;
  readonly citations?: readonly Citation[];
}

export interface AnswerToolUse extends Tokenized {
  readonly type: "toolUse";
  /** What makes its id its own: 22 letters and digits, before which each API puts a beginning of its own. */
  readonly token: string;
  /** The whole id, where somebody asked for this one. */
  readonly id?: string | undefined;
  readonly name: string;
  readonly input: unknown;
}

/** Where a text of the answer was taken from. */
export interface Citation {
  readonly title: string;
  /** The words that are cited. */
  readonly cited: string;
  /** The source of a search result. */
  readonly source?: string;
  readonly location: CitationLocation;
}

/** Counted from 0 except pages, which count from 1; ends are exclusive. */
export interface CitationLocation {
  readonly type: "char" | "page" | "chunk" | "searchResult";
  /** Which of the request's documents, or of its search results. */
  readonly index: number;
  readonly start: number;
  readonly end: number;
}

/** The text of an answer, without reasoning and tool uses. */
export function answerText({ blocks }: Pick<Answer, "blocks">): string {
  return blocks.map((block) => (block.type === "text" ? block.text : "")).join("");
}

/** The tokens of that text. */
export function answerPieces({ blocks }: Pick<Answer, "blocks">): string[] {
  return blocks.flatMap((block) => (block.type === "text" ? block.pieces : []));
}

/** The tokens that were spent on reasoning, shown or not; of what is redacted nobody knows. */
export function reasoningTokens({ blocks }: Pick<Answer, "blocks">): number {
  return blocks.reduce(
    (sum, block) => sum + (block.type === "reasoning" ? (block.hiddenTokens ?? block.pieces.length) : 0),
    0,
  );
}

/** The uses of tools in an answer. */
export function toolUsesOf({ blocks }: Pick<Answer, "blocks">): AnswerToolUse[] {
  return blocks.filter((block) => block.type === "toolUse");
}

/** The id of a tool use: `tooluse_…` through Converse, `toolu_bdrk_01…` of Claude itself. */
export function toolUseId({ id, token }: AnswerToolUse, beginning: string): string {
  return id ?? beginning + token;
}

/** How many tokens each delta carries: about a dozen characters, as recorded streams have them. */
const DELTA_TOKENS = [1, 3, 4, 2, 4, 3];

/** The text of a block in the portions in which a stream hands it out. */
export function* deltas({ pieces, deltaTokens = DELTA_TOKENS }: Tokenized): Generator<string> {
  for (let at = 0, turn = 0; at < pieces.length; turn++) {
    const size = deltaTokens[turn % deltaTokens.length] ?? 1;
    yield pieces.slice(at, at + size).join("");
    at += size;
  }
}

/** How many tokens a delta carries where inputs are streamed without being looked at. */
const EAGER_TOKENS = [24];

/**
 * The JSON of a tool's input as Claude streams it: first nothing, and nothing more for an input without members.
 * Source: recorded test cassettes of opentelemetry-python-contrib and langchain-aws, and fixture anthropic-tool-no-args of vercel/ai.
 * `eager` asks for the longer portions of fine-grained tool streaming
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-tool-use.html).
 */
export function* inputDeltas(block: AnswerToolUse, eager = false): Generator<string> {
  yield "";
  if (block.pieces.join("") === "{}") return;
  yield* deltas(eager && !block.deltaTokens ? { ...block, deltaTokens: EAGER_TOKENS } : block);
}
