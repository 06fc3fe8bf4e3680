import type { Message } from "./messages.ts";

/** What Converse answers to documents. */
export const documentMessages = {
  documentNameInvalid: {
    code: "ValidationException",
    text: "The document file name can only contain alphanumeric characters, whitespace characters, hyphens, parentheses, and square brackets. The name can't contain more than one consecutive whitespace character. Check that the file name conforms to these restrictions and retry your request.",
    evidence: ["https://github.com/simonw/llm-bedrock/issues/8", "https://github.com/vercel/ai/issues/20365"],
  },
  documentNamesRepeated: {
    code: "ValidationException",
    text: "Messages can't contain duplicate document names. Rename the document and retry your request.",
    evidence: ["https://github.com/maximhq/bifrost/issues/7003", "https://github.com/ag-ui-protocol/ag-ui/issues/2425"],
  },
  documentsTooMany: {
    code: "ValidationException",
    text: "You can't include more than {limit} documents in a request. Reduce the number of documents and retry your request.",
    evidence: ["https://github.com/aaif-goose/goose/issues/1267"],
  },
  documentsWithoutText: {
    code: "ValidationException",
    text: "A text block must be included when using documents. Add a text block and retry your request.",
    evidence: ["https://github.com/BerriAI/litellm/pull/36499", "https://github.com/maximhq/bifrost/pull/5817"],
  },
} as const satisfies Record<string, Message>;
