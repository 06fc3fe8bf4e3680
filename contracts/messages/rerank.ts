import type { Message } from "./messages.ts";

/** What Rerank of bedrock-agent-runtime refuses. */
export const rerankMessages = {
  rerankModelInvalid: {
    code: "ValidationException",
    // The "<" that is never closed is the service's own.
    text: "The provided model ARN for reranking is invalid. Please, use a valid model ARN. Also check the model ARN follows this format: arn:<partition>:bedrock:<region>:<foundation-model/<model-id>",
    evidence: ["https://github.com/aws-samples/dify-aws-tool/pull/159"],
  },
  rerankTooManyResults: {
    code: "ValidationException",
    text: "Cannot provide numberOfResults value that exceeds the number of sources.",
    evidence: ["https://github.com/langgenius/dify/pull/12774"],
  },
  rerankDocumentMissing: {
    code: "ValidationException",
    text: "The document of source {index} has no {member}, which its type asks for.",
    assumed: "No capture of such a request was found.",
  },
} as const satisfies Readonly<Record<string, Message>>;
