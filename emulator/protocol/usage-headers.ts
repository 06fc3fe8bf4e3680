/**
 * The headers that tell what an InvokeModel request has used. AWS's API model does not name them; they are in every recorded
 * answer of InvokeModel (the test cassettes of opentelemetry-python-contrib and openllmetry) and in none of the other
 * operations'.
 */
export function usageHeaders(
  usage: { readonly inputTokens: number; readonly outputTokens: number },
  latencyMs: number,
) {
  return {
    "X-Amzn-Bedrock-Invocation-Latency": String(latencyMs),
    "X-Amzn-Bedrock-Input-Token-Count": String(usage.inputTokens),
    "X-Amzn-Bedrock-Output-Token-Count": String(usage.outputTokens),
  };
}
