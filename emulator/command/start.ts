import { readFile } from "node:fs/promises";
import { assembleEmulator, type Emulator } from "../emulator.ts";
import type { Scenario } from "../scenario/schema.ts";
import { version } from "../version.ts";
import { createLog } from "./log.ts";
import { readStartOptions, type StartOptions } from "./start-options.ts";
import { UsageError } from "./usage-error.ts";

/** `outcrop start`: runs until SIGINT or SIGTERM, then lets running requests finish. */
export async function start(args: readonly string[], environment: NodeJS.ProcessEnv): Promise<number> {
  const options = readStartOptions(args, environment);
  const scenario = await loadScenarios(options.scenarios);
  const log = await createLog(options.logLevel);
  const emulator = assembleEmulator({
    scenario,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    onError: log.error,
    ...(log.request ? { onRequest: log.request } : {}),
  });
  const { url } = await listen(emulator, options);
  process.stdout.write(greeting(url));
  await new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
  await emulator.close();
  return 0;
}

/** Reads scenario files; the sections of a later file replace those of an earlier one. */
async function loadScenarios(files: readonly string[]): Promise<Scenario> {
  if (files.length === 0) return {};
  const { parseScenario } = await import("../scenario/parse.ts");
  let merged: Scenario = {};
  for (const file of files) merged = { ...merged, ...parseScenario(await readText(file), file) };
  return merged;
}

/** The text of a file that the user named. Throws UsageError when there is none to read. */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${(error as Error).message}`);
  }
}

async function listen(emulator: Emulator, { host, port }: StartOptions) {
  try {
    return await emulator.listen({ host, port });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

const greeting = (url: string) => `Outcrop ${version} listens on ${url}

Point an AWS SDK or the AWS CLI at it:
  export AWS_ENDPOINT_URL_BEDROCK=${url}
  export AWS_ENDPOINT_URL_BEDROCK_RUNTIME=${url}
  export AWS_ENDPOINT_URL_BEDROCK_AGENT=${url}
  export AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME=${url}
  export AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=111122223333 AWS_SECRET_ACCESS_KEY=outcrop

Health: ${url}/_outcrop/health   Journal: ${url}/_outcrop/journal
`;
