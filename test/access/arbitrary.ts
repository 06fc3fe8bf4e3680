// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written so.
import fc from "fast-check";
import type { ConditionDocument, StatementDocument } from "../../emulator/access/policy.ts";

/** Random policies and requests about few enough things that they often meet. */

const regions = ["us-east-1", "us-west-2", "eu-west-1", "unspecified"] as const;
const models = ["amazon.nova-lite-v1:0", "anthropic.claude-3-haiku-20240307-v1:0"] as const;
const profiles = ["us.amazon.nova-lite-v1:0", "global.amazon.nova-lite-v1:0"] as const;
const account = "123456789012";
const profileArn = (region: string, id: string) => `arn:aws:bedrock:${region}:${account}:inference-profile/${id}`;

export const actions = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"] as const;

export const resources: readonly string[] = [
  ...models.flatMap((id) =>
    ["us-east-1", "us-west-2", ""].map((region) => `arn:aws:bedrock:${region}::foundation-model/${id}`),
  ),
  ...profiles.map((id) => profileArn("us-east-1", id)),
  `arn:aws:bedrock:us-east-1:${account}:application-inference-profile/hq2of259skzs`,
];

const actionPattern = fc.constantFrom(
  "*",
  "bedrock:*",
  "bedrock:InvokeModel*",
  "bedrock:InvokeModel",
  "BEDROCK:invokemodel",
  "bedrock:*Stream",
  "bedrock:Invoke?odel",
  "bedrock:Get*",
  "s3:*",
);

const resourcePattern = fc.constantFrom(
  "*",
  "arn:aws:bedrock:*::foundation-model/*",
  "arn:aws:bedrock:us-east-1::foundation-model/*",
  "arn:aws:bedrock:*::foundation-model/amazon.*",
  "arn:aws:bedrock:::foundation-model/amazon.nova-lite-v1:0",
  "arn:aws:bedrock:*:*:inference-profile/*",
  `arn:aws:bedrock:us-east-1:${account}:inference-profile/us.amazon.nova-lite-v1:0`,
  "arn:aws:bedrock:*:*:*inference-profile/*",
  "arn:aws:bedrock:us-????-1::foundation-model/*",
  "arn:aws:bedrock:*:*:application-inference-profile/${aws:PrincipalTag/team}",
  "arn:aws:bedrock:*::foundation-model/${aws:PrincipalTag/team, 'amazon'}*",
  "arn:aws:s3:::bucket/*",
);

const tagValue = fc.constantFrom("a", "b", "hq2of259skzs", "anthropic", "A");
const profileValue = fc.constantFrom(
  profileArn("us-east-1", profiles[0]),
  profileArn("us-east-1", profiles[1]),
  "arn:aws:bedrock:*:*:inference-profile/us.*",
  "arn:aws:bedrock:*:*:inference-profile/global.*",
  "arn:aws:bedrock:*:*:*/*",
);

interface Subject {
  readonly key: string;
  readonly operators: readonly string[];
  readonly value: fc.Arbitrary<string>;
  /** Whether a request can have several values. */
  readonly several?: boolean;
}

const strings = [
  "StringEquals",
  "StringNotEquals",
  "StringEqualsIgnoreCase",
  "StringNotEqualsIgnoreCase",
  "StringLike",
  "StringNotLike",
];

export const subjects: readonly Subject[] = [
  {
    key: "aws:RequestedRegion",
    operators: strings,
    value: fc.constantFrom(...regions, "us-*", "US-EAST-1", "??-west-?"),
  },
  {
    key: "aws:PrincipalTag/team",
    operators: strings,
    value: fc.oneof(
      tagValue,
      fc.constantFrom("*", "a*", "${aws:PrincipalTag/other}", "${*}", "${aws:PrincipalTag/other, 'a'}"),
    ),
  },
  { key: "aws:TagKeys", operators: strings, value: tagValue, several: true },
  {
    key: "bedrock:InferenceProfileArn",
    operators: ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"],
    value: profileValue,
  },
  {
    key: "aws:PrincipalArn",
    operators: ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"],
    value: fc.constantFrom(`arn:aws:iam::${account}:role/app`, "arn:aws:iam::*:role/*", "arn:aws:iam::*:user/*"),
  },
  {
    key: "aws:SourceIp",
    operators: ["IpAddress", "NotIpAddress"],
    value: fc.constantFrom("203.0.113.0/24", "203.0.113.7", "2001:db8::/32", "0.0.0.0/0", "10.0.0.0/8"),
  },
  {
    key: "aws:CurrentTime",
    operators: [
      "DateEquals",
      "DateNotEquals",
      "DateLessThan",
      "DateLessThanEquals",
      "DateGreaterThan",
      "DateGreaterThanEquals",
    ],
    value: fc.constantFrom("2026-01-01T00:00:00Z", "2026-06-01T00:00:00Z", "2025-01-01T00:00:00Z"),
  },
  {
    key: "aws:MultiFactorAuthAge",
    operators: [
      "NumericEquals",
      "NumericNotEquals",
      "NumericLessThan",
      "NumericLessThanEquals",
      "NumericGreaterThan",
      "NumericGreaterThanEquals",
    ],
    value: fc.constantFrom("0", "60", "3600"),
  },
  { key: "aws:SecureTransport", operators: ["Bool"], value: fc.constantFrom("true", "false") },
];

