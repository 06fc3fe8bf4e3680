import { timingSafeEqual } from "node:crypto";
import { SignatureV4 } from "@smithy/signature-v4";
import type { HttpRequest as SdkHttpRequest } from "@smithy/types";
import { awsError } from "../errors.ts";
import type { HttpRequest } from "../protocol/http.ts";
import { Sha256 } from "../sha256.ts";

/** The secrets of one access key. */
export interface Secrets {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of temporary credentials, whose requests must carry it; those of others must carry none. */
  readonly sessionToken: string | undefined;
}

/** How far a signature's time may lie from the service's: https://docs.aws.amazon.com/IAM/latest/UserGuide/signing-elements.html */
const SKEW_MS = 5 * 60 * 1000;

/**
 * Checks a SigV4 signature in the `Authorization` header or in a presigned URL, by signing the request again. `now` is the time
 * to hold it against; without it, as on a frozen clock, the time of the signature is taken as it is.
 * Errors: InvalidSignatureException (wrong secret, changed request, time outside of five minutes, expired presigned URL),
 * UnrecognizedClientException (session token missing, wrong, or beside a key that has none).
 */
export async function verifySignature(request: HttpRequest, secrets: Secrets, now: Date | undefined): Promise<void> {
  const signed = readSigned(request);
  if (!signed) throw awsError("signatureMismatch");
  if (signed.sessionToken !== secrets.sessionToken) throw awsError("securityTokenInvalid");
  if (now) checkTime(signed, now);
  const signature = await signAgain(request, signed, secrets);
  const [given, expected] = [Buffer.from(signed.signature), Buffer.from(signature)];
  if (given.byteLength !== expected.byteLength || !timingSafeEqual(given, expected))
    throw awsError("signatureMismatch");
}

/** The parts of a signature, wherever they stood. */
interface Signed {
  readonly presigned: boolean;
  readonly date: Date;
  readonly region: string;
  readonly headerNames: readonly string[];
  readonly signature: string;
  readonly sessionToken: string | undefined;
  /** How long a presigned URL is good for. */
  readonly expiresInSeconds: number | undefined;
}

function readSigned({ headers, query }: HttpRequest): Signed | undefined {
  const parameters = new URLSearchParams(query);
  const presigned = headers.authorization === undefined;
  const element = (name: string) =>
    presigned
      ? (parameters.get(`X-Amz-${name}`) ?? undefined)
      : new RegExp(`${name}=([^,\\s]+)`).exec(headers.authorization ?? "")?.[1];
  const date = readDate(presigned ? parameters.get("X-Amz-Date") : headers["x-amz-date"]);
  const region = element("Credential")?.split("/")[2];
  const headerNames = element("SignedHeaders")?.split(";");
  const signature = element("Signature");
  if (!date || region === undefined || !headerNames || signature === undefined) return undefined;
  return {
    presigned,
    date,
    region,
    headerNames,
    signature,
    sessionToken: presigned ? (parameters.get("X-Amz-Security-Token") ?? undefined) : headers["x-amz-security-token"],
    expiresInSeconds: presigned ? Number(parameters.get("X-Amz-Expires") ?? 0) : undefined,
  };
}

function checkTime({ date, expiresInSeconds }: Signed, now: Date): void {
  const earliest = new Date(now.getTime() - (expiresInSeconds === undefined ? SKEW_MS : expiresInSeconds * 1000));
  if (date < earliest) {
    const allowed = expiresInSeconds === undefined ? "5 min." : `${expiresInSeconds} sec.`;
    throw awsError("signatureExpired", {
      date: writeDate(date),
      earliest: writeDate(earliest),
      now: writeDate(now),
      allowed,
    });
  }
  const latest = new Date(now.getTime() + SKEW_MS);
  if (date > latest) {
    throw awsError("signatureNotYetCurrent", { date: writeDate(date), latest: writeDate(latest), now: writeDate(now) });
  }
}

/**
 * Makes the check of the events that follow a signed request: each is signed over the signature before it, the first over the
 * request's own. Give it each event's bytes, date and signature in turn; it throws AWS's error when one is not what it must be.
 */
export function createEventVerifier(request: HttpRequest, secrets: Secrets) {
  const signed = readSigned(request);
  if (!signed) throw awsError("signatureMismatch");
  const signer = createSigner(signed, secrets);
  let priorSignature = signed.signature;
  return async (event: { readonly payload: Uint8Array; readonly date: Date; readonly signature: Uint8Array }) => {
    const message = { headers: { ":date": { type: "timestamp", value: event.date } as const }, body: event.payload };
    const { signature } = await signer.sign({ message, priorSignature }, { signingDate: event.date });
    if (signature !== Buffer.from(event.signature).toString("hex")) throw awsError("eventSignatureMismatch");
    priorSignature = signature;
  };
}

function createSigner({ region, headerNames }: Signed, { accessKeyId, secretAccessKey, sessionToken }: Secrets) {
  return new SignatureV4({
    service: "bedrock",
    region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    sha256: Sha256,
    applyChecksum: headerNames.includes("x-amz-content-sha256"),
  });
}

async function signAgain(request: HttpRequest, signed: Signed, secrets: Secrets): Promise<string> {
  const signer = createSigner(signed, secrets);
  const options = { signingDate: signed.date, signableHeaders: new Set(signed.headerNames) };
  const again = toSdkRequest(request, signed);
  if (signed.presigned) {
    const { query } = await signer.presign(again, { ...options, expiresIn: signed.expiresInSeconds ?? 0 });
    return String(query?.["X-Amz-Signature"]);
  }
  const { headers } = await signer.sign(again, options);
  return /Signature=(\w+)/.exec(headers.authorization ?? "")?.[1] ?? "";
}

/** Headers and parameters that the signer itself adds. */
const ADDED_BY_SIGNER = new Set(["x-amz-date", "x-amz-security-token", "x-amz-content-sha256"]);
const ADDED_BY_PRESIGNER = /^X-Amz-(Algorithm|Credential|Date|Expires|SignedHeaders|Signature|Security-Token)$/;

function toSdkRequest(request: HttpRequest, { headerNames, presigned }: Signed): SdkHttpRequest {
  const headers: Record<string, string> = {};
  for (const name of headerNames) {
    const unsignedPayload = name === "x-amz-content-sha256" && !isDigest(request);
    if (!ADDED_BY_SIGNER.has(name) || unsignedPayload) headers[name] = request.headers[name] ?? "";
  }
  const query: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(request.query)) {
    if (presigned && ADDED_BY_PRESIGNER.test(name)) continue;
    query[name] = [...(query[name] ?? []), value];
  }
  return {
    protocol: "http:",
    hostname: "",
    method: request.method,
    path: request.path,
    query,
    headers,
    body: request.sentBody ?? request.body,
  };
}

/** Else `x-amz-content-sha256` says how the body is signed: not at all, or event by event (`STREAMING-AWS4-HMAC-SHA256-EVENTS`). */
const isDigest = ({ headers, stream }: HttpRequest) =>
  headers["x-amz-content-sha256"] !== "UNSIGNED-PAYLOAD" && stream === undefined;

/** `20260101T000000Z` */
function readDate(text: string | null | undefined): Date | undefined {
  const parts = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/.exec(text ?? "");
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number);
  return new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second));
}

const writeDate = (date: Date) => date.toISOString().replaceAll(/[-:]|\.\d{3}/g, "");
