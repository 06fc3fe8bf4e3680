import type { Catalog } from "../catalog/index.ts";
import { awsError } from "../errors.ts";
import type { EventVerifier } from "../protocol/event-decoder.ts";
import type { HttpRequest } from "../protocol/http.ts";
import type { Caller, IdentitySettings, KnownPrincipal } from "./caller.ts";
import { type Credential, readCredential } from "./credential.ts";
import type { HostFacts } from "./host.ts";

/** What identifying stands on. */
export interface IdentityTools {
  readonly catalog: Pick<Catalog, "regions">;
  readonly clock: { now(): Date; readonly mode: "running" | "frozen" };
}

/**
 * Tells who calls. The Region is that of the credential's scope, else of the host, else the default; the account is that of a
 * known key, else a 12-digit access key itself, else the one that a long-term API key names, else the default. Credentials are
 * checked where the settings say `verify`.
 * Errors: InvalidSignatureException for a scope of another service or of a Region that is none, UnrecognizedClientException for an
 * opt-in Region that the account has not enabled, AccessDeniedException without credentials where that is refused, and those
 * of verify.ts.
 */
export async function identify(
  request: HttpRequest,
  host: HostFacts,
  settings: IdentitySettings,
  tools: IdentityTools,
): Promise<Caller> {
  const credential = readCredential(request);
  if (!credential && settings.anonymous === "refuse") throw awsError("authorizationMissing");
  if (credential?.service !== undefined && credential.service !== "bedrock") {
    throw awsError("signatureOfAnotherService");
  }
  const known = credential && findPrincipal(credential, settings);
  if (credential && settings.signatures === "verify") {
    // Loaded where signatures are checked only: the signer is not small.
    const { verify } = await import("./verify.ts");
    await verify(request, credential, known, tools.clock);
  }
  const region = tools.catalog.regions.get(credential?.region ?? host.region ?? settings.region);
  if (!region) throw awsError("signatureOfUnknownRegion");
  const accessKeyId = credential?.accessKeyId;
  const own = /^\d{12}$/.test(accessKeyId ?? "") ? accessKeyId : credential?.account;
  const account = known?.account ?? own ?? settings.account;
  // AWS's security token service is not known in a Region that an account has not enabled:
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_enable-regions.html
  if (region.optIn && settings.optedIn.get(account)?.has(region.name) === false) throw awsError("securityTokenInvalid");
  return {
    account,
    region: region.name,
    principal: known?.arn ?? `arn:${region.partition}:iam::${account}:user/outcrop`,
    via: credential?.via ?? "anonymous",
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
    ...(credential?.bearerTokenType ? { bearerTokenType: credential.bearerTokenType } : {}),
    ...(request.remoteAddress === undefined ? {} : { sourceIp: request.remoteAddress }),
    ...(request.headers["user-agent"] === undefined ? {} : { userAgent: request.headers["user-agent"] }),
  };
}

/**
 * The check of the events in a request that is a stream, for callers that `identify` has found already; `undefined` where events
 * carry no signature that could be checked: where the settings do not ask for it, and of callers with an API key. It is given each
 * message's signed parts, or `undefined` for one that is not signed, and throws AWS's ValidationException.
 */
export async function eventVerifier(
  request: HttpRequest,
  settings: IdentitySettings,
): Promise<EventVerifier | undefined> {
  if (request.stream === undefined || settings.signatures !== "verify") return undefined;
  const credential = readCredential(request);
  if (!credential || credential.via === "bearer-token" || credential.isAsymmetric) return undefined;
  const { secretAccessKey, sessionToken } = findPrincipal(credential, settings) ?? {};
  if (secretAccessKey === undefined || credential.accessKeyId === undefined) return undefined;
  const { createEventVerifier } = await import("./verify-signature.ts");
  const verify = createEventVerifier(request, { accessKeyId: credential.accessKeyId, secretAccessKey, sessionToken });
  return async (event) => {
    if (!event) throw awsError("eventSignatureMismatch");
    await verify(event);
  };
}

function findPrincipal(credential: Credential, { principals, apiKeys }: IdentitySettings): KnownPrincipal | undefined {
  const byApiKey = credential.apiKey === undefined ? undefined : apiKeys.get(credential.apiKey);
  return byApiKey ?? (credential.accessKeyId === undefined ? undefined : principals.get(credential.accessKeyId));
}
