import { expect, test } from "vitest";
import { createCatalog } from "../../emulator/catalog/index.ts";

const { models, prices, regions } = createCatalog();
const sonnet = "anthropic.claude-sonnet-4-5-20250929-v1:0";

test("every price belongs to a known model and, where it has one, a known Region", () => {
  for (const { modelId, region } of prices.all()) {
    expect(models.get(modelId), modelId).toBeDefined();
    if (region !== undefined) expect(regions.get(region), `${modelId} ${region}`).toBeDefined();
  }
});

test("no two prices answer the same question", () => {
  const keys = prices.all().map(({ modelId, region, geography }) => `${modelId} ${region} ${geography}`);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys).toHaveLength(334);
});

test("every amount is a number of dollars that is not negative", () => {
  for (const { modelId, region, geography, ...amounts } of prices.all()) {
    expect(Object.keys(amounts), `${modelId} ${region} ${geography}`).not.toHaveLength(0);
    for (const amount of Object.values(amounts)) expect(amount, modelId).toBeGreaterThanOrEqual(0);
  }
});

test("a geographic profile of Claude Sonnet 4.5 costs a tenth more than the global one", () => {
  // https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html: "approximately 10%".
  expect(prices.for(sonnet, "us-east-1", "global")).toMatchObject({ input: 3, output: 15, cacheRead: 0.3 });
  expect(prices.for(sonnet, "us-east-1", "us")).toMatchObject({ input: 3.3, output: 16.5 });
});

test("a call without a profile costs what the Region asks, else the list price", () => {
  const model = "moonshotai.kimi-k2.5";
  expect(prices.for(model, "eu-north-1", undefined)).toMatchObject({ region: "eu-north-1", input: 0.72 });
  const list = prices.for(model, "ap-southeast-2", undefined);
  expect(list).toMatchObject({ input: 0.6, output: 3 });
  expect(list).not.toHaveProperty("region");
});

test("a geography without a price of its own costs what the source Region asks", () => {
  expect(prices.for("moonshotai.kimi-k2.5", "eu-north-1", "eu")).toMatchObject({ region: "eu-north-1" });
});

test("a model without a price has none anywhere", () => {
  expect(prices.for("luma.ray-v2:0", "us-west-2", undefined)).toBeUndefined();
  expect(prices.for("no.such-model", "us-west-2", "us")).toBeUndefined();
});

test("every model that answers in text has a price, but for those that the data file admits", () => {
  const priced = new Set(prices.all().map(({ modelId }) => modelId));
  const unpriced = models
    .all()
    .filter((model) => !model.mantleOnly && model.outputModalities.includes("TEXT") && model.regions.size > 0)
    .filter(({ modelId }) => !priced.has(modelId));
  expect(unpriced.map(({ modelId }) => modelId)).toEqual([
    "amazon.nova-2-sonic-v1:0",
    "amazon.nova-sonic-v1:0",
    "writer.palmyra-vision-7b",
    "xai.grok-4.6",
  ]);
});
