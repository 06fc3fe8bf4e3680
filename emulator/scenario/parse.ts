import leven from "leven";
import { LineCounter, parseDocument } from "yaml";
import type { z } from "zod";
import { ScenarioError, type ScenarioProblem } from "./scenario-error.ts";
import { type Scenario, scenarioSchema } from "./schema.ts";

/** Sections of the scenario format that this version does not act on; to accept them would be to ignore them. */
const NOT_YET = ["organization", "accounts", "regions", "routing", "faults", "answers", "usage", "expect", "steps"];

type Locate = (path: readonly PropertyKey[]) => Pick<ScenarioProblem, "file" | "line" | "column">;

/** Checks a scenario that is an object already. Throws ScenarioError with every problem in it. */
export function checkScenario(value: unknown, locate: Locate = () => ({})): Scenario {
  const result = scenarioSchema.safeParse(value ?? {});
  if (result.success) return result.data;
  throw new ScenarioError(result.error.issues.flatMap((issue) => explain(issue, value, locate)));
}

/** Reads a scenario from YAML or JSON text. Throws ScenarioError with line and column of every problem. */
export function parseScenario(text: string, file?: string): Scenario {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const named = file === undefined ? {} : { file };
  const placeOf = (offset: number) => {
    const { line, col } = counter.linePos(offset);
    return { ...named, line, column: col };
  };
  if (document.errors.length > 0) {
    throw new ScenarioError(document.errors.map(({ message, pos }) => ({ path: "", message, ...placeOf(pos[0]) })));
  }
  return checkScenario(document.toJS({ maxAliasCount: 100 }), (path) => {
    for (let length = path.length; length >= 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as { range?: readonly number[] } | undefined;
      const start = node?.range?.[0];
      if (start !== undefined) return placeOf(start);
    }
    return named;
  });
}

function explain(issue: z.core.$ZodIssue, scenario: unknown, locate: Locate): ScenarioProblem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return { path: written(path), message: unknownKey(key, issue.path), ...locate(path) };
    });
  }
  const found = issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)?.[key], scenario);
  const message =
    found === undefined ? `${issue.message} (nothing was given)` : `${issue.message} (found ${shown(found)})`;
  return [{ path: written(issue.path), message, ...locate(issue.path) }];
}

function unknownKey(key: string, parent: readonly PropertyKey[]): string {
  if (parent.length === 0 && NOT_YET.includes(key)) {
    return `the section "${key}" is not part of this version of Outcrop yet`;
  }
  const allowed = keysAt(parent);
  const nearest = allowed.toSorted((a, b) => leven(a, key) - leven(b, key))[0];
  const hint = nearest !== undefined && leven(nearest, key) <= 3 ? `; did you mean "${nearest}"?` : "";
  return `unknown key "${key}"${hint} Allowed: ${allowed.join(", ")}`.replace('" Allowed', '". Allowed');
}

/** The keys that the schema allows at a place. */
function keysAt(path: readonly PropertyKey[]): string[] {
  let schema: unknown = scenarioSchema;
  for (const step of [...path, undefined]) {
    while (typeof (schema as { unwrap?: unknown }).unwrap === "function") schema = (schema as z.ZodOptional).unwrap();
    if (step === undefined) break;
    const { shape, element } = schema as { shape?: Record<PropertyKey, unknown>; element?: unknown };
    schema = typeof step === "number" ? element : shape?.[step];
  }
  return Object.keys((schema as { shape?: object }).shape ?? {});
}

const written = (path: readonly PropertyKey[]) =>
  path
    .map((step, index) => (typeof step === "number" ? `[${step}]` : `${index > 0 ? "." : ""}${String(step)}`))
    .join("");

/** Secret keys never reach a message or a log. */
function shown(value: unknown): string {
  const text =
    JSON.stringify(value, (key, inner: unknown) => (key === "secretAccessKey" ? "…" : inner)) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
