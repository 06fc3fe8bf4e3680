import { didYouMean } from "../nearest.ts";
import type { EffectKey, KindTools } from "./kind.ts";
import type { FaultEffect } from "./rule.ts";
import type { OperationFacts } from "./vocabulary.ts";
import { wordingOf } from "./wordings.ts";

/** An exception as it will be thrown, in the form that errors and streams share. */
export interface Exception {
  /** The name of its shape. */
  readonly code: string;
  readonly message: string;
  /** Further members of its shape. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The keys of `then` that describe the exception itself. */
export const EXCEPTION_KEYS = [
  "error",
  "message",
  "originalStatusCode",
  "originalMessage",
  "resourceName",
] as const satisfies readonly EffectKey[];

const FIELD_KEYS = ["originalStatusCode", "originalMessage", "resourceName"] as const;

/** An exception that a rule names, checked. */
export interface CompiledException {
  readonly code: string;
  isThrownBy(operation: OperationFacts): boolean;
  of(operation: OperationFacts): Exception;
}

type Errors = NonNullable<OperationFacts["streamErrors"]>;
type ErrorsOf = (operation: OperationFacts) => Errors | undefined;

/** By the operations that a rule is about, which are the same ones for every rule that names none. */
const remembered = new WeakMap<readonly OperationFacts[], Map<ErrorsOf, Errors>>();

function errorsOfAll(operations: readonly OperationFacts[], errorsOf: ErrorsOf): Errors {
  const known = remembered.get(operations) ?? new Map<ErrorsOf, Errors>();
  remembered.set(operations, known);
  const errors = known.get(errorsOf) ?? new Map(operations.flatMap((operation) => [...(errorsOf(operation) ?? [])]));
  known.set(errorsOf, errors);
  return errors;
}

/**
 * Checks the exception that `then` describes. `errorsOf` tells which exceptions an operation can throw where this one is to be
 * thrown (one function for all rules), and `written` how their names are written there.
 */
export function compileException(
  then: FaultEffect,
  { operations, refuse }: KindTools,
  errorsOf: ErrorsOf,
  written: (code: string) => string,
): CompiledException {
  const name = then.error ?? "";
  const known = errorsOfAll(operations, errorsOf);
  const code = [...known.keys()].find((one) => one === name || written(one) === name);
  if (code === undefined) {
    const allowed = [...known.keys()].map(written).toSorted();
    const reason = name === "" ? "the exception is missing" : `"${name}" is no exception here`;
    refuse("error", `${reason}${didYouMean(name, allowed) || "."} Allowed: ${allowed.join(", ")}`);
  }
  const fields: Record<string, unknown> = {};
  for (const key of FIELD_KEYS) {
    if (then[key] === undefined) continue;
    fields[key] = then[key];
    if (code !== undefined && !known.get(code)?.has(key)) refuse(key, `${code} has no member "${key}"`);
  }
  return {
    code: code ?? name,
    // What has no name is refused once and not for every operation.
    isThrownBy: (operation) => code === undefined || errorsOf(operation)?.has(code) === true,
    of: ({ isRuntime }) => ({
      code: code ?? name,
      message: then.message ?? wordingOf(code ?? name, isRuntime) ?? name,
      fields,
    }),
  };
}
