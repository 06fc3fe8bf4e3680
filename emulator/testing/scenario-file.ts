import type { Scenario } from "../scenario/schema.ts";

/**
 * The text of a scenario file that says just this, with nothing to be taken from other files or from the environment. Throws a
 * TypeError for a function, which no file can hold.
 */
export function writeScenarioFile(scenario: Scenario): string {
  const text = JSON.stringify(scenario, (key, value: unknown) => {
    if (typeof value !== "function") return value;
    throw new TypeError(`a scenario for a container is data alone, and "${key}" is a function`);
  });
  // Whoever reads the file would look for variables in it.
  return text.replaceAll("${", () => "$${");
}
