/** One inference request, freed from the shape that carried it: Converse and every provider's native body end up here. */
export interface Conversation {
  readonly system: readonly Block[];
  readonly turns: readonly Turn[];
  /** Up to where the caller wants the prompt cached, in its order; the answer does not depend on it. */
  readonly cachePoints?: readonly CachePoint[];
  /** The most tokens that may be answered; the model's own limit when absent. */
  readonly maxTokens?: number | undefined;
  readonly stopSequences: readonly string[];
  /** Read to be checked: what is said depends on the seed, not on how boldly a model may choose. */
  readonly temperature?: number | undefined;
  readonly topP?: number | undefined;
  /** The tools that the model may call. */
  readonly tools?: Toolbox | undefined;
  /** The JSON Schema that the text of the answer has to satisfy; `true` asks for any JSON object. */
  readonly outputSchema?: unknown;
  /** Whether it came as one prompt to be completed, where the family has another body for chats. */
  readonly isPrompt?: boolean | undefined;
  /** Asks for the usage in a stream whose chunks do not have it otherwise: `stream_options.include_usage` of chat completions. */
  readonly streamsUsage?: boolean | undefined;
  /** Asks for the model's reasoning to be shown, or for none; what the model does unasked is its family's affair. */
  readonly reasoning?: Reasoning | "none" | undefined;
  /** Limits that the request asked for instead of the model's usual ones, in tokens. */
  readonly limits?: { readonly context?: number | undefined; readonly output?: number | undefined } | undefined;
  /** Asks for the inputs of tools to be streamed in longer portions: fine-grained tool streaming of Claude. */
  readonly eagerToolInput?: boolean | undefined;
  /** Asks the answer to tell what was cleared from the context: `context_management` of Claude. */
  readonly reportsContextEdits?: boolean | undefined;
}

export interface Turn {
  readonly role: "user" | "assistant";
  readonly blocks: readonly Block[];
  /** The turn is an instruction of the application, given in mid-conversation: the role `system` of Claude. */
  readonly isInstruction?: boolean | undefined;
}

/** A piece of a prompt. */
export type Block =
  | TextBlock
  | MediaBlock
  | DocumentBlock
  | SearchResultBlock
  | JsonBlock
  | ToolUseBlock
  | ToolResultBlock
  | ReasoningBlock
  | RedactedReasoningBlock;

export interface TextBlock {
  readonly type: "text";
  readonly text: string;
  /** Marks what a guardrail has to look at, with its qualifiers: `guardContent` of Converse. */
  readonly guard?: readonly string[] | undefined;
}

/** An image, a video or a sound: its bytes, or where on S3 they are. */
export interface MediaBlock {
  readonly type: "image" | "video" | "audio";
  /** As Converse names it: `png`, `jpeg`, `mp4`, … */
  readonly format: string;
  readonly bytes?: Uint8Array | undefined;
  readonly uri?: string | undefined;
}

export interface DocumentBlock {
  readonly type: "document";
  readonly name: string;
  /** As Converse names it: `pdf`, `txt`, …; a document that was given as text or chunks is `txt`. */
  readonly format: string;
  readonly bytes?: Uint8Array | undefined;
  readonly uri?: string | undefined;
  /** What it says where that is known: its text, or its chunks. */
  readonly chunks?: readonly string[] | undefined;
  /** Whether `chunks` are the caller's own division, which citations count by. */
  readonly isChunked?: boolean | undefined;
  readonly context?: string | undefined;
  /** Whether the answer is to cite it. */
  readonly citations: boolean;
}

export interface SearchResultBlock {
  readonly type: "searchResult";
  readonly source: string;
  readonly title: string;
  readonly texts: readonly string[];
  readonly citations: boolean;
}

/** A JSON value in a tool's result. */
export interface JsonBlock {
  readonly type: "json";
  readonly value: unknown;
}

export interface ToolUseBlock {
  readonly type: "toolUse";
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}

export interface ToolResultBlock {
  readonly type: "toolResult";
  /** The id of the use that it answers. */
  readonly id: string;
  readonly blocks: readonly Block[];
  readonly status: "success" | "error";
}

export interface ReasoningBlock {
  readonly type: "reasoning";
  readonly text: string;
  readonly signature?: string | undefined;
}

export interface RedactedReasoningBlock {
  readonly type: "redactedReasoning";
  /** Base64. */
  readonly data: string;
}

export interface Toolbox {
  readonly tools: readonly Tool[];
  readonly choice: { readonly type: "auto" | "any" | "none" } | { readonly type: "tool"; readonly name: string };
  /** Whether one answer may hold several calls. */
  readonly parallel: boolean;
}

export interface Tool {
  readonly name: string;
  readonly description?: string | undefined;
  /** The JSON Schema of its input. */
  readonly schema: unknown;
  /** The model is held to the schema. Outcrop always is; Claude does not take every schema then. */
  readonly strict?: boolean | undefined;
}

export interface Reasoning {
  /** The most tokens of it; as many as the model likes when absent. */
  readonly budgetTokens?: number | undefined;
  /** The model reasons, and shows only that it did. */
  readonly isOmitted?: boolean | undefined;
  /** The prompt ends with the tag that opens it. */
  readonly isOpened?: boolean | undefined;
}

/** A mark in a prompt: all before it is to be cached. */
export interface CachePoint {
  /** How many blocks stand before it: the tools, those of the system, then those of the turns. */
  readonly blocks: number;
  /** How long the cache keeps it without a hit. */
  readonly ttl: "5m" | "1h";
}

export function text(of: string): TextBlock {
  return { type: "text", text: of };
}

/** The texts among blocks, those of tool results not among them. */
export function textsOf(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block) => (block.type === "text" ? [block.text] : []));
}

/** What the user said last in words; empty when there is none. */
export function lastUserText({ turns }: Conversation): string {
  const turn = turns.findLast(
    ({ role, blocks, isInstruction }) =>
      role === "user" && !isInstruction && blocks.some(({ type }) => type === "text"),
  );
  return turn ? textsOf(turn.blocks).join("\n") : "";
}