const someOf = <Item>(item: fc.Arbitrary<Item>) => fc.uniqueArray(item, { minLength: 1, maxLength: 3 });

const condition: fc.Arbitrary<ConditionDocument> = fc
  .constantFrom(...subjects)
  .chain(({ key, operators, value, several }) => {
    const prefix = several ? fc.constantFrom("ForAllValues:", "ForAnyValue:") : fc.constant("");
    const compare = fc
      .tuple(prefix, fc.constantFrom(...operators), fc.constantFrom("", "", "IfExists"), someOf(value))
      .map(([start, operator, suffix, values]) => ({ [`${start}${operator}${suffix}`]: { [key]: values } }));
    const exists = fc.constantFrom("true", "false").map((value) => ({ Null: { [key]: value } }));
    return fc.oneof({ weight: 6, arbitrary: compare }, { weight: 1, arbitrary: exists });
  });

const conditions = fc
  .array(condition, { maxLength: 2 })
  .map((list) => (list.length === 0 ? {} : { Condition: Object.assign({}, ...list) as ConditionDocument }));

/** A statement; `simple` ones are in every dialect of the policy language. */
export const statement: fc.Arbitrary<StatementDocument> = fc
  .tuple(
    fc.constantFrom("Allow", "Allow", "Deny"),
    fc.constantFrom("Action", "Action", "Action", "NotAction"),
    someOf(actionPattern),
    fc.constantFrom("Resource", "Resource", "Resource", "NotResource"),
    someOf(resourcePattern),
    conditions,
  )
  .map(([Effect, actionElement, actionList, resourceElement, resourceList, more]) => {
    return { Effect, [actionElement]: actionList, [resourceElement]: resourceList, ...more } as StatementDocument;
  });

export const document = fc
  .array(statement, { minLength: 1, maxLength: 3 })
  .map((Statement) => ({ Version: "2012-10-17", Statement }));

const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });

/** The keys of a request as AWS writes them; a key without a value is missing. */
export const contextKeys: fc.Arbitrary<Readonly<Record<string, string | readonly string[]>>> = fc
  .record({
    "aws:RequestedRegion": fc.constantFrom(...regions),
    "aws:PrincipalTag/team": optional(tagValue),
    "aws:PrincipalTag/other": optional(tagValue),
    "aws:TagKeys": optional(fc.uniqueArray(tagValue, { minLength: 1, maxLength: 3 })),
    "bedrock:InferenceProfileArn": optional(fc.constantFrom(...profiles.map((id) => profileArn("us-east-1", id)))),
    "aws:PrincipalArn": fc.constant(`arn:aws:iam::${account}:role/app`),
    "aws:SourceIp": fc.constantFrom("203.0.113.7", "203.0.113.200", "10.1.2.3", "2001:db8::1"),
    "aws:CurrentTime": fc.constantFrom("2026-01-01T00:00:00Z", "2026-03-01T12:00:00Z"),
    "aws:MultiFactorAuthAge": optional(fc.constantFrom("0", "60", "61")),
    "aws:SecureTransport": fc.constantFrom("true", "false"),
  })
  .map((record) => JSON.parse(JSON.stringify(record)) as Readonly<Record<string, string | readonly string[]>>);

export const request = fc.record({
  action: fc.constantFrom(...actions),
  resource: fc.constantFrom(...resources),
  context: contextKeys,
});
