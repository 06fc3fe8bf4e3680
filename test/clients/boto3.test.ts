import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { clientEnvironment, describeClient, python } from "./python.ts";
import { startServer } from "./server.ts";

const SCRIPT = fileURLToPath(new URL("boto3_test.py", import.meta.url));

interface Outcome {
  readonly title: string;
  readonly failures: readonly string[];
}

describeClient("boto3", async () => {
  const titles = JSON.parse(await runScript("list", process.env)) as string[];
  const outcomes = new Map<string, Outcome>();

  beforeAll(async () => {
    await using server = await startServer();
    const lines = (await runScript("run", clientEnvironment(server.exports))).trim().split("\n");
    for (const outcome of lines.map((line) => JSON.parse(line) as Outcome)) outcomes.set(outcome.title, outcome);
  });

  test.each(titles)("%s", (title) => {
    const outcome = outcomes.get(title);
    expect(outcome, "the script told nothing about this test").toBeDefined();
    expect(outcome?.failures.join("\n")).toBe("");
  });
});

async function runScript(command: "list" | "run", env: NodeJS.ProcessEnv): Promise<string> {
  return (await promisify(execFile)(python, [SCRIPT, command], { env })).stdout;
}
