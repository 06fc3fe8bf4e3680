import type { IncomingMessage } from "node:http";
import { entityTooLarge } from "./refusal.ts";

/** The client went away, or broke the framing, before its whole body had arrived: there is nobody left to answer. */
export class BodyAborted extends Error {
  constructor() {
    super("the client went away before its request was complete");
    this.name = "BodyAborted";
  }
}

/**
 * Collects the whole body of a Node request of either protocol, as sent.
 *
 * Express's own parsers look for `Content-Length` or `Transfer-Encoding` and so take an HTTP/2 request without them for an
 * empty one. Throws a 413 `Refusal` beyond `limitBytes` (what still arrives is then thrown away) and `BodyAborted` when the
 * body is cut short.
 */
export function readBody(request: IncomingMessage, limitBytes: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = () => {
      request.off("data", onData).off("end", onEnd).off("aborted", onAborted).off("close", onAborted);
    };
    const refuse = () => {
      settle();
      request.resume();
      reject(entityTooLarge());
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > limitBytes) refuse();
      else chunks.push(chunk);
    };
    const onEnd = () => {
      // Node ends the readable side of an HTTP/2 request that was reset as if it were complete.
      if (request.aborted) return onAborted();
      settle();
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size));
    };
    const onAborted = () => {
      settle();
      reject(new BodyAborted());
    };
    // The listener outlives the reading: a later reset of the connection is no reason to end the process.
    request.on("error", onAborted);
    if (Number(request.headers["content-length"]) > limitBytes) return refuse();
    request.on("data", onData).on("end", onEnd).on("aborted", onAborted).on("close", onAborted);
  });
}
