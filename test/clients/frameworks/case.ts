/** What applications do with a client of Bedrock, and what they meet. */
export type BehaviourName =
  | "profile life cycle"
  | "chat"
  | "stream"
  | "tools"
  | "streamed tools"
  | "structured output"
  | "embeddings"
  | "reranking"
  | "reranking by InvokeModel"
  | "images"
  | "spoken conversation"
  | "throttled, then retried"
  | "throttled for good"
  | "denied by an SCP"
  | "exception in mid-stream"
  | "unknown operation";

/** One thing for a driver to do with its client. */
export interface Case {
  readonly behaviour: BehaviourName;
  /**
   * The identifier to call with: the id of a foundation model, or the ARN of an application inference profile. In the life of a
   * profile, the ARN to copy from.
   */
  readonly modelId: string;
  /** The foundation model behind `modelId`. */
  readonly baseModel: string;
  /** What the user says. In the life of a profile, the name of the one to create. */
  readonly prompt: string;
  /** What is to be embedded, or ranked by `prompt`. */
  readonly texts: readonly string[];
}

/** How a client tells that something failed. */
export interface Failure {
  /** The error's name as the client gives it: its class, or the code that an SDK without a class for it tells. */
  readonly type: string;
  /** The HTTP status, where the client tells it. */
  readonly status?: number;
  readonly message: string;
}

/**
 * The life of an application profile: created with the tag `team=a`, got, looked for in the list of application profiles page by
 * page (one on each), tagged `env=test`, untagged `team`, deleted, and got again.
 */
export interface ProfileLife {
  readonly arn: string;
  /** As GetInferenceProfile gives it. */
  readonly status: string;
  /** How many models GetInferenceProfile gives. */
  readonly models: number;
  /** Whether the list had it, behind whichever page. */
  readonly listed: boolean;
  /** After `team` has been removed. */
  readonly tags: Readonly<Record<string, string>>;
  /** What became of getting it when it was deleted. */
  readonly afterDelete: Failure;
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
  /** Of a spoken conversation: what the model sent. */
  readonly events?: readonly { readonly event: Readonly<Record<string, Readonly<Record<string, unknown>>>> }[];
  readonly profile?: ProfileLife;
  /** What the client threw, in a case that may fail; `pieces` are those that came before. */
  readonly failure?: Failure;
}

/**
 * What a driver writes of each case, one JSON text a line, on file descriptor 3 or at the end of the file that the environment names
 * in OUTCROP_TEST_REPORTS. `error` is for what must not happen: a failure that the case is about is an outcome.
 */
export type Report = { readonly outcome: Outcome } | { readonly error: string };
