import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { clientEnvironment, describeClient, python } from "./python.ts";
import { startServer } from "./server.ts";

interface Outcome {
  readonly title: string;
  readonly failures: readonly string[];
}

/** Declares the tests of a Python script of this folder. Each class of them has a process and a server of its own. */
export function describeBoto3(script: string, scenario?: string): void {
  const run = async (environment: NodeJS.ProcessEnv, ...args: readonly string[]) => {
    const env = { ...environment, PYTHONDONTWRITEBYTECODE: "1" };
    return (await promisify(execFile)(python, [resolve(import.meta.dirname, script), ...args], { env })).stdout;
  };
  const runClass = async (name: string): Promise<readonly Outcome[]> => {
    await using server = await startServer(scenario);
    const lines = (await run(clientEnvironment(server.exports), "run", name)).trim().split("\n");
    return lines.map((line) => JSON.parse(line) as Outcome);
  };

  describeClient("boto3", async () => {
    const classes = JSON.parse(await run(process.env, "list")) as Record<string, readonly string[]>;
    let outcomes: ReadonlyMap<string, Outcome>;

    beforeAll(async () => {
      const found = await Promise.all(Object.keys(classes).map(runClass));
      outcomes = new Map(found.flat().map((outcome) => [outcome.title, outcome]));
    });

    test.each(Object.values(classes).flat())("%s", (title) => {
      const outcome = outcomes.get(title);
      expect(outcome, "the script told nothing about this test").toBeDefined();
      expect(outcome?.failures.join("\n")).toBe("");
    });
  });
}
