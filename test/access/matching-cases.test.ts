// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so.
import { expect, test } from "vitest";
import { compilePolicy } from "../../emulator/access/compile-policy.ts";
import { evaluate } from "../../emulator/access/evaluate.ts";
import { contextOf, identityOf } from "./build.ts";

const iam = "https://docs.aws.amazon.com/IAM/latest/UserGuide/";
const resourcePage = `${iam}reference_policies_elements_resource.html`;
const s3 = "arn:aws:s3:::amzn-s3-demo-bucket";
const model = "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0";
const profile = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0";

const allows = (statement: object, action: string, resource: string, context = {}) => {
  const policy = identityOf({ Effect: "Allow", Action: "*", ...statement } as never);
  return evaluate({ action, resource, context: contextOf(context) }, { scps: undefined, identity: [policy] }).allowed;
};

test.each([
  ["bedrock:InvokeModel", "bedrock:InvokeModel", true],
  ["BEDROCK:invokemodel", "bedrock:InvokeModel", true],
  ["bedrock:InvokeModel*", "bedrock:InvokeModelWithResponseStream", true],
  ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream", false],
  ["bedrock:*Model", "bedrock:InvokeModel", true],
  ["bedrock:?nvokeModel", "bedrock:InvokeModel", true],
  ["bedrock:*", "bedrock-mantle:CreateInference", false],
  ["*:InvokeModel", "bedrock:InvokeModel", true],
  ["*", "bedrock:InvokeModel", true],
  ["bedrock:Converse", "bedrock:InvokeModel", false],
])(`${iam}reference_policies_elements_action.html: %s speaks of %s: %s`, (pattern, action, match) => {
  expect(allows({ Action: pattern, Resource: "*" }, action, model)).toBe(match);
  expect(allows({ Action: undefined, NotAction: pattern, Resource: "*" }, action, model)).toBe(!match);
});

test.each([
  [`${s3}/*/test/*`, `${s3}/1/test/object.jpg`, true],
  [`${s3}/*/test/*`, `${s3}/1/2/test/object.jpg`, true],
  [`${s3}/*/test/*`, `${s3}/1/2/test/3/object.jpg`, true],
  [`${s3}/*/test/*`, `${s3}/1/2/3/test/4/object.jpg`, true],
  [`${s3}/*/test/*`, `${s3}/1///test///object.jpg`, true],
  [`${s3}/*/test/*`, `${s3}/1/test/.jpg`, true],
  [`${s3}/*/test/*`, `${s3}//test/object.jpg`, true],
  [`${s3}/*/test/*`, `${s3}/1/test/`, true],
  [`${s3}/*/test/*`, `${s3}/1-test/object.jpg`, false],
  [`${s3}/*/test/*`, `${s3}/test/object.jpg`, false],
  [`${s3}/*/test/*`, `${s3}/1/2/test.jpg`, false],
  ["arn:aws:bedrock:*::foundation-model/*", model, true],
  [
    "arn:aws:bedrock:*::foundation-model/*",
    "arn:aws:bedrock:::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
    true,
  ],
  [
    "arn:aws:bedrock:us-east-1::foundation-model/*",
    "arn:aws:bedrock:::foundation-model/anthropic.claude-3-haiku-20240307-v1:0",
    false,
  ],
  ["arn:aws:bedrock:*::foundation-model/anthropic.*", model, true],
  ["arn:aws:bedrock:*:*:inference-profile/*", profile, true],
  [
    "arn:aws:bedrock:*:*:inference-profile/*",
    profile.replace("inference-profile", "application-inference-profile"),
    false,
  ],
  [
    "arn:aws:bedrock:*:*:*inference-profile/*",
    profile.replace("inference-profile", "application-inference-profile"),
    true,
  ],
  ["arn:aws:bedrock:*", model, true],
  ["arn:aws:bedrock", model, true],
  ["arn:aws:bedrock:us-east-1", profile, true],
  ["arn:aws:bedrock:us-east-2", profile, false],
  [model.toUpperCase().replace("ARN:AWS:BEDROCK", "arn:aws:bedrock"), model, false],
  [model.replace("anthropic", "anthropi?"), model, true],
  ["arn:aws:bedrock:*:*:inference-profile/*", "*", false],
  ["*", "*", true],
])(`${resourcePage}: %s speaks of %s: %s`, (pattern, resource, match) => {
  expect(allows({ Resource: pattern }, "bedrock:InvokeModel", resource)).toBe(match);
  expect(allows({ NotResource: pattern }, "bedrock:InvokeModel", resource)).toBe(!match);
});

test.each([
  ["${aws:PrincipalTag/team}", { "aws:PrincipalTag/team": "a" }, "a", true],
  ["${aws:PrincipalTag/team}", { "aws:PrincipalTag/team": "b" }, "a", false],
  ["${aws:PrincipalTag/team}", {}, "a", false],
  ["${aws:PrincipalTag/team, 'company-wide'}", {}, "company-wide", true],
  [
    "${aws:PrincipalTag/access-project}-${aws:PrincipalTag/env}-*",
    { "aws:PrincipalTag/access-project": "p", "aws:PrincipalTag/env": "e" },
    "p-e-1",
    true,
  ],
  ["${aws:username}", { "aws:username": "*" }, "a", false],
  ["${*}", {}, "*", true],
  ["${*}", {}, "a", false],
])(`${iam}reference_policies_variables.html: %s with %j speaks of %s: %s`, (variable, context, id, match) => {
  const resource = `arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/${id}`;
  const pattern = `arn:aws:bedrock:*:*:application-inference-profile/${variable}`;
  expect(allows({ Resource: pattern }, "bedrock:InvokeModel", resource, context)).toBe(match);
  expect(allows({ NotResource: pattern }, "bedrock:InvokeModel", resource, context)).toBe(!match);
});

test("variables are literal text in documents that are older than version 2012-10-17", () => {
  const statement = { Effect: "Allow", Action: "*", Resource: "arn:aws:s3:::b/${aws:username}" };
  const context = contextOf({ "aws:username": "ana" });
  for (const version of ["2008-10-17", undefined]) {
    const policy = compilePolicy(
      { Version: version, Statement: statement },
      { name: "p", type: "identity-based policy" },
    );
    const asks = (resource: string) =>
      evaluate({ action: "s3:GetObject", resource, context }, { scps: undefined, identity: [policy] });
    expect(asks("arn:aws:s3:::b/ana").allowed).toBe(false);
    expect(asks("arn:aws:s3:::b/${aws:username}").allowed).toBe(true);
  }
});
