import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import type { HttpRequest } from "../../emulator/protocol/http.ts";
import { createHttp2Connection } from "./http2-upstream.ts";
import { passedOn, targetOf, type Upstream, type UpstreamAnswer, UpstreamError } from "./upstream.ts";

/**
 * The server at `url`, which gets every request as its caller has signed it: an Outcrop then sees the app's own account, principal
 * and session. The header `host` stays the caller's, because it is signed; so is `:authority` of HTTP/2, and what signs it goes on over
 * HTTP/2, unless the server speaks none.
 */
export function createPlainUpstream(url: URL): Upstream {
  const { request: open, Agent } = url.protocol === "https:" ? https : http;
  const agent = new Agent({ keepAlive: true });
  const prefix = url.pathname.replace(/\/+$/, "");
  const send = (request: HttpRequest): Promise<UpstreamAnswer> =>
    new Promise((resolve, reject) => {
      const body = request.sentBody ?? request.body;
      const headers = passedOn(request.headers, (name) => name === "expect");
      const sending = open(
        url,
        {
          agent,
          method: request.method,
          path: prefix + targetOf(request),
          headers: body.byteLength > 0 ? { ...headers, "content-length": body.byteLength } : headers,
          ...(request.signal ? { signal: request.signal } : {}),
        },
        (answer) => resolve(answerOf(answer)),
      );
      sending.on("error", (error: NodeJS.ErrnoException) =>
        reject(
          error.name === "AbortError" ? error : new UpstreamError(`${url.origin}: ${error.code ?? error.message}`),
        ),
      );
      sending.end(body);
    });
  const connection = createHttp2Connection(url);
  const sendAsSigned = async (request: HttpRequest): Promise<UpstreamAnswer> =>
    (signsAuthority(request) ? await connection.send(request, prefix) : undefined) ?? send(request);
  return {
    call: (_, request) => sendAsSigned(request),
    other: send,
    close: () => {
      agent.destroy();
      connection.close();
    },
  };
}

const signsAuthority = ({ headers, query }: HttpRequest): boolean =>
  /SignedHeaders=[^,\s]*:authority/.test(headers.authorization ?? "") ||
  /X-Amz-SignedHeaders=[^&]*%3Aauthority/i.test(query);

function answerOf(answer: IncomingMessage): UpstreamAnswer {
  const headers: Record<string, string> = {};
  for (let at = 0; at + 1 < answer.rawHeaders.length; at += 2) {
    const [name = "", value = ""] = answer.rawHeaders.slice(at, at + 2);
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return {
    status: answer.statusCode ?? 502,
    headers: passedOn(headers),
    body: answer,
    cancel: () => void answer.destroy(),
  };
}
