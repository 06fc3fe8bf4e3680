import type { HttpRequest } from "../../emulator/protocol/http.ts";
import type { CalledOperation } from "../runner/operations.ts";

/** An answer of the upstream as it arrives. */
export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array>;
  /** Gives up the rest of the body. */
  cancel(): void;
}

/** Where a recording proxy passes requests on to. */
export interface Upstream {
  /** Passes a call on; throws UpstreamError when there is no answer. */
  call(operation: CalledOperation, request: HttpRequest, region: string): Promise<UpstreamAnswer>;
  /** Passes on what is no call of Bedrock, such as Outcrop's own `/_outcrop`; absent where nobody would answer it. */
  readonly other?: (request: HttpRequest) => Promise<UpstreamAnswer>;
  close(): void;
}

/** The upstream gives no answer: it cannot be reached, or nobody is there to sign for. */
export class UpstreamError extends Error {
  override readonly name = "UpstreamError";
}

/** Headers that belong to one connection: RFC 9110, section 7.6.1. */
const OF_THE_CONNECTION: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** The headers without those of the connection, of the length, and of `others`; HTTP/2's pseudo-headers are none. */
export function passedOn(
  headers: Readonly<Record<string, string>>,
  others: (name: string) => boolean = () => false,
): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => {
    const key = name.toLowerCase();
    return !key.startsWith(":") && key !== "content-length" && !OF_THE_CONNECTION.has(key) && !others(key);
  });
  return Object.fromEntries(kept);
}

/** A request's target: its path and its query, as they were sent. */
export const targetOf = ({ path, query }: HttpRequest): string => (query === "" ? path : `${path}?${query}`);
