import { z } from "zod";
import { account, tags } from "./common.ts";

/** A policy: AWS's own by its name alone, or a document. What the document says is checked when it is compiled. */
const policy = z.union(
  [
    z.string().min(1),
    z.strictObject({ name: z.string().min(1), document: z.record(z.string(), z.unknown()).optional() }),
  ],
  { error: "a policy is the name of a managed one, or { name, document }" },
);

const boundary = z.union(
  [
    z.string().min(1),
    z.strictObject({ name: z.string().min(1).optional(), document: z.record(z.string(), z.unknown()) }),
  ],
  { error: "a permissions boundary is the name of a managed policy, or { name, document }" },
);

const policies = z.array(policy);

export interface Unit {
  name: string;
  scps?: z.infer<typeof policies> | undefined;
  accounts?: string[] | undefined;
  units?: Unit[] | undefined;
}

const unit: z.ZodType<Unit, Unit> = z.strictObject({
  name: z.string().min(1),
  scps: policies.optional(),
  accounts: z.array(account).optional(),
  get units() {
    return z.array(unit).optional();
  },
});

/** Service control policies along the path of an organization: the root, its units, and the accounts below. */
export const organization = z.strictObject({
  id: z
    .string()
    .regex(/^o-[a-z0-9]{10,32}$/, "an organization's id is o- and 10 to 32 letters and digits")
    .optional(),
  managementAccount: account.optional(),
  scps: policies.optional(),
  units: z.array(unit).optional(),
});

/** Also a Region without Amazon Bedrock: an account may have enabled any. */
const regionName = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "a Region is named like eu-west-1");

/** What holds for one account. */
export const accounts = z.record(
  account,
  z.strictObject({ scps: policies.optional(), optInRegions: z.array(regionName).optional() }),
);

/** How far callers must prove who they are. */
export const identity = z.strictObject({
  signatures: z.enum(["trust", "verify"]).optional(),
  anonymous: z.enum(["allow", "refuse"]).optional(),
});

/** Callers that are known by their access key or API key. */
export const principals = z.array(
  z.strictObject({
    arn: z.string().regex(/^arn:[a-z-]+:(iam|sts)::\d{12}:.+$/, "a principal is named by its IAM or STS ARN"),
    accessKeyId: z.string().min(1).optional(),
    secretAccessKey: z.string().min(1).optional(),
    sessionToken: z.string().min(1).optional(),
    apiKey: z.string().min(1).optional(),
    tags: tags.optional(),
    policies: policies.optional(),
    permissionsBoundary: boundary.optional(),
    sessionPolicies: policies.optional(),
  }),
);
