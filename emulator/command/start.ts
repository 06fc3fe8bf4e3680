import { assembleEmulator, type Emulator } from "../emulator.ts";
import { ScenarioError } from "../scenario/scenario-error.ts";
import type { Environment } from "../scenario/variables.ts";
import { version } from "../version.ts";
import { createLog } from "./log.ts";
import { readScenarioFiles } from "./read-scenarios.ts";
import { keepHeapSmall } from "./small-heap.ts";
import { readStartOptions, type StartOptions } from "./start-options.ts";
import { UsageError } from "./usage-error.ts";

/** `outcrop start`: runs until SIGINT or SIGTERM, then lets running requests finish. */
export async function start(args: readonly string[], environment: Environment): Promise<number> {
  const options = readStartOptions(args, environment);
  const read: string[] = [];
  const emulator = await assemble(options, environment, (path) => read.push(path));
  const { url } = await listen(emulator, options);
  // Not earlier: V8 takes nothing from its caches that was compiled under other flags, and what is loaded now is loaded.
  keepHeapSmall();
  // Asked for before the greeting, so that whoever waits for that may end the process at once.
  const stopped = stopSignal();
  process.stdout.write(greeting(url));
  const unwatch = options.watch ? await watch(emulator, options, environment, read) : undefined;
  await stopped;
  unwatch?.();
  await emulator.close();
  return 0;
}

const stopSignal = () =>
  new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });

async function watch(
  emulator: Emulator,
  { scenarios }: StartOptions,
  environment: Environment,
  read: readonly string[],
) {
  const { watchScenarios } = await import("./watch.ts");
  const tell = (message: string) => process.stderr.write(`${message}\n`);
  return watchScenarios(emulator, scenarios, environment, { read, tell });
}

async function assemble(
  { scenarios, seed, logLevel }: StartOptions,
  environment: Environment,
  onFile: (path: string) => void,
): Promise<Emulator> {
  const { scenario, locate } = await readScenarioFiles(scenarios, environment, onFile);
  const log = await createLog(logLevel);
  try {
    return assembleEmulator({
      scenario,
      ...(seed === undefined ? {} : { seed }),
      onError: log.error,
      ...(log.request ? { onRequest: log.request } : {}),
    });
  } catch (error) {
    throw error instanceof ScenarioError ? error.located(locate) : error;
  }
}

async function listen(emulator: Emulator, { host, port }: StartOptions) {
  try {
    return await emulator.listen({ host, port });
  } catch (error) {
    throw new UsageError(explainListening(error as Error));
  }
}

/** What the user can do about an address that cannot be listened at, by the code of Node's error. */
const REMEDIES: Readonly<Record<string, string>> = {
  EADDRINUSE: "; give another port with --port, or 0 for any free one",
  EACCES: "; give one above 1023 with --port",
  EADDRNOTAVAIL: "; give an address of this machine with --host",
  ENOTFOUND: "; give an address of this machine with --host",
  EAI_AGAIN: "; give an address of this machine with --host",
};

function explainListening({ message, cause }: Error): string {
  return message + (REMEDIES[(cause as NodeJS.ErrnoException | undefined)?.code ?? ""] ?? "");
}

const greeting = (url: string) => `Outcrop ${version} listens on ${url}

Point an AWS SDK or the AWS CLI at it:
  export AWS_ENDPOINT_URL_BEDROCK=${url}
  export AWS_ENDPOINT_URL_BEDROCK_RUNTIME=${url}
  export AWS_ENDPOINT_URL_BEDROCK_AGENT=${url}
  export AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME=${url}
  export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1 AWS_ACCESS_KEY_ID=111122223333 AWS_SECRET_ACCESS_KEY=outcrop

Health: ${url}/_outcrop/health   Journal: ${url}/_outcrop/journal
`;
