/** The tokens that one inference request used. Cached tokens are not part of `inputTokens`, as in AWS's own counts. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}
