// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so.
import { expect, test } from "vitest";
import { compilePolicy } from "../../emulator/access/compile-policy.ts";
import type { PolicyType } from "../../emulator/access/policy.ts";
import { PolicyError } from "../../emulator/access/policy-error.ts";

const good = { Effect: "Allow", Action: "bedrock:InvokeModel", Resource: "*" };
const identity: PolicyType = "identity-based policy";

/** The lines of the error that a document gives. */
function problemsOf(document: unknown, type: PolicyType = identity): readonly string[] {
  try {
    compilePolicy(document, { name: "p", type });
    return [];
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    expect(error.policy).toBe("p");
    expect(error.message).toBe(error.message.trim());
    return error.message.split("\n");
  }
}

const statement = (more: object) => ({ Version: "2012-10-17", Statement: [good, { ...good, ...more }] });
const condition = (more: object) => statement({ Condition: more });

test.each([
  ["a list", [good], "a policy is a JSON object"],
  ["no statement", { Version: "2012-10-17" }, "Statement: the element is missing"],
  [
    "an unknown element",
    { Version: "2012-10-17", Statement: good, Statments: [] },
    "Statments: unknown element; did you mean Statement?",
  ],
  [
    "an unknown version",
    { Version: "2012-10-18", Statement: good },
    'Version: "2012-10-18" is no version of the policy language; use "2012-10-17"',
  ],
  [
    "an Id",
    { Version: "2012-10-17", Id: "x", Statement: good },
    "Id: Id is for resource-based policies; an identity-based policy must not have it",
  ],
  ["a statement that is no object", { Statement: "all" }, "Statement: a statement is a JSON object"],
  [
    "a missing Effect",
    { Statement: { ...good, Effect: undefined } },
    "Statement.Effect: the element is missing; it is Allow or Deny",
  ],
  ["an Effect in lower case", statement({ Effect: "allow" }), 'Statement[1].Effect: "allow" is neither Allow nor Deny'],
  [
    "an element in lower case",
    statement({ condition: {} }),
    "Statement[1].condition: unknown element; did you mean Condition?",
  ],
  [
    "a Principal",
    statement({ Principal: "*" }),
    "Statement[1].Principal: an identity-based policy must not have this element",
  ],
  [
    "a NotPrincipal",
    statement({ NotPrincipal: { AWS: "1" } }),
    "Statement[1].NotPrincipal: an identity-based policy must not have this element",
  ],
  [
    "Action and NotAction",
    statement({ NotAction: "s3:*" }),
    "Statement[1].NotAction: a statement has either Action or NotAction, not both",
  ],
  [
    "neither Resource nor NotResource",
    statement({ Resource: undefined }),
    "Statement[1].Resource: the element is missing; give Resource or NotResource",
  ],
  [
    "an action without a service",
    statement({ Action: ["InvokeModel"] }),
    'Statement[1].Action[0]: "InvokeModel" names no service; an action is written service:Name, or * for all',
  ],
  [
    "a wildcard in the service",
    statement({ Action: "bed*:InvokeModel" }),
    'Statement[1].Action: "bed*:InvokeModel" is no action; it is written service:Name, and wildcards may be in the name alone',
  ],
  ["an action that is a number", statement({ Action: [1] }), "Statement[1].Action[0]: 1 is no string"],
  [
    "a resource that is no ARN",
    statement({ Resource: ["*", "nova"] }),
    'Statement[1].Resource[1]: "nova" is no ARN; a resource is an ARN or *',
  ],
  [
    "a wildcard for the service of an ARN",
    statement({ Resource: "arn:aws:*:us-east-1:1:x" }),
    'Statement[1].Resource: "arn:aws:*:us-east-1:1:x" has no service; its third part must be a service\'s name',
  ],
  [
    "a variable early in an ARN",
    statement({ Resource: "arn:aws:bedrock:${aws:RequestedRegion}::x" }),
    'Statement[1].Resource: "arn:aws:bedrock:${aws:RequestedRegion}::x" has a variable before its fifth colon',
  ],
  [
    "an open variable",
    statement({ Resource: "arn:aws:bedrock:::x/${aws:username" }),
    'Statement[1].Resource: the variable that starts at "${aws:username" has no closing brace',
  ],
  [
    "no variable",
    statement({ Resource: "arn:aws:bedrock:::x/${name}" }),
    "Statement[1].Resource: \"${name}\" is no policy variable; it is written ${key} or ${key, 'default'}",
  ],
  [
    "a bad Sid",
    statement({ Sid: "not good" }),
    'Statement[1].Sid: "not good" is no Sid; it consists of the letters A-Z, a-z and digits',
  ],
  [
    "a repeated Sid",
    {
      Statement: [
        { ...good, Sid: "A" },
        { ...good, Sid: "A" },
      ],
    },
    'Statement[1].Sid: Statement[0] has the same Sid "A"',
  ],
  [
    "a misspelt operator",
    condition({ StringEquls: { "aws:username": "a" } }),
    "Statement[1].Condition.StringEquls: unknown condition operator; did you mean StringEquals?",
  ],
  [
    "a misspelt operator with IfExists",
    condition({ StringLikesIfExists: { "aws:username": "a" } }),
    "Statement[1].Condition.StringLikesIfExists: unknown condition operator; did you mean StringLikeIfExists?",
  ],
  [
    "a misspelt prefix",
    condition({ "ForAnyValues:StringEquals": { "aws:TagKeys": "a" } }),
    "Statement[1].Condition.ForAnyValues:StringEquals: unknown condition operator; did you mean ForAnyValue:StringEquals?",
  ],
  [
    "NullIfExists",
    condition({ NullIfExists: { "aws:username": "true" } }),
    "Statement[1].Condition.NullIfExists: unknown condition operator; Null has no IfExists form: it asks just that",
  ],
  ["something quite else", condition({ Whatever: {} }), "Statement[1].Condition.Whatever: unknown condition operator"],
  ["conditions as a list", condition([]), "Statement[1].Condition: a Condition element is a JSON object of operators"],
  [
    "keys as a string",
    condition({ Bool: "true" }),
    "Statement[1].Condition.Bool: an operator has a JSON object of condition keys",
  ],
  [
    "a key without a service",
    condition({ Bool: { SecureTransport: "true" } }),
    'Statement[1].Condition.Bool.SecureTransport: "SecureTransport" is no condition key; it is written service:Name',
  ],
  [
    "a value that is an object",
    condition({ Bool: { "aws:SecureTransport": {} } }),
    "Statement[1].Condition.Bool.aws:SecureTransport: {} is no string",
  ],
  [
    "no Boolean",
    condition({ Bool: { "aws:SecureTransport": "yes" } }),
    'Statement[1].Condition.Bool.aws:SecureTransport: "yes" is neither true nor false',
  ],
  [
    "no Boolean for Null",
    condition({ Null: { "aws:username": "x" } }),
    'Statement[1].Condition.Null.aws:username: "x" is neither true nor false',
  ],
  [
    "no number",
    condition({ NumericEquals: { "s3:max-keys": ["1", "x"] } }),
    'Statement[1].Condition.NumericEquals.s3:max-keys[1]: "x" is no number',
  ],
  [
    "no date",
    condition({ DateLessThan: { "aws:CurrentTime": "tomorrow" } }),
    'Statement[1].Condition.DateLessThan.aws:CurrentTime: "tomorrow" is no date; write it as 2026-01-31T12:00:00Z or in seconds since 1970',
  ],
  [
    "a day that is none",
    condition({ DateLessThan: { "aws:CurrentTime": "2026-13-01" } }),
    'Statement[1].Condition.DateLessThan.aws:CurrentTime: "2026-13-01" is no date; write it as 2026-01-31T12:00:00Z or in seconds since 1970',
  ],
  [
    "no address",
    condition({ IpAddress: { "aws:SourceIp": "10.0.0.0/33" } }),
    'Statement[1].Condition.IpAddress.aws:SourceIp: "10.0.0.0/33" is no IP address or range in CIDR form, such as 203.0.113.0/24',
  ],
  [
    "no base64",
    condition({ BinaryEquals: { "x:key": "a" } }),
    'Statement[1].Condition.BinaryEquals.x:key: "a" is not base64',
  ],
  [
    "a bad variable in a value",
    condition({ StringLike: { "aws:username": "${x}" } }),
    "Statement[1].Condition.StringLike.aws:username: \"${x}\" is no policy variable; it is written ${key} or ${key, 'default'}",
  ],
])("a policy with %s is refused with its place", (_what, document, problem) => {
  expect(problemsOf(document)).toEqual([problem]);
});

