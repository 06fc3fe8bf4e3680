import { type BodySchema, violationsOf } from "./body-schema.ts";
import { beginning } from "./embedding/cut-text.ts";
import { malformedInput } from "./json-schema-gate.ts";
import { relevance } from "./relevance.ts";
import type { TaskFamily } from "./task.ts";
import { countTokens } from "./tokens.ts";

/**
 * Cohere Rerank 3.5 and Amazon Rerank 1.0, which share a body but for `api_version`.
 * Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/rerank-use.html; the refusals of
 * https://github.com/langgenius/dify/issues/12640 and https://github.com/cohere-ai/cohere-python/issues/613; the answer as
 * https://github.com/aws-samples/dify-aws-tool/pull/159 reads it; how long a document may be before its end is left out:
 * https://docs.cohere.com/reference/rerank.
 */
export const rerank: TaskFamily = {
  read(body, { modelId }) {
    const violations = violationsOf(body, modelId.startsWith("cohere.") ? cohereSchema : amazonSchema);
    if (violations.length > 0) throw malformedInput(violations);
    const request = body as RerankBody;
    const { query, top_n: count = request.documents.length } = request;
    const limit = request.max_tokens_per_doc ?? MOST_TOKENS_OF_DOCUMENT;
    const documents = request.documents.map((document) => beginning(document, limit));
    const inputTokens = countTokens(query) + documents.reduce((sum, { tokens }) => sum + tokens, 0);
    return {
      inputTokens,
      text: query,
      answer: (random) => ({
        body: {
          results: rank(
            query,
            documents.map(({ text }) => text),
          ).slice(0, count),
        },
        latencyMs: random.integer(80, 160) + Math.floor(inputTokens / 100),
      }),
    };
  },
};

/** The documents from the most relevant to the least; equally relevant ones in the order of the request. */
function rank(query: string, documents: readonly string[]) {
  return relevance(query, documents)
    .map((score, index) => ({ index, relevance_score: score }))
    .sort((one, other) => other.relevance_score - one.relevance_score || one.index - other.index);
}

interface RerankBody {
  readonly query: string;
  readonly documents: readonly string[];
  readonly top_n?: number;
  readonly max_tokens_per_doc?: number;
}

const MOST_DOCUMENTS = 1_000;
const MOST_TOKENS_OF_DOCUMENT = 4_096;

const members: Readonly<Record<string, BodySchema>> = {
  query: { type: "string", minLength: 1 },
  documents: { type: "list", items: { type: "string" }, minItems: 1, maxItems: MOST_DOCUMENTS },
  top_n: { type: "integer", minimum: 1 },
};

const cohereSchema: BodySchema = {
  type: "object",
  required: ["query", "documents", "api_version"],
  members: {
    ...members,
    api_version: { type: "integer", minimum: 2 },
    max_tokens_per_doc: { type: "integer", minimum: 1 },
  },
};

const amazonSchema: BodySchema = { type: "object", required: ["query", "documents"], members };
