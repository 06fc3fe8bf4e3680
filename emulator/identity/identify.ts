import type { Catalog } from "../catalog/index.ts";
import { awsError } from "../errors.ts";
import type { HttpRequest } from "../protocol/http.ts";
import type { Caller, IdentitySettings } from "./caller.ts";
import { readCredential } from "./credential.ts";
import type { HostFacts } from "./host.ts";

/**
 * Tells who calls. The Region is that of the credential's scope, else of the host, else the default; the account is that of a
 * known access key, else a 12-digit access key itself, else the one that a long-term API key names, else the default.
 * Signatures are not checked.
 * Errors: InvalidSignatureException for a scope of another service or of a Region that is none.
 */
export function identify(
  request: HttpRequest,
  host: HostFacts,
  settings: IdentitySettings,
  catalog: Pick<Catalog, "regions">,
): Caller {
  const credential = readCredential(request);
  if (credential?.service !== undefined && credential.service !== "bedrock") {
    throw awsError("signatureOfAnotherService");
  }
  const region = credential?.region ?? host.region ?? settings.region;
  if (!catalog.regions.get(region)) throw awsError("signatureOfUnknownRegion");
  const accessKeyId = credential?.accessKeyId;
  const known = accessKeyId === undefined ? undefined : settings.principals.get(accessKeyId);
  const own = /^\d{12}$/.test(accessKeyId ?? "") ? accessKeyId : credential?.account;
  const account = known?.account ?? own ?? settings.account;
  return {
    account,
    region,
    principal: known?.arn ?? `arn:${catalog.regions.get(region)?.partition ?? "aws"}:iam::${account}:user/outcrop`,
    via: credential?.via ?? "anonymous",
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
  };
}
