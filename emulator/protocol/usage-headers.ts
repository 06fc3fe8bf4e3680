/**
 * The headers that tell what an InvokeModel request has used. AWS's API model does not name them; they are in every recorded
 * answer of InvokeModel (the test cassettes of opentelemetry-python-contrib and openllmetry) and in none of the other
 * operations'. Recorded answers of models that know prompt caching name the cache also when it was not used (0); Outcrop names
 * it for requests that ask for it. Recorded answers of embedding models (TestBedrock in pydantic-ai) have no count of output.
 */
export function usageHeaders(
  usage: {
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly cacheReadInputTokens?: number;
    readonly cacheWriteInputTokens?: number;
  },
  latencyMs: number,
) {
  const { cacheReadInputTokens: read, cacheWriteInputTokens: write } = usage;
  return {
    "X-Amzn-Bedrock-Invocation-Latency": String(latencyMs),
    "X-Amzn-Bedrock-Input-Token-Count": String(usage.inputTokens),
    ...(usage.outputTokens > 0 && { "X-Amzn-Bedrock-Output-Token-Count": String(usage.outputTokens) }),
    ...(read !== undefined && { "X-Amzn-Bedrock-Cache-Read-Input-Token-Count": String(read) }),
    ...(write !== undefined && { "X-Amzn-Bedrock-Cache-Write-Input-Token-Count": String(write) }),
  };
}
