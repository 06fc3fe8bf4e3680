// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so.
import { expect, test } from "vitest";
import { evaluate } from "../../emulator/access/evaluate.ts";
import type { ConditionDocument } from "../../emulator/access/policy.ts";
import { contextOf, identityOf } from "./build.ts";

type Row = readonly [
  condition: ConditionDocument,
  context: Readonly<Record<string, string | readonly string[]>>,
  match: boolean,
];

const iam = "https://docs.aws.amazon.com/IAM/latest/UserGuide/";
const operatorsPage = `${iam}reference_policies_elements_condition_operators.html`;
const jobCategory = { StringEquals: { "aws:PrincipalTag/job-category": "iamuser-admin" } };
const environment = {
  StringEqualsIgnoreCase: { "aws:RequestTag/environment": ["preprod", "storage"] },
  "ForAnyValue:StringEquals": { "aws:TagKeys": "environment" },
};
const orgPaths = { "ForAnyValue:StringLike": { "aws:ResourceOrgPaths": ["o-a/r-a/media/", "o-a/r-a/sports/*"] } };
const office = { IpAddress: { "aws:SourceIp": ["203.0.113.0/24", "2001:DB8:1234:5678::/64"] } };
const topic = { ArnEquals: { "aws:SourceArn": "arn:aws:sns:us-west-2:123456789012:TOPIC-ID" } };
const logs = {
  "ForAllValues:ArnLike": {
    "logs:LogGeneratingResourceArns": [
      "arn:aws:cloudfront::123456789012:distribution/*",
      "arn:aws:cloudfront::123456789012:distribution/support*",
    ],
  },
};
const instance = { StringLikeIfExists: { "ec2:InstanceType": ["t1.*", "t2.*", "m3.*"] } };
const people = {
  StringEquals: {
    "aws:PrincipalTag/department": ["finance", "hr", "legal"],
    "aws:PrincipalTag/role": ["audit", "security"],
  },
  ArnLike: { "aws:PrincipalArn": ["arn:aws:iam::222222222222:user/Ana", "arn:aws:iam::222222222222:user/Mary"] },
};
const { ArnLike: anaOrMary, ...tagged } = people;
const notAnaOrMary = { ...tagged, ArnNotLike: anaOrMary };
const allTags = {
  "ForAllValues:StringEquals": { "aws:TagKeys": ["environment", "cost-center"] },
  Null: { "aws:TagKeys": "false" },
};
const anyTag = { "ForAnyValue:StringEquals": { "aws:TagKeys": ["environment", "cost-center"] } };
const prefix = { StringLike: { "s3:prefix": ["", "home/", "home/${aws:username}/"] } };
const mary = "arn:aws:iam::222222222222:user/Mary";
const nikki = "arn:aws:iam::222222222222:user/Nikki";
const arnOf = (id: string) => `arn:aws:cloudfront::123456789012:distribution/${id}`;
const guardrail = "arn:aws:bedrock:us-east-1:123456789012:guardrail/abc123";
const geo = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0";

