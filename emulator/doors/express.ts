import type { IncomingMessage, ServerResponse } from "node:http";
import { constants, type Http2ServerResponse } from "node:http2";
import express, { type Express, type NextFunction, type Request, type RequestHandler, type Response } from "express";
import { BrokenConnection } from "../errors.ts";
import type { HttpRequest, HttpResponse } from "../protocol/http.ts";
import { decodeContent } from "./content-encoding.ts";
import { createTwoProtocolServer, type TwoProtocolServer } from "./http-server.ts";
import { useHttp2Prototypes } from "./http2-prototypes.ts";
import { type DoorLimits, defaultDoorLimits } from "./limits.ts";
import { BodyAborted, readBody } from "./read-body.ts";
import { untilReady } from "./ready-client.ts";
import { bugAnswer, jsonAnswer, Refusal } from "./refusal.ts";
import { readHeaders } from "./request-headers.ts";
import { splitTarget } from "./request-target.ts";
import { streamBody } from "./stream-body.ts";
import { createTurns } from "./turns.ts";
import { breakConnection, breakOff, type ResponseSink, writeHead, writeResponse } from "./write-response.ts";

export interface ServerDoorOptions {
  /** The emulator: one request in, one answer out. A rejection counts as a bug of the emulator. */
  readonly handle: (request: HttpRequest) => Promise<HttpResponse>;
  /** Whether a request's body is handed on as it arrives; of every other one the whole body is read first. */
  readonly isStream?: (request: Pick<HttpRequest, "method" | "path" | "headers">) => boolean;
  /**
   * Express routes for everything below `/_outcrop`, relative to it (`router.get("/health")`). A Router, not an app: an app
   * would put HTTP/1.1's prototypes on HTTP/2's requests.
   */
  readonly routes?: RequestHandler;
  readonly limits?: Partial<DoorLimits>;
  /** Told of every bug of the emulator and of the server's own failures; writes to the console by default. */
  readonly onError?: (error: unknown) => void;
}

/** A server over sockets: HTTP/1.1 and HTTP/2 (without TLS, with prior knowledge) on one port. */
export type ServerDoor = TwoProtocolServer;

/** Opens the emulator to sockets through one Express app definition for both protocols. */
export function createServerDoor(options: ServerDoorOptions): ServerDoor {
  const limits = { ...defaultDoorLimits, ...options.limits };
  const onError = options.onError ?? console.error;
  const answer = createAnswerer(options, limits, onError);

  const define = (app: Express) => {
    app.disable("x-powered-by").disable("etag");
    if (options.routes) app.use("/_outcrop", options.routes);
    app.use((request, response) => void answer(request, response));
    // What Express cannot route (`OPTIONS *`) comes here as well, and what the routes throw.
    return (request: IncomingMessage, response: ServerResponse) =>
      app(
        request as Request,
        response as Response,
        ((error?: unknown) => {
          if (error) answerRouteError(response, error, onError);
          else void answer(request, response);
        }) as NextFunction,
      );
  };
  const overHttp1 = define(express());
  const overHttp2 = define(useHttp2Prototypes(express()));

  return createTwoProtocolServer({
    onHttp1Request: overHttp1,
    onHttp2Request: (request, response) => {
      // Express and its kin read the host from here; HTTP/2 clients need not send it.
      request.headers.host ??= request.authority;
      // Express's body parsers take a request with neither length nor chunks for one without a body.
      if (!request.stream.endAfterHeaders && request.headers["content-length"] === undefined) {
        request.headers["transfer-encoding"] = "chunked";
      }
      // Express gives both protocols the type of HTTP/1.1, and the prototypes make it true.
      overHttp2(request as unknown as IncomingMessage, response as unknown as ServerResponse);
    },
    limits,
    onError,
  });
}

