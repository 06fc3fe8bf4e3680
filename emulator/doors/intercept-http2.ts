import http2, { type ClientHttp2Session } from "node:http2";
import { syncBuiltinESMExports } from "node:module";
import { duplexPair } from "node:stream";
import type { HttpRequest, HttpResponse } from "../protocol/http.ts";
import { isEventStream } from "../protocol/match.ts";
import { notAnswered, readBedrockHost } from "./bedrock-hosts.ts";
import { createServerDoor } from "./express.ts";

/** What answers: an emulator, or a session of one. */
export interface Handling {
  handle(request: HttpRequest): Promise<HttpResponse>;
}

/** Connections to Bedrock lead to an emulator until this is restored. */
export interface Http2Interception extends Disposable {
  /** Ends the connections to the emulator, and lets `node:http2` connect as before. */
  restore(): void;
}

type Connect = typeof http2.connect;

/** Who stands before Node's own `connect` now; one at a time, since a second one would answer for the first. */
let current: Http2Interception | undefined;

/**
 * Leads every HTTP/2 connection of this process to a host of Amazon Bedrock to an emulator, without a socket. `BedrockRuntimeClient` and
 * `BedrockAgentRuntimeClient` for Node.js speak HTTP/2 by default, which msw does not see. A host of Bedrock that Outcrop does not answer for cannot be connected to; all
 * others are as before.
 *
 * It replaces `connect` of `node:http2`, the one place through which clients of Node connect. A client keeps its connections: one that
 * has been connected to AWS before goes on with that. Throws an Error when connections are intercepted already.
 */
export function interceptHttp2(emulator: Handling): Http2Interception {
  if (current) throw new Error("HTTP/2 is intercepted already: restore() that interception first");
  const door = createServerDoor({ handle: (request) => emulator.handle(request), isStream: isEventStream });
  const original = http2.connect;
  const open = new Set<ClientHttp2Session>();

  const connect = (authority: string | URL, ...rest: readonly unknown[]): ClientHttp2Session => {
    const host = readBedrockHost(hostOf(authority));
    if (!host) return Reflect.apply(original, http2, [authority, ...rest]) as ClientHttp2Session;
    if (host.kind === "other") throw new Error(notAnswered(host.service));
    const [options] = rest;
    const [ours, theirs] = duplexPair();
    door.takeHttp2(ours);
    const settings = { ...(typeof options === "object" ? options : {}), createConnection: () => theirs };
    const listener = rest.find((argument) => typeof argument === "function");
    const session = Reflect.apply(original, http2, [authority, settings, listener]) as ClientHttp2Session;
    open.add(session);
    session.once("close", () => open.delete(session));
    return session;
  };

  const interception: Http2Interception = {
    restore() {
      if (current !== interception) return;
      current = undefined;
      setConnect(original);
      for (const session of open) session.destroy();
    },
    [Symbol.dispose]() {
      interception.restore();
    },
  };
  current = interception;
  setConnect(connect as Connect);
  return interception;
}

/** Empty for what is no address, which Node's own `connect` then says. */
const hostOf = (authority: string | URL): string =>
  authority instanceof URL ? authority.host : URL.canParse(authority) ? new URL(authority).host : "";

/** Both for those who import `node:http2` as a whole and for those who import `connect` by name. */
function setConnect(connect: Connect): void {
  http2.connect = connect;
  syncBuiltinESMExports();
}
