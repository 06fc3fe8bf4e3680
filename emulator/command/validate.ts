import { readText } from "./start.ts";
import { UsageError } from "./usage-error.ts";

/** `outcrop validate FILE...`: 0 when every file is a valid scenario, else 2 with every problem on stderr. */
export async function validate(files: readonly string[]): Promise<number> {
  if (files.length === 0) throw new UsageError("validate needs at least one file");
  const { parseScenario } = await import("../scenario/parse.ts");
  const { compileSettings } = await import("../settings.ts");
  const { createCatalog } = await import("../catalog/index.ts");
  const { ScenarioError } = await import("../scenario/scenario-error.ts");
  let exitCode = 0;
  for (const file of files) {
    try {
      compileSettings(parseScenario(await readText(file), file), createCatalog());
      process.stdout.write(`${file}: valid\n`);
    } catch (error) {
      if (!(error instanceof ScenarioError)) throw error;
      process.stderr.write(`${error.message}\n`);
      exitCode = 2;
    }
  }
  return exitCode;
}
