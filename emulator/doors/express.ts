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
import { bugAnswer, jsonAnswer, Refusal } from "./refusal.ts";
import { readHeaders } from "./request-headers.ts";
import { splitTarget } from "./request-target.ts";
import { breakConnection, breakOff, type ResponseSink, writeHead, writeResponse } from "./write-response.ts";

export interface ServerDoorOptions {
  /** The emulator: one request in, one answer out. A rejection counts as a bug of the emulator. */
  readonly handle: (request: HttpRequest) => Promise<HttpResponse>;
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
  const answer = createAnswerer(options.handle, limits, onError);

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
function createAnswerer(handle: ServerDoorOptions["handle"], limits: DoorLimits, onError: (error: unknown) => void) {
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
      const sent = await readBody(request, limits.bodyBytes);
      const body = await decodeContent(sent, headers["content-encoding"], limits.bodyBytes);
      const { path, query } = splitTarget(request.url ?? "/");
      const { remoteAddress } = request.socket;
      const answer = await handle({
        method: sink.method,
        path,
        query,
        headers,
        body,
        signal: gone.signal,
        ...(body === sent ? {} : { sentBody: sent }),
        ...(remoteAddress === undefined ? {} : { remoteAddress: remoteAddress.replace(/^::ffff:/, "") }),
      });
      await writeResponse(sink, answer);
    } catch (error) {
      if (error instanceof BodyAborted || (gone.signal.aborted && (error as Error | undefined)?.name === "AbortError"))
        return;
      if (error instanceof Refusal) {
        refuse(request, sink, error, limits.lingerMs);
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

/**
 * Turns a request away, perhaps in the middle of its body.
 *
 * A connection closed on a client that still sends is reset, and the reset may overtake the answer; so the whole answer goes
 * out first, and what the client still sends is thrown away for a while. After that an HTTP/1.1 connection ends, and an HTTP/2
 * stream is reset with NO_ERROR (RFC 9113, section 8.1).
 */
function refuse(request: IncomingMessage, sink: ResponseSink, refusal: Refusal, lingerMs: number): void {
  const { response, http2 } = sink;
  const body = refusal.response.body as Uint8Array;
  const { stream } = response as unknown as Http2ServerResponse;
  if (!request.readableEnded) response.shouldKeepAlive = false;
  writeHead(sink, refusal.response, body.byteLength);
  if (http2 || request.readableEnded) response.end(body);
  else response.write(body);
  if (request.readableEnded) return;
  const end = () => {
    clearTimeout(linger);
    if (http2) stream?.close(constants.NGHTTP2_NO_ERROR);
    else response.end();
  };
  const linger = setTimeout(end, lingerMs);
  request.once("end", end).once("close", end);
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
