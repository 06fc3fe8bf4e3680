import type { RerankCommandInput, RerankCommandOutput, RerankDocument } from "@aws-sdk/client-bedrock-agent-runtime";
import { parseArn } from "../../arn.ts";
import type { Catalog } from "../../catalog/index.ts";
import { awsError, NotEmulatedError } from "../../errors.ts";
import { isObject } from "../../generation/body-schema.ts";
import { rerank as rerankers } from "../../generation/rerank.ts";
import { admit, type InferenceParts, perform } from "../bedrock-runtime/inference.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";

/**
 * Rerank: the way to the reranking models that RAG frameworks take. Without `numberOfResults` every document is ranked, and all
 * results come on one page.
 * Sources: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent-runtime_Rerank.html; an answer, with indices and scores
 * alone, in https://github.com/BerriAI/litellm/blob/main/litellm/llms/bedrock/rerank/transformation.py
 */
export const rerank = {
  service: "bedrock-agent-runtime",
  name: "Rerank",
  honours: [
    "queries",
    "sources",
    "rerankingConfiguration.type",
    "rerankingConfiguration.bedrockRerankingConfiguration.numberOfResults",
    "rerankingConfiguration.bedrockRerankingConfiguration.modelConfiguration",
  ],
  isInference: true,
  handler:
    (parts: InferenceParts) =>
    async (input: RerankCommandInput, call: Call): Promise<Omit<RerankCommandOutput, "$metadata">> => {
      const { numberOfResults, modelConfiguration } = input.rerankingConfiguration?.bedrockRerankingConfiguration ?? {};
      const modelArn = rerankerIn(modelConfiguration?.modelArn ?? "", call, parts.catalog);
      const documents = (input.sources ?? []).map(({ inlineDocumentSource }, at) => textOf(inlineDocumentSource, at));
      if (numberOfResults !== undefined && numberOfResults > documents.length) throw awsError("rerankTooManyResults");
      const asked = { modelId: modelArn };
      const target = await admit(parts, asked, call);
      const body = {
        ...modelConfiguration?.additionalModelRequestFields,
        ...(target.model.modelId.startsWith("cohere.") ? { api_version: 2 } : {}),
        query: input.queries?.[0]?.textQuery?.text ?? "",
        documents,
        top_n: numberOfResults ?? documents.length,
      };
      const answer = await perform(parts, target, rerankers.read(body, target.model), asked, call);
      return { results: resultsIn(answer.body) };
    },
} satisfies OperationDefinition;

/**
 * The ARN of a reranking foundation model of this Region. A profile's is refused: https://github.com/aws-samples/dify-aws-tool/pull/159;
 * that any other ARN, and an id, get the same answer is assumed.
 */
function rerankerIn(modelArn: string, call: Call, catalog: Catalog): string {
  const arn = parseArn(modelArn);
  const region = catalog.regions.get(call.region);
  const model = arn?.resourceType === "foundation-model" ? catalog.models.get(arn.resourceId) : undefined;
  const isOurs = arn?.service === "bedrock" && arn.partition === region?.partition && arn.region === call.region;
  if (!isOurs || !model?.modelId.includes(".rerank-") || !model.regions.has(call.region))
    throw awsError("rerankModelInvalid");
  return modelArn;
}

/** A JSON document is ranked by its text; how the service writes it is not known. */
function textOf(document: RerankDocument | undefined, index: number): string {
  const { type, textDocument, jsonDocument } = document ?? {};
  if (type === "JSON" && jsonDocument !== undefined) return JSON.stringify(jsonDocument);
  if (type !== "JSON" && textDocument?.text !== undefined) return textDocument.text;
  throw awsError("rerankDocumentMissing", { index, member: type === "JSON" ? "jsonDocument" : "textDocument" });
}

function resultsIn(body: unknown): NonNullable<RerankCommandOutput["results"]> {
  const results = isObject(body) ? body.results : undefined;
  if (!Array.isArray(results))
    throw new NotEmulatedError(
      'The scenario\'s answer to Rerank needs the native body of a reranking model, with "results".',
    );
  return results.map(({ index, relevance_score }) => ({ index, relevanceScore: Math.fround(relevance_score) }));
}
