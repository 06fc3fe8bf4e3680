import type { ConverseCommandInput, ConverseCommandOutput } from "@aws-sdk/client-bedrock-runtime";
import { claudeVersion } from "../../generation/claude-version.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import { toContent } from "./converse-content.ts";
import {
  askedFor,
  converseHonours,
  converseInert,
  echoedOptions,
  readConverseRequest,
  responseFields,
  usageOf,
} from "./converse-request.ts";
import { converseTrace } from "./guardrail-trace.ts";
import { type Inference, type InferenceParts, infer } from "./inference.ts";

/**
 * Converse: the same body for every text model.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
 */
export const converse = {
  service: "bedrock-runtime",
  name: "Converse",
  honours: converseHonours,
  inert: converseInert,
  isInference: true,
  handler:
    (parts: InferenceParts) =>
    async (input: ConverseCommandInput, call: Call): Promise<Omit<ConverseCommandOutput, "$metadata">> => {
      const inference = await infer(parts, askedFor(input), call, (model) => readConverseRequest(input, model));
      const { answer, model } = inference;
      return {
        output: { message: { role: "assistant", content: toContent(answer, model) } },
        stopReason: answer.stopReason,
        usage: usageOf(inference, countsCache(inference)),
        metrics: { latencyMs: answer.latencyMs },
        ...responseFields(input, inference, call, "body"),
        ...converseTrace(inference),
        ...echoedOptions(input),
      };
    },
} satisfies OperationDefinition;

/**
 * Recorded answers (test cassettes of pydantic-ai and langchain-aws, 2025-2026) of Claude from 3.7 count the cache even when
 * nothing was cached, those of other models only when the request has cache points.
 */
function countsCache({ model, hasCachePoints }: Inference): boolean {
  return hasCachePoints || (claudeVersion(model.modelId) ?? 0) >= 3.7;
}