/** The tables of AWS's pages, row by row, and the rules stated beside them. */
const tables: Readonly<Record<string, readonly Row[]>> = {
  [`${operatorsPage}#Conditions_String`]: [
    [jobCategory, { "aws:PrincipalTag/job-category": "iamuser-admin" }, true],
    [jobCategory, { "aws:PrincipalTag/job-category": "dev-ops" }, false],
    [jobCategory, {}, false],
    [jobCategory, { "aws:PrincipalTag/job-category": "IAMUSER-ADMIN" }, false],
    [{ StringEquals: { "aws:principaltag/JOB-category": "a" } }, { "aws:PrincipalTag/job-category": "a" }, true],
    [{ StringEquals: { "aws:username": "a*" } }, { "aws:username": "abc" }, false],
    [{ StringEqualsIgnoreCase: { "aws:username": "ANA" } }, { "aws:username": "ana" }, true],
    [{ StringNotEqualsIgnoreCase: { "aws:username": "ANA" } }, { "aws:username": "ana" }, false],
    [{ StringNotEquals: { "aws:username": "ana" } }, { "aws:username": "Ana" }, true],
    [{ StringNotEquals: { "aws:username": "ana" } }, {}, true],
    [{ StringNotLike: { "aws:username": "a*" } }, { "aws:username": "ana" }, false],
    [{ StringNotLike: { "aws:username": "a*" } }, {}, true],
    [{ StringLike: { "aws:username": "a?a" } }, { "aws:username": "ana" }, true],
    [{ StringLike: { "aws:username": "a?a" } }, { "aws:username": "aa" }, false],
    [{ StringLike: { "aws:username": "A*" } }, { "aws:username": "ana" }, false],
    [prefix, { "s3:prefix": "home/martha_rivera/", "aws:username": "martha_rivera" }, true],
    [prefix, { "s3:prefix": "home/martha_rivera/", "aws:username": "nikki_wolf" }, false],
    [prefix, { "s3:prefix": "home/martha_rivera/" }, false],
    [prefix, { "s3:prefix": "home/" }, true],
  ],
  [`${operatorsPage}#Conditions_String (multivalued)`]: [
    [environment, { "aws:TagKeys": ["environment"], "aws:RequestTag/environment": "preprod" }, true],
    [environment, { "aws:TagKeys": ["environment", "costcenter"], "aws:RequestTag/environment": "PreProd" }, true],
    [environment, { "aws:TagKeys": ["Environment"], "aws:RequestTag/Environment": "preprod" }, false],
    [environment, { "aws:TagKeys": ["costcenter"], "aws:RequestTag/environment": "preprod" }, false],
    [environment, { "aws:RequestTag/environment": "storage" }, false],
    [environment, { "aws:TagKeys": ["environment"] }, false],
    [environment, {}, false],
    [orgPaths, { "aws:ResourceOrgPaths": ["o-a/r-a/sports/costcenter/"] }, true],
    [orgPaths, { "aws:ResourceOrgPaths": ["o-a/r-a/media/costcenter/"] }, false],
    [orgPaths, {}, false],
  ],
  [`${operatorsPage}#Conditions_Numeric`]: [
    [{ NumericLessThanEquals: { "s3:max-keys": "10" } }, { "s3:max-keys": "10" }, true],
    [{ NumericLessThanEquals: { "s3:max-keys": 10 } }, { "s3:max-keys": "10.5" }, false],
    [{ NumericLessThan: { "s3:max-keys": 10 } }, { "s3:max-keys": "10" }, false],
    [{ NumericGreaterThan: { "s3:max-keys": 10 } }, { "s3:max-keys": "11" }, true],
    [{ NumericGreaterThanEquals: { "s3:max-keys": 10 } }, { "s3:max-keys": "10.0" }, true],
    [{ NumericEquals: { "s3:max-keys": "10" } }, { "s3:max-keys": "10.0" }, true],
    [{ NumericNotEquals: { "s3:max-keys": "10" } }, { "s3:max-keys": "10" }, false],
    [{ NumericNotEquals: { "s3:max-keys": "10" } }, {}, true],
    [{ NumericEquals: { "s3:max-keys": "10" } }, { "s3:max-keys": "ten" }, false],
    [{ NumericLessThan: { "s3:max-keys": "10" } }, {}, false],
  ],
  [`${operatorsPage}#Conditions_Date`]: [
    [
      { DateGreaterThan: { "aws:TokenIssueTime": "2020-01-01T00:00:01Z" } },
      { "aws:TokenIssueTime": "2021-01-01T00:00:00Z" },
      true,
    ],
    [{ DateGreaterThan: { "aws:TokenIssueTime": "2020-01-01T00:00:01Z" } }, {}, false],
    [
      { DateLessThan: { "aws:CurrentTime": "2026-01-01T00:00:00Z" } },
      { "aws:CurrentTime": "2026-01-01T00:00:00Z" },
      false,
    ],
    [{ DateLessThanEquals: { "aws:CurrentTime": "2026-01-01" } }, { "aws:CurrentTime": "2026-01-01T00:00:00Z" }, true],
    [
      { DateEquals: { "aws:CurrentTime": "2026-01-01T01:00:00+01:00" } },
      { "aws:CurrentTime": "2026-01-01T00:00:00Z" },
      true,
    ],
    [{ DateNotEquals: { "aws:CurrentTime": "2026" } }, { "aws:CurrentTime": "2026-01-01T00:00:00Z" }, false],
    [{ DateGreaterThanEquals: { "aws:EpochTime": "1767225600" } }, { "aws:EpochTime": "1767225600" }, true],
    [
      { DateGreaterThanEquals: { "aws:CurrentTime": "1767225600" } },
      { "aws:CurrentTime": "2025-12-31T23:59:59Z" },
      false,
    ],
  ],
  [`${operatorsPage}#Conditions_Boolean`]: [
    [{ Bool: { "aws:SecureTransport": "false" } }, { "aws:SecureTransport": "false" }, true],
    [{ Bool: { "aws:SecureTransport": false } }, { "aws:SecureTransport": "true" }, false],
    [{ Bool: { "aws:SecureTransport": "false" } }, {}, false],
    [{ BoolIfExists: { "aws:MultiFactorAuthPresent": "true" } }, {}, true],
  ],
  [`${operatorsPage}#Conditions_BinaryEquals`]: [
    [{ BinaryEquals: { "x:key": "QmluYXJ5VmFsdWVJbkJhc2U2NA==" } }, { "x:key": "QmluYXJ5VmFsdWVJbkJhc2U2NA==" }, true],
    [{ BinaryEquals: { "x:key": "QmluYXJ5VmFsdWVJbkJhc2U2NA==" } }, { "x:key": "ASIAIOSFODNN7EXAMPLE" }, false],
    [{ BinaryEquals: { "x:key": "QmluYXJ5VmFsdWVJbkJhc2U2NA==" } }, {}, false],
  ],
  [`${operatorsPage}#Conditions_IPAddress`]: [
    [office, { "aws:SourceIp": "203.0.113.1" }, true],
    [office, { "aws:SourceIp": "198.51.100.1" }, false],
    [office, { "aws:SourceIp": "2001:db8:1234:5678::9" }, true],
    [office, { "aws:SourceIp": "2001:db8:1234:5679::9" }, false],
    [office, {}, false],
    [{ IpAddress: { "aws:SourceIp": "203.0.113.7" } }, { "aws:SourceIp": "203.0.113.8" }, false],
    [{ NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, { "aws:SourceIp": "203.0.113.255" }, false],
    [{ NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, { "aws:SourceIp": "203.0.114.0" }, true],
    [{ NotIpAddress: { "aws:SourceIp": "203.0.113.0/24" } }, {}, true],
  ],
  [`${operatorsPage}#Conditions_ARN`]: [
    [topic, { "aws:SourceArn": "arn:aws:sns:us-west-2:123456789012:TOPIC-ID" }, true],
    [topic, { "aws:SourceArn": "arn:aws:sns:us-west-2:777788889999:TOPIC-ID" }, false],
    [topic, {}, false],
    [logs, { "logs:LogGeneratingResourceArns": [arnOf("costcenter")] }, true],
    [logs, { "logs:LogGeneratingResourceArns": [arnOf("costcenter"), arnOf("support2025")] }, true],
    [
      logs,
      { "logs:LogGeneratingResourceArns": [arnOf("a"), "arn:aws:cloudfront::777788889999:distribution/a"] },
      false,
    ],
    [logs, {}, true],
    [
      { ArnEquals: { "aws:PrincipalArn": "arn:aws:iam::*:role/app*" } },
      { "aws:PrincipalArn": "arn:aws:iam::1:role/app/x" },
      true,
    ],
    [
      { ArnLike: { "aws:PrincipalArn": "arn:aws:iam:*:role/app" } },
      { "aws:PrincipalArn": "arn:aws:iam::1:role/app" },
      false,
    ],
    [{ ArnLike: { "aws:PrincipalArn": "arn:aws:iam::*" } }, { "aws:PrincipalArn": "arn:aws:iam::1:role/app" }, false],
    [
      { ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/app" } },
      { "aws:PrincipalArn": "arn:aws:iam::1:role/app" },
      false,
    ],
    [{ ArnNotEquals: { "aws:PrincipalArn": "arn:aws:iam::*:role/app" } }, {}, true],
    [
      { ArnLike: { "bedrock:InferenceProfileArn": "arn:aws:bedrock:*:*:inference-profile/us.*" } },
      { "bedrock:InferenceProfileArn": geo },
      true,
    ],
    [
      { ArnLike: { "bedrock:GuardrailIdentifier": `${guardrail}:*` } },
      { "bedrock:GuardrailIdentifier": `${guardrail}:3` },
      true,
    ],
    [
      { ArnLike: { "bedrock:GuardrailIdentifier": guardrail } },
      { "bedrock:GuardrailIdentifier": `${guardrail}:3` },
      false,
    ],
  ],
  [`${operatorsPage}#Conditions_IfExists`]: [
    [instance, { "ec2:InstanceType": "t1.micro" }, true],
    [instance, { "ec2:InstanceType": "m2.micro" }, false],
    [instance, {}, true],
    [{ StringNotEqualsIfExists: { "aws:username": "ana" } }, {}, true],
    [{ StringNotEqualsIfExists: { "aws:username": "ana" } }, { "aws:username": "ana" }, false],
    [{ "ForAnyValue:StringEqualsIfExists": { "aws:TagKeys": "a" } }, {}, true],
  ],
  [`${operatorsPage}#Conditions_Null`]: [
    [{ Null: { "aws:TokenIssueTime": "false" } }, { "aws:TokenIssueTime": "2026-01-01T00:00:00Z" }, true],
    [{ Null: { "aws:TokenIssueTime": "false" } }, {}, false],
    [{ Null: { "aws:TokenIssueTime": true } }, {}, true],
    [{ Null: { "aws:TokenIssueTime": "true" } }, { "aws:TokenIssueTime": "2026-01-01T00:00:00Z" }, false],
    [{ Null: { "aws:TagKeys": "true" } }, { "aws:TagKeys": [] }, true],
  ],
  [`${iam}reference_policies_condition-logic-multiple-context-keys-or-values.html`]: [
    [
      people,
      { "aws:PrincipalTag/department": "legal", "aws:PrincipalTag/role": "audit", "aws:PrincipalArn": mary },
      true,
    ],
    [
      people,
      { "aws:PrincipalTag/department": "hr", "aws:PrincipalTag/role": "audit", "aws:PrincipalArn": nikki },
      false,
    ],
    [
      people,
      { "aws:PrincipalTag/department": "hr", "aws:PrincipalTag/role": "payroll", "aws:PrincipalArn": mary },
      false,
    ],
    [people, { "aws:PrincipalTag/department": "hr", "aws:PrincipalArn": mary }, false],
    [people, { "aws:PrincipalArn": mary }, false],
    [
      notAnaOrMary,
      { "aws:PrincipalTag/department": "legal", "aws:PrincipalTag/role": "audit", "aws:PrincipalArn": nikki },
      true,
    ],
    [
      notAnaOrMary,
      { "aws:PrincipalTag/department": "hr", "aws:PrincipalTag/role": "audit", "aws:PrincipalArn": mary },
      false,
    ],
    [
      notAnaOrMary,
      { "aws:PrincipalTag/department": "hr", "aws:PrincipalTag/role": "payroll", "aws:PrincipalArn": nikki },
      false,
    ],
    [notAnaOrMary, { "aws:PrincipalTag/department": "hr", "aws:PrincipalArn": nikki }, false],
    [notAnaOrMary, { "aws:PrincipalArn": nikki }, false],
    [
      { StringNotEquals: { "aws:RequestedRegion": ["eu-west-1", "eu-west-3"] } },
      { "aws:RequestedRegion": "eu-west-3" },
      false,
    ],
    [
      { StringNotEquals: { "aws:RequestedRegion": ["eu-west-1", "eu-west-3"] } },
      { "aws:RequestedRegion": "us-east-1" },
      true,
    ],
  ],
  [`${iam}reference_policies_condition-single-vs-multi-valued-context-keys.html`]: [
    [allTags, { "aws:TagKeys": ["environment"] }, true],
    [allTags, { "aws:TagKeys": ["cost-center"] }, true],
    [allTags, { "aws:TagKeys": ["environment", "cost-center"] }, true],
    [allTags, { "aws:TagKeys": ["environment", "dept"] }, false],
    [allTags, {}, false],
    [anyTag, { "aws:TagKeys": ["environment"] }, true],
    [anyTag, { "aws:TagKeys": ["cost-center"] }, true],
    [anyTag, { "aws:TagKeys": ["environment", "cost-center"] }, true],
    [anyTag, { "aws:TagKeys": ["environment", "dept"] }, true],
    [anyTag, { "aws:TagKeys": ["dept"] }, false],
    [anyTag, {}, false],
    [{ "ForAllValues:StringNotEquals": { "aws:TagKeys": ["a", "b"] } }, { "aws:TagKeys": ["c", "d"] }, true],
    [{ "ForAllValues:StringNotEquals": { "aws:TagKeys": ["a", "b"] } }, { "aws:TagKeys": ["a", "d"] }, false],
    [{ "ForAnyValue:StringNotEquals": { "aws:TagKeys": ["a", "b"] } }, { "aws:TagKeys": ["a", "d"] }, true],
    [{ "ForAnyValue:StringNotEquals": { "aws:TagKeys": ["a", "b"] } }, { "aws:TagKeys": ["a", "b"] }, false],
    [{ "ForAnyValue:StringNotEquals": { "aws:TagKeys": ["a", "b"] } }, {}, false],
  ],
  [`${iam}reference_policies_variables.html`]: [
    [{ StringEquals: { "x:Team": "${aws:PrincipalTag/team}" } }, { "x:Team": "a", "aws:PrincipalTag/team": "a" }, true],
    [{ StringEquals: { "x:Team": "${aws:PrincipalTag/team}" } }, { "x:Team": "a" }, false],
    [{ StringNotEquals: { "x:Team": "${aws:PrincipalTag/team}" } }, { "x:Team": "a" }, true],
    [{ StringEquals: { "x:Team": "${AWS:PRINCIPALTAG/Team}" } }, { "x:Team": "a", "aws:PrincipalTag/team": "a" }, true],
    [{ StringEquals: { "x:Team": "${aws:PrincipalTag/team, 'none'}" } }, { "x:Team": "none" }, true],
    [
      { StringEquals: { "x:Team": "${aws:PrincipalTag/team, 'none'}" } },
      { "x:Team": "none", "aws:PrincipalTag/team": "a" },
      false,
    ],
    [{ StringEquals: { "x:Team": "${aws:TagKeys}" } }, { "x:Team": "a", "aws:TagKeys": ["a", "b"] }, false],
    [{ StringLike: { "x:Name": "a${*}b" } }, { "x:Name": "a*b" }, true],
    [{ StringLike: { "x:Name": "a${*}b" } }, { "x:Name": "axb" }, false],
    [{ StringLike: { "x:Name": "a${?}b${$}" } }, { "x:Name": "a?b$" }, true],
    [
      { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:*:${aws:username}-*" } },
      { "aws:SourceArn": "arn:aws:sns:r:1:ana-x", "aws:username": "ana" },
      true,
    ],
    [
      { ArnLike: { "aws:SourceArn": "arn:aws:sns:*:*:${aws:username}-*" } },
      { "aws:SourceArn": "arn:aws:sns:r:1:ana-x" },
      false,
    ],
    [{ Bool: { "x:Flag": "${x:Other}" } }, { "x:Flag": "true", "x:Other": "true" }, true],
  ],
};

const rows = Object.entries(tables).flatMap(([source, table]) => table.map((row) => ({ source, row })));

test.each(rows)("$source: $row", ({ row: [condition, context, match] }) => {
  const policy = identityOf({ Effect: "Allow", Action: "*", Resource: "*", Condition: condition });
  const request = { action: "bedrock:InvokeModel", resource: "*", context: contextOf(context) };
  expect(evaluate(request, { scps: undefined, identity: [policy] }).allowed).toBe(match);
  const denying = identityOf(
    { Effect: "Allow", Action: "*", Resource: "*" },
    { Effect: "Deny", Action: "*", Resource: "*", Condition: condition },
  );
  expect(evaluate(request, { scps: undefined, identity: [denying] }).allowed).toBe(!match);
});

test("the tables have more than a hundred rows", () => {
  expect(rows.length).toBeGreaterThan(100);
});
