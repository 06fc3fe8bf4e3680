import { parseDuration } from "../../emulator/duration.ts";
import { BrokenConnection, NotEmulatedError } from "../../emulator/errors.ts";
import { readCredential } from "../../emulator/identity/credential.ts";
import { readHost } from "../../emulator/identity/host.ts";
import { errorResponse } from "../../emulator/protocol/error-response.ts";
import { EVENT_STREAM, type HttpRequest, type HttpResponse, isOfType } from "../../emulator/protocol/http.ts";
import { type Match, matchOperation } from "../../emulator/protocol/match.ts";
import { type CalledOperation, calledOperations } from "../runner/operations.ts";
import type { Chunk, End, Exchange } from "./exchange.ts";
import { type Upstream, type UpstreamAnswer, UpstreamError } from "./upstream.ts";

/** Told of what goes through the proxy. */
export interface Listener {
  /** A call is over. */
  exchanged(exchange: Exchange): void;
  /** The upstream's clock was moved, in Outcrop's own way. */
  advanced(at: Date, milliseconds: number): void;
  /** A call is not recorded; `why` completes "because …". */
  leftOut(operation: string, why: string): void;
}

export interface ProxyOptions {
  readonly upstream: Upstream;
  readonly listener: Listener;
  /** The Region of requests that name none. */
  readonly region: string;
}

/** What stands between clients and an upstream. */
export interface Proxy {
  readonly handle: (request: HttpRequest) => Promise<HttpResponse>;
  /** Resolves once every call that has been answered is over. */
  settled(): Promise<void>;
}

const LONGEST_PATH = 200;
/**
 * What browsers say of requests that a page of another origin has them make. It may send any to this port, and they would be signed
 * with the user's own credentials.
 */
const OF_OTHER_PAGES: ReadonlySet<string> = new Set(["cross-site", "same-site"]);

/** A longer answer goes to the client and not into the recording. */
const LONGEST_ANSWER_BYTES = 32 * 1024 * 1024;

/**
 * Makes what carries one request to the upstream and its answer back, byte by byte as they come, and tells the listener of both.
 * Where there is no answer the client gets HTTP 502 and the reason, which is not taken for an answer of AWS.
 */
