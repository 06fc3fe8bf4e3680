import { ScenarioError, type ScenarioProblem } from "../scenario/scenario-error.ts";
import type { UsageError } from "./usage-error.ts";

/** What is wrong, for machines: a problem of a scenario has its place. */
export const problemsOf = (error: ScenarioError | UsageError): readonly Omit<ScenarioProblem, "keys">[] =>
  error instanceof ScenarioError
    ? error.problems.map(({ keys: _, ...problem }) => problem)
    : [{ path: "", message: error.message }];

/** An error as one line of JSON: `{ error: { message, problems } }`. */
export const writeJsonError = (error: ScenarioError | UsageError): string =>
  `${JSON.stringify({ error: { message: error.message, problems: problemsOf(error) } })}\n`;
