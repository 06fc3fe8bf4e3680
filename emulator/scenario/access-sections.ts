import { z } from "zod";
import { about, account, tags } from "./common.ts";

const nameKey = z.string().min(1).meta(about("What denials and explanations call it.", "AmazonBedrockFullAccess"));
const documentKey = z.record(z.string(), z.unknown()).meta(
  about("The policy's JSON document, as AWS takes it.", {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "bedrock:*", Resource: "*" }],
  }),
);

/** A policy: AWS's own by its name alone, or a document. What the document says is checked when it is compiled. */
const policy = z.union([z.string().min(1), z.strictObject({ name: nameKey, document: documentKey.optional() })], {
  error: "a policy is the name of a managed one, or { name, document }",
});

const boundary = z.union([z.string().min(1), z.strictObject({ name: nameKey.optional(), document: documentKey })], {
  error: "a permissions boundary is the name of a managed policy, or { name, document }",
});

const policies = z.array(policy).meta({ id: "policies" });

const scps = policies
  .optional()
  .meta(
    about("Service control policies that are attached here; FullAWSAccess when absent.", [{ name: "FullAWSAccess" }]),
  );

export interface Unit {
  name: string;
  scps?: z.infer<typeof policies> | undefined;
  accounts?: string[] | undefined;
  units?: Unit[] | undefined;
}

const unit: z.ZodType<Unit, Unit> = z
  .strictObject({
    name: z.string().min(1).meta(about("The unit's name.", "Workloads")),
    scps,
    accounts: z
      .array(account)
      .optional()
      .meta(about("The accounts directly below it.", ["123456789012"])),
    get units() {
      return z
        .array(unit)
        .optional()
        .meta(about("The units below it.", [{ name: "Sandboxes" }]));
    },
  })
  .meta({ id: "unit", ...about("An organizational unit.") });

/** Service control policies along the path of an organization: the root, its units, and the accounts below. */
export const organization = z
  .strictObject({
    id: z
      .string()
      .regex(/^o-[a-z0-9]{10,32}$/, "an organization's id is o- and 10 to 32 letters and digits")
      .optional()
      .meta(about("The organization's id, for `aws:PrincipalOrgID`.", "o-exampleorgid")),
    managementAccount: account
      .optional()
      .meta(about("The account that no service control policy restricts.", "999999999999")),
    scps,
    units: z
      .array(unit)
      .optional()
      .meta(about("Organizational units below the root.", [{ name: "Workloads", accounts: ["123456789012"] }])),
  })
  .meta(
    about("Service control policies along the path from the root to an account.", {
      id: "o-exampleorgid",
      scps: [{ name: "FullAWSAccess" }],
    }),
  );

/** Also a Region without Amazon Bedrock: an account may have enabled any. */
const regionName = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "a Region is named like eu-west-1");

/** What holds for one account. */
export const accounts = z
  .record(
    account,
    z.strictObject({
      scps,
      optInRegions: z
        .array(regionName)
        .optional()
        .meta(about("The opt-in Regions that the account has enabled; all of them when absent.", ["ap-east-1"])),
    }),
  )
  .meta(about("What holds for single accounts, by their 12 digits.", { "123456789012": { optInRegions: [] } }));

/** How far callers must prove who they are. */
export const identity = z
  .strictObject({
    signatures: z
      .enum(["trust", "verify"])
      .optional()
      .meta(about("Whether signatures are checked: `trust` (default) reads them only.", "verify")),
    anonymous: z
      .enum(["allow", "refuse"])
      .optional()
      .meta(about("Whether requests without a signature are taken for the default account.", "refuse")),
  })
  .meta(about("How far callers must prove who they are.", { signatures: "verify", anonymous: "refuse" }));

/** Callers that are known by their access key or API key. */
export const principals = z
  .array(
    z.strictObject({
      arn: z
        .string()
        .regex(/^arn:[a-z-]+:(iam|sts)::\d{12}:.+$/, "a principal is named by its IAM or STS ARN")
        .meta(
          about(
            "The caller's ARN: a user, a role, a session of a role, or the root of an account.",
            "arn:aws:iam::123456789012:role/app",
          ),
        ),
      accessKeyId: z
        .string()
        .min(1)
        .optional()
        .meta(about("The access key by which requests are known as this caller's.", "AKIAAPP0000000000001")),
      secretAccessKey: z
        .string()
        .min(1)
        .optional()
        .meta(about("Used only when signatures are verified.", "a-secret-of-the-tests")),
      sessionToken: z
        .string()
        .min(1)
        .optional()
        .meta(about("The session token of temporary credentials; used only when signatures are verified.", "a-token")),
      apiKey: z.string().min(1).optional().meta(about("An API key of Amazon Bedrock (bearer).", "ABSKexample")),
      tags: tags.optional().meta(about("Tags of the principal, for `aws:PrincipalTag`.", { team: "a" })),
      policies: policies
        .optional()
        .meta(
          about("Identity policies; without them no identity policy restricts the caller.", [
            "AmazonBedrockFullAccess",
          ]),
        ),
      permissionsBoundary: boundary.optional().meta(about("The permissions boundary.", "AmazonBedrockLimitedAccess")),
      sessionPolicies: policies
        .optional()
        .meta(about("Policies of the session of an assumed role.", ["AmazonBedrockLimitedAccess"])),
    }),
  )
  .meta(
    about("Callers that are known by their access key or API key, and what they may do.", [
      { arn: "arn:aws:iam::123456789012:role/app", accessKeyId: "AKIAAPP0000000000001" },
    ]),
  );
