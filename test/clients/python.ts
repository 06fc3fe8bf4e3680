import { spawnSync } from "node:child_process";
import { describe, test } from "vitest";

/** The Python of the tests: vitest.clients.config.ts chooses it. */
export const python = process.env.OUTCROP_TEST_PYTHON ?? "python3";

/**
 * Declares the tests of a client that is a Python module. Where the module is not installed they are skipped for that reason,
 * and in CI they fail for it.
 */
export function describeClient(module: string, declare: () => void | Promise<void>): void {
  const { error, status, stdout } = spawnSync(python, ["-c", `import ${module}; print(${module}.__version__)`], {
    encoding: "utf8",
  });
  if (status === 0) {
    describe(`${module} ${stdout.trim()}`, { concurrent: true }, declare);
    return;
  }
  const reason = error ? `${python} cannot be run: ${error.message}` : `${python} cannot import ${module}`;
  test(`${module} drives the emulator`, (context) => {
    if (process.env.CI === "true") throw new Error(`${reason}; test/clients/requirements.txt names what to install`);
    context.skip(reason);
  });
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
