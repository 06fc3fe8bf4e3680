import { expect, test } from "vitest";
import { createCatalog } from "../../emulator/catalog/index.ts";
import { AwsError, NotEmulatedError } from "../../emulator/errors.ts";
import { findProfileSource } from "../../emulator/routing/profile-source.ts";
import { resolveModelId } from "../../emulator/routing/resolve.ts";
import { createApplicationProfiles } from "../../emulator/state/application-profiles.ts";
import { createMemoryStore } from "../../emulator/state/memory-store.ts";
import { applicationArn, modelArn, NOVA_LITE, SONNET_4, systemArn, US_NOVA_LITE } from "../emulator/callers.ts";

const catalog = createCatalog();
const account = "111122223333";
const virginia = { account, region: "us-east-1" };

/** One application profile over `copyFrom`, with the id `abcdefghijkl`. */
async function world(copyFrom = systemArn(US_NOVA_LITE), scope = virginia) {
  const profiles = createApplicationProfiles(createMemoryStore());
  const source = findProfileSource(copyFrom, scope, catalog);
  await profiles.put(scope, {
    id: "abcdefghijkl",
    arn: applicationArn("abcdefghijkl", scope.region),
    name: "team-a",
    description: undefined,
    modelId: source.model.modelId,
    systemProfileId: source.systemProfileId,
    modelArns: source.modelArns,
    createdAt: new Date(0),
    updatedAt: new Date(0),
    tags: new Map([["team", "a"]]),
  });
  return { catalog, profiles };
}

async function resolve(modelId: string, region = "us-east-1", own = virginia.account) {
  return resolveModelId(modelId, { account: own, region }, await world());
}

async function refusal(modelId: string, region = "us-east-1", own?: string): Promise<string> {
  const error: unknown = await resolve(modelId, region, own).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof NotEmulatedError) return `501 ${error.message}`;
  if (error instanceof AwsError) return `${error.code} ${error.message}`;
  throw new Error(`${modelId} was resolved`, { cause: error });
}

// https://github.com/earendil-works/pi/pull/5527, https://github.com/langchain-ai/open_deep_research/issues/224
const INVALID = "ValidationException The provided model identifier is invalid.";

test("a foundation model is found by its id and by its ARN, and stays in the source Region", async () => {
  for (const modelId of [NOVA_LITE, modelArn(NOVA_LITE)]) {
    expect(await resolve(modelId)).toMatchObject({
      kind: "foundation-model",
      model: { modelId: NOVA_LITE },
      source: "us-east-1",
      destinations: ["us-east-1"],
    });
    expect(await resolve(modelId)).not.toHaveProperty("profile");
  }
});

test("a system-defined profile is found by its id and by its ARN", async () => {
  for (const modelId of [US_NOVA_LITE, systemArn(US_NOVA_LITE)]) {
    expect(await resolve(modelId)).toMatchObject({
      kind: "system-profile",
      model: { modelId: NOVA_LITE },
      profile: { id: US_NOVA_LITE, arn: systemArn(US_NOVA_LITE), geography: "us" },
      destinations: ["us-east-1", "us-east-2", "us-west-2"],
    });
  }
});

test("the destinations of a system-defined profile are those of the source Region", async () => {
  expect((await resolve(US_NOVA_LITE, "us-west-1")).destinations).toEqual([
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
  ]);
});

test("a global profile leads to every commercial Region", async () => {
  // https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
  const { profile, destinations } = await resolve(`global.${SONNET_4}`);
  expect(profile?.geography).toBe("global");
  expect(destinations.length).toBeGreaterThan(20);
  expect(destinations.filter((name) => name.startsWith("us-gov"))).toEqual([]);
});

test("an application profile is found by its ARN and leads where its source leads", async () => {
  expect(await resolve(applicationArn("abcdefghijkl"))).toMatchObject({
    kind: "application-profile",
    model: { modelId: NOVA_LITE },
    profile: {
      id: "abcdefghijkl",
      arn: applicationArn("abcdefghijkl"),
      geography: "us",
      tags: new Map([["team", "a"]]),
    },
    destinations: ["us-east-1", "us-east-2", "us-west-2"],
  });
});

test("an application profile over a foundation model stays in the source Region and has no geography", async () => {
  const sources = await world(modelArn(NOVA_LITE));
  const target = await resolveModelId(applicationArn("abcdefghijkl"), virginia, sources);
  expect(target).toMatchObject({ kind: "application-profile", destinations: ["us-east-1"] });
  expect(target.profile).not.toHaveProperty("geography");
});

test("the bare id of an application profile is refused", async () => {
  // https://github.com/tinovyatkin/amazon-bedrock-copilot-chat/pull/28: "identifier is invalid", put right by using the ARN.
  expect(await refusal("abcdefghijkl")).toBe(INVALID);
});

test("a model that is offered through profiles alone has AWS's own text, with its apostrophe U+2019", async () => {
  // https://github.com/anthropics/anthropic-sdk-python/issues/894, https://github.com/gethouston/houston/pull/1381
  for (const asked of [SONNET_4, modelArn(SONNET_4)]) {
    const text = `ValidationException Invocation of model ID ${asked} with on-demand throughput isn\u2019t supported. Retry your request with the ID or ARN of an inference profile that contains this model.`;
    expect(await refusal(asked)).toBe(text);
  }
});

