import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import reference from "../../contracts/authorization/bedrock.json" with { type: "json" };
import { actionOf, checksFor, type OperationFacts } from "../../emulator/access/authorization.ts";
import { account } from "./build.ts";

const operationsOf = (service: string): readonly string[] => {
  const file = join(import.meta.dirname, `../../contracts/model/${service}.json`);
  return Object.keys((JSON.parse(readFileSync(file, "utf8")) as { operations: object }).operations);
};
const operations = [...operationsOf("bedrock"), ...operationsOf("bedrock-runtime")];
const facts: OperationFacts = { region: "eu-west-1", account, partition: "aws" };
const nova = "amazon.nova-lite-v1:0";
const modelIn = (region: string) => `arn:aws:bedrock:${region}::foundation-model/${nova}`;
const eu = `arn:aws:bedrock:eu-west-1:${account}:inference-profile/eu.${nova}`;
const rows = (operation: string, more: Partial<OperationFacts>) =>
  checksFor(operation, { ...facts, ...more }).map(({ action, resource, requestedRegion, inferenceProfileArn }) => [
    action,
    resource,
    requestedRegion,
    ...(inferenceProfileArn ? [inferenceProfileArn] : []),
  ]);

test("every operation of the API model is authorized as an action of AWS's reference", () => {
  const unknown = operations.filter(
    (operation) => !(actionOf(operation).slice("bedrock:".length) in reference.actions),
  );
  expect(unknown).toEqual([]);
});

test("every operation asks for something, and names what it asks for", () => {
  const invocation = { modelId: nova, destinations: ["eu-west-1"] };
  const resource = { arn: `arn:aws:bedrock:eu-west-1:${account}:guardrail/abc123` };
  for (const operation of operations) {
    const invokes = ["Converse", "InvokeModel", "StartAsync", "CountTokens"].some((name) => operation.startsWith(name));
    const checks = checksFor(operation, invokes ? { ...facts, invocation } : { ...facts, resources: [resource] });
    expect(checks.length, operation).toBeGreaterThan(0);
    for (const check of checks) {
      expect(check.action, operation).toMatch(/^bedrock:[A-Z]\w+$/);
      expect(check.resource, operation).toMatch(/^(?:\*|arn:aws:bedrock:eu-west-1:(?:\d{12})?:[a-z-]+\/.+)$/);
    }
  }
});

test.each([
  ["InvokeModel", "bedrock:InvokeModel"],
  ["Converse", "bedrock:InvokeModel"],
  ["StartAsyncInvoke", "bedrock:InvokeModel"],
  ["InvokeModelWithResponseStream", "bedrock:InvokeModelWithResponseStream"],
  ["ConverseStream", "bedrock:InvokeModelWithResponseStream"],
  ["CountTokens", "bedrock:CountTokens"],
  ["ApplyGuardrail", "bedrock:ApplyGuardrail"],
])("%s is authorized as %s", (operation, action) => {
  expect(actionOf(operation)).toBe(action);
});

test("a model without a profile is judged in the source Region alone", () => {
  const invocation = { modelId: nova, destinations: ["eu-west-1"] };
  expect(rows("Converse", { invocation })).toEqual([["bedrock:InvokeModel", modelIn("eu-west-1"), "eu-west-1"]]);
});

test("a geographic profile is judged itself, then its model in the source Region and in every destination", () => {
  const invocation = {
    modelId: nova,
    destinations: ["eu-central-1", "eu-north-1", "eu-west-1"],
    profile: { arn: eu, geography: "eu" },
  };
  expect(rows("ConverseStream", { invocation })).toEqual([
    ["bedrock:InvokeModelWithResponseStream", eu, "eu-west-1"],
    ["bedrock:InvokeModelWithResponseStream", modelIn("eu-west-1"), "eu-west-1", eu],
    ["bedrock:InvokeModelWithResponseStream", modelIn("eu-central-1"), "eu-central-1", eu],
    ["bedrock:InvokeModelWithResponseStream", modelIn("eu-north-1"), "eu-north-1", eu],
  ]);
});

test("the source Region's model is judged although the profile never goes there", () => {
  const invocation = { modelId: nova, destinations: ["eu-central-1"], profile: { arn: eu, geography: "eu" } };
  expect(rows("Converse", { invocation }).map(([, , region]) => region)).toEqual([
    "eu-west-1",
    "eu-west-1",
    "eu-central-1",
  ]);
});

test("a global profile is judged in three parts", () => {
  const arn = eu.replace("/eu.", "/global.");
  const invocation = { modelId: nova, destinations: ["us-east-1", "eu-west-1"], profile: { arn, geography: "global" } };
  expect(rows("InvokeModel", { invocation })).toEqual([
    ["bedrock:InvokeModel", arn, "eu-west-1"],
    ["bedrock:InvokeModel", modelIn("eu-west-1"), "eu-west-1", arn],
    ["bedrock:InvokeModel", modelIn(""), "unspecified", arn],
  ]);
});

