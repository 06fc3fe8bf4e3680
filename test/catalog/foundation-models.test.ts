import { expect, test } from "vitest";
import { createCatalog } from "../../emulator/catalog/index.ts";

const { models, regions } = createCatalog();

test("the catalogue holds 149 models, each once", () => {
  expect(models.all()).toHaveLength(149);
  expect(new Set(models.all().map(({ modelId }) => modelId)).size).toBe(149);
});

test("every Region of a model is a known Region", () => {
  for (const model of models.all()) {
    for (const region of model.regions.keys()) expect(regions.get(region), `${model.modelId} ${region}`).toBeDefined();
  }
});

test("the inference types of a model are the union of those of its Regions", () => {
  for (const { modelId, inferenceTypesSupported, regions: own } of models.all()) {
    expect(new Set(inferenceTypesSupported), modelId).toEqual(new Set([...own.values()].flat()));
  }
});

test("Claude Sonnet 4.6 is on demand in London alone", () => {
  // Live ListFoundationModels of 2026-08-21; https://github.com/juspay/neurolink/pull/1380 says the same.
  const sonnet = models.get("anthropic.claude-sonnet-4-6");
  const onDemand = [...(sonnet?.regions ?? [])].filter(([, types]) => types.includes("ON_DEMAND"));
  expect(onDemand.map(([region]) => region)).toEqual(["eu-west-2"]);
  expect(sonnet?.regions.get("us-east-1")).toEqual(["INFERENCE_PROFILE"]);
});

test("a model that only bedrock-mantle serves is known but is in no Region's list", () => {
  const mantleOnly = models.all().filter((model) => model.mantleOnly);
  expect(mantleOnly.length).toBeGreaterThan(0);
  for (const model of mantleOnly) {
    expect(models.get(model.modelId)).toBe(model);
    for (const { name } of regions.all()) expect(models.in(name)).not.toContain(model);
  }
});

test("the models of a Region are exactly those that say so", () => {
  for (const { name } of regions.all()) {
    const expected = models.all().filter((model) => !model.mantleOnly && model.regions.has(name));
    expect(models.in(name), name).toEqual(expected);
  }
  expect(models.in("us-east-1").length).toBeGreaterThan(90);
  expect(models.in("nowhere-1")).toEqual([]);
});

test("the times of a model's life are instants in the order of that life", () => {
  for (const { modelId, lifecycle } of models.all()) {
    const { startOfLifeTime, legacyTime, publicExtendedAccessTime, endOfLifeTime } = lifecycle;
    const times = [startOfLifeTime, legacyTime, publicExtendedAccessTime, endOfLifeTime].filter((time) => time);
    for (const time of times) expect(time, modelId).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect([...times].sort(), modelId).toEqual(times);
  }
});

test("a model with an end of life is in the Legacy state", () => {
  // https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle-legacy.html
  const ending = models.all().filter(({ lifecycle }) => lifecycle.endOfLifeTime !== undefined);
  expect(ending).toHaveLength(13);
  for (const { modelId, lifecycle } of ending) expect(lifecycle.status, modelId).toBe("LEGACY");
});

test("token limits are positive whole numbers where they are known", () => {
  for (const { modelId, contextWindow, maxOutputTokens } of models.all()) {
    for (const limit of [contextWindow, maxOutputTokens]) {
      if (limit !== undefined) expect(Number.isSafeInteger(limit) && limit > 0, modelId).toBe(true);
    }
  }
  expect(models.get("amazon.nova-lite-v1:0")).toMatchObject({ contextWindow: 300_000, maxOutputTokens: 5_000 });
});
