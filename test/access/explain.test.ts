import { expect, test } from "vitest";
import { checksFor, type OperationFacts } from "../../emulator/access/authorization.ts";
import { authorize } from "../../emulator/access/authorize.ts";
import type { PolicySet } from "../../emulator/access/evaluate.ts";
import { explain } from "../../emulator/access/explain.ts";
import type { StatementDocument } from "../../emulator/access/policy.ts";
import type { PrincipalFacts } from "../../emulator/access/request-context.ts";
import { account, administrator, fullAccess, guarded, identityOf, managed, policyOf } from "./build.ts";

const sonnet = "anthropic.claude-sonnet-4-5-20250929-v1:0";
const principal: PrincipalFacts = { arn: `arn:aws:sts::${account}:assumed-role/app/s1`, account, type: "AssumedRole" };
const role = `arn:aws:iam::${account}:role/app`;
const us = `arn:aws:bedrock:us-east-1:${account}:inference-profile/us.${sonnet}`;
const globalProfile = us.replace("/us.", "/global.");
const model = (region: string) => `arn:aws:bedrock:${region}::foundation-model/${sonnet}`;
const facts: OperationFacts = { region: "us-east-1", account, partition: "aws" };
const viaUs = {
  ...facts,
  invocation: {
    modelId: sonnet,
    destinations: ["us-east-1", "us-east-2", "us-west-2"],
    profile: { arn: us, geography: "us" },
  },
};
const viaGlobal = {
  ...facts,
  invocation: { modelId: sonnet, destinations: ["us-east-1"], profile: { arn: globalProfile, geography: "global" } },
};

const explained = (policies: PolicySet, operation = "Converse", operationFacts: OperationFacts = viaUs) => {
  const { checks } = authorize(checksFor(operation, operationFacts), { principal, now: new Date(0) }, policies);
  return explain(checks, policies, principal.arn);
};
const wordsOf = (policies: PolicySet, operation = "Converse", operationFacts: OperationFacts = viaUs) =>
  explained(policies, operation, operationFacts).changes.map(({ words }) => words);
const identity = (...statements: readonly StatementDocument[]): PolicySet => ({
  scps: undefined,
  identity: [identityOf(...statements)],
});
const regionDeny = (...regions: readonly string[]): StatementDocument => ({
  Sid: "GRREGIONDENY",
  Effect: "Deny",
  NotAction: ["iam:*", "sts:*"],
  Resource: "*",
  Condition: {
    StringNotEquals: { "aws:RequestedRegion": regions },
    ArnNotLike: { "aws:PrincipalARN": ["arn:aws:iam::*:role/AWSControlTowerExecution"] },
  },
});

test("a Region-deny SCP is explained by Region, with the Regions to add", () => {
  const explanation = explained(administrator(guarded("Root", regionDeny("us-east-1"))));
  expect(explanation.allowed).toBe(false);
  expect(explanation.message).toBe(
    `User: ${principal.arn} is not authorized to perform: bedrock:InvokeModel on resource: ${model("us-east-2")} with an explicit deny in a service control policy`,
  );
  expect(
    explanation.checks.map(({ resource, region, allowed, levels }) => [resource, region, allowed, levels[0]?.words]),
  ).toEqual([
    [us, "us-east-1", true, "Allowed by Statement[0] of FullAWSAccess."],
    [model("us-east-1"), "us-east-1", true, "Allowed by Statement[0] of FullAWSAccess."],
    [model("us-east-2"), "us-east-2", false, "Denied by Statement[0] (Sid GRREGIONDENY) of Root-guard."],
    [model("us-west-2"), "us-west-2", false, "Denied by Statement[0] (Sid GRREGIONDENY) of Root-guard."],
  ]);
  expect(explanation.changes).toEqual([
    {
      type: "service control policy",
      level: "Root",
      policy: "Root-guard",
      statement: { index: 0, sid: "GRREGIONDENY" },
      words:
        'Add "us-east-2" and "us-west-2" to aws:RequestedRegion of StringNotEquals in Statement[0] (Sid GRREGIONDENY) of Root-guard.',
      snippet: regionDeny("us-east-1", "us-east-2", "us-west-2"),
    },
  ]);
});

test("a global profile needs unspecified in the list", () => {
  expect(wordsOf(administrator(guarded("Root", regionDeny("us-east-1"))), "Converse", viaGlobal)).toEqual([
    'Add "unspecified" to aws:RequestedRegion of StringNotEquals in Statement[0] (Sid GRREGIONDENY) of Root-guard.',
  ]);
});

test("a deny of global profiles is lifted for the principal alone", () => {
  const deny: StatementDocument = {
    Effect: "Deny",
    Action: "bedrock:*",
    Resource: "*",
    Condition: {
      StringEquals: { "aws:RequestedRegion": "unspecified" },
      ArnLike: { "bedrock:InferenceProfileArn": "arn:aws:bedrock:*:*:inference-profile/global.*" },
    },
  };
  expect(wordsOf(administrator(guarded("Root", deny)), "Converse", viaGlobal)).toEqual([
    `Add the condition ArnNotLike aws:PrincipalArn "${role}" to Statement[0] of Root-guard.`,
  ]);
});

