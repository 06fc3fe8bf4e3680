import { once } from "node:events";
import http from "node:http";
import http2, { type ClientHttp2Session, type IncomingHttpHeaders } from "node:http2";
import net from "node:net";

export interface Exchange {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: Uint8Array | string;
  readonly agent?: http.Agent;
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders | IncomingHttpHeaders;
  /** Names and values as they were on the wire; empty over HTTP/2. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** One exchange over HTTP/1.1. */
export async function askHttp1(url: string, exchange: Exchange = {}): Promise<Answer> {
  const { method = "GET", path = "/", headers = {}, body, agent } = exchange;
  const { hostname, port } = new URL(url);
  const request = http.request({ hostname, port, method, path, headers, ...(agent ? { agent } : { agent: false }) });
  request.end(body);
  const [response] = (await once(request, "response")) as [http.IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    rawHeaders: response.rawHeaders,
    body: Buffer.concat(chunks).toString(),
  };
}

/** An HTTP/2 session with prior knowledge, closed at the end of its scope. */
export async function openSession(url: string): Promise<ClientHttp2Session & AsyncDisposable> {
  const session = http2.connect(url);
  await once(session, "connect");
  return Object.assign(session, {
    [Symbol.asyncDispose]: async () => {
      if (session.destroyed) return;
      session.destroy();
      await once(session, "close");
    },
  });
}

/** One exchange over HTTP/2. */
export async function askHttp2(session: ClientHttp2Session, exchange: Exchange = {}): Promise<Answer> {
  const { method = "GET", path = "/", headers = {}, body } = exchange;
  const stream = session.request({ ...headers, ":method": method, ":path": path }, { endStream: body === undefined });
  if (body !== undefined) stream.end(body);
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  const [response] = (await once(stream, "response")) as [IncomingHttpHeaders];
  if (!stream.closed) await once(stream, "close");
  return {
    status: Number(response[":status"]),
    headers: response,
    rawHeaders: [],
    body: Buffer.concat(chunks).toString(),
  };
}

/** A bare connection that keeps everything it receives. */
export async function openSocket(port: number) {
  const socket = net.connect({ port, host: "127.0.0.1", noDelay: true });
  const received: Buffer[] = [];
  const waiting = new Set<() => void>();
  const wake = () => {
    for (const check of waiting) check();
  };
  socket.on("data", (chunk: Buffer) => {
    received.push(chunk);
    wake();
  });
  // A reset is one of the endings that tests look for; `closed` tells of it.
  socket.on("error", () => undefined);
  const closed = once(socket, "close").then(() => wake());
  await once(socket, "connect");
  const text = () => Buffer.concat(received).toString("latin1");
  return {
    socket,
    closed,
    text,
    /** Writes the pieces one after the other, each in a packet of its own as far as the system lets us. */
    send: async (...pieces: (string | Uint8Array)[]) => {
      for (const piece of pieces) await new Promise<void>((resolve) => socket.write(piece, () => resolve()));
    },
    /** Resolves when what was received so far satisfies `wanted`, or the connection is closed. */
    until: (wanted: (text: string) => boolean) =>
      new Promise<string>((resolve) => {
        const check = () => {
          if (!wanted(text()) && !socket.closed) return;
          waiting.delete(check);
          resolve(text());
        };
        waiting.add(check);
        check();
      }),
    [Symbol.asyncDispose]: async () => {
      socket.destroy();
      await closed;
    },
  };
}

/** The pieces of `bytes`, one byte each. */
export const byteByByte = (bytes: string): string[] => [...bytes];
