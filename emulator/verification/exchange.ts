/** One request and what became of it, as far as expectations look at it. Prompts are looked at and not kept. */
export interface Exchange {
  readonly id: string;
  /** When it arrived, by the emulator's clock. */
  readonly timeMs: number;
  /** The same, from the start of the clock or the moment at which the scenario came to life. */
  readonly sinceStartMs: number;
  readonly operation: string | undefined;
  /** Whether a model was to answer it. */
  readonly isInference: boolean;
  readonly principal: string | undefined;
  /** The source Region. */
  readonly source: string | undefined;
  readonly destination: string | undefined;
  /** `modelId` as it was sent. */
  readonly modelId: string | undefined;
  /** The foundation model that it stands for. */
  readonly model: string | undefined;
  readonly profile?: { readonly id: string; readonly name: string; readonly arn: string } | undefined;
  /** The tags of the profile. */
  readonly tags: Readonly<Record<string, string>>;
  readonly requestMetadata: Readonly<Record<string, string>>;
  /** The HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** The code of the error that was answered. */
  readonly error: string | undefined;
  /** The SDK's own identifier of the call whose attempts belong together. */
  readonly invocationId: string | undefined;
  readonly tokens: number;
  /** In US dollars; absent where a price is not known. */
  readonly costUsd: number | undefined;
  readonly prompt: Prompt | undefined;
  /** The uses of tools that the model asked for, by what their ids end with. */
  readonly toolUses: readonly string[];
}

/** Whether it ended with an error, or with no answer at all. */
export function hasFailed({ error, status }: Exchange): boolean {
  return error !== undefined || status === 0 || status >= 400;
}

export interface Prompt {
  /** What the user said last. */
  readonly lastUserText: string;
  /** Everything that was said, in order. */
  readonly texts: readonly string[];
  /** The ids of the uses of tools that the request brings the results of. */
  readonly toolResults: readonly string[];
}

/** What became of a stream: it is open until it has been read to its end, or its reader has gone. */
export type StreamEnd = "read" | "abandoned" | "failed";
