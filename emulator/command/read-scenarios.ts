import { readFile } from "node:fs/promises";
import type { ScenarioText } from "../scenario/parse.ts";
import { UsageError } from "./usage-error.ts";

/** Reads a scenario file. Throws UsageError when there is none to read, ScenarioError when it is not valid. */
export async function readScenarioFile(file: string): Promise<ScenarioText> {
  const { readScenario } = await import("../scenario/parse.ts");
  return readScenario(await readText(file), file);
}

/** Reads scenario files; the sections of a later file replace those of an earlier one. */
export async function readScenarioFiles(files: readonly string[]): Promise<ScenarioText> {
  if (files.length === 0) return { scenario: {}, locate: () => ({}) };
  const { mergeScenarios } = await import("../scenario/parse.ts");
  const texts: ScenarioText[] = [];
  for (const file of files) texts.push(await readScenarioFile(file));
  return mergeScenarios(texts);
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
