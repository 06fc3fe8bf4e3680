import { styleText } from "node:util";
import { operations } from "../operations/registry.ts";
import { ScenarioError } from "../scenario/scenario-error.ts";
import type { Environment } from "../scenario/variables.ts";
import { writeAnswers } from "./explain-text.ts";
import { judgeScenario, type Question } from "./judge-scenario.ts";
import { parseArguments } from "./parse-arguments.ts";
import { readScenarioFiles } from "./read-scenarios.ts";
import { UsageError } from "./usage-error.ts";

/** `outcrop explain FILE...`: 0 when everything that was asked about is allowed, 1 when something is denied. */
export async function explain(args: readonly string[], environment: Environment): Promise<number> {
  const { files, json, question } = readOptions(args);
  const { scenario, locate } = await readScenarioFiles(files, environment);
  const answers = await judgeScenario(scenario, question).catch((error: unknown) => {
    throw error instanceof ScenarioError ? error.located(locate) : error;
  });
  process.stdout.write(json ? `${JSON.stringify(answers, null, 2)}\n` : writeAnswers(answers, paint));
  return answers.allowed ? 0 : 1;
}

/** Colours, on a terminal that wants them: `styleText` looks for NO_COLOR and for a terminal itself. */
const paint = (verdict: "allowed" | "denied", text: string): string =>
  styleText(verdict === "allowed" ? "green" : "red", text, { stream: process.stdout });

const OPERATIONS = operations
  .filter(({ isInference, service }) => isInference && service === "bedrock-runtime")
  .map(({ name }) => name);
const PRINCIPAL = /^arn:[a-z-]+:(iam|sts)::\d{12}:(root|(user|role|assumed-role|federated-user)\/.+)$/;

interface ExplainOptions {
  readonly files: readonly string[];
  readonly json: boolean;
  readonly question: Question;
}

function readOptions(args: readonly string[]): ExplainOptions {
  const { values, positionals } = parse(args);
  const operation = values.operation ?? "Converse";
  if (positionals.length === 0) throw new UsageError("explain needs at least one file");
  if (!OPERATIONS.includes(operation)) {
    throw new UsageError(`--operation must be one of ${OPERATIONS.join(", ")}, and not "${operation}"`);
  }
  const principals = values.principal ?? [];
  const wrong = principals.find((arn) => !PRINCIPAL.test(arn));
  if (wrong !== undefined) throw new UsageError(`--principal must be the ARN of a principal, and not "${wrong}"`);
  const question = { operation, principals, modelIds: values["model-id"] ?? [] };
  return { files: positionals, json: values.json ?? false, question };
}

function parse(args: readonly string[]) {
  return parseArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      json: { type: "boolean" },
      operation: { type: "string" },
      principal: { type: "string", multiple: true },
      "model-id": { type: "string", multiple: true },
    },
  });
}
