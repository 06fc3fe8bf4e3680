import { readdir, readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { FileAccess } from "../scenario/load.ts";
import type { ScenarioText } from "../scenario/parse.ts";
import type { Environment } from "../scenario/variables.ts";
import { UsageError } from "./usage-error.ts";

/**
 * Reads scenario files, and folders of them; the sections of a later one replace those of an earlier one. `onFile` is told of every
 * file before it is read, and of every folder. Throws UsageError when there is none to read, ScenarioError when it is not valid.
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
  const list = async (path: string) => {
    const names = await access.list(path);
    if (names) onFile(path);
    return names;
  };
  return loadScenario(files, { ...access, read, list });
}

/** Scenario files on this machine's disk. */
function fileAccess(environment: Environment): FileAccess {
  return { read: readText, list: listFolder, resolve: (from, path) => resolve(dirname(from), path), environment };
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

/**
 * The names of the scenarios in a folder. Hidden files are none, since editors and mounted Kubernetes volumes keep their own things in
 * them, and neither are JSON Schemas, which editors look for beside what they describe.
 */
async function listFolder(path: string): Promise<readonly string[] | undefined> {
  try {
    const names = await readdir(path);
    return names.filter((name) => /^[^.].*(?<!\.schema)\.(?:json|ya?ml)$/i.test(name)).toSorted();
  } catch {
    // No folder, or none that may be read: reading it as a file tells which.
    return undefined;
  }
}
