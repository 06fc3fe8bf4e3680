import type {
  FoundationModelSummary,
  GetFoundationModelAvailabilityCommandInput,
  GetFoundationModelAvailabilityCommandOutput,
  GetFoundationModelCommandInput,
  GetFoundationModelCommandOutput,
  ListFoundationModelsCommandInput,
  ListFoundationModelsCommandOutput,
} from "@aws-sdk/client-bedrock";
import { parseArn } from "../../arn.ts";
import { type Catalog, type FoundationModel, foundationModelArn, type ModelLifecycle } from "../../catalog/index.ts";
import { awsError } from "../../errors.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import type { Parts } from "../parts.ts";
import { namedModel } from "./named-resource.ts";

type Needs = Pick<Parts, "catalog">;
type Answer<Output> = Omit<Output, "$metadata">;

/**
 * ListFoundationModels: the models of the caller's Region, narrowed by up to four filters that all have to hold. There
 * are no pages. `byProvider` compares without regard to case: `--by-provider anthropic` answers the models of
 * "Anthropic" (third-party capture of the AWS CLI, 2025); whether it also matches a part of the name is unknown.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_ListFoundationModels.html
 */
export const listFoundationModels = {
  service: "bedrock",
  name: "ListFoundationModels",
  honours: ["byProvider", "byCustomizationType", "byOutputModality", "byInferenceType"],
  handler:
    ({ catalog }: Needs) =>
    async (
      input: ListFoundationModelsCommandInput,
      call: Pick<Call, "region">,
    ): Promise<Answer<ListFoundationModelsCommandOutput>> => {
      const provider = input.byProvider?.toLowerCase();
      const modelSummaries = catalog.models
        .in(call.region)
        .filter((model) => provider === undefined || model.providerName.toLowerCase() === provider)
        .map((model) => toSummary(model, call.region, catalog))
        .filter((summary) => holds(input.byCustomizationType, summary.customizationsSupported))
        .filter((summary) => holds(input.byOutputModality, summary.outputModalities))
        .filter((summary) => holds(input.byInferenceType, summary.inferenceTypesSupported));
      return { modelSummaries };
    },
} satisfies OperationDefinition;

/**
 * GetFoundationModel: one model of the caller's Region, by its id or its ARN. Throws ResourceNotFoundException for a
 * model that the Region does not offer, an inference profile's id included, and ValidationException for a name that
 * has not the form `provider.model`.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetFoundationModel.html
 */
export const getFoundationModel = {
  service: "bedrock",
  name: "GetFoundationModel",
  honours: ["modelIdentifier"],
  access:
    (needs: Needs) =>
    ({ modelIdentifier = "" }: GetFoundationModelCommandInput, call: Call) => ({
      resources: [namedModel(modelIdentifier, call, needs)],
    }),
  handler:
    ({ catalog }: Needs) =>
    async (
      input: GetFoundationModelCommandInput,
      call: Pick<Call, "region">,
    ): Promise<Answer<GetFoundationModelCommandOutput>> => {
      const modelId = readModelId(input.modelIdentifier ?? "", call.region, catalog);
      const model = modelId === undefined ? undefined : catalog.models.get(modelId);
      if (!model || !isListed(model, call.region)) throw awsError("foundationModelNotFound");
      return { modelDetails: toSummary(model, call.region, catalog) };
    },
} satisfies OperationDefinition;

/**
 * GetFoundationModelAvailability: whether the caller may use a model. Outcrop has no agreements to accept, so every
 * model is agreed to and authorised, as AWS enables models by default since October 2025; only the Region decides.
 * Throws ResourceNotFoundException for a model that no Region offers.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetFoundationModelAvailability.html,
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-access.html
 */
export const getFoundationModelAvailability = {
  service: "bedrock",
  name: "GetFoundationModelAvailability",
  honours: ["modelId"],
  access:
    (needs: Needs) =>
    ({ modelId = "" }: GetFoundationModelAvailabilityCommandInput, call: Call) => ({
      resources: [namedModel(modelId, call, needs)],
    }),
  handler:
    ({ catalog }: Needs) =>
    async (
      input: GetFoundationModelAvailabilityCommandInput,
      call: Pick<Call, "region">,
    ): Promise<Answer<GetFoundationModelAvailabilityCommandOutput>> => {
      const model = catalog.models.get(input.modelId ?? "");
      if (!model || model.mantleOnly || model.regions.size === 0) throw awsError("foundationModelNotFound");
      return {
        modelId: model.modelId,
        agreementAvailability: { status: "AVAILABLE" },
        authorizationStatus: "AUTHORIZED",
        entitlementAvailability: "AVAILABLE",
        regionAvailability: isListed(model, call.region) ? "AVAILABLE" : "NOT_AVAILABLE",
      };
    },
} satisfies OperationDefinition;

/** The model id that an identifier names in a Region; `undefined` for an ARN of anything else. */
function readModelId(identifier: string, region: string, catalog: Catalog): string | undefined {
  if (!identifier.startsWith("arn:")) {
    if (!identifier.includes(".")) throw awsError("modelIdentifierInvalid");
    return identifier;
  }
  const arn = parseArn(identifier);
  const isOwn = arn?.region === region && arn.partition === catalog.regions.get(region)?.partition;
  return isOwn && arn.resourceType === "foundation-model" ? arn.resourceId : undefined;
}

function isListed(model: FoundationModel, region: string): boolean {
  return !model.mantleOnly && model.regions.has(region);
}

function holds(wanted: string | undefined, values: readonly string[] | undefined): boolean {
  return wanted === undefined || values?.includes(wanted) === true;
}

function toSummary(model: FoundationModel, region: string, catalog: Catalog): FoundationModelSummary {
  const { modelId, modelName, providerName, responseStreamingSupported } = model;
  return {
    modelArn: foundationModelArn(catalog.regions.get(region) ?? { name: region, partition: "aws" }, modelId),
    modelId,
    modelName,
    providerName,
    // AWS answers modalities and inference types that its own API model, and so the SDK's types, do not name.
    inputModalities: [...model.inputModalities] as NonNullable<FoundationModelSummary["inputModalities"]>,
    outputModalities: [...model.outputModalities] as NonNullable<FoundationModelSummary["outputModalities"]>,
    responseStreamingSupported,
    customizationsSupported: [...model.customizationsSupported],
    inferenceTypesSupported: [...(model.regions.get(region) ?? [])] as NonNullable<
      FoundationModelSummary["inferenceTypesSupported"]
    >,
    modelLifecycle: toLifecycle(model.lifecycle),
  };
}

function toLifecycle(lifecycle: ModelLifecycle): NonNullable<FoundationModelSummary["modelLifecycle"]> {
  const { status, startOfLifeTime, legacyTime, publicExtendedAccessTime, endOfLifeTime } = lifecycle;
  return {
    status,
    ...(startOfLifeTime && { startOfLifeTime: new Date(startOfLifeTime) }),
    ...(endOfLifeTime && { endOfLifeTime: new Date(endOfLifeTime) }),
    ...(legacyTime && { legacyTime: new Date(legacyTime) }),
    ...(publicExtendedAccessTime && { publicExtendedAccessTime: new Date(publicExtendedAccessTime) }),
  };
}