test("a text that is no JSON is refused as a whole", () => {
  expect(problemsOf('{"Version": "2012-10-17"')).toEqual([expect.stringMatching(/^the document is no JSON: /)]);
});

test("every problem of a document is told at once", () => {
  const document = { Version: "2012-10-17", Statement: [{ Action: "x", Resource: "y" }, good], Extra: 1 };
  expect(problemsOf(document).map((line) => line.split(":")[0])).toEqual([
    "Extra",
    "Statement[0].Effect",
    "Statement[0].Action",
    "Statement[0].Resource",
  ]);
});

test("a service control policy must have the version 2012-10-17", () => {
  const scp: PolicyType = "service control policy";
  const problem = ['Version: a service control policy must have the version "2012-10-17"'];
  expect(problemsOf({ Statement: good }, scp)).toEqual(problem);
  expect(problemsOf({ Version: "2008-10-17", Statement: good }, scp)).toEqual(problem);
  expect(problemsOf({ Version: "2012-10-17", Statement: good }, scp)).toEqual([]);
});

test("a session policy takes whole ARNs alone; an identity-based one completes them", () => {
  const document = { Version: "2012-10-17", Statement: { ...good, Resource: "arn:aws:bedrock" } };
  expect(problemsOf(document)).toEqual([]);
  expect(problemsOf(document, "session policy")).toEqual([
    'Statement.Resource: "arn:aws:bedrock" is incomplete; a session policy needs ARNs with all six parts',
  ]);
});

