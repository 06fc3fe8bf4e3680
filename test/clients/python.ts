import { spawnSync } from "node:child_process";
import { describeInstalled, type Installed } from "./installed.ts";

/** The Python of the tests: vitest.clients.config.ts chooses it. */
export const python = process.env.OUTCROP_TEST_PYTHON ?? "python3";

/** Whether a Python package is installed. */
export function pythonPackage(name: string): Installed {
  const code = "import sys, importlib.metadata; print(importlib.metadata.version(sys.argv[1]))";
  const { error, status, stdout } = spawnSync(python, ["-c", code, name], { encoding: "utf8" });
  if (error) return { missing: `${python} cannot be run: ${error.message}` };
  return status === 0 ? { version: stdout.trim() } : { missing: `${python} has no package ${name}` };
}

/** Declares the tests of a client that is a Python package, if it is installed. */
export function describeClient(name: string, declare: () => void | Promise<void>): void {
  describeInstalled(name, pythonPackage(name), declare);
}

/** The environment of a client's process: nothing about AWS but what is given, such as the server's exports. */
export function clientEnvironment(...given: readonly Readonly<Record<string, string>>[]): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("AWS_"));
  return Object.assign(
    Object.fromEntries(inherited),
    { AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null", AWS_EC2_METADATA_DISABLED: "true" },
    ...given,
  );
}