export function createProxy({ upstream, listener, region }: ProxyOptions): Proxy {
  const underWay = new Set<Promise<void>>();
  const handle = async (request: HttpRequest): Promise<HttpResponse> => {
    if (OF_OTHER_PAGES.has(request.headers["sec-fetch-site"] ?? "")) {
      return problem(403, "outcrop record carries no request of a web page of another origin");
    }
    const { service, region: hostRegion } = readHost(request.headers[":authority"] ?? request.headers.host);
    const match = matchOperation(request.method, request.path, service);
    const operation = match && operationOf(match);
    if (!match || !operation) return passOther(upstream, request, match, listener);
    if (request.stream) {
      listener.leftOut(operation.name, "its client sends a stream, which outcrop record does not carry");
      return errorResponse(
        new NotEmulatedError(`outcrop record does not carry ${operation.name}: its client sends a stream.`),
        match.service,
      );
    }
    const credential = readCaller(request);
    const source = credential?.region ?? hostRegion ?? region;
    const startedAt = new Date();
    const started = performance.now();
    const elapsed = () => Math.round((performance.now() - started) * 10) / 10;
    let answer: UpstreamAnswer;
    try {
      answer = await upstream.call(operation, request, source);
    } catch (error) {
      return noAnswer(error, operation.name, listener);
    }
    const { status } = answer;
    const headers = lowered(answer.headers);
    const end = (chunks: readonly Chunk[], how: End) =>
      listener.exchanged({
        operation,
        labels: match.labels,
        request,
        region: source,
        accessKeyId: credential?.accessKeyId,
        startedAt,
        milliseconds: elapsed(),
        status,
        headers,
        chunks,
        end: how,
      });
    const over = Promise.withResolvers<void>();
    underWay.add(over.promise);
    void over.promise.then(() => underWay.delete(over.promise));
    const body = copied(answer, elapsed, request.signal, (chunks, how) => {
      if (chunks) end(chunks, how);
      else listener.leftOut(operation.name, `its answer is longer than ${LONGEST_ANSWER_BYTES} bytes`);
      over.resolve();
    });
    if (isOfType(headers["content-type"] ?? "", EVENT_STREAM)) return { status, headers: answer.headers, body };
    return { status, headers: answer.headers, body: await collect(body) };
  };
  return {
    handle,
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

function operationOf({ service, operation }: Match): CalledOperation | undefined {
  const known = calledOperations().get(operation);
  return known?.service === service ? known : undefined;
}

function readCaller(request: HttpRequest) {
  try {
    return readCredential(request);
  } catch {
    // What the upstream says of such a credential is what counts.
    return undefined;
  }
}

/**
 * The chunks as they come; at the end a copy of them with their times, or nothing of an answer that is too long. A client that goes
 * away ends the answer, which may stand still otherwise.
 */
async function* copied(
  answer: UpstreamAnswer,
  elapsed: () => number,
  signal: AbortSignal | undefined,
  over: (chunks: readonly Chunk[] | undefined, how: End) => void,
): AsyncGenerator<Uint8Array> {
  const chunks: Chunk[] = [];
  let size = 0;
  let how: End = "left by the client";
  const leave = () => answer.cancel();
  signal?.addEventListener("abort", leave, { once: true });
  try {
    for await (const bytes of answer.body) {
      size += bytes.byteLength;
      if (size <= LONGEST_ANSWER_BYTES) chunks.push({ atMs: elapsed(), bytes: Uint8Array.from(bytes) });
      yield bytes;
    }
    how = signal?.aborted ? "left by the client" : "whole";
  } catch {
    if (!signal?.aborted) how = "broken off by the upstream";
    throw new BrokenConnection("reset");
  } finally {
    signal?.removeEventListener("abort", leave);
    over(size > LONGEST_ANSWER_BYTES ? undefined : chunks, how);
  }
}

async function collect(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function passOther(
  { other }: Upstream,
  request: HttpRequest,
  match: Match | undefined,
  listener: Listener,
): Promise<HttpResponse> {
  const name = match?.operation ?? `${request.method} ${readable(request.path)}`;
  const isOutcrops = request.path.startsWith("/_outcrop/");
  const advancedMs = advanceOf(request);
  if (isOutcrops && request.method !== "GET" && advancedMs === undefined) {
    listener.leftOut(name, "steps do not tell what Outcrop is told itself");
  }
  if (!isOutcrops) {
    listener.leftOut(name, match ? `steps call no operation of ${match.service}` : "it is no operation of Bedrock");
  }
  if (!other) return problem(501, `outcrop record does not pass on ${name}`);
  try {
    const at = new Date();
    const { status, headers, body } = await other(request);
    if (advancedMs !== undefined && status === 200) listener.advanced(at, advancedMs);
    return { status, headers, body: await collect(body) };
  } catch (error) {
    return noAnswer(error, name, listener);
  }
}

/** By how many milliseconds a request to an Outcrop moves its clock. */
function advanceOf({ method, path, body }: HttpRequest): number | undefined {
  if (method !== "POST" || path !== "/_outcrop/clock") return undefined;
  try {
    const { advance } = JSON.parse(Buffer.from(body).toString("utf8")) as { advance?: unknown };
    return typeof advance === "string" ? parseDuration(advance) : undefined;
  } catch {
    return undefined;
  }
}

/** A path as people read it, no longer than they want to; ids are found in it then. */
function readable(path: string): string {
  try {
    return decodeURIComponent(path).replaceAll(/\s+/g, " ").slice(0, LONGEST_PATH);
  } catch {
    return path.slice(0, LONGEST_PATH);
  }
}

function noAnswer(error: unknown, name: string, listener: Listener): HttpResponse {
  if (!(error instanceof UpstreamError)) throw error;
  listener.leftOut(name, `the upstream gave no answer (${error.message})`);
  return problem(502, `outcrop record has no answer from the upstream: ${error.message}`);
}

/** In the form of Outcrop's own errors (RFC 9457), with the `message` that SDKs show. */
function problem(status: number, message: string): HttpResponse {
  const body = Buffer.from(JSON.stringify({ title: message, status, message }));
  return { status, headers: { "content-type": "application/problem+json" }, body };
}

const lowered = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
