import type { Message } from "./messages.ts";

/**
 * AWS answers 503 when it is short of capacity and 429 only when an account's own quota is used up ("503 errors indicate that
 * the service is experiencing high demand or temporary capacity constraints. This is not related to your account-level quotas
 * or rate limits (which return 429 ThrottlingException)"):
 * https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html.
 * So a full Region is a ServiceUnavailableException as a lost one is, with the wording that was seen under load.
 */
export const noDestinationMessages = {
  down: {
    code: "ServiceUnavailableException",
    text: "Bedrock is unable to process your request.",
    evidence: [
      "https://github.com/darko-mesaros/bedrust/issues/47",
      "https://github.com/danny-avila/LibreChat/issues/4217",
    ],
  },
  saturated: {
    code: "ServiceUnavailableException",
    text: "Too many connections, please wait before trying again.",
    evidence: [
      "https://github.com/langchain-ai/langchain-aws/pull/968",
      "https://github.com/anthropics/claude-code/issues/562",
      "https://github.com/onyx-dot-app/onyx/pull/6368",
    ],
  },
} as const satisfies Record<string, Message>;

/** The words of a throttled request, by the quota that is used up. */
export const throttlingMessages = {
  requestsPerMinute: {
    code: "ThrottlingException",
    text: "Too many requests, please wait before trying again.",
    evidence: ["https://github.com/lobehub/lobehub/issues/3994", "https://github.com/kirodotdev/Kiro/issues/8113"],
  },
  tokensPerMinute: {
    code: "ThrottlingException",
    text: "Too many tokens, please wait before trying again.",
    evidence: [
      "https://github.com/aws-samples/amazon-bedrock-client-for-mac/issues/99",
      "https://github.com/RooCodeInc/Roo-Code/issues/5050",
    ],
  },
  tokensPerDay: {
    code: "ThrottlingException",
    text: "Too many tokens per day, please wait before trying again.",
    evidence: [
      "https://github.com/minorun365/agent-book/issues/29",
      "https://github.com/Ivy-Interactive/Ivy-Tendril/issues/1756",
    ],
  },
  // With two spaces in ListInferenceProfiles' answer; with one, as some renderers make of two, in GetInferenceProfile's.
  requestsPerSecond: {
    code: "ThrottlingException",
    text: "Too many requests, please wait before trying again. You have sent too many requests.  Wait before trying again.",
    evidence: [
      "https://github.com/aws-samples/bedrock-access-gateway/issues/104",
      "https://github.com/langgenius/dify-official-plugins/pull/1863",
    ],
  },
} as const satisfies Record<string, Message>;