test.each([
  ["service control policy", 10_240],
  ["identity-based policy", 10_240],
  ["permissions boundary", 6_144],
  ["session policy", 2_048],
] as const)("a %s has at most %d characters", (type, limit) => {
  const document = (sid: string) => ({ Version: "2012-10-17", Statement: { ...good, Sid: sid } });
  const room = limit - JSON.stringify(document("")).length;
  expect(problemsOf(JSON.stringify(document("a".repeat(room)), undefined, 4), type)).toEqual([]);
  const [problem] = problemsOf(document("a".repeat(room + 1)), type);
  expect(problem).toContain(`has ${limit + 1} characters without white space`);
});

test.each([
  ["one statement instead of a list", { Statement: good }],
  ["no statement at all", { Statement: [] }],
  [
    "empty lists",
    { Statement: { Effect: "Allow", Action: [], Resource: [], Condition: { Bool: { "aws:SecureTransport": [] } } } },
  ],
  [
    "an empty Sid twice",
    {
      Statement: [
        { ...good, Sid: "" },
        { ...good, Sid: "" },
      ],
    },
  ],
  [
    "numbers and Booleans as values",
    condition({ NumericLessThan: { "s3:max-keys": 1 }, Bool: { "aws:SecureTransport": true } }),
  ],
  ["a variable's brace in an old version", { Statement: { ...good, Resource: "arn:aws:s3:::b/${x" } }],
  ["a wildcard for the partition", statement({ Resource: "arn:*:kms:*:::*" })],
])("a policy with %s is valid", (_what, document) => {
  expect(problemsOf(document)).toEqual([]);
});
