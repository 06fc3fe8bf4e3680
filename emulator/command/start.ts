import type { KeptState } from "../doors/state-folder.ts";
import { type Address, assembleEmulator, type Emulator } from "../emulator.ts";
import { StateError } from "../errors.ts";
import { ScenarioError } from "../scenario/scenario-error.ts";
import type { Environment } from "../scenario/variables.ts";
import { version } from "../version.ts";
import type { StartInput } from "./definitions/start.ts";
import { listening } from "./listening.ts";
import { createLog } from "./log.ts";
import { readScenarioFiles } from "./read-scenarios.ts";
import { keepHeapSmall } from "./small-heap.ts";
import type { StopSignal } from "./stop-signal.ts";
import { UsageError } from "./usage-error.ts";

type StartOptions = StartInput["values"];

/** `outcrop start`: runs until it is told to stop, then lets running requests finish. */
export async function start({ values: options, environment }: StartInput, stop: StopSignal): Promise<number> {
  const read: string[] = [];
  await using state = options.state === undefined ? undefined : await keep(options.state);
  const emulator = await assemble(options, environment, (path) => read.push(path), state);
  const address = await listening(() => emulator.listen(options));
  // Not earlier: V8 takes nothing from its caches that was compiled under other flags, and what is loaded now is loaded.
  keepHeapSmall();
  process.stdout.write(options.json ? jsonGreeting(address) : greeting(address));
  const unwatch = options.watch ? await watch(emulator, options, environment, read) : undefined;
  await stop.received;
  unwatch?.();
  await emulator.close();
  return 0;
}

/** Opens the folder of `--state`; loaded for those alone who keep state. */
async function keep(folder: string): Promise<KeptState> {
  const { openState } = await import("../doors/state-folder.ts");
  try {
    return await openState(folder);
  } catch (error) {
    throw error instanceof StateError ? new UsageError(error.message) : error;
  }
}

async function watch(
  emulator: Emulator,
  { scenario: files, json }: StartOptions,
  environment: Environment,
  read: readonly string[],
) {
  const { watchScenarios } = await import("./watch.ts");
  const tell = (message: string) => process.stderr.write(`${json ? JSON.stringify({ message }) : message}\n`);
  return watchScenarios(emulator, files, environment, { read, tell });
}

async function assemble(
  { scenario: files, seed, "log-level": logLevel }: StartOptions,
  environment: Environment,
  onFile: (path: string) => void,
  state: KeptState | undefined,
): Promise<Emulator> {
  const { scenario, locate } = await readScenarioFiles(files, environment, onFile);
  const log = await createLog(logLevel);
  try {
    return assembleEmulator({
      scenario,
      ...(seed === undefined ? {} : { seed }),
      ...(state ? { state } : {}),
      onError: log.error,
      ...(log.request ? { onRequest: log.request } : {}),
    });
  } catch (error) {
    throw error instanceof ScenarioError ? error.located(locate) : error;
  }
}

const environmentFor = (url: string) => ({
  AWS_ENDPOINT_URL_BEDROCK: url,
  AWS_ENDPOINT_URL_BEDROCK_RUNTIME: url,
  AWS_ENDPOINT_URL_BEDROCK_AGENT: url,
  AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME: url,
  AWS_REGION: "us-east-1",
  AWS_DEFAULT_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "111122223333",
  AWS_SECRET_ACCESS_KEY: "outcrop",
});

const greeting = ({ url }: Address) => {
  const variables = Object.entries(environmentFor(url)).map(([name, value]) => `${name}=${value}`);
  return `Outcrop ${version} listens on ${url}

Point an AWS SDK or the AWS CLI at it:
${variables
  .slice(0, 4)
  .map((line) => `  export ${line}`)
  .join("\n")}
  export ${variables.slice(4).join(" ")}

Health: ${url}/_outcrop/health   Journal: ${url}/_outcrop/journal
`;
};

const jsonGreeting = ({ url, host, port }: Address) =>
  `${JSON.stringify({ url, host, port, pid: process.pid, version, environment: environmentFor(url) })}\n`;
