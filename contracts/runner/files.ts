import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { createCatalog } from "../../emulator/catalog/index.ts";
import { readScenarioFiles } from "../../emulator/command/read-scenarios.ts";
import { UsageError } from "../../emulator/command/usage-error.ts";
import { ScenarioError } from "../../emulator/scenario/scenario-error.ts";
import type { Scenario } from "../../emulator/scenario/schema.ts";
import type { Environment } from "../../emulator/scenario/variables.ts";
import { compileSettings } from "../../emulator/settings/settings.ts";
import { type Behaviour, compileSteps } from "./compile.ts";

/** A file that was read, checked and compiled. */
export interface ReplayFile {
  readonly path: string;
  /** Of this file alone, and fit for a session. */
  readonly name: string;
  readonly scenario: Scenario;
  readonly behaviours: readonly Behaviour[];
  /** The sections that make a world which is not to be had on AWS. */
  readonly emulatorOnly: readonly string[];
}

/** Sections that AWS needs not be set up for; its clock is in nobody's hands. */
const ANYWHERE = new Set(["version", "seed", "defaults", "sessions", "steps"]);

/**
 * Reads files, and all YAML and JSON files in folders but JSON Schemas, in the order of their names. Throws UsageError when there is none, and
 * ScenarioError with every problem of all of them.
 */
export async function readReplayFiles(
  paths: readonly string[],
  environment: Environment,
): Promise<readonly ReplayFile[]> {
  const found = (await Promise.all(paths.map((path) => filesAt(path)))).flat();
  if (found.length === 0) throw new UsageError(`there is no scenario file in ${paths.join(", ")}`);
  const problems: ScenarioError[] = [];
  const files: ReplayFile[] = [];
  for (const [index, path] of found.entries()) {
    try {
      files.push(await readReplayFile(path, index, environment));
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      problems.push(error);
    }
  }
  if (problems.length > 0) throw new ScenarioError(problems.flatMap((error) => error.problems));
  return files;
}

async function readReplayFile(path: string, index: number, environment: Environment): Promise<ReplayFile> {
  const { scenario, locate } = await readScenarioFiles([path], environment);
  try {
    compileSettings(scenario, createCatalog());
    const behaviours = compileSteps(scenario);
    const emulatorOnly = Object.keys(scenario).filter((section) => !ANYWHERE.has(section));
    const name = `replay-${process.pid}-${index + 1}-${path.replaceAll(/[^\w.-]+/g, "-").slice(-80)}`;
    return { path, name, scenario, behaviours, emulatorOnly };
  } catch (error) {
    throw error instanceof ScenarioError ? error.located(locate) : error;
  }
}

async function filesAt(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch(() => {
    throw new UsageError(`cannot read ${path}: there is no such file`);
  });
  if (!found.isDirectory()) return [path];
  const names = await readdir(path, { recursive: true });
  return (
    names
      // A JSON Schema beside scenarios is for editors.
      .filter((name) => /\.(ya?ml|json)$/i.test(name) && !/\.schema\.json$/i.test(name))
      .sort()
      .map((name) => join(path, name))
  );
}
