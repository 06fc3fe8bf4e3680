import { awsError } from "../errors.ts";
import type { HttpRequest } from "../protocol/http.ts";

/** The credential that a request carries, as it stands there: nothing of it is verified. */
export interface Credential {
  readonly via: "signature" | "presigned-url" | "bearer-token";
  readonly accessKeyId: string | undefined;
  /** The account, where the credential itself tells it. */
  readonly account?: string | undefined;
  readonly region: string | undefined;
  /** The service that the signature is scoped to; AWS's is `bedrock` for all four services. */
  readonly service: string | undefined;
}

/**
 * Reads the credential of a request: a SigV4 or SigV4a `Authorization` header, a presigned URL, or a Bedrock API key.
 * Returns `undefined` for a request without one; throws IncompleteSignatureException for one that cannot be read.
 */
export function readCredential({ headers, query }: HttpRequest): Credential | undefined {
  const authorization = headers.authorization;
  if (authorization === undefined) {
    if (!query.includes("X-Amz-Credential=")) return undefined;
    const parameters = new URLSearchParams(query);
    const asymmetric = parameters.get("X-Amz-Algorithm") === "AWS4-ECDSA-P256-SHA256";
    return readScope(
      parameters.get("X-Amz-Credential") ?? "",
      "presigned-url",
      asymmetric ? (parameters.get("X-Amz-Region-Set") ?? "*") : undefined,
    );
  }
  if (/^Bearer\s/i.test(authorization)) return readApiKey(authorization.slice("Bearer ".length).trim());
  const scope = /Credential=([^,\s]*)/.exec(authorization)?.[1];
  if (scope === undefined) throw awsError("authorizationWithoutCredential");
  const asymmetric = authorization.startsWith("AWS4-ECDSA-P256-SHA256");
  return readScope(scope, "signature", asymmetric ? (headers["x-amz-region-set"] ?? "*") : undefined);
}

/** SigV4 names its Region in the scope; SigV4a has none there and a set of Regions beside it. */
function readScope(scope: string, via: Credential["via"], regionSet: string | undefined): Credential {
  const parts = scope.split("/");
  if (regionSet !== undefined) {
    const [accessKeyId, , service] = parts;
    const region = regionSet.split(",").find((name) => !name.includes("*"));
    return { via, accessKeyId, region: region?.trim(), service };
  }
  // A session name or path never stands here, so AWS counts the slashes.
  if (parts.length !== 5) throw awsError("credentialMalformed", { credential: scope });
  const [accessKeyId, , region, service] = parts;
  return { via, accessKeyId, region, service };
}

const SHORT_TERM_PREFIX = "bedrock-api-key-";

/** `ABSK` and in base64 `BedrockAPIKey-suffix-at-ACCOUNT:secret`. */
const LONG_TERM_PREFIX = "ABSK";

/**
 * A short-term API key is a presigned URL in base64; a long-term one is the name and the secret of an IAM service-specific
 * credential in base64, and AWS writes the user's account into that name.
 * Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys-how.html and
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ServiceSpecificCredential.html
 */
function readApiKey(key: string): Credential {
  const opaque = { via: "bearer-token", accessKeyId: undefined, region: undefined, service: undefined } as const;
  if (key.startsWith(LONG_TERM_PREFIX)) {
    const name = Buffer.from(key.slice(LONG_TERM_PREFIX.length), "base64").toString("latin1").split(":")[0] ?? "";
    return { ...opaque, account: /-at-(\d{12})$/.exec(name)?.[1] };
  }
  if (!key.startsWith(SHORT_TERM_PREFIX)) return opaque;
  const url = Buffer.from(key.slice(SHORT_TERM_PREFIX.length), "base64").toString("utf8");
  const scope = new URLSearchParams(url.slice(url.indexOf("?") + 1)).get("X-Amz-Credential");
  if (scope === null || scope.split("/").length !== 5) return opaque;
  return { ...readScope(scope, "bearer-token", undefined), service: undefined };
}
