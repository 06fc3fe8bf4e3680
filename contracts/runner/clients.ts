import { setTimeout as wait } from "node:timers/promises";
import type { CalledService } from "./operations.ts";

/** Where what is done on the way of a call is added to. */
interface MiddlewareStack {
  // The SDK's own types differ from client to client and from version to version.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  add(middleware: (next: any) => (args: any) => Promise<any>, options: any): void;
}

/** What is done with a client of the AWS SDK: the same in every package of it. */
export interface SdkClient {
  send(command: SdkCommand, options?: { readonly abortSignal?: AbortSignal }): Promise<Record<string, unknown>>;
  destroy(): void;
  readonly middlewareStack: MiddlewareStack;
}

export interface SdkCommand {
  readonly middlewareStack: MiddlewareStack;
}

export interface SdkPackage {
  createClient(configuration: object): SdkClient;
  createCommand(operation: string, input: object): SdkCommand;
}

/** Bundled with the command, so that a replay asks for nothing to be installed. */
const PACKAGES: Readonly<Record<CalledService, () => Promise<object>>> = {
  bedrock: () => import("@aws-sdk/client-bedrock"),
  "bedrock-runtime": () => import("@aws-sdk/client-bedrock-runtime"),
  "bedrock-agent-runtime": () => import("@aws-sdk/client-bedrock-agent-runtime"),
};

const CLIENTS: Readonly<Record<CalledService, string>> = {
  bedrock: "BedrockClient",
  "bedrock-runtime": "BedrockRuntimeClient",
  "bedrock-agent-runtime": "BedrockAgentRuntimeClient",
};

type Constructor<Instance> = new (argument: object) => Instance;

/** The AWS SDK's package of a service, read when it is first asked for. */
export async function sdkPackage(service: CalledService): Promise<SdkPackage> {
  const imported = (await PACKAGES[service]()) as { readonly default?: object };
  // In the bundled command a CommonJS package is the default export of itself.
  const exported = { ...imported.default, ...imported } as Readonly<Record<string, unknown>>;
  const find = <Instance>(name: string) => {
    if (exported[name] === undefined) throw new Error(`this version of the AWS SDK has no ${name}`);
    return exported[name] as Constructor<Instance>;
  };
  return {
    createClient: (configuration) => new (find<SdkClient>(CLIENTS[service]))(configuration),
    createCommand: (operation, input) => new (find<SdkCommand>(`${operation}Command`))(input),
  };
}

/** A list of events as what the SDK sends for a stream; anything else as it is. */
export function asStream(events: unknown): unknown {
  return Array.isArray(events) ? eachOf(events) : events;
}

/** One event at a time: the SDK floods an HTTP/2 connection when its input ends before the connection is there. */
async function* eachOf(events: readonly unknown[]): AsyncGenerator<unknown> {
  for (const event of events) {
    yield event;
    await wait(1);
  }
}
