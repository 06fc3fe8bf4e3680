import type { ServerResponse } from "node:http";
import { constants, type Http2ServerResponse } from "node:http2";
import type { HttpResponse } from "../protocol/http.ts";
import { http } from "./node-http.ts";

/** Where an answer goes: Node's response of either protocol, seen through the HTTP/1.1 type that Express gives both. */
export interface ResponseSink {
  readonly response: ServerResponse;
  readonly method: string;
  readonly http2: boolean;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal;
}

/**
 * Writes an answer: bytes in one piece with their length, a stream chunk by chunk as fast as the client reads.
 *
 * Resolves when the last byte is handed to Node or the client is gone. Throws what the stream throws, with the head already
 * sent (see `breakOff`), or what Node says of an impossible head, with nothing sent.
 */
export async function writeResponse(sink: ResponseSink, answer: HttpResponse): Promise<void> {
  const { response } = sink;
  if (answer.body instanceof Uint8Array) {
    writeHead(sink, answer, answer.body.byteLength);
    endWith(response, answer.body);
    return;
  }
  writeHead(sink, answer, undefined);
  // The client may wait for the head long before the first chunk is there.
  response.flushHeaders();
  if (await writeChunks(sink, answer.body)) response.end();
}

const SMALL_BODY_BYTES = 16_384;

/**
 * Ends an answer with its bytes. Node writes a head and a text in one piece, a head and bytes in two, which slows small answers
 * down by some percent; and as latin1 the text is the bytes.
 */
function endWith(response: ServerResponse, { buffer, byteOffset, byteLength }: Uint8Array): void {
  const body = Buffer.from(buffer, byteOffset, byteLength);
  if (byteLength > SMALL_BODY_BYTES) response.end(body);
  else response.end(body.toString("latin1"), "latin1");
}

/** Ends a half-written answer so that the client notices: HTTP/1.1 loses its connection, HTTP/2 its stream. */
export function breakOff({ response, http2 }: Pick<ResponseSink, "response" | "http2">): void {
  if (http2) (response as unknown as Http2ServerResponse).stream?.close(constants.NGHTTP2_INTERNAL_ERROR);
  else response.destroy();
}

/**
 * Breaks the connection because a scenario asks for it: `refuse` closes it as a server that will not talk, all else resets it
 * (HTTP/2: REFUSED_STREAM, or a stream error).
 */
export function breakConnection({ response, http2 }: Pick<ResponseSink, "response" | "http2">, how: string): void {
  if (http2) {
    const code = how === "refuse" ? constants.NGHTTP2_REFUSED_STREAM : constants.NGHTTP2_INTERNAL_ERROR;
    (response as unknown as Http2ServerResponse).stream?.close(code);
  } else if (how === "refuse") response.destroy();
  else response.socket?.resetAndDestroy();
}

/** Writes the status and headers; `contentLength` is left out for a stream. */
export function writeHead(
  { response, http2 }: Pick<ResponseSink, "response" | "http2">,
  answer: Pick<HttpResponse, "status" | "headers">,
  contentLength: number | undefined,
): void {
  const head: Record<string, string | number> = {};
  for (const name of Object.keys(answer.headers)) {
    const key = name.toLowerCase();
    if (framingHeaders.has(key) || (http2 && connectionHeaders.has(key))) continue;
    const value = answer.headers[name] as string;
    if (http2) {
      // HTTP/1.1's side of Node throws on what no header may hold; HTTP/2's drops it in silence.
      http.validateHeaderName(name);
      http.validateHeaderValue(name, value);
    }
    head[name] = value;
  }
  if (contentLength !== undefined && answer.status !== 204 && answer.status !== 304) {
    head["content-length"] = contentLength;
  }
  response.writeHead(answer.status, head);
}

/** How the body is carried is for the door to say. */
const framingHeaders = new Set(["content-length", "transfer-encoding"]);

const connectionHeaders = new Set(["connection", "keep-alive", "proxy-connection", "upgrade"]);

/** Tells whether the stream ran to its end with the client still there. */
async function writeChunks(
  { response, method, signal }: ResponseSink,
  chunks: AsyncIterable<Uint8Array>,
): Promise<boolean> {
  const iterator = chunks[Symbol.asyncIterator]();
  const stop = () => {
    // A generator that fails while it is told to stop has nobody left to tell.
    iterator.return?.().catch(() => undefined);
  };
  if (signal.aborted || method === "HEAD") {
    stop();
    return !signal.aborted;
  }
  signal.addEventListener("abort", stop, { once: true });
  try {
    for (;;) {
      const { done, value } = await iterator.next();
      if (signal.aborted) return false;
      if (done) return true;
      if (!response.write(value)) await drained(response, signal);
    }
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

/** Waits until the client has read enough for more, or is gone. */
function drained(response: ServerResponse, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      response.off("drain", settle);
      signal.removeEventListener("abort", settle);
      resolve();
    };
    response.on("drain", settle);
    signal.addEventListener("abort", settle, { once: true });
  });
}
