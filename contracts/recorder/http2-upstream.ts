import http2, { type ClientHttp2Session, constants } from "node:http2";
import type { HttpRequest } from "../../emulator/protocol/http.ts";
import { passedOn, targetOf, type UpstreamAnswer, UpstreamError } from "./upstream.ts";

/** One connection over HTTP/2 to a server, opened when it is first needed and anew when it is gone. */
export interface Http2Connection {
  /** Passes a request on; `undefined` when the server does not speak HTTP/2. Throws UpstreamError when nobody is there. */
  send(request: HttpRequest, prefix: string): Promise<UpstreamAnswer | undefined>;
  close(): void;
}

export function createHttp2Connection(url: URL): Http2Connection {
  let opening: Promise<ClientHttp2Session | undefined> | undefined;
  const open = () => {
    opening ??= connect(url).then((session) => {
      const again = () => {
        opening = undefined;
      };
      session?.once("close", again).once("goaway", again);
      return session;
    });
    opening.catch(() => {
      opening = undefined;
    });
    return opening;
  };
  return {
    async send(request, prefix) {
      const session = await open();
      return session && answerOf(session, request, prefix, url);
    },
    close: () => void opening?.then((session) => session?.destroy()).catch(() => undefined),
  };
}

/** Resolves once the server has told its settings, which only one of HTTP/2 does. */
function connect(url: URL): Promise<ClientHttp2Session | undefined> {
  return new Promise((resolve, reject) => {
    const session = http2.connect(url.origin);
    session.once("remoteSettings", () => resolve(session));
    session.once("close", () => resolve(undefined));
    session.on("error", ({ code = "", message }: NodeJS.ErrnoException) => {
      if (code.startsWith("E") && !code.startsWith("ERR_HTTP2"))
        reject(new UpstreamError(`${url.origin}: ${code || message}`));
      else resolve(undefined);
    });
  });
}

function answerOf(
  session: ClientHttp2Session,
  request: HttpRequest,
  prefix: string,
  url: URL,
): Promise<UpstreamAnswer> {
  const body = request.sentBody ?? request.body;
  const { ":authority": authority = url.host, ...others } = request.headers;
  return new Promise((resolve, reject) => {
    const stream = session.request(
      {
        ...passedOn(others, (name) => name === "expect" || name === "host"),
        ":method": request.method,
        ":path": prefix + targetOf(request),
        ":scheme": url.protocol.slice(0, -1),
        ":authority": authority,
        ...(body.byteLength > 0 ? { "content-length": body.byteLength } : {}),
      },
      request.signal ? { signal: request.signal } : {},
    );
    stream.once("response", ({ ":status": status = 502, ...headers }) => {
      const texts = Object.entries(headers).map(([name, value]) => [name, [value].flat().join(", ")]);
      resolve({
        status,
        headers: passedOn(Object.fromEntries(texts)),
        body: stream,
        cancel: () => stream.close(constants.NGHTTP2_CANCEL),
      });
    });
    stream.on("error", (error: NodeJS.ErrnoException) =>
      reject(error.name === "AbortError" ? error : new UpstreamError(`${url.origin}: ${error.code ?? error.message}`)),
    );
    stream.once("close", () => reject(new UpstreamError(`${url.origin}: the connection was closed without an answer`)));
    stream.end(body);
  });
}
