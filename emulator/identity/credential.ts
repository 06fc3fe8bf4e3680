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
  /** Of SigV4a. */
  readonly isAsymmetric?: true;
  /** Of a Bedrock API key; absent for a bearer token that has not the form of one. */
  readonly bearerTokenType?: "SHORT_TERM" | "LONG_TERM";
  /** The API key itself, to find its principal. */
  readonly apiKey?: string;
  /** What a short-term API key is made of. */
  readonly presigned?: PresignedKey;
}

/** The presigned request that a short-term API key holds. */
export interface PresignedKey {
  readonly request: HttpRequest;
  readonly expiresAt: Date;
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
    return { via, accessKeyId, region: region?.trim(), service, isAsymmetric: true };
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
function readApiKey(apiKey: string): Credential {
  const opaque = {
    via: "bearer-token",
    accessKeyId: undefined,
    region: undefined,
    service: undefined,
    apiKey,
  } as const;
  if (apiKey.startsWith(LONG_TERM_PREFIX)) {
    const name = Buffer.from(apiKey.slice(LONG_TERM_PREFIX.length), "base64").toString("latin1").split(":")[0] ?? "";
    return { ...opaque, bearerTokenType: "LONG_TERM", account: /-at-(\d{12})$/.exec(name)?.[1] };
  }
  if (!apiKey.startsWith(SHORT_TERM_PREFIX)) return opaque;
  const short = { ...opaque, bearerTokenType: "SHORT_TERM" } as const;
  const url = Buffer.from(apiKey.slice(SHORT_TERM_PREFIX.length), "base64").toString("utf8");
  const parameters = new URLSearchParams(url.slice(url.indexOf("?") + 1));
  const scope = parameters.get("X-Amz-Credential");
  if (scope === null || scope.split("/").length !== 5) return short;
  const presigned = readPresigned(url, parameters);
  return {
    ...short,
    ...readScope(scope, "bearer-token", undefined),
    service: undefined,
    ...(presigned && { presigned }),
  };
}

/** `bedrock.amazonaws.com/?Action=CallWithBearerToken&X-Amz-…&Version=1`: https://github.com/aws/aws-bedrock-token-generator-python */
function readPresigned(url: string, parameters: URLSearchParams): PresignedKey | undefined {
  const [host = "", ...path] = (url.replace(/^https:\/\//, "").split("?")[0] ?? "").split("/");
  const date = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(parameters.get("X-Amz-Date") ?? "");
  if (!date) return undefined;
  const [year, month, day, hour, minute, second] = date.slice(1);
  const madeAt = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(madeAt.getTime())) return undefined;
  const lifeMs = Number(parameters.get("X-Amz-Expires") ?? 0) * 1000;
  // The generator signs with a version that it adds to the key only afterwards.
  parameters.delete("Version");
  const request = {
    method: "POST",
    path: `/${path.join("/")}`,
    query: parameters.toString(),
    headers: { host },
    body: new Uint8Array(),
  };
  return { request, expiresAt: new Date(madeAt.getTime() + lifeMs) };
}
