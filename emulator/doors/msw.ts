import { bypass, HttpResponse, http, type RequestHandler } from "msw";
import { notAnswered, readBedrockHost } from "./bedrock-hosts.ts";

/** What answers: an emulator in this process, or a session of one. */
export interface Answering {
  handle(request: Request): Promise<Response>;
}

export interface BedrockHandlersOptions {
  /** Of an emulator by its address: the session that the requests belong to. */
  readonly session?: string;
}

/**
 * Handlers for msw, which let every HTTP/1.1 and fetch request to Amazon Bedrock be answered by an emulator: for all Regions,
 * partitions, FIPS, dual-stack and VPC endpoints. Streams are handed on as they come. A host of Bedrock that Outcrop does not answer
 * for gets an error, so that no such request leaves the machine.
 *
 * `emulator` is one in this process, or the address of one that listens, as it has to be in a browser. msw sees no HTTP/2, which the
 * default clients of bedrock-runtime and bedrock-agent-runtime for Node.js speak: see `interceptHttp2`.
 */
export function bedrockHandlers(
  emulator: Answering | string | URL,
  { session }: BedrockHandlersOptions = {},
): RequestHandler[] {
  const answer =
    typeof emulator === "string" || emulator instanceof URL
      ? forwarding(emulator, session)
      : (request: Request) => emulator.handle(request);
  const isBedrock = ({ request }: { readonly request: Request }) =>
    readBedrockHost(new URL(request.url).host) !== undefined;
  return [
    http.all(isBedrock, async ({ request }) => {
      const host = readBedrockHost(new URL(request.url).host);
      if (host?.kind === "other") return refusal(host.service);
      return answer(request).catch((error: unknown) => {
        if (request.signal.aborted || isBroken(error)) return HttpResponse.error();
        throw error;
      });
    }),
  ];
}

/** Whether a scenario's fault has broken the connection. By its name, since the errors bring texts along that a browser need not load. */
const isBroken = (error: unknown) => (error as Error | undefined)?.name === "BrokenConnection";

/** The form of Outcrop's answers to what it does not emulate. SDKs do not try it again. */
function refusal(service: string): Response {
  const headers = { "x-amzn-ErrorType": "NotImplementedException" };
  return HttpResponse.json({ message: notAnswered(service) }, { status: 501, headers });
}

/** Asks an emulator that listens. Its host cannot be Bedrock's there: the Region is that of the signature. */
function forwarding(address: string | URL, session: string | undefined) {
  return async (request: Request): Promise<Response> => {
    const { pathname, search } = new URL(request.url);
    // The path is put behind the address as it is: an ARN in it must stay encoded.
    const target = `${String(address).replace(/\/$/, "")}${pathname}${search}`;
    const headers = new Headers(request.headers);
    if (session !== undefined) headers.set("x-outcrop-session", session);
    const { method, signal } = request;
    const body = request.body === null ? null : await request.arrayBuffer();
    return fetch(bypass(target, { method, headers, body, signal }));
  };
}
