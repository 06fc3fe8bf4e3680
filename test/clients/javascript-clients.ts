import { BedrockClient, CreateInferenceProfileCommand } from "@aws-sdk/client-bedrock";
import {
  BedrockRuntimeClient,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
  type TokenUsage,
} from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { createEmulator, type JournalEntry } from "../../emulator/index.ts";
import { type Server, startServer } from "./server.ts";

/** One way for the SDK's clients to reach an emulator. */
export interface Way extends AsyncDisposable {
  readonly bedrock: (account: string, region?: string) => BedrockClient;
  readonly runtime: (account: string, region?: string) => BedrockRuntimeClient;
  readonly journal: (account: string) => Promise<readonly JournalEntry[]>;
}

/** A way through a socket, to a server whose clock can be moved. */
export type WayToServer = Way & Pick<Server, "advance">;

/** A 12-digit access key is the account itself. */
const settings = (account: string, region = "us-east-1") => ({
  region,
  credentials: { accessKeyId: account, secretAccessKey: "outcrop" },
});

/** The clients as they are by default: HTTP/1.1 for the control plane, HTTP/2 for the runtime. */
export async function byDefault(scenario?: string): Promise<WayToServer> {
  const server = await startServer(scenario);
  const { url: endpoint, journal, advance } = server;
  return {
    bedrock: (account, region) => new BedrockClient({ ...settings(account, region), endpoint }),
    runtime: (account, region) => new BedrockRuntimeClient({ ...settings(account, region), endpoint }),
    journal,
    advance,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** The runtime client forced to HTTP/1.1, as applications behind proxies do it. */
export async function overHttp1(scenario?: string): Promise<WayToServer> {
  const server = await startServer(scenario);
  const { url: endpoint, journal, advance } = server;
  const requestHandler = new NodeHttpHandler();
  return {
    bedrock: (account, region) => new BedrockClient({ ...settings(account, region), endpoint, requestHandler }),
    runtime: (account, region) => new BedrockRuntimeClient({ ...settings(account, region), endpoint, requestHandler }),
    journal,
    advance,
    [Symbol.asyncDispose]: async () => {
      requestHandler.destroy();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** No socket at all: the emulator lives in the process of the application. */
export async function inProcess(): Promise<Way> {
  const emulator = createEmulator();
  const requestHandler = emulator.requestHandler();
  return {
    bedrock: (account, region) => new BedrockClient({ ...settings(account, region), requestHandler }),
    runtime: (account, region) => new BedrockRuntimeClient({ ...settings(account, region), requestHandler }),
    journal: async (account) => emulator.journal.entries.filter((entry) => entry.account === account),
    [Symbol.asyncDispose]: () => emulator.close(),
  };
}

/** Creates an application profile and gives its ARN. */
export async function createProfile(client: BedrockClient, copyFrom: string, name = "team-a"): Promise<string> {
  const { inferenceProfileArn } = await client.send(
    new CreateInferenceProfileCommand({ inferenceProfileName: name, modelSource: { copyFrom } }),
  );
  return inferenceProfileArn ?? "";
}

/** What an answer says, whole or in the pieces of a stream. */
export interface Said {
  readonly pieces: readonly string[];
  readonly stopReason: string | undefined;
  readonly usage: TokenUsage | undefined;
}

export async function converse(client: BedrockRuntimeClient, input: ConverseCommandInput): Promise<Said> {
  const { output, stopReason, usage } = await client.send(new ConverseCommand(input));
  return { pieces: output?.message?.content?.map(({ text }) => text ?? "") ?? [], stopReason, usage };
}

/** Reads a ConverseStream to its end; also gives the kinds of its events, repetitions left out. */
export async function converseStream(
  client: BedrockRuntimeClient,
  input: ConverseCommandInput,
): Promise<Said & { readonly kinds: readonly string[] }> {
  const { stream } = await client.send(new ConverseStreamCommand(input));
  const kinds: string[] = [];
  const pieces: string[] = [];
  let stopReason: string | undefined;
  let usage: TokenUsage | undefined;
  for await (const event of stream ?? []) {
    const [kind = ""] = Object.keys(event);
    if (kinds.at(-1) !== kind) kinds.push(kind);
    if (event.contentBlockDelta) pieces.push(event.contentBlockDelta.delta?.text ?? "");
    stopReason ??= event.messageStop?.stopReason;
    usage ??= event.metadata?.usage;
  }
  return { kinds, pieces, stopReason, usage };
}

/** The body and the headers of an InvokeModel. */
export async function invoke<Body>(client: BedrockRuntimeClient, modelId: string, request: object) {
  const command = new InvokeModelCommand({ modelId, body: JSON.stringify(request), contentType: "application/json" });
  let headers: Readonly<Record<string, string>> = {};
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      ({ headers } = result.response as { headers: Readonly<Record<string, string>> });
      return result;
    },
    { step: "deserialize", priority: "low" },
  );
  const { body } = await client.send(command);
  return { headers, body: JSON.parse(body.transformToString()) as Body };
}

/** The chunks of an InvokeModelWithResponseStream that is read to its end. */
export async function invokeStream<Chunk>(
  client: BedrockRuntimeClient,
  modelId: string,
  request: object,
): Promise<readonly Chunk[]> {
  const command = { modelId, body: JSON.stringify(request), contentType: "application/json" };
  const { body } = await client.send(new InvokeModelWithResponseStreamCommand(command));
  const chunks: Chunk[] = [];
  for await (const { chunk } of body ?? []) chunks.push(JSON.parse(Buffer.from(chunk?.bytes ?? []).toString()));
  return chunks;
}
