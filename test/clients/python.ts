import { spawnSync } from "node:child_process";
import { describeInstalled, type Installed } from "./installed.ts";

/** The Python of the tests: vitest.clients.config.ts chooses it. */
export const python = process.env.OUTCROP_TEST_PYTHON ?? "python3";

const LOOK = `
import importlib.metadata, json, sys
try:
    version = importlib.metadata.version(sys.argv[1])
except importlib.metadata.PackageNotFoundError:
    version = None
print(json.dumps({"version": version, "minor": sys.version_info.minor}))
`;

/** Whether a Python package is installed, which may need a minor version of Python 3. */
export function pythonPackage(name: string, leastMinor = 0): Installed {
  const { error, status, stdout, stderr } = spawnSync(python, ["-c", LOOK, name], { encoding: "utf8" });
  if (error || status !== 0) return { missing: `${python} cannot be run: ${error?.message ?? stderr}` };
  const { version, minor } = JSON.parse(stdout) as { version: string | null; minor: number };
  if (version !== null) return { version };
  if (minor >= leastMinor) return { missing: `${python} has no package ${name}` };
  return { missing: `${name} needs Python 3.${leastMinor}, and ${python} is 3.${minor}`, excused: true };
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
