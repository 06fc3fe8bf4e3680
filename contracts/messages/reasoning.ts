/** What Converse answers to reasoning that is sent back to a model that does not take it. */
export const reasoningMessages = {
  reasoningNotTaken: {
    code: "ValidationException",
    text: "User messages cannot contain reasoning content. Please remove the reasoning content and try again.",
    evidence: [
      "https://github.com/langchain-ai/langchain-aws/issues/401",
      "https://github.com/aws-samples/bedrock-chat/issues/845",
      "https://github.com/strands-agents/harness-sdk/issues/651",
    ],
  },
  reasoningSignatureNotTaken: {
    code: "ValidationException",
    text: "This model doesn't support the reasoningContent.reasoningText.signature field. Remove reasoningContent.reasoningText.signature and try again.",
    evidence: ["https://github.com/earendil-works/pi/issues/686"],
  },
} as const;
