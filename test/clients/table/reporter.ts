import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Reporter, SerializedError, TestModule, TestRunEndReason, Vitest } from "vitest/node";
import { type Merge, mergeBehaviours, mergeDefaults } from "./merge.ts";

const ROOT = resolve(import.meta.dirname, "../../..");
const TABLES: readonly (readonly [document: string, merge: Merge])[] = [
  ["README.md", mergeBehaviours],
  ["docs/clients.md", mergeDefaults],
];

/**
 * Writes the tables of clients from a run of all tests that have passed; in CI it fails the run instead where a table is another.
 * A run of some tests writes nothing.
 */
export class TableReporter implements Reporter {
  private vitest: Vitest | undefined;
  private readonly root: string;
  private readonly inCi: boolean;

  constructor(root = ROOT, inCi = process.env.CI === "true") {
    this.root = root;
    this.inCi = inCi;
  }

  onInit(vitest: Vitest): void {
    this.vitest = vitest;
  }

  async onTestRunEnd(
    modules: readonly TestModule[],
    errors: readonly SerializedError[],
    reason: TestRunEndReason,
  ): Promise<void> {
    if (!this.vitest || reason !== "passed" || errors.length > 0 || !(await isWhole(this.vitest, modules))) return;
    const { logger } = this.vitest;
    const tests = modules
      .flatMap((module) => [...module.children.allTests()])
      .map((test) => ({ passed: test.result().state === "passed", meta: test.meta() }));
    for (const [document, merge] of TABLES) {
      const path = resolve(this.root, document);
      const before = readFileSync(path, "utf8");
      const after = merge(before, tests);
      if (after === before) continue;
      if (this.inCi) {
        logger.error(
          `${document}: the table of clients is not what this run found. \`npm run test:clients\` writes it.`,
        );
        logger.error(difference(before, after));
        process.exitCode = 1;
      } else {
        writeFileSync(path, after);
        logger.log(`${document}: the table of clients is written anew.`);
      }
    }
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
