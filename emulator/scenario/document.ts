import { type Document, LineCounter, parseDocument, type YAMLError } from "yaml";
import { type Locate, problemAt, ScenarioError, type ScenarioPlace } from "./scenario-error.ts";

/** The content of a scenario's text, not checked yet, and where everything in it stands. */
export interface ScenarioDocument {
  readonly content: unknown;
  readonly locate: Locate;
}

/** So many values may an alias stand for, all in all: enough for any scenario, too few for a "billion laughs". */
const MOST_ALIASED_VALUES = 1_000;

/**
 * Reads YAML or JSON text. `prepare` may change the document before it is turned into values. Throws ScenarioError with line and
 * column of all that is no YAML.
 */
export function readDocument(
  text: string,
  file?: string,
  prepare?: (document: Document, placeOf: (offset: number) => ScenarioPlace) => void,
): ScenarioDocument {
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
  prepare?.(document, placeOf);
  const locate: Locate = (keys) => {
    for (let length = keys.length; length >= 0; length--) {
      const node = document.getIn(keys.slice(0, length), true) as { range?: readonly number[] } | undefined;
      const start = node?.range?.[0];
      if (start !== undefined) return placeOf(start);
    }
    return named;
  };
  return { content: contentOf(document, locate), locate };
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