test("an application profile stands in the place of the profile it was made from", () => {
  const arn = `arn:aws:bedrock:eu-west-1:${account}:application-inference-profile/hq2of259skzs`;
  const tags = new Map([["team", "a"]]);
  const invocation = {
    modelId: nova,
    destinations: ["eu-central-1", "eu-west-1"],
    profile: { arn, geography: "eu", tags },
  };
  expect(rows("InvokeModel", { invocation })).toEqual([
    ["bedrock:InvokeModel", arn, "eu-west-1"],
    ["bedrock:InvokeModel", modelIn("eu-west-1"), "eu-west-1", arn],
    ["bedrock:InvokeModel", modelIn("eu-central-1"), "eu-central-1", arn],
  ]);
  const checks = checksFor("InvokeModel", { ...facts, invocation });
  expect(checks.map(({ resourceTags }) => resourceTags)).toEqual([tags, undefined, undefined]);
});

test("GovCloud's ARNs are in its own partition", () => {
  const govcloud: OperationFacts = { region: "us-gov-west-1", account, partition: "aws-us-gov" };
  const invocation = { modelId: nova, destinations: ["us-gov-west-1"] };
  const [check] = checksFor("Converse", { ...govcloud, invocation });
  expect(check?.resource).toBe(`arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/${nova}`);
  expect(checksFor("ListInferenceProfiles", govcloud)[0]?.resource).toMatch(/^arn:aws-us-gov:/);
});

test("a guardrail is judged after the models, and all of them know it", () => {
  const guardrail = { arn: `arn:aws:bedrock:eu-west-1:${account}:guardrail/abc123`, version: "2" };
  const checks = checksFor("Converse", {
    ...facts,
    invocation: { modelId: nova, destinations: ["eu-west-1"], guardrail },
  });
  expect(checks.map(({ action, guardrailIdentifier }) => [action, guardrailIdentifier])).toEqual([
    ["bedrock:InvokeModel", `${guardrail.arn}:2`],
    ["bedrock:ApplyGuardrail", undefined],
  ]);
});

test("a Bedrock API key is judged before everything else", () => {
  const checks = checksFor("ListFoundationModels", { ...facts, bearerTokenType: "LONG_TERM" });
  expect(checks.map(({ action, resource, bearerTokenType }) => [action, resource, bearerTokenType])).toEqual([
    ["bedrock:CallWithBearerToken", "*", "LONG_TERM"],
    ["bedrock:ListFoundationModels", "*", undefined],
  ]);
});

test("creating a profile is judged on the profile to come, the source, and the tags", () => {
  const requestTags = new Map([["team", "a"]]);
  const checks = checksFor("CreateInferenceProfile", { ...facts, resources: [{ arn: eu }], requestTags });
  const created = `arn:aws:bedrock:eu-west-1:${account}:application-inference-profile/*`;
  expect(checks.map(({ action, resource }) => [action, resource])).toEqual([
    ["bedrock:CreateInferenceProfile", created],
    ["bedrock:CreateInferenceProfile", eu],
    ["bedrock:TagResource", created],
  ]);
  expect(checks.every((check) => check.requestTags === requestTags)).toBe(true);
  expect(
    checksFor("CreateInferenceProfile", { ...facts, resources: [{ arn: eu }], requestTags: new Map() }),
  ).toHaveLength(2);
});

test.each([
  ["CreateGuardrail", "guardrail/*"],
  ["CreatePromptRouter", "prompt-router/*"],
  ["CreateProvisionedModelThroughput", "provisioned-model/*"],
  ["CreateModelInvocationJob", "model-invocation-job/*"],
])("%s with tags needs TagResource on %s", (operation, resource) => {
  const last = checksFor(operation, { ...facts, requestTags: new Map([["a", "b"]]) }).at(-1);
  expect([last?.action, last?.resource]).toEqual([
    "bedrock:TagResource",
    `arn:aws:bedrock:eu-west-1:${account}:${resource}`,
  ]);
});

test("the other operations are judged on what they name, on any of its kind, or on *", () => {
  const arn = `arn:aws:bedrock:eu-west-1:${account}:guardrail/abc123`;
  expect(rows("GetGuardrail", { resources: [{ arn }] })).toEqual([["bedrock:GetGuardrail", arn, "eu-west-1"]]);
  expect(rows("GetGuardrail", {})).toEqual([
    ["bedrock:GetGuardrail", `arn:aws:bedrock:eu-west-1:${account}:guardrail/*`, "eu-west-1"],
  ]);
  expect(rows("ListFoundationModels", {})).toEqual([["bedrock:ListFoundationModels", "*", "eu-west-1"]]);
  expect(rows("ListInferenceProfiles", {})).toEqual([
    ["bedrock:ListInferenceProfiles", `arn:aws:bedrock:eu-west-1:${account}:inference-profile/*`, "eu-west-1"],
  ]);
});

test("an invocation without its model is a mistake of the caller", () => {
  expect(() => checksFor("Converse", facts)).toThrow("the checks of Converse depend on what it invokes");
});
