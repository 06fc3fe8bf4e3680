import { styleText } from "node:util";
import { ScenarioError } from "../scenario/scenario-error.ts";
import type { ExplainInput } from "./definitions/explain.ts";
import { writeAnswers } from "./explain-text.ts";
import { judgeScenario } from "./judge-scenario.ts";
import { readScenarioFiles } from "./read-scenarios.ts";

/** `outcrop explain FILE...`: 0 when everything that was asked about is allowed, 1 when something is denied. */
export async function explain({ values, operands: files, environment }: ExplainInput): Promise<number> {
  const { operation, principal: principals, "model-id": modelIds, json } = values;
  const { scenario, locate } = await readScenarioFiles(files, environment);
  const answers = await judgeScenario(scenario, { operation, principals, modelIds }).catch((error: unknown) => {
    throw error instanceof ScenarioError ? error.located(locate) : error;
  });
  process.stdout.write(json ? `${JSON.stringify(answers, null, 2)}\n` : writeAnswers(answers, paint));
  return answers.allowed ? 0 : 1;
}

/** Colours, on a terminal that wants them: `styleText` looks for NO_COLOR and for a terminal itself. */
const paint = (verdict: "allowed" | "denied", text: string): string =>
  styleText(verdict === "allowed" ? "green" : "red", text, { stream: process.stdout });
