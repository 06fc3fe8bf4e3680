/** What applications do with a client of Bedrock. */
export type BehaviourName =
  | "chat"
  | "stream"
  | "tools"
  | "streamed tools"
  | "structured output"
  | "embeddings"
  | "reranking"
  | "reranking by InvokeModel"
  | "images";

/** One thing for a driver to do with its client. */
export interface Case {
  readonly behaviour: BehaviourName;
  /** The identifier to call with: the id of a foundation model, or the ARN of an application inference profile. */
  readonly modelId: string;
  /** The foundation model behind `modelId`. */
  readonly baseModel: string;
  readonly prompt: string;
  /** What is to be embedded, or ranked by `prompt`. */
  readonly texts: readonly string[];
}

/** What came of a case, in the words of no client. */
export interface Outcome {
  /** The whole text; of a loop with tools, that of its last answer. */
  readonly text?: string;
  /** The texts of a stream as they came. */
  readonly pieces?: readonly string[];
  readonly usage?: { readonly input: number; readonly output: number };
  /** The tools that the client ran, with what it gave them. */
  readonly calls?: readonly { readonly name: string; readonly input: unknown }[];
  readonly object?: unknown;
  readonly vectors?: readonly (readonly number[])[];
  /** Best first. */
  readonly ranking?: readonly { readonly index: number; readonly score: number }[];
  /** Base64. */
  readonly images?: readonly string[];
}

/** What a driver writes of each case, one JSON text a line. */
export type Report = { readonly outcome: Outcome } | { readonly error: string };
