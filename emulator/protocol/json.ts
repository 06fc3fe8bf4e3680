import { awsError } from "../errors.ts";
import { DEEPEST_JSON, isTooDeep } from "../json-depth.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * Parses a body that is a JSON object or list. Whatever else JSON allows at the top is answered as malformed, as the service
 * does (third-party captures of Athena, 2026).
 */
export function parseJson(body: Uint8Array): object {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(body));
  } catch {
    throw awsError("malformedJson");
  }
  if (typeof value !== "object" || value === null) throw awsError("malformedJson");
  if (isTooDeep(body)) throw awsError("jsonTooDeep", { limit: DEEPEST_JSON });
  return value;
}
