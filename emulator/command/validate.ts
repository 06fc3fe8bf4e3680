import { ScenarioError } from "../scenario/scenario-error.ts";
import type { Environment } from "../scenario/variables.ts";
import { readScenarioFiles } from "./read-scenarios.ts";
import { UsageError } from "./usage-error.ts";

/** `outcrop validate FILE...`: 0 when every file is a valid scenario, else 2 with every problem on stderr. */
export async function validate(files: readonly string[], environment: Environment): Promise<number> {
  const flag = files.find((file) => file.startsWith("-"));
  if (flag !== undefined) throw new UsageError(`validate has no option ${flag}; see outcrop --help`);
  if (files.length === 0) throw new UsageError("validate needs at least one file");
  let exitCode = 0;
  for (const file of files) {
    const problem = await problemOf(file, environment);
    if (problem === undefined) process.stdout.write(`${file}: valid\n`);
    else {
      process.stderr.write(`${problem}\n`);
      exitCode = 2;
    }
  }
  return exitCode;
}

/** Everything that is wrong with a file, as text; `undefined` for a valid one. */
async function problemOf(file: string, environment: Environment): Promise<string | undefined> {
  const { compileSettings } = await import("../settings/settings.ts");
  const { compileSteps } = await import("../../contracts/runner/compile.ts");
  const { createCatalog } = await import("../catalog/index.ts");
  try {
    const { scenario, locate } = await readScenarioFiles([file], environment);
    try {
      compileSettings(scenario, createCatalog());
      compileSteps(scenario);
    } catch (error) {
      throw error instanceof ScenarioError ? error.located(locate) : error;
    }
    return undefined;
  } catch (error) {
    if (error instanceof ScenarioError || error instanceof UsageError) return error.message;
    throw error;
  }
}
