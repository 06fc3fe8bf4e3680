import { awsError } from "../errors.ts";
import type { HttpRequest } from "../protocol/http.ts";
import type { KnownPrincipal } from "./caller.ts";
import type { Credential } from "./credential.ts";
import { verifySignature } from "./verify-signature.ts";

/**
 * Checks a credential against the principal that it names. A SigV4a signature is not checked: nothing in Node's reach can.
 * Errors: UnrecognizedClientException for an unknown access key and for a session token that is missing or wrong;
 * AccessDeniedException for an API key that is none, unknown or expired; those of `verifySignature`.
 */
export async function verify(
  request: HttpRequest,
  credential: Credential,
  known: KnownPrincipal | undefined,
  clock: { now(): Date; readonly mode: "running" | "frozen" },
): Promise<void> {
  // A client's clock runs, so that it can be held against a running one alone.
  const now = clock.mode === "running" ? clock.now() : undefined;
  if (credential.via === "bearer-token") return verifyApiKey(credential, known, now);
  if (!known?.secretAccessKey || credential.accessKeyId === undefined) throw awsError("securityTokenInvalid");
  if (credential.isAsymmetric) return;
  const { secretAccessKey, sessionToken } = known;
  await verifySignature(request, { accessKeyId: credential.accessKeyId, secretAccessKey, sessionToken }, now);
}

/** A long-term key is known or not; a short-term one is a presigned URL. */
async function verifyApiKey(
  { bearerTokenType, presigned, accessKeyId }: Credential,
  known: KnownPrincipal | undefined,
  now: Date | undefined,
): Promise<void> {
  if (bearerTokenType === undefined) throw awsError("apiKeyMalformed");
  if (!known) throw awsError("apiKeyInvalid");
  if (bearerTokenType === "LONG_TERM") return;
  if (!known.secretAccessKey || accessKeyId === undefined || !presigned) throw awsError("apiKeyInvalid");
  const { secretAccessKey, sessionToken } = known;
  if (now && presigned.expiresAt < now) throw awsError("apiKeyExpired");
  try {
    await verifySignature(presigned.request, { accessKeyId, secretAccessKey, sessionToken }, undefined);
  } catch {
    throw awsError("apiKeyInvalid");
  }
}
