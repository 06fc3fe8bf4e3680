import { Readable } from "node:stream";
import * as bedrock from "@aws-sdk/client-bedrock";
import * as bedrockAgent from "@aws-sdk/client-bedrock-agent";
import * as bedrockAgentRuntime from "@aws-sdk/client-bedrock-agent-runtime";
import * as bedrockRuntime from "@aws-sdk/client-bedrock-runtime";
import { buildQueryString, type HttpRequest as SdkRequest, HttpResponse as SdkResponse } from "@smithy/core/protocols";
import knownDifferences from "../../contracts/drift/known-differences.json" with { type: "json" };
import type { HttpRequest, HttpResponse } from "../../emulator/protocol/http.ts";
import type { ServiceName } from "../../emulator/services.ts";

interface Client {
  send(command: unknown): Promise<Record<string, unknown>>;
}
type Command = new (input: unknown) => unknown;
type Config = Readonly<Record<string, unknown>>;

const packages: Readonly<
  Record<ServiceName, { readonly Client: new (config: Config) => Client; readonly all: object }>
> = {
  bedrock: { Client: bedrock.BedrockClient as never, all: bedrock },
  "bedrock-runtime": { Client: bedrockRuntime.BedrockRuntimeClient as never, all: bedrockRuntime },
  "bedrock-agent": { Client: bedrockAgent.BedrockAgentClient as never, all: bedrockAgent },
  "bedrock-agent-runtime": { Client: bedrockAgentRuntime.BedrockAgentRuntimeClient as never, all: bedrockAgentRuntime },
};

/** What `client` exports under `name`: a command or an error class. */
export function exported(service: ServiceName, name: string): unknown {
  return (packages[service].all as Record<string, unknown>)[name];
}

/** Members (`Shape.member`) that the model has and the installed SDK lacks. */
export function membersUnknownToSdk(service: ServiceName): ReadonlySet<string> {
  const differences = knownDifferences
    .filter((entry) => entry.service === service)
    .flatMap((entry) => entry.differences);
  return new Set(
    differences.flatMap((text) => /: (\w+\.\w+): is in contracts\/model, not in the SDK$/.exec(text)?.[1] ?? []),
  );
}

/** Operations that the model has and the installed SDK lacks. */
export function operationsUnknownToSdk(service: ServiceName): readonly string[] {
  const differences = knownDifferences
    .filter((entry) => entry.service === service)
    .flatMap((entry) => entry.differences);
  return differences.flatMap(
    (text) => /: operation (\w+): is in contracts\/model, not in the SDK$/.exec(text)?.[1] ?? [],
  );
}

/** The SDK's client of one service with a handler in place of the network. */
export interface SdkPair {
  /** The request that the client makes of `input`. */
  request(operation: string, input: object): Promise<HttpRequest>;
  /** What the client makes of `response`. */
  output(operation: string, input: object, response: HttpResponse): Promise<Record<string, unknown>>;
}

/** Makes the client of `service`; it is asked one thing at a time. */
export function createSdkPair(service: ServiceName): SdkPair {
  let answer: HttpResponse | undefined;
  let seen: SdkRequest | undefined;
  const client = new packages[service].Client({
    region: "us-east-1",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" },
    maxAttempts: 1,
    requestHandler: {
      metadata: { handlerProtocol: "h2" },
      async handle(request: SdkRequest) {
        seen = request;
        if (!answer) throw new Error("only the request is wanted");
        return { response: toSdkResponse(answer) };
      },
    },
  });
  const commandOf = (operation: string, input: object) =>
    new (exported(service, `${operation}Command`) as Command)(input);
  return {
    async request(operation, input) {
      answer = undefined;
      seen = undefined;
      const failure = await client.send(commandOf(operation, input)).catch((error: unknown) => error);
      if (!seen) throw failure;
      return fromSdkRequest(seen);
    },
    output(operation, input, response) {
      answer = response;
      return client.send(commandOf(operation, input));
    },
  };
}

function fromSdkRequest({ method, path, query, headers, body }: SdkRequest): HttpRequest {
  return {
    method,
    path,
    query: buildQueryString(query),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: body === undefined ? new Uint8Array() : Buffer.from(body as string | Uint8Array),
  };
}

const toSdkResponse = ({ status, headers, body }: HttpResponse) =>
  new SdkResponse({
    statusCode: status,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: Readable.from(body instanceof Uint8Array ? [body] : body),
  });

/** The same value without what does not count: undefined members, the client's metadata, which class carries bytes or text. */
export function plain(value: unknown): unknown {
  if (value instanceof String) return value.toString();
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (value instanceof Date || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, member]) => member !== undefined && name !== "$metadata")
      .map(([name, member]) => [name, plain(member)]),
  );
}
