import { type Document, isScalar, parse, Scalar, visit } from "yaml";
import { problemAt, ScenarioError, type ScenarioPlace, type ScenarioProblem } from "./scenario-error.ts";

/** The variables of the process that reads a scenario file. */
export type Environment = Readonly<Record<string, string | undefined>>;

const VARIABLE = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/**
 * Puts variables into the texts of a document: `${NAME}`, and `${NAME:-default}` for one that is not set or empty; `$${` stands for
 * `${` itself. What is written without quotes is read anew, so that `seed: ${SEED:-42}` is a number. Throws ScenarioError for
 * a variable that is not set and has no default.
 */
export function putVariables(
  document: Document,
  environment: Environment,
  placeOf: (offset: number) => ScenarioPlace,
): void {
  const problems: ScenarioProblem[] = [];
  visit(document, {
    Scalar(_, node) {
      if (!isScalar(node) || typeof node.value !== "string" || !node.value.includes("${")) return;
      const text = node.value.replaceAll(
        VARIABLE,
        (written, name: string | undefined, fallback: string | undefined) => {
          if (name === undefined) return "${";
          const value = environment[name] || fallback;
          if (value !== undefined) return value;
          const message = `the environment variable ${name} is not set, and ${written} has no default`;
          problems.push(problemAt([], message, placeOf(node.range?.[0] ?? 0)));
          return "";
        },
      );
      node.value = node.type === Scalar.PLAIN ? readPlain(text) : text;
    },
  });
  if (problems.length > 0) throw new ScenarioError(problems);
}

/** What a text without quotes means in YAML; a text that is more than one value stays a text. */
function readPlain(text: string): unknown {
  try {
    const value: unknown = parse(text);
    return typeof value === "object" ? text : value;
  } catch {
    return text;
  }
}
