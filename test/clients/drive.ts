import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { z } from "zod";
import type { Case, Report } from "./frameworks/case.ts";
import { rock, tools } from "./frameworks/tools.ts";
import { languages } from "./languages.ts";
import { speech } from "./speech-events.ts";
import type { TestedClient } from "./tested-clients.ts";

/** In milliseconds: a driver that hangs is ended before vitest gives up waiting. */
const LONGEST = 100_000;

/** The tools of the agents and the schema of the object, for drivers in languages that do not write them down themselves. */
const testTools = {
  tools: tools.map(({ name, description, input, output }) => ({
    name,
    description,
    schema: z.toJSONSchema(input),
    output,
  })),
  rock: z.toJSONSchema(rock),
};

/** Lets a client's driver do the cases in a process of its own, and gives its reports in their order. */
export async function drive(
  client: TestedClient,
  environment: NodeJS.ProcessEnv,
  cases: readonly Case[],
): Promise<readonly Report[]> {
  const [executable, ...args] = await languages[client.language].driver(client);
  const folder = await mkdtemp(join(tmpdir(), "outcrop-reports-"));
  const file = join(folder, "reports");
  // One file for both ways to report: by the descriptor, and by the name.
  const reports = await open(file, "a");
  try {
    const env = {
      ...environment,
      OUTCROP_TEST_REPORTS: file,
      OUTCROP_TEST_TOOLS: JSON.stringify(testTools),
      OUTCROP_TEST_SPEECH: JSON.stringify(speech),
    };
    const driver = spawn(executable, args, { env, stdio: ["pipe", "ignore", "pipe", reports.fd], timeout: LONGEST });
    // One that stops early reads nothing more, and says why itself.
    driver.stdin?.on("error", () => {}).end(JSON.stringify(cases));
    const [said] = await Promise.all([text(driver.stderr as Readable), once(driver, "exit")]);
    const lines = (await readFile(file, "utf8")).split("\n").filter((line) => line !== "");
    if (lines.length < cases.length) throw new Error(`${client.driver} stopped after ${lines.length} cases:\n${said}`);
    return lines.map((line) => JSON.parse(line) as Report);
  } finally {
    await reports.close();
    await rm(folder, { recursive: true });
  }
}

/** Of a process that drives a client: who it is, and that it asks nobody but the emulator. */
export const environmentOf = (accessKeyId: string) => ({
  AWS_ACCESS_KEY_ID: accessKeyId,
  PYTHONDONTWRITEBYTECODE: "1",
  // It would fetch the list from GitHub (https://docs.litellm.ai/docs/proxy/config_settings).
  LITELLM_LOCAL_MODEL_COST_MAP: "True",
  // A developer's own settings would send the runs to LangSmith.
  LANGSMITH_TRACING: "false",
  LANGCHAIN_TRACING_V2: "false",
});
