import type { HttpRequest } from "../../emulator/protocol/http.ts";
import { type SdkClient, type SdkPackage, sdkPackage } from "../runner/clients.ts";
import { type CalledService, calledOperations } from "../runner/operations.ts";
import { passedOn, type Upstream, type UpstreamAnswer, UpstreamError } from "./upstream.ts";

/**
 * A command of each service that needs no input. It carries the app's request: all of it is replaced but for where it goes and who
 * signs it, which the SDK finds out as it does for every call.
 */
const CARRIERS: Readonly<Record<CalledService, string>> = {
  bedrock: "ListFoundationModels",
  "bedrock-runtime": "ListAsyncInvokes",
  "bedrock-agent-runtime": "Rerank",
};

/** What the signer makes anew, and what says of the client's own connection or of nobody but Outcrop. */
const REPLACED: ReadonlySet<string> = new Set([
  "accept-encoding",
  "authorization",
  "content-encoding",
  "expect",
  "host",
  "x-amz-content-sha256",
  "x-amz-date",
  "x-amz-security-token",
]);
const isReplaced = (name: string) => REPLACED.has(name) || name.startsWith("x-outcrop-");

/** A request of the SDK's, as far as it is replaced. */
interface SdkRequest {
  method: string;
  path: string;
  query: Record<string, string[]>;
  headers: Record<string, string>;
  body: Uint8Array | undefined;
}

/** An answer as the SDK's request handlers give it. */
interface SdkAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ((AsyncIterable<Uint8Array> | Uint8Array) & { readonly destroy?: () => unknown }) | undefined;
}

/** Gives the SDK something to read in place of the answer, which is the app's. */
const NOTHING = { statusCode: 200, headers: { "content-type": "application/json" }, body: Buffer.from("{}") };

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * AWS, or the server at `url`, with every request signed anew by the SDK's ordinary chain of credentials (SigV4, or the Bedrock API
 * key in `AWS_BEARER_TOKEN_BEDROCK`). Without `url` the SDK's own endpoints hold: those of the service and the Region, and
 * `AWS_ENDPOINT_URL_*`.
 */
export function createSignedUpstream(url: URL | undefined): Upstream {
  const clients = new Map<string, Promise<{ readonly sdk: SdkPackage; readonly client: SdkClient }>>();
  const clientOf = (service: CalledService, region: string) => {
    const key = `${service} ${region}`;
    const known = clients.get(key);
    if (known) return known;
    const made = sdkPackage(service).then((sdk) => {
      const endpoint = url && { endpoint: url.href };
      return { sdk, client: sdk.createClient({ region, maxAttempts: 1, logger: SILENT, ...endpoint }) };
    });
    clients.set(key, made);
    return made;
  };
  return {
    async call({ service }, request, region): Promise<UpstreamAnswer> {
      const { sdk, client } = await clientOf(service, region);
      const command = sdk.createCommand(CARRIERS[service], {});
      let answer: SdkAnswer | undefined;
      command.middlewareStack.add(
        (next) => (args: { readonly request: SdkRequest }) => {
          replace(args.request, request, CARRIERS[service]);
          return next(args);
        },
        { step: "build", name: "outcropRecordRequest", priority: "low", override: true },
      );
      command.middlewareStack.add(
        (next) => async (args: object) => {
          const result = await next(args);
          answer = result.response as SdkAnswer;
          return { ...result, response: NOTHING };
        },
        { step: "deserialize", name: "outcropRecordAnswer", priority: "low", override: true },
      );
      try {
        await client.send(command, request.signal ? { abortSignal: request.signal } : {});
      } catch (error) {
        if (request.signal?.aborted) throw error;
        if (!answer) throw new UpstreamError(reasonOf(error as NodeJS.ErrnoException));
      }
      if (!answer) throw new UpstreamError("the AWS SDK sent nothing");
      const { statusCode: status, headers, body } = answer;
      return { status, headers: passedOn(headers), body: asChunks(body), cancel: () => void body?.destroy?.() };
    },
    close: () => {
      for (const made of clients.values()) void made.then(({ client }) => client.destroy());
    },
  };
}

function replace(carrier: SdkRequest, { method, path, query, headers, body }: HttpRequest, command: string): void {
  carrier.method = method;
  // An endpoint may have a path of its own, which the SDK has put before the command's.
  const own = calledOperations().get(command)?.operation.http.requestUri ?? "";
  carrier.path = carrier.path.slice(0, -own.length) + path;
  carrier.query = {};
  for (const [name, value] of new URLSearchParams(query)) {
    carrier.query[name] = [...(carrier.query[name] ?? []), value];
  }
  const { host } = carrier.headers;
  carrier.headers = { ...passedOn(headers, isReplaced), ...(host === undefined ? {} : { host }) };
  carrier.body = body.byteLength > 0 ? body : undefined;
  if (body.byteLength > 0) carrier.headers["content-length"] = String(body.byteLength);
}

const reasonOf = ({ name, code, message }: NodeJS.ErrnoException) => `${code ?? name}: ${message}`;

async function* asChunks(body: SdkAnswer["body"]): AsyncGenerator<Uint8Array> {
  if (body === undefined) return;
  if (body instanceof Uint8Array) yield body;
  else yield* body;
}
