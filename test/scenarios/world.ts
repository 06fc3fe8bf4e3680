import { BedrockClient, type BedrockClientConfig } from "@aws-sdk/client-bedrock";
import {
  BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { createEmulator, type Emulator, type JournalEntry, type Scenario } from "../../emulator/index.ts";

/** The account, role and keys that the scenarios of these tests have in common. */
export const ACCOUNT = "123456789012";
export const KEY = "AKIAAPP0000000000001";
export const SECRET = "the-secret-of-the-app";
export const APP = `arn:aws:sts::${ACCOUNT}:assumed-role/app/session`;

export const START = "2026-01-01T00:00:00Z";
export const frozen = { start: START, mode: "frozen" } as const;

export const NOVA = "amazon.nova-lite-v1:0";
export const US_NOVA = "us.amazon.nova-lite-v1:0";
export const GLOBAL_NOVA = "global.amazon.nova-2-lite-v1:0";
export const NOVA_2 = "amazon.nova-2-lite-v1:0";
export const US_REGIONS = ["us-east-1", "us-east-2", "us-west-2"];

export const fm = (region: string, model = NOVA) => `arn:aws:bedrock:${region}::foundation-model/${model}`;
export const profileArn = (id: string, region = "us-east-1", account = ACCOUNT) =>
  `arn:aws:bedrock:${region}:${account}:inference-profile/${id}`;
export const appProfileArn = (id: string, region = "us-east-1", account = ACCOUNT) =>
  `arn:aws:bedrock:${region}:${account}:application-inference-profile/${id}`;

export interface ClientOf {
  readonly region?: string;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly sessionToken?: string;
  readonly maxAttempts?: number;
}

function settings({
  region = "us-east-1",
  accessKeyId = KEY,
  secretAccessKey = SECRET,
  sessionToken,
  maxAttempts = 1,
}: ClientOf) {
  return {
    region,
    maxAttempts,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
  } satisfies BedrockRuntimeClientConfig & BedrockClientConfig;
}

/** The JavaScript SDK's runtime client in the emulator's process. */
export const runtimeOf = (emulator: Emulator, client: ClientOf = {}) =>
  new BedrockRuntimeClient({ ...settings(client), requestHandler: emulator.requestHandler() });

/** The JavaScript SDK's control-plane client in the emulator's process. */
export const controlOf = (emulator: Emulator, client: ClientOf = {}) =>
  new BedrockClient({ ...settings(client), requestHandler: emulator.requestHandler() });

/** An emulator that listens, the SDK's clients against its port, and what its doors told of as errors. */
export interface Served extends AsyncDisposable {
  readonly emulator: Emulator;
  readonly url: string;
  /** The default runtime client, which speaks HTTP/2. */
  readonly overHttp2: (client?: ClientOf) => BedrockRuntimeClient;
  readonly overHttp1: (client?: ClientOf) => BedrockRuntimeClient;
  readonly control: (client?: ClientOf) => BedrockClient;
  /** Whatever was taken for a bug of the emulator. */
  readonly errors: readonly unknown[];
}

export async function serve(scenario: Scenario): Promise<Served> {
  const errors: unknown[] = [];
  const emulator = createEmulator({ scenario, onError: (error) => errors.push(error) });
  const { url } = await emulator.listen();
  const open = new Set<{ destroy(): void }>();
  const kept = <Client extends { destroy(): void }>(client: Client): Client => {
    open.add(client);
    return client;
  };
  return {
    emulator,
    url,
    errors,
    overHttp2: (client = {}) => kept(new BedrockRuntimeClient({ ...settings(client), endpoint: url })),
    overHttp1: (client = {}) =>
      kept(new BedrockRuntimeClient({ ...settings(client), endpoint: url, requestHandler: new NodeHttpHandler() })),
    control: (client = {}) => kept(new BedrockClient({ ...settings(client), endpoint: url })),
    [Symbol.asyncDispose]: async () => {
      for (const client of open) client.destroy();
      await emulator.close();
    },
  };
}

export const messages: NonNullable<ConverseCommandInput["messages"]> = [
  { role: "user", content: [{ text: "Name a rock." }] },
];

export const converse = (modelId: string = US_NOVA, more: Partial<ConverseCommandInput> = {}) =>
  new ConverseCommand({ modelId, messages, ...more });

export const converseStream = (modelId: string = US_NOVA, more: Partial<ConverseCommandInput> = {}) =>
  new ConverseStreamCommand({ modelId, messages, ...more });

/**
 * What came of a stream until it ended or failed; `events` may be looked at while it runs. The SDK's `send` waits for the first
 * event, so what happens before or in it is an error of `send`.
 */
export async function readStream(client: BedrockRuntimeClient, command = converseStream(), events: string[] = []) {
  try {
    const { stream } = await client.send(command);
    if (!stream) throw new Error("the answer has no stream");
    for await (const event of stream) events.push(Object.keys(event)[0] ?? "");
    return { events, error: undefined };
  } catch (error) {
    return { events, error: error as Error & { readonly $metadata?: { readonly httpStatusCode?: number } } };
  }
}

export interface Failed {
  readonly name: string;
  readonly message: string;
  readonly status: number | undefined;
  readonly attempts: number | undefined;
}

/** The error that a call ends with. */
export async function failureOf(call: Promise<unknown>): Promise<Failed> {
  try {
    await call;
  } catch (error) {
    const { name, message, $metadata } = error as Error & {
      $metadata?: { httpStatusCode?: number; attempts?: number };
    };
    return { name, message, status: $metadata?.httpStatusCode, attempts: $metadata?.attempts };
  }
  throw new Error("the call did not fail");
}

/** The newest entry of the journal. */
export function lastOf({ journal }: Pick<Emulator, "journal">): JournalEntry {
  const entry = journal.entries.at(-1);
  if (!entry) throw new Error("the journal is empty");
  return entry;
}

/** What the journal says of one step of the newest request. */
export const stepOf = (emulator: Emulator, step: string) =>
  lastOf(emulator).decision.find((decision) => decision.step === step);

/** Counts how often the emulator's parts have begun to wait, from now on. */
export function countWaits({ clock }: Pick<Emulator, "clock">, onWait = () => {}): () => number {
  const watched = clock as { sleep: Emulator["clock"]["sleep"] };
  const { sleep } = watched;
  let begun = 0;
  watched.sleep = (milliseconds, signal) => {
    const slept = sleep(milliseconds, signal);
    begun++;
    onWait();
    return slept;
  };
  return () => begun;
}

/** Resolves once the emulator's parts have begun to wait so many times in all; to be asked for before they do. */
export function waitsOf(emulator: Pick<Emulator, "clock">): (count: number) => Promise<void> {
  const checks = new Set<() => void>();
  const begun = countWaits(emulator, () => {
    for (const check of checks) check();
  });
  return (count) =>
    new Promise((resolve) => {
      const check = () => {
        if (begun() < count) return;
        checks.delete(check);
        resolve();
      };
      checks.add(check);
      check();
    });
}

/** Lets all work that waits for nothing go on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}
