import type { IncomingMessage } from "node:http";
import { BodyAborted } from "./read-body.ts";

/**
 * The body of a Node request of either protocol as it arrives, for a request that is answered meanwhile. It is read as fast as it is
 * asked for and no faster: what is not asked for stays with the client. Throws `BodyAborted` when the body is cut short. Giving up
 * early leaves the request open, since its answer may still be on its way.
 */
export async function* streamBody(request: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk as Uint8Array;
  } catch {
    throw new BodyAborted();
  }
  // Node ends the readable side of an HTTP/2 request that was reset as if it were complete.
  if (request.aborted) throw new BodyAborted();
}
