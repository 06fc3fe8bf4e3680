import { z } from "zod";
import { nearestWord } from "../nearest.ts";
import { problemAt, type ScenarioPath, type ScenarioProblem } from "./scenario-error.ts";
import { scenarioSchema } from "./schema.ts";

/** Says what is wrong with a value that the schema refuses, in the words of a scenario's author. */
export function explainIssue(issue: z.core.$ZodIssue, scenario: unknown): ScenarioProblem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => problemAt([...issue.path, key], explainKey(key, issue.path)));
  }
  if (issue.code === "invalid_union") {
    const meant = branchMeant(issue);
    if (meant) return meant.flatMap((inner) => explainIssue(inner, scenario));
  }
  const value = valueAt(issue.path, scenario);
  if (value === undefined) return [problemAt(issue.path, "a value is required here")];
  // A key of a map that is not as it should be: the message is that of the key itself.
  const message = issue.code === "invalid_key" ? (issue.issues[0]?.message ?? issue.message) : issue.message;
  return [problemAt(issue.path, isSecret(issue.path) ? message : `${message} (found ${shown(value)})`)];
}

/**
 * Of the forms that a value may have the one that it was meant to have: it is an object where an object is expected, and wrong only
 * further in. Nothing when it is of no such form, or when the schema has words of its own for the value as a whole.
 */
function branchMeant(issue: z.core.$ZodIssueInvalidUnion): z.core.$ZodIssue[] | undefined {
  if (issue.message !== "Invalid input") return undefined;
  const isFurtherIn = ({ path, code }: z.core.$ZodIssue) => path.length > 0 || code === "unrecognized_keys";
  const further =
    issue.errors.find((issues) => issues.every(isFurtherIn)) ??
    issue.errors.find((issues) => issues.every(({ code }) => code === "invalid_union"));
  return further?.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

function explainKey(key: string, parent: ScenarioPath): string {
  const allowed = keysAt(parent);
  const nearest = nearestWord(key, allowed);
  const hint = nearest === undefined ? "." : `; did you mean "${nearest}"?`;
  return `unknown key "${key}"${hint} Allowed: ${allowed.join(", ")}`;
}

/** The keys that the schema allows at a place. */
function keysAt(path: ScenarioPath): string[] {
  let schemas = forms(scenarioSchema);
  for (const step of path) schemas = schemas.flatMap((schema) => forms(below(schema, step)));
  return schemas.flatMap((schema) => (schema instanceof z.ZodObject ? Object.keys(schema.shape) : []));
}

function below(schema: unknown, step: PropertyKey): unknown {
  if (schema instanceof z.ZodObject) return schema.shape[String(step)];
  if (schema instanceof z.ZodRecord) return schema.valueType;
  return schema instanceof z.ZodArray && typeof step === "number" ? schema.element : undefined;
}

/** The schema without its `optional()`, or the schemas that it is one of. */
function forms(schema: unknown): unknown[] {
  if (schema instanceof z.ZodOptional) return forms(schema.unwrap());
  return schema instanceof z.ZodUnion ? schema.options.flatMap(forms) : [schema];
}

const SECRETS: readonly unknown[] = ["secretAccessKey", "sessionToken", "apiKey"];

const isSecret = (path: ScenarioPath) => SECRETS.includes(path.at(-1));

const valueAt = (path: ScenarioPath, scenario: unknown) =>
  path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], scenario);

/** A value as far as it can be shown: of a list or an object, which may hold secrets, only that it is one. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (value instanceof Date) return "a date";
  if (typeof value === "object" && value !== null) return "an object";
  const text = typeof value === "string" ? JSON.stringify(value) : String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
