import { Readable } from "node:stream";
import { readMessages } from "../../emulator/protocol/event-messages.ts";
import { operationCodec } from "../../emulator/protocol/operation.ts";
import { Caller } from "../runner/caller.ts";
import type { Outcome } from "../runner/outcome.ts";
import type { Chunk, Exchange } from "./exchange.ts";

/** A call in the SDK's own terms. */
export interface Heard {
  readonly input: Readonly<Record<string, unknown>>;
  readonly outcome: Outcome;
  /** When each event of the answer came, in milliseconds from the request. */
  readonly eventsAt: readonly number[] | undefined;
}

/**
 * Tells what a client of the AWS SDK would have sent and heard: the request as the API model reads it, and the answer as the SDK
 * itself makes it out of the recorded bytes, so that a replay with the same SDK is held against its like.
 */
export class Hearing {
  #exchange: Exchange | undefined;
  /** One for all: it takes longer to make a client of the SDK than to read an answer. */
  readonly #caller = new Caller({
    configuration: () => ({
      requestHandler: answering(() => this.#exchange),
      credentials: { accessKeyId: "x", secretAccessKey: "x" },
    }),
    region: "us-east-1",
    headers: {},
    timeoutMs: 60_000,
  });

  /**
   * Hears one exchange after the other. Errors: AWS's error for a request that no SDK could have sent, CallFailure for an answer that
   * no SDK can read.
   */
  async hear(exchange: Exchange): Promise<Heard> {
    const { operation, request, labels, chunks } = exchange;
    const input = withContentType(operationCodec(operation.service, operation.name).read(request, labels), exchange);
    this.#exchange = exchange;
    // The answer does not depend on the input; the SDK asks for no more of it than what the path is made of.
    const placeholder = Object.fromEntries(labelMembers(exchange).map((name) => [name, "x"]));
    const step = {
      kind: "call" as const,
      operation,
      region: undefined,
      credentials: {},
      input: placeholder,
      expect: undefined,
      capture: new Map(),
      uses: new Set<string>(),
    };
    const outcome = await this.#caller.call(step, new Map());
    return { input, outcome, eventsAt: outcome.stream ? await timesOf(chunks) : undefined };
  }

  close(): void {
    this.#caller.close();
  }
}

/**
 * A native body without a content type, as boto3 sends it, is JSON
 * (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html); the SDK for JavaScript would say of it that
 * it is anything.
 */
function withContentType(input: Heard["input"], { operation: { model, operation } }: Exchange): Heard["input"] {
  const { members = {} } = model.shapes[operation.input?.shape ?? ""] ?? {};
  const { contentType } = members;
  if (contentType?.location !== "header" || input.contentType !== undefined) return input;
  return { ...input, contentType: "application/json" };
}

function labelMembers({ operation: { model, operation } }: Exchange): string[] {
  const { members = {} } = model.shapes[operation.input?.shape ?? ""] ?? {};
  return Object.entries(members).flatMap(([name, { location }]) => (location === "uri" ? [name] : []));
}

/** A request handler of the SDK that gives the answer recorded last to whatever is asked. */
function answering(last: () => Exchange | undefined) {
  return {
    handle: async () => {
      const { status = 500, headers = {}, chunks = [] } = last() ?? {};
      return { response: { statusCode: status, headers, body: Readable.from(chunks.map(({ bytes }) => bytes)) } };
    },
    destroy: () => undefined,
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
}

/** When each event was whole. */
async function timesOf(chunks: readonly Chunk[]): Promise<number[]> {
  let nowMs = 0;
  function* portions() {
    for (const { atMs, bytes } of chunks) {
      nowMs = atMs;
      yield bytes;
    }
  }
  const times: number[] = [];
  for await (const { headers } of readMessages(portions())) {
    if (headers[":message-type"]?.value === "event") times.push(nowMs);
  }
  return times;
}
