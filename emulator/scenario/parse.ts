import { readDocument } from "./document.ts";
import { explainIssue } from "./explain.ts";
import { type Locate, ScenarioError } from "./scenario-error.ts";
import { type Scenario, scenarioSchema } from "./schema.ts";

/** A scenario that was read from text. */
export interface ScenarioText {
  readonly scenario: Scenario;
  /** Finds the place of a value, for problems that show only when the scenario is put to use. */
  readonly locate: Locate;
}

/** Checks a scenario that is an object already. Throws ScenarioError with every problem in it. */
export function checkScenario(value: unknown, locate: Locate = () => ({})): Scenario {
  const result = scenarioSchema.safeParse(value ?? {});
  if (result.success) return result.data;
  throw new ScenarioError(result.error.issues.flatMap((issue) => explainIssue(issue, value))).located(locate);
}

/** Reads a scenario from YAML or JSON text. Throws ScenarioError with line and column of every problem. */
export function parseScenario(text: string, file?: string): Scenario {
  return readScenario(text, file).scenario;
}

/** As `parseScenario`, and tells where everything stands. */
export function readScenario(text: string, file?: string): ScenarioText {
  const { content, locate } = readDocument(text, file);
  return { scenario: checkScenario(content, locate), locate };
}
