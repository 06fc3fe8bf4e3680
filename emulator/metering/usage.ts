/**
 * The tokens that one inference request used, in AWS's own counts: tokens that were read from the prompt cache or written to it
 * are not part of `inputTokens`.
 */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Absent, as its counterpart below, where the model does not count the cache. */
  readonly cacheReadInputTokens?: number;
  readonly cacheWriteInputTokens?: number;
  /** `cacheWriteInputTokens` by the time they are kept. */
  readonly cacheDetails?: readonly { readonly ttl: "5m" | "1h"; readonly inputTokens: number }[];
}
