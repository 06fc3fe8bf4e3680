import { type Document, LineCounter, parseDocument, type YAMLError } from "yaml";
import { explainIssue } from "./explain.ts";
import { type Locate, problemAt, ScenarioError, type ScenarioPlace } from "./scenario-error.ts";
import { type Scenario, scenarioSchema } from "./schema.ts";

/** A scenario that was read from text. */
export interface ScenarioText {
  readonly scenario: Scenario;
  /** Finds the place of a value, for problems that show only when the scenario is put to use. */
  readonly locate: Locate;
}

/** So many values may an alias stand for, all in all: enough for any scenario, too few for a "billion laughs". */
const MOST_ALIASED_VALUES = 1_000;

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
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, logLevel: "error" });
  const named = file === undefined ? {} : { file };
  const placeOf = (offset: number): ScenarioPlace => {
    const { line, col } = counter.linePos(offset);
    return { ...named, line, column: col };
  };
  // A warning is a tag that YAML does not know: its value would be taken for plain text.
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0) {
    throw new ScenarioError(faults.map((fault) => problemAt([], explainYaml(fault), placeOf(fault.pos[0]))));
  }
  const locate: Locate = (keys) => {
    for (let length = keys.length; length >= 0; length--) {
      const node = document.getIn(keys.slice(0, length), true) as { range?: readonly number[] } | undefined;
      const start = node?.range?.[0];
      if (start !== undefined) return placeOf(start);
    }
    return named;
  };
  return { scenario: checkScenario(contentOf(document, locate), locate), locate };
}

/** Puts scenarios together: a section of a later one replaces the same section of an earlier one. */
export function mergeScenarios(texts: readonly ScenarioText[]): ScenarioText {
  const scenario = Object.assign({}, ...texts.map((text) => text.scenario)) as Scenario;
  const locate: Locate = (keys) => {
    const [section = ""] = keys;
    return texts.findLast((text) => Object.hasOwn(text.scenario, section))?.locate(keys) ?? {};
  };
  return { scenario, locate };
}

/** The document's content; what YAML finds out only now (aliases of nothing, aliases without end) is a problem like any other. */
function contentOf(document: Document, locate: Locate): unknown {
  try {
    return document.toJS({ maxAliasCount: MOST_ALIASED_VALUES });
  } catch (error) {
    throw new ScenarioError([problemAt([], (error as Error).message, locate([]))]);
  }
}

function explainYaml({ code, message }: YAMLError): string {
  if (code === "MULTIPLE_DOCS") return "a scenario is one document; this text has several";
  return message.startsWith("Maximum call stack") ? "the values are nested too deeply" : message;
}
