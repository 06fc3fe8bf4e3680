import { type Operator, operators, type ValueTest } from "./operators.ts";
import type { RequestContext } from "./policy.ts";

/** One operator on one key of a statement's Condition element. */
export interface Condition {
  /** The operator as it is written, with prefix and suffix. */
  readonly operator: string;
  /** The key as it is written. */
  readonly key: string;
  readonly values: readonly string[];
  /** Whether the operator asks for values that do not match. */
  readonly negated: boolean;
  readonly holds: (context: RequestContext) => boolean;
}

type Quantifier = "ForAllValues" | "ForAnyValue" | undefined;

/** The name of an operator in its pieces; `undefined` when AWS knows no such operator. */
export function readOperator(
  name: string,
): { readonly quantifier: Quantifier; readonly base: string; readonly ifExists: boolean } | undefined {
  const match = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(name);
  if (!match) return undefined;
  const [, quantifier, base = "", ifExists] = match;
  if (base === "Null" ? ifExists !== undefined : !Object.hasOwn(operators, base)) return undefined;
  return { quantifier: quantifier as Quantifier, base, ifExists: ifExists !== undefined };
}

/** Every operator name without prefix and suffix. */
export const operatorNames: readonly string[] = [...Object.keys(operators), "Null"];

/** Compiles one operator on one key, or lists what is wrong with its values. */
export function compileCondition(
  operator: string,
  key: string,
  values: readonly string[],
  variables: boolean,
): Condition | { readonly problems: readonly { readonly index: number; readonly problem: string }[] } {
  const name = readOperator(operator);
  if (!name) throw new RangeError(`${operator} is no condition operator`);
  const contextKey = key.toLowerCase();
  const described = { operator, key, values };
  if (name.base === "Null") {
    const problems = values.flatMap((value, index) =>
      /^(?:true|false)$/i.test(value) ? [] : [{ index, problem: `"${value}" is neither true nor false` }],
    );
    if (problems.length > 0) return { problems };
    return { ...described, negated: false, holds: nullTest(contextKey, values) };
  }
  // `readOperator` has found it.
  const { negated, compile } = operators[name.base] as Operator;
  const compiled = values.map((value) => compile(value, variables));
  const problems = compiled.flatMap((test, index) => ("problem" in test ? [{ index, problem: test.problem }] : []));
  if (problems.length > 0) return { problems };
  const literal = /^String(?:Not)?Equals$/.test(name.base) && !values.some((value) => value.includes("${"));
  const matches = anyOf(compiled as readonly ValueTest[], literal ? values : undefined);
  return { ...described, negated, holds: test(contextKey, name, negated, matches) };
}

/** Several values of the policy are alternatives. */
function anyOf(tests: readonly ValueTest[], literals: readonly string[] | undefined): ValueTest {
  if (literals && literals.length > 4) {
    const known = new Set(literals);
    return (value) => known.has(value);
  }
  const [only] = tests;
  if (only && tests.length === 1) return only;
  return (value, context) => {
    for (const matches of tests) if (matches(value, context)) return true;
    return false;
  };
}

/**
 * "Use either `true` (the key doesn't exist — it is null) or `false` (the key exists and its value is not null)."
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null
 */
function nullTest(key: string, values: readonly string[]): Condition["holds"] {
  const asked = new Set(values.map((value) => value.toLowerCase()));
  return (context) => asked.has(String((context.get(key)?.length ?? 0) === 0));
}

/**
 * - A key that the request lacks: positive operators do not hold and negated ones do; `…IfExists` holds; `ForAllValues` holds and
 *   `ForAnyValue` does not.
 * - Several values of the policy: positive operators are an OR, negated ones a NOR.
 * - Several values of the request: `ForAllValues` asks for all of them, `ForAnyValue` for one of them. AWS requires one of the two
 *   for such keys and does not say what happens without; here a positive operator then holds when one value matches, a negated
 *   one when none does (assumed).
 * Sources: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html,
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
function test(
  key: string,
  { quantifier, ifExists }: { readonly quantifier: Quantifier; readonly ifExists: boolean },
  negated: boolean,
  matches: ValueTest,
): Condition["holds"] {
  if (quantifier === "ForAllValues") {
    return (context) => {
      const values = context.get(key);
      if (!values) return true;
      // "…or if the context key value resolves to a null dataset, such as an empty string"
      return values.every((value) => value === "" || matches(value, context) !== negated);
    };
  }
  if (quantifier === "ForAnyValue") {
    return (context) => {
      const values = context.get(key);
      if (!values || values.length === 0) return ifExists;
      return values.some((value) => matches(value, context) !== negated);
    };
  }
  const whenMissing = negated || ifExists;
  return (context) => {
    const values = context.get(key);
    if (values === undefined) return whenMissing;
    const [only] = values;
    if (only === undefined) return whenMissing;
    if (values.length === 1) return matches(only, context) !== negated;
    return values.some((value) => matches(value, context)) !== negated;
  };
}
