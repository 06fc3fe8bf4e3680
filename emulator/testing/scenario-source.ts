import { fileURLToPath } from "node:url";
import { readScenarioFiles } from "../command/read-scenarios.ts";
import type { Scenario } from "../scenario/schema.ts";

/** A scenario: as it is, or the path or `file:` URL of a file; a path is seen from the working directory. */
export type ScenarioSource = Scenario | string | URL;

/**
 * The scenario, of a file with all that it takes from other files and from the environment. Throws ScenarioError for one that is not
 * valid, and an Error for a file that cannot be read.
 */
export async function readScenarioSource(source: ScenarioSource): Promise<Scenario> {
  return typeof source === "string" || source instanceof URL ? loadScenario(source) : source;
}

/** As above, of a file alone. */
export async function loadScenario(file: string | URL): Promise<Scenario> {
  const path = typeof file === "string" ? file : fileURLToPath(file);
  return (await readScenarioFiles([path], process.env)).scenario;
}
