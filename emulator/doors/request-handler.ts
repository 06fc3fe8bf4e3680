import { Readable } from "node:stream";
import { buildQueryString, HttpResponse as SdkHttpResponse } from "@smithy/core/protocols";
import type {
  HttpHandlerOptions,
  RequestHandler,
  RequestHandlerMetadata,
  HttpRequest as SdkHttpRequest,
} from "@smithy/types";
import type { HttpRequest, HttpResponse } from "../protocol/http.ts";
import { decodeContent } from "./content-encoding.ts";
import { defaultDoorLimits } from "./limits.ts";
import { orAborted } from "./or-aborted.ts";
import { entityTooLarge, Refusal } from "./refusal.ts";
import { addHeader, emptyHeaders } from "./request-headers.ts";

/** The one setting that this handler takes from a client: milliseconds until the head of an answer; 0 or absent for no limit. */
export interface InProcessHandlerConfig {
  requestTimeout?: number;
}

/** The `requestHandler` of an AWS SDK client that answers in the same process. */
export interface InProcessRequestHandler extends RequestHandler<SdkHttpRequest, SdkHttpResponse, HttpHandlerOptions> {
  readonly metadata: RequestHandlerMetadata;
  destroy(): void;
  updateHttpClientConfig(key: keyof InProcessHandlerConfig, value: InProcessHandlerConfig[typeof key]): void;
  httpHandlerConfigs(): InProcessHandlerConfig;
}

/**
 * Makes a request handler for the clients of the AWS SDK for JavaScript: `new BedrockRuntimeClient({ requestHandler })`.
 *
 * It answers as the SDK's own Node handlers do: a Node stream as body, header names in lower case, an `AbortError` on abort, a
 * `TimeoutError` when `requestTimeout` passes. What `handle` throws is thrown on, since the caller is in the same process.
 * `destroy` (the client's own calls it) ends the streams that are still open: the SDK does not end one that is left half-read.
 */
export function createRequestHandler(
  handle: Emulating["handle"],
  config: InProcessHandlerConfig = {},
  isStream?: Emulating["isStream"],
): InProcessRequestHandler {
  let current = config;
  const open = new Set<AbortController>();
  return {
    metadata: { handlerProtocol: "http/1.1" },
    destroy: () => {
      for (const gone of open) gone.abort(namedError("AbortError", "The client was destroyed"));
    },
    updateHttpClientConfig: (key, value) => {
      current = value === undefined ? {} : { [key]: value };
    },
    httpHandlerConfigs: () => current,
    handle: async (request, { abortSignal, requestTimeout = current.requestTimeout } = {}) => {
      const gone = new AbortController();
      const signal = abortSignal as AbortSignal | undefined;
      const onAbort = () => gone.abort(namedError("AbortError", "Request aborted", signal?.reason));
      if (signal?.aborted) onAbort();
      else signal?.addEventListener("abort", onAbort, { once: true });
      open.add(gone);
      const settle = () => {
        open.delete(gone);
        signal?.removeEventListener("abort", onAbort);
      };
      const timeout = requestTimeout
        ? setTimeout(
            () => gone.abort(namedError("TimeoutError", `No answer within ${requestTimeout} ms`)),
            requestTimeout,
          )
        : undefined;
      try {
        const answer = await orAborted(gone.signal, () => answerSdk({ handle, isStream }, request, gone.signal));
        return { response: toSdkResponse(answer, gone, settle) };
      } catch (error) {
        settle();
        throw error;
      } finally {
        clearTimeout(timeout);
      }
    },
  };
}

/** The emulator, and which requests it is handed as streams (see `ServerDoorOptions`). */
interface Emulating {
  readonly handle: (request: HttpRequest) => Promise<HttpResponse>;
  readonly isStream?: ((request: Pick<HttpRequest, "method" | "path" | "headers">) => boolean) | undefined;
}

async function answerSdk(
  { handle, isStream }: Emulating,
  request: SdkHttpRequest,
  signal: AbortSignal,
): Promise<HttpResponse> {
  const headers = emptyHeaders();
  for (const [name, value] of Object.entries(request.headers)) addHeader(headers, name, value);
  headers.host ??= request.port === undefined ? request.hostname : `${request.hostname}:${request.port}`;
  try {
    const { method, path, body } = request;
    const query = buildQueryString(request.query ?? {});
    const isStreamed = isStream?.({ method, path, headers }) && typeof body?.[Symbol.asyncIterator] === "function";
    const carried = isStreamed
      ? { body: new Uint8Array(), stream: body as AsyncIterable<Uint8Array> }
      : await readWhole(body, headers, signal);
    return await handle({ method, path, query, headers, signal, ...carried });
  } catch (error) {
    if (error instanceof Refusal) return error.response;
    throw error;
  }
}

async function readWhole(given: unknown, headers: HttpRequest["headers"], signal: AbortSignal) {
  const sent = await collectBody(given, signal);
  const body = await decodeContent(sent, headers["content-encoding"], defaultDoorLimits.bodyBytes);
  return body === sent ? { body } : { body, sentBody: sent };
}

/** The bytes of whatever an SDK client puts into a request's `body`. */
async function collectBody(body: unknown, signal: AbortSignal): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === "string") return Buffer.from(body);
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength);
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const part of body as AsyncIterable<Uint8Array | string>) {
    signal.throwIfAborted();
    const chunk = typeof part === "string" ? Buffer.from(part) : part;
    size += chunk.byteLength;
    if (size > defaultDoorLimits.bodyBytes) throw entityTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function toSdkResponse(answer: HttpResponse, gone: AbortController, settle: () => void): SdkHttpResponse {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(answer.headers)) headers[name.toLowerCase()] = value;
  if (answer.body instanceof Uint8Array) {
    settle();
    headers["content-length"] = String(answer.body.byteLength);
    return new SdkHttpResponse({ statusCode: answer.status, headers, body: Readable.from([answer.body]) });
  }
  return new SdkHttpResponse({ statusCode: answer.status, headers, body: toReadable(answer.body, gone, settle) });
}

/** A Node stream that asks for a chunk only when its reader wants one, and stops the iterator when it is destroyed. */
function toReadable(chunks: AsyncIterable<Uint8Array>, gone: AbortController, settle: () => void): Readable {
  const iterator = chunks[Symbol.asyncIterator]();
  let finished = false;
  const readable = new Readable({
    highWaterMark: 1,
    read() {
      iterator.next().then(
        ({ done, value }) => {
          finished = done === true;
          this.push(done ? null : value);
        },
        (error: Error) => {
          finished = true;
          this.destroy(error);
        },
      );
    },
    destroy(error, callback) {
      settle();
      if (!finished) {
        // Through the signal, so that a generator that waits for something wakes up.
        gone.abort(error ?? namedError("AbortError", "The reader of the answer went away"));
        iterator.return?.().catch(() => undefined);
      }
      callback(error);
    },
  });
  gone.signal.addEventListener("abort", () => readable.destroy(gone.signal.reason as Error), { once: true });
  return readable;
}

function namedError(name: string, message: string, cause?: unknown): Error {
  return Object.assign(new Error(message, cause === undefined ? undefined : { cause }), { name });
}
