import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Reporter, SerializedError, TestModule, TestRunEndReason, Vitest } from "vitest/node";
import { merge } from "./merge.ts";

const README = resolve(import.meta.dirname, "../../../README.md");

/**
 * Writes the README's table from a run of all tests that have passed; in CI it fails the run instead where the table is another.
 * A run of some tests writes nothing.
 */
export class TableReporter implements Reporter {
  private vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.vitest = vitest;
  }

  async onTestRunEnd(
    modules: readonly TestModule[],
    errors: readonly SerializedError[],
    reason: TestRunEndReason,
  ): Promise<void> {
    if (!this.vitest || reason !== "passed" || errors.length > 0 || !(await isWhole(this.vitest, modules))) return;
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const document = readFileSync(README, "utf8");
    const written = merge(
      document,
      tests.map((test) => ({ passed: test.result().state === "passed", meta: test.meta() })),
    );
    if (written === document) return;
    const { logger } = this.vitest;
    if (process.env.CI === "true") {
      logger.error("README.md: the table of clients is not what this run found. `npm run test:clients` writes it.");
      logger.error(difference(document, written));
      process.exitCode = 1;
      return;
    }
    writeFileSync(README, written);
    logger.log("README.md: the table of clients is written anew.");
  }
}

/** Whether every test was asked for. */
async function isWhole(vitest: Vitest, modules: readonly TestModule[]): Promise<boolean> {
  if (vitest.getGlobalTestNamePattern() !== undefined) return false;
  return modules.length === (await vitest.globTestSpecifications()).length;
}

/** The lines that are in one of two texts alone. */
function difference(before: string, after: string): string {
  const [old, now] = [before.split("\n"), after.split("\n")];
  const gone = old.filter((line) => !now.includes(line)).map((line) => `- ${line}`);
  return [...gone, ...now.filter((line) => !old.includes(line)).map((line) => `+ ${line}`)].join("\n");
}