test("a policy for one Region lacks the profile and the other Regions' models", () => {
  expect(wordsOf(identity({ Effect: "Allow", Action: "bedrock:InvokeModel*", Resource: model("us-east-1") }))).toEqual([
    `Add "${us}", "${model("us-east-2")}" and "${model("us-west-2")}" to Resource in Statement[0] of p.`,
  ]);
});

test("a missing action is added where the resource is already there", () => {
  const statement: StatementDocument = { Effect: "Allow", Action: "bedrock:InvokeModel", Resource: "*" };
  expect(wordsOf(identity(statement), "ConverseStream")).toEqual([
    'Add "bedrock:InvokeModelWithResponseStream" to Action in Statement[0] of p.',
  ]);
});

test("a condition that names another profile gets this one too", () => {
  const other = us.replace("us-east-1", "us-west-2");
  const statements: StatementDocument[] = [
    { Effect: "Allow", Action: "bedrock:InvokeModel", Resource: us },
    {
      Sid: "Models",
      Effect: "Allow",
      Action: "bedrock:InvokeModel",
      Resource: "arn:aws:bedrock:*::foundation-model/*",
      Condition: { StringEquals: { "bedrock:InferenceProfileArn": other } },
    },
  ];
  expect(wordsOf(identity(...statements))).toEqual([
    `Add "${us}" to bedrock:InferenceProfileArn of StringEquals in Statement[1] (Sid Models) of p.`,
  ]);
});

test("a principal without policies needs one statement for all checks", () => {
  const explanation = explained({ scps: undefined, identity: [] });
  expect(explanation.changes).toEqual([
    {
      type: "identity-based policy",
      level: "identity-based policies",
      policy: "new-policy",
      words: expect.stringContaining("attach a policy with this statement (here called new-policy)"),
      snippet: {
        Effect: "Allow",
        Action: ["bedrock:InvokeModel"],
        Resource: [us, model("us-east-1"), model("us-east-2"), model("us-west-2")],
      },
    },
  ]);
});

test("a level without SCPs needs FullAWSAccess", () => {
  expect(wordsOf(administrator(guarded("Root"), { name: "Sandbox", policies: [] }))).toEqual([
    "Attach FullAWSAccess to Sandbox: no policy is attached there.",
  ]);
});

test("an SCP that allows other services gets a statement for this action", () => {
  const scp = policyOf("service control policy", { Effect: "Allow", Action: ["ec2:*"], Resource: "*" }, "allow-list");
  expect(explained(administrator({ name: "Root", policies: [scp] })).changes).toMatchObject([
    { policy: "allow-list", snippet: { Effect: "Allow", Action: ["bedrock:InvokeModel"], Resource: ["*"] } },
  ]);
});

test("a boundary that AWS owns is replaced by one of one's own", () => {
  const policies: PolicySet = {
    ...administrator(),
    boundary: managed("AmazonBedrockReadOnly", "permissions boundary"),
  };
  expect(wordsOf(policies)).toEqual([
    expect.stringContaining("AmazonBedrockReadOnly is AWS's own, so set a permissions boundary"),
  ]);
});

test("every level that stands in the way is told, in the order of the evaluation", () => {
  const policies: PolicySet = {
    scps: [guarded("Root", regionDeny("us-east-1")), { name: "Sandbox", policies: [fullAccess] }],
    identity: [identityOf({ Effect: "Allow", Action: "bedrock:Get*", Resource: "*" })],
    session: [policyOf("session policy", { Effect: "Allow", Action: "s3:*", Resource: "*" }, "session")],
  };
  expect(explained(policies).changes.map(({ type, policy }) => [type, policy])).toEqual([
    ["service control policy", "Root-guard"],
    ["identity-based policy", "p"],
    ["session policy", "session"],
  ]);
});

test("a deny without any condition is lifted for the principal", () => {
  const policies = identity(
    { Effect: "Allow", Action: "*", Resource: "*" },
    { Effect: "Deny", Action: "bedrock:*", Resource: "*" },
  );
  expect(wordsOf(policies)).toEqual([`Add the condition ArnNotLike aws:PrincipalArn "${role}" to Statement[1] of p.`]);
});

test("a negated condition on a key that the request lacks is made to act where the key is there", () => {
  const deny: StatementDocument = {
    Effect: "Deny",
    Action: "bedrock:*",
    Resource: "*",
    Condition: { StringNotLike: { "bedrock:InferenceProfileArn": "*inference-profile/us.*" } },
  };
  expect(wordsOf(identity({ Effect: "Allow", Action: "*", Resource: "*" }, deny))).toEqual([
    'Add the condition Null bedrock:InferenceProfileArn "false" to Statement[1] of p.',
  ]);
});

test("a request that is allowed needs no change", () => {
  const explanation = explained(administrator());
  expect(explanation).toMatchObject({ allowed: true, changes: [] });
  expect(explanation.message).toBeUndefined();
  expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
});
