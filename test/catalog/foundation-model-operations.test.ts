import { expect, test } from "vitest";
import { createCatalog } from "../../emulator/catalog/index.ts";
import {
  getFoundationModel,
  getFoundationModelAvailability,
  listFoundationModels,
} from "../../emulator/operations/bedrock/foundation-models.ts";

const catalog = createCatalog();
const list = listFoundationModels.handler({ catalog });
const get = getFoundationModel.handler({ catalog });
const availability = getFoundationModelAvailability.handler({ catalog });
const virginia = { region: "us-east-1" };
const sonnet4 = "anthropic.claude-sonnet-4-20250514-v1:0";

async function idsOf(filter: Parameters<typeof list>[0], call = virginia): Promise<string[]> {
  const { modelSummaries } = await list(filter, call);
  return (modelSummaries ?? []).map(({ modelId }) => modelId ?? "");
}

test("the list is that of the caller's Region", async () => {
  expect(await idsOf({})).toEqual(catalog.models.in("us-east-1").map(({ modelId }) => modelId));
  expect(await idsOf({}, { region: "us-gov-east-1" })).toContain("amazon.titan-embed-text-v2:0");
});

test("a summary tells the inference types of the Region, not of the model everywhere", async () => {
  const { modelSummaries: here = [] } = await list({}, virginia);
  const { modelSummaries: london = [] } = await list({}, { region: "eu-west-2" });
  const isSonnet = ({ modelId }: { modelId: string | undefined }) => modelId === "anthropic.claude-sonnet-4-6";
  expect(here.find(isSonnet)?.inferenceTypesSupported).toEqual(["INFERENCE_PROFILE"]);
  expect(london.find(isSonnet)?.inferenceTypesSupported).toEqual(["ON_DEMAND", "INFERENCE_PROFILE"]);
});

test("a provider is found whatever the case of its name", async () => {
  // Third-party capture of `aws bedrock list-foundation-models --by-provider anthropic`, 2025.
  const found = await idsOf({ byProvider: "anthropic" });
  expect(found).toEqual(await idsOf({ byProvider: "Anthropic" }));
  expect(found.length).toBeGreaterThan(5);
  expect(found.every((id) => id.startsWith("anthropic."))).toBe(true);
  expect(await idsOf({ byProvider: "nobody" })).toEqual([]);
});

test("all filters have to hold together", async () => {
  const images = await idsOf({ byOutputModality: "IMAGE" });
  const onDemandImages = await idsOf({ byOutputModality: "IMAGE", byInferenceType: "ON_DEMAND" });
  expect(images).toContain("stability.stable-image-inpaint-v1:0");
  expect(onDemandImages).toEqual(["amazon.nova-canvas-v1:0"]);
  expect(await idsOf({ byProvider: "Amazon", byOutputModality: "EMBEDDING", byInferenceType: "PROVISIONED" })).toEqual(
    [],
  );
});

test("a model is found by the customization it supports", async () => {
  const found = await idsOf({ byCustomizationType: "FINE_TUNING" }, { region: "us-west-2" });
  for (const id of found) expect(catalog.models.get(id)?.customizationsSupported).toContain("FINE_TUNING");
  expect(await idsOf({ byCustomizationType: "DISTILLATION" })).toEqual([]);
});

test("a model can be read by its id and by its ARN", async () => {
  const byId = await get({ modelIdentifier: sonnet4 }, { region: "us-west-2" });
  const arn = `arn:aws:bedrock:us-west-2::foundation-model/${sonnet4}`;
  expect(await get({ modelIdentifier: arn }, { region: "us-west-2" })).toEqual(byId);
  // Third-party capture of GetFoundationModel, us-west-2, 2026-09-26.
  expect(byId.modelDetails).toMatchObject({
    modelArn: arn,
    modelId: sonnet4,
    modelName: "Claude Sonnet 4",
    providerName: "Anthropic",
    inputModalities: ["TEXT", "IMAGE"],
    outputModalities: ["TEXT"],
    responseStreamingSupported: true,
    inferenceTypesSupported: ["INFERENCE_PROFILE"],
    modelLifecycle: {
      status: "LEGACY",
      startOfLifeTime: new Date("2025-05-22T00:00:00Z"),
      legacyTime: new Date("2026-04-14T08:00:00Z"),
      publicExtendedAccessTime: new Date("2026-07-14T08:00:00Z"),
      endOfLifeTime: new Date("2026-10-14T08:00:00Z"),
    },
  });
});

test.each([
  ["an id that nobody knows", "no.such-model"],
  ["an inference profile's id", `us.${sonnet4}`],
  ["a model that another Region offers", "luma.ray-v2:0"],
  ["a model that only bedrock-mantle serves", "openai.gpt-5.5"],
  ["an ARN of another Region", `arn:aws:bedrock:us-west-2::foundation-model/${sonnet4}`],
  ["an ARN of another partition", `arn:aws-us-gov:bedrock:us-east-1::foundation-model/${sonnet4}`],
  ["an ARN of a custom model", "arn:aws:bedrock:us-east-1:111122223333:custom-model/amazon.titan/abcdefghijkl"],
])("%s names no foundation model", async (_, modelIdentifier) => {
  await expect(get({ modelIdentifier }, virginia)).rejects.toMatchObject({
    code: "ResourceNotFoundException",
    message: "Model not found.",
  });
});

test("a name without a provider is not a model identifier", async () => {
  await expect(get({ modelIdentifier: "sonnet" }, virginia)).rejects.toMatchObject({
    code: "ValidationException",
    message: "The provided model identifier is invalid.",
  });
});

test("a GovCloud model's ARN is of the GovCloud partition", async () => {
  const { modelDetails } = await get({ modelIdentifier: "amazon.nova-pro-v1:0" }, { region: "us-gov-west-1" });
  expect(modelDetails?.modelArn).toBe("arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/amazon.nova-pro-v1:0");
});

test("a model is available where its Region offers it", async () => {
  // The answer of https://docs.aws.amazon.com/bedrock/latest/APIReference/API_GetFoundationModelAvailability.html.
  expect(await availability({ modelId: sonnet4 }, virginia)).toEqual({
    modelId: sonnet4,
    agreementAvailability: { status: "AVAILABLE" },
    authorizationStatus: "AUTHORIZED",
    entitlementAvailability: "AVAILABLE",
    regionAvailability: "AVAILABLE",
  });
  expect(await availability({ modelId: "luma.ray-v2:0" }, virginia)).toMatchObject({
    regionAvailability: "NOT_AVAILABLE",
  });
  await expect(availability({ modelId: "no.such-model" }, virginia)).rejects.toMatchObject({
    code: "ResourceNotFoundException",
  });
});
