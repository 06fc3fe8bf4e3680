import type { HttpRequest } from "../../emulator/protocol/http.ts";

/** A request in the form of the doors; a body that is no text or bytes is sent as JSON. */
export function httpRequest(
  method: string,
  path: string,
  { query = "", headers = {}, body = "" }: { query?: string; headers?: Record<string, string>; body?: unknown } = {},
): HttpRequest {
  const bytes = body instanceof Uint8Array ? body : Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  return { method, path, query, headers: { "content-type": "application/json", ...headers }, body: bytes };
}