/** Carries one Node request to `handle` and the answer back; never rejects. */
function createAnswerer(
  { handle, isStream }: Pick<ServerDoorOptions, "handle" | "isStream">,
  limits: DoorLimits,
  onError: (error: unknown) => void,
) {
  const turns = createTurns();
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const gone = new AbortController();
    const sink: ResponseSink = {
      response,
      method: request.method ?? "GET",
      http2: request.httpVersionMajor === 2,
      signal: gone.signal,
    };
    let answered = false;
    response.once("close", () => {
      if (!answered) gone.abort();
    });
    // A failed write shows as `close`; without a listener it would end the process.
    response.on("error", () => undefined);
    try {
      const headers = readHeaders(request.rawHeaders);
      const { path, query } = splitTarget(request.url ?? "/");
      const { remoteAddress } = request.socket;
      const isStreamed = isStream?.({ method: sink.method, path, headers }) === true;
      const body = isStreamed
        ? { body: EMPTY, stream: streamBody(request) }
        : await readWhole(request, headers, limits.bodyBytes);
      await turns.take();
      const answer = await handle({
        method: sink.method,
        path,
        query,
        headers,
        ...body,
        signal: gone.signal,
        httpVersion: sink.http2 ? "2" : "1.1",
        ...(remoteAddress === undefined ? {} : { remoteAddress: remoteAddress.replace(/^::ffff:/, "") }),
      });
      await untilReady(headers, sink.http2);
      if (isStreamed && answer.body instanceof Uint8Array) {
        turnAway(request, sink, answer, limits.lingerMs);
        return;
      }
      await writeResponse(sink, answer);
      if (isStreamed) linger(request, sink, limits.lingerMs);
    } catch (error) {
      if (error instanceof BodyAborted || (gone.signal.aborted && (error as Error | undefined)?.name === "AbortError"))
        return;
      if (error instanceof Refusal) {
        turnAway(request, sink, error.response, limits.lingerMs);
        return;
      }
      if (error instanceof BrokenConnection) {
        breakConnection(sink, error.how);
        return;
      }
      onError(error);
      if (response.headersSent) breakOff(sink);
      else await writeResponse(sink, bugAnswer());
    } finally {
      answered = true;
    }
  };
}

const EMPTY = new Uint8Array();

async function readWhole(request: IncomingMessage, headers: HttpRequest["headers"], limitBytes: number) {
  const sent = await readBody(request, limitBytes);
  const body = await decodeContent(sent, headers["content-encoding"], limitBytes);
  return body === sent ? { body } : { body, sentBody: sent };
}

/**
 * Turns a request away, perhaps in the middle of its body.
 *
 * A connection closed on a client that still sends is reset, and the reset may overtake the answer; so the whole answer goes
 * out first, and what the client still sends is thrown away for a while. After that an HTTP/1.1 connection ends, and an HTTP/2
 * stream is reset with NO_ERROR (RFC 9113, section 8.1).
 */
function turnAway(request: IncomingMessage, sink: ResponseSink, answer: HttpResponse, lingerMs: number): void {
  const { response, http2 } = sink;
  const body = answer.body as Uint8Array;
  if (!request.readableEnded) response.shouldKeepAlive = false;
  writeHead(sink, answer, body.byteLength);
  if (http2 || request.readableEnded) response.end(body);
  else response.write(body);
  linger(request, sink, lingerMs);
}

/** Throws away for a while what a client still sends whose request is answered; then ends the exchange from this side. */
function linger(request: IncomingMessage, { response, http2 }: ResponseSink, lingerMs: number): void {
  if (request.readableEnded) return;
  const { stream } = response as unknown as Http2ServerResponse;
  const timer = setTimeout(() => {
    if (http2) stream?.close(constants.NGHTTP2_NO_ERROR);
    else response.end();
  }, lingerMs);
  // An HTTP/2 stream whose two sides have ended is closed already. To close it again sends Node (24.21) into a loop without end
  // when its answer was empty: it writes frames until memory is used up.
  const end = () => {
    clearTimeout(timer);
    if (!http2) response.end();
  };
  request.once("end", end).once("close", end).resume();
}

/** Answers what a route threw: the client's mistakes by their own status, all else as a bug. */
function answerRouteError(response: ServerResponse, error: unknown, onError: (error: unknown) => void): void {
  const { status, message } = error as { status?: unknown; message?: unknown };
  const isClientError = typeof status === "number" && status >= 400 && status < 500;
  if (!isClientError) onError(error);
  const http2 = response.req.httpVersionMajor === 2;
  if (response.headersSent) {
    breakOff({ response, http2 });
    return;
  }
  const answer = isClientError
    ? jsonAnswer(status, { title: String(message), status }, { "content-type": "application/problem+json" })
    : bugAnswer();
  const body = answer.body as Uint8Array;
  writeHead({ response, http2 }, answer, body.byteLength);
  response.end(body);
}
