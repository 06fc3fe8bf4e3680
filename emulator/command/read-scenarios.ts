import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { FileAccess } from "../scenario/load.ts";
import type { ScenarioText } from "../scenario/parse.ts";
import type { Environment } from "../scenario/variables.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Reads scenario files; the sections of a later file replace those of an earlier one. `onFile` is told of every file before it is
 * read. Throws UsageError when there is none to read, ScenarioError when it is not valid.
 */
export async function readScenarioFiles(
  files: readonly string[],
  environment: Environment,
  onFile: (path: string) => void = () => undefined,
): Promise<ScenarioText> {
  if (files.length === 0) return { scenario: {}, locate: () => ({}) };
  const { loadScenario } = await import("../scenario/load.ts");
  const access = fileAccess(environment);
  const read = (path: string) => {
    onFile(path);
    return access.read(path);
  };
  return loadScenario(files, { ...access, read });
}

/** Scenario files on this machine's disk. */
function fileAccess(environment: Environment): FileAccess {
  return { read: readText, resolve: (from, path) => resolve(dirname(from), path), environment };
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a directory",
  EACCES: "it may not be read",
};

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    throw new UsageError(`cannot read ${file}: ${REASONS[code] ?? message}`);
  }
}
