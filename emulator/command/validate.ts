import { styleText } from "node:util";
import { printable } from "../reports/markup.ts";
import { ScenarioError } from "../scenario/scenario-error.ts";
import type { Environment } from "../scenario/variables.ts";
import type { ValidateInput } from "./definitions/validate.ts";
import { problemsOf } from "./json-error.ts";
import { readScenarioFiles } from "./read-scenarios.ts";
import { UsageError } from "./usage-error.ts";

/** What `--json` tells of a file. */
interface ValidatedFile {
  readonly file: string;
  readonly valid: boolean;
  readonly problems: ReturnType<typeof problemsOf>;
}

/** `outcrop validate FILE...`: 0 when every file is a valid scenario, else 2 with every problem on stderr, or with `--json` on stdout. */
export async function validate({ values, operands: files, environment }: ValidateInput): Promise<number> {
  const results: ValidatedFile[] = [];
  for (const file of files) {
    const error = await problemOf(file, environment);
    results.push({ file, valid: !error, problems: error ? problemsOf(error) : [] });
    if (values.json) continue;
    if (error) process.stderr.write(`${printable(error.message)}\n`);
    else process.stdout.write(`${printable(file)}: ${styleText("green", "valid", { stream: process.stdout })}\n`);
  }
  const valid = results.every((result) => result.valid);
  if (values.json) process.stdout.write(`${JSON.stringify({ valid, files: results }, null, 2)}\n`);
  return valid ? 0 : 2;
}

/** What is wrong with a file; `undefined` for a valid one. */
async function problemOf(file: string, environment: Environment): Promise<ScenarioError | UsageError | undefined> {
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
    if (error instanceof ScenarioError || error instanceof UsageError) return error;
    throw error;
  }
}
