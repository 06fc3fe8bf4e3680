import { expect, test } from "vitest";
import { createCatalog, type SystemProfile } from "../../emulator/catalog/index.ts";

const { models, regions, systemProfiles } = createCatalog();

function profile(id: string): SystemProfile {
  const found = systemProfiles.get(id);
  if (!found) throw new Error(`no profile ${id}`);
  return found;
}

test("the catalogue holds 141 profiles, 18 of them retired and 6 without a source Region", () => {
  const all = systemProfiles.all();
  expect(all).toHaveLength(141);
  expect(all.filter(({ retired }) => retired)).toHaveLength(18);
  expect(all.filter(({ destinations }) => destinations.size === 0)).toHaveLength(6);
});

test("the profiles divide into geographies as AWS names them", () => {
  const counts = Object.groupBy(systemProfiles.all(), ({ geography }) => geography);
  expect(Object.fromEntries(Object.entries(counts).map(([name, list]) => [name, list.length]))).toEqual({
    us: 60,
    eu: 25,
    global: 18,
    apac: 11,
    "us-gov": 10,
    au: 8,
    jp: 6,
    in: 2,
    ca: 1,
  });
});

test("a profile's id is its geography and its model's id", () => {
  for (const { inferenceProfileId, geography, modelId } of systemProfiles.all()) {
    expect(inferenceProfileId).toBe(`${geography}.${modelId}`);
  }
});

test("every source and every destination is a known Region", () => {
  for (const { inferenceProfileId, destinations } of systemProfiles.all()) {
    for (const name of [...destinations.keys(), ...[...destinations.values()].flat()]) {
      expect(regions.get(name), `${inferenceProfileId} ${name}`).toBeDefined();
    }
  }
});

test("no profile leaves its partition", () => {
  for (const { inferenceProfileId, geography, destinations } of systemProfiles.all()) {
    const partition = geography === "us-gov" ? "aws-us-gov" : "aws";
    for (const name of [...destinations.keys(), ...[...destinations.values()].flat()]) {
      expect(regions.get(name)?.partition, inferenceProfileId).toBe(partition);
    }
  }
});

test("no destination is named twice and no list is empty", () => {
  for (const { inferenceProfileId, destinations } of systemProfiles.all()) {
    for (const list of destinations.values()) {
      expect(list.length, inferenceProfileId).toBeGreaterThan(0);
      expect(new Set(list).size, inferenceProfileId).toBe(list.length);
    }
  }
});

test("every profile's model is known, but for three that went with their retired profiles", () => {
  const orphans = systemProfiles.all().filter(({ modelId }) => models.get(modelId) === undefined);
  expect(orphans.map(({ modelId }) => modelId)).toEqual([
    "anthropic.claude-3-opus-20240229-v1:0",
    "anthropic.claude-opus-4-20250514-v1:0",
    "meta.llama3-1-405b-instruct-v1:0",
  ]);
  expect(orphans.every(({ retired }) => retired)).toBe(true);
});

test("where a profile can be invoked its model is listed as callable by profile", () => {
  for (const { name } of regions.all()) {
    for (const { inferenceProfileId, modelId } of systemProfiles.in(name)) {
      expect(models.get(modelId)?.regions.get(name), `${inferenceProfileId} ${name}`).toContain("INFERENCE_PROFILE");
    }
  }
});

test("the same profile has other destinations from another source Region", () => {
  // AWS's example: https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
  const { destinations } = profile("us.anthropic.claude-3-haiku-20240307-v1:0");
  expect(destinations.get("us-west-2")).toEqual(["us-east-1", "us-west-2"]);
  // The order is the one that GetInferenceProfile answered in us-east-2, https://github.com/kevint4890/brag-bot.
  expect(destinations.get("us-east-2")).toEqual(["us-east-1", "us-west-2", "us-east-2"]);
});

test("a source Region need not be one of its own destinations", () => {
  // The tables of inference-profiles-support, about December 2025.
  const sonnet = profile("us-gov.anthropic.claude-sonnet-4-5-20250929-v1:0");
  expect(sonnet.destinations.get("us-gov-east-1")).toEqual(["us-gov-west-1"]);
  const older = profile("us.anthropic.claude-3-5-sonnet-20240620-v1:0");
  expect(older.destinations.get("us-east-2")).toEqual(["us-west-2", "us-east-1"]);
});

test("a global profile may be processed in every commercial Region and in no other", () => {
  // https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
  const commercial = regions.all().filter(({ partition }) => partition === "aws");
  const { destinations } = profile("global.anthropic.claude-sonnet-4-5-20250929-v1:0");
  expect(destinations.get("us-east-1")).toEqual(commercial.map(({ name }) => name));
  expect(destinations.has("us-gov-west-1")).toBe(false);
});

test("a retired profile is known but is in no Region's list", () => {
  const retired = profile("us.anthropic.claude-3-opus-20240229-v1:0");
  expect(retired.retired).toBe(true);
  expect(retired.destinations.size).toBeGreaterThan(0);
  for (const { name } of regions.all()) expect(systemProfiles.in(name)).not.toContain(retired);
});

test("a profile whose Regions nobody knows is in no Region's list", () => {
  const unknown = profile("us-gov.openai.gpt-oss-20b-1:0");
  for (const { name } of regions.all()) expect(systemProfiles.in(name)).not.toContain(unknown);
});

test("a Region lists the profiles of its geography and the global ones", () => {
  const geographies = (region: string) => new Set(systemProfiles.in(region).map(({ geography }) => geography));
  expect(geographies("us-east-1")).toEqual(new Set(["us", "global"]));
  expect(geographies("eu-west-1")).toEqual(new Set(["eu", "global"]));
  expect(geographies("ap-northeast-1")).toEqual(new Set(["apac", "jp", "global"]));
  expect(geographies("us-gov-east-1")).toEqual(new Set(["us-gov"]));
  expect(systemProfiles.in("nowhere-1")).toEqual([]);
});

test("every profile has the instants of its creation and last change, in that order", () => {
  for (const { inferenceProfileId, createdAt, updatedAt } of systemProfiles.all()) {
    expect(Number.isNaN(Date.parse(createdAt)), inferenceProfileId).toBe(false);
    expect(Date.parse(updatedAt), inferenceProfileId).toBeGreaterThanOrEqual(Date.parse(createdAt));
  }
});
