import type { HttpRequest, HttpResponse } from "../protocol/http.ts";
import { decodeContent } from "./content-encoding.ts";
import { defaultDoorLimits } from "./limits.ts";
import { orAborted } from "./or-aborted.ts";
import { Refusal } from "./refusal.ts";
import { addHeader, emptyHeaders } from "./request-headers.ts";
import { splitTarget } from "./request-target.ts";

/**
 * Answers a Fetch API request with `handle`, without a socket.
 *
 * Takes the request, the largest body in bytes, and which requests are handed on as streams (see `ServerDoorOptions`). A stream is pulled as the reader reads and stopped when the reader cancels or
 * the request's signal aborts. What `handle` throws is thrown on: in one process the caller is served best by the error itself.
 */
export async function answerFetch(
  handle: (request: HttpRequest) => Promise<HttpResponse>,
  request: Request,
  limitBytes: number = defaultDoorLimits.bodyBytes,
  isStream?: (request: Pick<HttpRequest, "method" | "path" | "headers">) => boolean,
): Promise<Response> {
  const { signal } = request;
  signal.throwIfAborted();
  const headers = emptyHeaders();
  for (const [name, value] of request.headers) addHeader(headers, name, value);
  headers.host ??= new URL(request.url).host;
  const { path, query } = splitTarget(request.url.replace(/#.*$/s, ""));
  const gone = new AbortController();
  const onAbort = () => gone.abort(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  const settle = () => signal.removeEventListener("abort", onAbort);
  try {
    const answer = await orAborted(gone.signal, async () => {
      const { method, body } = request;
      const carried =
        body && isStream?.({ method, path, headers })
          ? { body: new Uint8Array(), stream: body }
          : await readWhole(request, headers, limitBytes);
      return handle({ method, path, query, headers, signal: gone.signal, ...carried });
    });
    return toResponse(answer, request.method, gone, settle);
  } catch (error) {
    settle();
    if (error instanceof Refusal) return toResponse(error.response, request.method, gone, settle);
    throw error;
  }
}

async function readWhole(request: Request, headers: HttpRequest["headers"], limitBytes: number) {
  const sent = new Uint8Array(await request.arrayBuffer());
  const body = await decodeContent(sent, headers["content-encoding"], limitBytes);
  return body === sent ? { body } : { body, sentBody: sent };
}

const bodylessStatuses = new Set([204, 205, 304]);

function toResponse(answer: HttpResponse, method: string, gone: AbortController, settle: () => void): Response {
  const { status, body } = answer;
  const headers = new Headers(answer.headers);
  const bodyless = method === "HEAD" || bodylessStatuses.has(status);
  if (!(body instanceof Uint8Array)) {
    const stream = toReadableStream(body, gone, settle);
    if (!bodyless) return new Response(stream, { status, headers });
    void stream.cancel();
    return new Response(null, { status, headers });
  }
  settle();
  if (!bodylessStatuses.has(status)) headers.set("content-length", String(body.byteLength));
  return new Response(bodyless ? null : new Uint8Array(body), { status, headers });
}

function toReadableStream(
  chunks: AsyncIterable<Uint8Array>,
  gone: AbortController,
  settle: () => void,
): ReadableStream<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  const stop = () => {
    settle();
    // A generator that fails while it is told to stop has nobody left to tell.
    iterator.return?.().catch(() => undefined);
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const onAbort = () => {
          stop();
          controller.error(gone.signal.reason);
        };
        gone.signal.addEventListener("abort", onAbort, { once: true });
      },
      async pull(controller) {
        try {
          const { done, value } = await iterator.next();
          if (gone.signal.aborted) return;
          if (!done) return controller.enqueue(value);
          settle();
          controller.close();
        } catch (error) {
          settle();
          if (!gone.signal.aborted) controller.error(error);
        }
      },
      cancel(reason) {
        // Through the signal, so that a generator that waits for something wakes up.
        gone.abort(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
