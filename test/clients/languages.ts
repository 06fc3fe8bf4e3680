import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { go, java, rust } from "./compiled.ts";
import type { Installed } from "./installed.ts";
import { python, pythonPackage } from "./python.ts";
import type { TestedClient } from "./tested-clients.ts";

type Command = readonly [executable: string, ...args: string[]];

/** How the clients of a language are found and driven. */
export interface Support {
  installed(client: TestedClient): Installed;
  /** The command that runs the client's driver, which is built first where the language wants that. */
  driver(client: TestedClient): Promise<Command>;
  /** The command that runs a program of docs/clients.md. */
  program(code: string): Promise<Command>;
}

/** The package of the JavaScript clients: its own, so that the product has none of them among its dependencies. */
const FRAMEWORKS = resolve(import.meta.dirname, "frameworks");

/** What the languages of the clients need; a driver keeps to `frameworks/case.ts`. */
export const languages = {
  javascript: {
    installed: (client) => {
      const manifest = resolve(FRAMEWORKS, "node_modules", client.package, "package.json");
      if (!existsSync(manifest)) return { missing: `test/clients/frameworks has no ${client.package}` };
      return { version: (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version };
    },
    driver: async ({ driver: [script, ...args] }) => [process.execPath, resolve(FRAMEWORKS, script), ...args],
    program: async (code) => [process.execPath, "--input-type=module", "-e", code],
  },
  python: {
    installed: (client) => pythonPackage(client.package, client.leastPythonMinor),
    driver: async ({ driver: [script, ...args] }) => [python, resolve(FRAMEWORKS, script), ...args],
    program: async (code) => [python, "-c", code],
  },
  shell: {
    installed: (client) => pythonPackage(client.package),
    driver: async ({ driver: [script, ...args] }) => [python, resolve(FRAMEWORKS, script), ...args],
    // The command of the virtual environment, whose folder need not be on the path.
    program: async (code) => ["bash", "-euc", `aws() { "${python}" -m awscli "$@"; }\n${code}`],
  },
  go,
  java,
  rust,
} satisfies Readonly<Record<string, Support>>;

export type Language = keyof typeof languages;

/** The version of a client's package, or why it cannot be driven. */
export const installed = (client: TestedClient): Installed => languages[client.language].installed(client);