test("on demand or not is a matter of the Region", async () => {
  expect((await resolve(NOVA_LITE, "eu-west-2")).destinations).toEqual(["eu-west-2"]);
  expect(await refusal(NOVA_LITE, "eu-west-1")).toContain("isn’t supported");
});

test.each([
  ["an unknown model", "amazon.no-such-model-v1:0"],
  ["an unknown model's ARN", modelArn("amazon.no-such-model-v1:0")],
  ["a model of another Region's ARN", modelArn(NOVA_LITE, "us-west-2")],
  ["a model's ARN without a Region", modelArn(NOVA_LITE, "")],
  ["a model's ARN with an account", `arn:aws:bedrock:us-east-1:${account}:foundation-model/${NOVA_LITE}`],
  ["a model's ARN of another partition", `arn:aws-us-gov:bedrock:us-east-1::foundation-model/${NOVA_LITE}`],
  ["a model that only bedrock-mantle serves", "anthropic.claude-mythos-5"],
  ["a geographic profile of other source Regions", "eu.amazon.nova-lite-v1:0"],
  ["its ARN", systemArn("eu.amazon.nova-lite-v1:0")],
  ["an unknown profile", "us.amazon.no-such-model-v1:0"],
  ["a prefix that is no geography", "apac1.amazon.nova-lite-v1:0"],
  ["a system-defined profile's ARN of another Region", systemArn(US_NOVA_LITE, "us-west-2")],
  ["a system-defined profile's ARN of another account", systemArn(US_NOVA_LITE, "us-east-1", "999988887777")],
  ["a system-defined profile's ARN without an account", systemArn(US_NOVA_LITE, "us-east-1", "")],
  ["a model's id as a system-defined profile's", systemArn(NOVA_LITE)],
  ["a system-defined profile's id as an application profile's", applicationArn(US_NOVA_LITE)],
  ["an unknown application profile", applicationArn("zzzzzzzzzzzz")],
  ["an application profile's ARN of another Region", applicationArn("abcdefghijkl", "us-west-2")],
  ["an application profile's ARN of another account", applicationArn("abcdefghijkl", "us-east-1", "999988887777")],
  ["an application profile's ARN of another partition", applicationArn("abcdefghijkl").replace("aws", "aws-us-gov")],
  ["a guardrail", `arn:aws:bedrock:us-east-1:${account}:guardrail/abcdefghijkl`],
  ["half an ARN", "arn:aws:bedrock:us-east-1"],
  ["nothing", ""],
])("%s is invalid", async (_, modelId) => {
  expect(await refusal(modelId)).toBe(INVALID);
});

test("a model that is not in the source Region is invalid", async () => {
  expect(await refusal("anthropic.claude-3-haiku-20240307-v1:0", "eu-north-1")).toBe(INVALID);
});

test("a retired system-defined profile is invalid, by id and by ARN", async () => {
  const retired = "eu.anthropic.claude-3-sonnet-20240229-v1:0";
  expect(await refusal(retired, "eu-west-1")).toBe(INVALID);
  expect(await refusal(systemArn(retired, "eu-west-1"), "eu-west-1")).toBe(INVALID);
});

test("an application profile is its account's and its Region's alone, whatever the ARN says", async () => {
  const arn = applicationArn("abcdefghijkl", "us-east-1", "999988887777");
  expect(await refusal(arn, "us-east-1", "999988887777")).toBe(INVALID);
  expect(await refusal(applicationArn("abcdefghijkl", "us-west-2"), "us-west-2")).toBe(INVALID);
});

test.each([
  ["a provisioned model", `arn:aws:bedrock:us-east-1:${account}:provisioned-model/abcdefghijkl`, "provisioned-model"],
  [
    "a custom model",
    `arn:aws:bedrock:us-east-1:${account}:custom-model/amazon.nova-lite-v1:0/abcdefghijkl`,
    "custom-model",
  ],
  [
    "a custom model's deployment",
    `arn:aws:bedrock:us-east-1:${account}:custom-model-deployment/abcdefghijkl`,
    "custom-model-deployment",
  ],
  ["an imported model", `arn:aws:bedrock:us-east-1:${account}:imported-model/abcdefghijkl`, "imported-model"],
  ["a prompt", `arn:aws:bedrock:us-east-1:${account}:prompt/ABCDEFGHIJ:1`, "prompt"],
  ["a prompt router", `arn:aws:bedrock:us-east-1:${account}:prompt-router/abcdefghijkl`, "prompt-router"],
  [
    "a default prompt router",
    `arn:aws:bedrock:us-east-1:${account}:default-prompt-router/anthropic.claude:1`,
    "default-prompt-router",
  ],
  ["a SageMaker endpoint", `arn:aws:sagemaker:us-east-1:${account}:endpoint/my-endpoint`, "endpoint"],
])("%s is not emulated, and says so", async (_, modelId, kind) => {
  expect(await refusal(modelId)).toBe(`501 Outcrop does not emulate model identifiers of the kind "${kind}" yet.`);
});

test("a GovCloud Region has its own partition's ARNs", async () => {
  const arn = `arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/${NOVA_LITE}`;
  expect((await resolve(arn, "us-gov-west-1")).destinations).toEqual(["us-gov-west-1"]);
  expect(await refusal(modelArn(NOVA_LITE, "us-gov-west-1"), "us-gov-west-1")).toBe(INVALID);
});
