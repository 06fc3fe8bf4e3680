import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { join } from "node:path";
import { type Block, ROOT } from "./pages.ts";

/** What runs a block. */
export type Runner = "scenario" | "node" | "node:test" | "vitest" | "python" | "shell" | "console" | "http" | "file";

/** Which run of tests has what a runner needs: `npm test`, or `npm run test:clients`. */
export type Suite = "unit" | "clients";

export interface Plan {
  readonly runner: Runner;
  readonly suite: Suite;
}

/** Which runner takes a block; `undefined` when none does. */
export function planOf(block: Block): Plan | undefined {
  const { language, directives, code } = block;
  switch (language) {
    case "yaml":
      return { runner: "scenario", suite: "unit" };
    case "json":
      return directives.some((directive) => directive.startsWith("file="))
        ? { runner: "file", suite: "unit" }
        : undefined;
    case "js":
    case "ts":
      return planOfModule(block);
    case "python":
      return { runner: "python", suite: "clients" };
    case "sh":
      return { runner: "shell", suite: needsClients(code) ? "clients" : "unit" };
    case "console":
      return { runner: "console", suite: needsClients(code) ? "clients" : "unit" };
    case "http":
      return { runner: "http", suite: "unit" };
    default:
      return undefined;
  }
}

/** Commands that `npm run install:clients` and the requirements of Python bring. */
const needsClients = (code: string) => /^\s*(\$ )?(aws|python3?|pip3?|pytest) /m.test(code);

function planOfModule({ directives, code }: Block): Plan | undefined {
  if (directives.includes("vitest")) return { runner: "vitest", suite: "unit" };
  if (directives.includes("node:test")) return { runner: "node:test", suite: "unit" };
  return { runner: "node", suite: importsOf(code).every((name) => isOwn(name)) ? "unit" : "clients" };
}

/** The packages that a module imports. */
function importsOf(code: string): readonly string[] {
  const names = [...code.matchAll(/^(?:import|\} from) [^"]*"([^".][^"]*)"/gm)].map(([, name = ""]) => name);
  return names.filter((name) => !isBuiltin(name)).map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name);
}

/** Whether a package is this one, or one that it is developed with. */
const isOwn = (name: string) => [manifest.name, ...Object.keys(manifest.devDependencies)].includes(name);
const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
  readonly name: string;
  readonly devDependencies: Readonly<Record<string, string>>;
};

/** The folder of the frameworks in JavaScript, which are not installed with the project. */
export const FRAMEWORKS = join(ROOT, "test/clients/frameworks");

/** The Python that has the clients. */
export const PYTHON = process.env.OUTCROP_TEST_PYTHON ?? "python3";

/** What a block needs that this machine has not, in words. */
export function missingFor({ language, code }: Block, { suite }: Plan): string | undefined {
  if (suite === "unit") return undefined;
  if (language === "js" || language === "ts") {
    const missing = importsOf(code).find((name) => !isOwn(name) && !existsSync(join(FRAMEWORKS, "node_modules", name)));
    return missing && `${missing} is not installed; CONTRIBUTING.md says how to install the clients`;
  }
  const imported = [...code.matchAll(/^(?:import|from) (\w+)/gm)].map(([, name = ""]) => name);
  const modules = language === "python" ? imported : /\baws /.test(code) ? ["awscli"] : [];
  const find =
    "import sys, importlib.util; sys.exit(any(importlib.util.find_spec(name) is None for name in sys.argv[1:]))";
  const { status } = spawnSync(PYTHON, ["-c", find, ...modules]);
  return status === 0
    ? undefined
    : `${PYTHON} has not all of ${modules.join(", ")}; CONTRIBUTING.md says how to install the clients`;
}
