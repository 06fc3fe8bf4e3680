import type { CountTokensCommandInput, CountTokensCommandOutput } from "@aws-sdk/client-bedrock-runtime";
import { parseArn } from "../../arn.ts";
import type { Catalog, FoundationModel } from "../../catalog/index.ts";
import { awsError } from "../../errors.ts";
import type { Conversation } from "../../generation/conversation.ts";
import { countsTokens } from "../../generation/model-rules.ts";
import { countConversation } from "../../generation/prompt-tokens.ts";

import { namedModel } from "../bedrock/named-resource.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import type { Parts } from "../parts.ts";
import { readConversation } from "./converse-conversation.ts";
import { readNativeRequest } from "./native-request.ts";

/**
 * CountTokens: how many input tokens a request would use, cached or not. It takes the id of a foundation model, also of one that answers
 * through profiles alone, and never a profile.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CountTokens.html; for the models, recorded test
 * cassettes of pydantic-ai (test_anthropic_bedrock_count_tokens_error, test_bedrock_inference_profile_count_tokens).
 */
export const countTokens = {
  service: "bedrock-runtime",
  name: "CountTokens",
  honours: [
    "modelId",
    "input.invokeModel.body",
    "input.converse.messages",
    "input.converse.system",
    "input.converse.toolConfig",
    "input.converse.additionalModelRequestFields",
  ],
  access:
    (needs: Pick<Parts, "catalog">) =>
    ({ modelId = "" }: CountTokensCommandInput, call: Call) => ({ resources: [namedModel(modelId, call, needs)] }),
  handler:
    ({ catalog }: Pick<Parts, "catalog">) =>
    async (
      { modelId = "", input }: CountTokensCommandInput,
      call: Call,
    ): Promise<Omit<CountTokensCommandOutput, "$metadata">> => {
      const model = countedModel(modelId, call.region, catalog);
      call.report.target = { kind: "foundation-model", model, source: call.region, destinations: [call.region] };
      return { inputTokens: countConversation(read(input, model)) };
    },
} satisfies OperationDefinition;

function read(input: CountTokensCommandInput["input"], model: FoundationModel): Conversation {
  if (input?.invokeModel) return readNativeRequest({ body: input.invokeModel.body ?? new Uint8Array() }, model);
  return readConversation(input?.converse ?? {}, model);
}

function countedModel(modelId: string, region: string, catalog: Catalog): FoundationModel {
  const arn = parseArn(modelId);
  if (namesProfile(modelId, arn?.resourceType, catalog)) throw awsError("countTokensNotSupported");
  const isOwnArn = arn?.resourceType === "foundation-model" && arn.region === region;
  const model = catalog.models.get(isOwnArn ? arn.resourceId : modelId);
  if (!model || model.mantleOnly || !model.regions.has(region)) throw awsError("modelIdentifierInvalid");
  if (!countsTokens(model)) throw awsError("countTokensNotSupported");
  return model;
}

function namesProfile(modelId: string, resourceType: string | undefined, catalog: Catalog): boolean {
  return resourceType?.endsWith("inference-profile") || catalog.systemProfiles.get(modelId) !== undefined;
}
