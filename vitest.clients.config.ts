import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { defineConfig } from "vitest/config";
import { TableReporter } from "./test/clients/table/reporter.ts";

/** The Python that has boto3, botocore and the AWS CLI: that of `.ci/run`'s virtual environment where there is one. */
function python(): string {
  const venv = resolve(process.env.OUTCROP_TEST_VENV ?? ".venv");
  const hasVenv = process.env.OUTCROP_TEST_VENV !== undefined || existsSync(venv);
  return process.env.OUTCROP_TEST_PYTHON ?? (hasVenv ? join(venv, "bin", "python") : "python3");
}

export default defineConfig({
  // Whatever reporters the command line asks for.
  plugins: [
    {
      name: "table-of-clients",
      configureVitest: ({ vitest }) => void vitest.config.reporters.push(new TableReporter()),
    },
  ],
  test: {
    include: ["test/clients/**/*.test.ts"],
    // Each step of the AWS CLI is a process of its own, which takes a second or more; two at a time suit a machine of two cores.
    maxConcurrency: 2,
    // Half of the time clients wait before they try again; by itself such a machine would get one worker.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    env: {
      OUTCROP_TEST_PYTHON: python(),
      // What a developer's machine says about AWS must not reach the clients.
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      AWS_EC2_METADATA_DISABLED: "true",
    },
  },
});
