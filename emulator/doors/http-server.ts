import type { RequestListener } from "node:http";
import http2, { type ServerHttp2Session } from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { Connections } from "./connections.ts";
import type { DoorLimits } from "./limits.ts";
import { http } from "./node-http.ts";
import { sniffProtocol } from "./protocol-sniffer.ts";

/** Where a server listens; port 0 takes a free one. */
export interface ListenOptions {
  readonly host: string;
  readonly port: number;
}

/** Where a server really listens, and the URL that reaches it from this machine. */
export interface Listening extends ListenOptions {
  readonly url: string;
}

export interface TwoProtocolServer {
  /** Starts to accept connections; rejects with the host and port in the message when that is not possible. */
  listen(options: ListenOptions): Promise<Listening>;
  /** Takes a connection that speaks HTTP/2 and came by no port; whoever brings it ends it. */
  takeHttp2(connection: Duplex): void;
  /** Stops accepting, lets running requests finish within the grace period, ends the rest. May be called again. */
  close(): Promise<void>;
}

export interface TwoProtocolServerOptions {
  readonly onHttp1Request: RequestListener;
  readonly onHttp2Request: (request: http2.Http2ServerRequest, response: http2.Http2ServerResponse) => void;
  readonly limits: DoorLimits;
  readonly onError: (error: unknown) => void;
}

/**
 * A server that speaks HTTP/1.1 and HTTP/2 without TLS on one port.
 *
 * The listening server is Node's HTTP/1.1 server, which keeps its time limits; its own way of taking a connection comes second,
 * after a look at the first bytes.
 */
export function createTwoProtocolServer(options: TwoProtocolServerOptions): TwoProtocolServer {
  const { limits, onError } = options;
  const connections = new Connections();
  const server = http.createServer({
    headersTimeout: limits.silenceMs,
    requestTimeout: Math.max(300_000, limits.silenceMs),
    keepAliveTimeout: limits.idleMs,
    connectionsCheckingInterval: Math.min(30_000, limits.silenceMs),
  });
  const http2Server = http2.createServer({ settings: { maxConcurrentStreams: 1_000 } }, options.onHttp2Request);

  const takeHttp1 = server.listeners("connection") as ((socket: Socket) => void)[];
  server.removeAllListeners("connection");
  server.on("connection", (socket: Socket) => {
    connections.addSocket(socket);
    sniffProtocol(socket, limits.silenceMs, (protocol) => {
      if (protocol === "http1") {
        for (const take of takeHttp1) take.call(server, socket);
        return;
      }
      connections.leaveToSession(socket);
      // Node's HTTP/1.1 server asks for half-open sockets and minds them itself; on HTTP/2 nobody would notice the client's end.
      socket.allowHalfOpen = false;
      http2Server.emit("connection", socket);
    });
  });
  server.on("request", (request, response) => {
    connections.addResponse(request.socket, response);
    options.onHttp1Request(request, response);
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => {
    if (error.code === "ECONNRESET" || !socket.writable || connections.isAnswering(socket)) socket.destroy();
    else socket.end(malformedRequestAnswer(error.code), () => socket.destroy());
  });
  server.on("error", (error) => {
    if (server.listening) onError(error);
  });
  http2Server.on("session", (session: ServerHttp2Session) => {
    connections.addSession(session);
    // Graceful: it says GOAWAY and waits for open streams, so a long answer outlives the time limit.
    session.setTimeout(limits.idleMs, () => session.close());
  });
  // Broken sessions end themselves; without a listener Node would take each for a crash.
  http2Server.on("sessionError", () => undefined);
  // Node's own notion of idle includes a connection whose last answer is not yet flushed.
  server.closeIdleConnections = () => connections.closeGently();

  let closed: Promise<void> | undefined;
  return {
    listen: ({ host, port }) =>
      new Promise((resolve, reject) => {
        const onFailure = (cause: NodeJS.ErrnoException) => reject(listenError(host, port, cause));
        server.once("error", onFailure);
        server.listen({ host, port }, () => {
          server.off("error", onFailure);
          const bound = (server.address() as AddressInfo).port;
          resolve({ host, port: bound, url: `http://${reachableHost(host)}:${bound}` });
        });
      }),
    takeHttp2: (connection) => void http2Server.emit("connection", connection),
    close: () => {
      closed ??= new Promise((resolve) => {
        const grace = setTimeout(() => connections.destroy(), limits.closeGraceMs);
        server.close(() => {
          connections.whenEmpty(() => {
            clearTimeout(grace);
            // The requests of the last connection learn of its end in this turn; the next one finds them over.
            setImmediate(resolve);
          });
        });
      });
      return closed;
    },
  };
}

const malformedRequest: Readonly<Record<string, readonly [status: string, message: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ["408 Request Timeout", "The request did not arrive in time"],
  HPE_HEADER_OVERFLOW: ["431 Request Header Fields Too Large", "The request headers are too large"],
};

/** The bytes that answer what HTTP/1.1's parser could not take, written past Node's response machinery. */
function malformedRequestAnswer(code: string | undefined): string {
  const [status, message] = malformedRequest[code ?? ""] ?? ["400 Bad Request", "The request is not valid HTTP"];
  const body = JSON.stringify({ message });
  return [
    `HTTP/1.1 ${status}`,
    "x-amzn-errortype: BadRequestException",
    "content-type: application/json",
    `content-length: ${body.length}`,
    "connection: close",
    "",
    body,
  ].join("\r\n");
}

function listenError(host: string, port: number, cause: NodeJS.ErrnoException): Error {
  const reason =
    cause.code === "EADDRINUSE"
      ? "another process listens there"
      : cause.code === "EACCES"
        ? "this user may not take that port"
        : cause.message;
  return new Error(`Cannot listen on ${host}:${port}: ${reason}`, { cause });
}

/** The name by which this machine reaches a server bound to `host`. */
function reachableHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}
