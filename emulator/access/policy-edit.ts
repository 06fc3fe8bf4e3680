import { type ConditionDocument, listOf, type PolicyDocument, type StatementDocument } from "./policy.ts";

/** A list of values inside of a statement. */
export type Place =
  | { readonly element: "Action" | "NotAction" | "Resource" | "NotResource" }
  | { readonly element: "Condition"; readonly operator: string; readonly key: string };

/** One change to a statement. */
export type Edit =
  | { readonly kind: "add"; readonly place: Place; readonly value: string }
  | { readonly kind: "remove"; readonly place: Place; readonly value: string }
  | { readonly kind: "drop" };

/** The values at a place; empty when the statement lacks it. */
export function valuesAt(statement: StatementDocument, place: Place): readonly string[] {
  if (place.element !== "Condition") return listOf(statement[place.element]);
  return listOf(statement.Condition?.[place.operator]?.[place.key]).map(String);
}

/** The statement with the edit made. A dropped statement speaks of no action any more, so that the others keep their places. */
export function editStatement(statement: StatementDocument, edit: Edit): StatementDocument {
  if (edit.kind === "drop") return { Effect: statement.Effect, Action: [], Resource: "*" };
  const before = valuesAt(statement, edit.place);
  const after = edit.kind === "add" ? [...before, edit.value] : before.filter((value) => value !== edit.value);
  return withValues(statement, edit.place, after);
}

function withValues(statement: StatementDocument, place: Place, values: readonly string[]): StatementDocument {
  if (place.element !== "Condition") return { ...statement, [place.element]: values };
  const condition: ConditionDocument = statement.Condition ?? {};
  const keys = { ...condition[place.operator], [place.key]: values };
  return { ...statement, Condition: { ...condition, [place.operator]: keys } };
}

/** The statements of a document, always as a list. */
export function statementsOf(document: PolicyDocument): readonly StatementDocument[] {
  return listOf<StatementDocument>(document.Statement);
}

/** The document with one statement replaced, or appended when the index is the next one. */
export function replaceStatement(
  document: PolicyDocument,
  index: number,
  statement: StatementDocument,
): PolicyDocument {
  const statements = [...statementsOf(document)];
  statements[index] = statement;
  return { ...document, Statement: statements };
}
