import type { ServerResponse } from "node:http";
import { constants, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import type { Socket } from "node:net";

/** The open connections of one server: which carry a request, which are idle, and how to end them. */
export class Connections {
  readonly #sockets = new Set<Socket>();
  /** The answers that each socket still owes; a socket that speaks HTTP/2 is not in here. */
  readonly #owed = new Map<Socket, Set<ServerResponse>>();
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #streams = new Set<ServerHttp2Stream>();
  #closing = false;
  #onEmpty = () => {};

  /** Takes a fresh socket; until it is said to speak HTTP/2 it ends when it owes no answer. */
  addSocket(socket: Socket): void {
    this.#sockets.add(socket);
    this.#owed.set(socket, new Set());
    socket.once("close", () => {
      this.#sockets.delete(socket);
      this.#owed.delete(socket);
      if (this.#sockets.size === 0) this.#onEmpty();
    });
  }

  /** Leaves the end of `socket` to the HTTP/2 session that is about to be made on it. */
  leaveToSession(socket: Socket): void {
    this.#owed.delete(socket);
  }

  addSession(session: ServerHttp2Session): void {
    this.#sessions.add(session);
    session.once("close", () => this.#sessions.delete(session));
    session.on("stream", (stream: ServerHttp2Stream) => {
      this.#streams.add(stream);
      stream.once("close", () => this.#streams.delete(stream));
    });
  }

  /** Notes that an HTTP/1.1 answer is owed on `socket` until `response` closes. */
  addResponse(socket: Socket, response: ServerResponse): void {
    const owed = this.#owed.get(socket);
    if (owed === undefined) return;
    owed.add(response);
    if (this.#closing) response.shouldKeepAlive = false;
    response.once("close", () => {
      owed.delete(response);
      if (this.#closing && owed.size === 0) socket.destroySoon();
    });
  }

  /** Whether part of an HTTP/1.1 answer is already on its way on `socket`, so that nothing else may be written. */
  isAnswering(socket: Socket): boolean {
    for (const response of this.#owed.get(socket) ?? []) if (response.headersSent) return true;
    return false;
  }

  /** Ends what is idle now, and the rest as soon as its requests are answered. */
  closeGently(): void {
    this.#closing = true;
    for (const [socket, owed] of this.#owed) {
      if (owed.size === 0) socket.destroySoon();
      for (const response of owed) if (!response.headersSent) response.shouldKeepAlive = false;
    }
    for (const session of this.#sessions) session.close();
  }

  /** Calls back once no socket is open; Node's server says so earlier, when the last one has begun to close. */
  whenEmpty(callback: () => void): void {
    if (this.#sockets.size === 0) callback();
    else this.#onEmpty = callback;
  }

  /** Ends everything at once, whatever the other side still has to read. */
  destroy(): void {
    // The AWS SDK for JavaScript takes an answer for whole whose HTTP/2 connection has merely ended.
    for (const stream of this.#streams) stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    // What the streams are told has to be written first.
    setImmediate(() => {
      for (const session of this.#sessions) session.destroy();
      for (const socket of this.#sockets) socket.destroy();
    });
  }
}
