import { createHash } from "node:crypto";

/** Who called, as CloudTrail writes it. */
export interface UserIdentity {
  readonly type: "IAMUser" | "AssumedRole" | "FederatedUser" | "Root" | "Unknown";
  readonly principalId: string;
  readonly arn: string;
  readonly accountId: string;
  readonly accessKeyId?: string;
  readonly sessionContext?: {
    readonly sessionIssuer: {
      readonly type: "Role";
      readonly principalId: string;
      readonly arn: string;
      readonly accountId: string;
      readonly userName: string;
    };
    readonly attributes: { readonly mfaAuthenticated: "false" };
  };
  readonly userName?: string;
}

/** What an identity is made from. */
export interface Principal {
  readonly arn: string;
  /** 12 digits. */
  readonly account: string;
  readonly accessKeyId?: string | undefined;
}

/** The session of a role that the scenario names without one: a role itself calls nothing. */
const SESSION_NAME = "outcrop";

/**
 * The element `userIdentity` of a principal. Its unique ids are made from the ARN, so that they are the same in every run; when a
 * session began is not known, and left out.
 * Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
export function userIdentityOf({ arn, account, accessKeyId }: Principal): UserIdentity {
  const [, partition = "aws", , , , ...rest] = arn.split(":");
  const resource = rest.join(":");
  const key = accessKeyId === undefined ? {} : { accessKeyId };
  const known = { arn, accountId: account, ...key };
  const [kind = "", ...path] = resource.split("/");
  const last = path.at(-1) ?? "";
  switch (kind) {
    case "root":
      return { type: "Root", principalId: account, ...known };
    case "user":
      return { type: "IAMUser", principalId: uniqueId("AIDA", arn), ...known, userName: last };
    case "role":
      return assumedRole({ partition, account, role: last, roleArn: arn, session: SESSION_NAME }, key);
    case "assumed-role": {
      const role = path[0] ?? "";
      const roleArn = `arn:${partition}:iam::${account}:role/${role}`;
      return assumedRole({ partition, account, role, roleArn, session: last }, key);
    }
    case "federated-user":
      return { type: "FederatedUser", principalId: `${account}:${last}`, ...known };
    default:
      return { type: "Unknown", principalId: uniqueId("AIDA", arn), ...known };
  }
}

interface Session {
  readonly partition: string;
  readonly account: string;
  readonly role: string;
  readonly roleArn: string;
  readonly session: string;
}

function assumedRole({ partition, account, role, roleArn, session }: Session, key: object): UserIdentity {
  const principalId = uniqueId("AROA", roleArn);
  return {
    type: "AssumedRole",
    principalId: `${principalId}:${session}`,
    arn: `arn:${partition}:sts::${account}:assumed-role/${role}/${session}`,
    accountId: account,
    ...key,
    sessionContext: {
      sessionIssuer: { type: "Role", principalId, arn: roleArn, accountId: account, userName: role },
      attributes: { mfaAuthenticated: "false" },
    },
  };
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A unique id in AWS's form: a prefix that tells the kind, and 17 letters and digits. */
function uniqueId(prefix: string, arn: string): string {
  const digest = createHash("sha256").update(arn).digest().subarray(0, 17);
  return prefix + Array.from(digest, (byte) => LETTERS[byte % LETTERS.length]).join("");
}
