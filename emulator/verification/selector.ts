import type { Catalog } from "../catalog/index.ts";
import { compileCondition, many } from "../conditions/condition.ts";
import type { Refuse } from "../window.ts";
import { type Exchange, hasFailed } from "./exchange.ts";
import type { CallSelector } from "./rule.ts";

export type Selector = (exchange: Exchange) => boolean;

export interface SelectorTools {
  readonly catalog: Pick<Catalog, "regions" | "models">;
  /** Every operation that there is, and whether a model answers it. */
  readonly operations: readonly { readonly name: string; readonly isInference: boolean }[];
  readonly refuse: Refuse;
}

/** Compiles which requests an expectation is about; `keys` leads to it. */
export function compileSelector(
  { outcome, operation, ...condition }: CallSelector,
  keys: readonly PropertyKey[],
  { catalog, operations, refuse }: SelectorTools,
): Selector {
  const named = many(operation);
  for (const name of named) {
    if (!operations.some((known) => known.name === name)) {
      refuse([...keys, "operation"], `"${name}" is no operation of Amazon Bedrock`);
    }
  }
  const about = named.length === 0 ? operations : operations.filter(({ name }) => named.includes(name));
  const { isTrueOf } = compileCondition(condition, keys, { catalog, operations: about, refuse });
  const outcomes = many(outcome);
  const isOutcome = (exchange: Exchange) =>
    outcomes.length === 0 ||
    outcomes.some((wanted) => {
      if (wanted === "ok") return !hasFailed(exchange);
      return wanted === "error" ? hasFailed(exchange) : wanted === exchange.error;
    });
  return (exchange) =>
    (named.length === 0 || (exchange.operation !== undefined && named.includes(exchange.operation))) &&
    isOutcome(exchange) &&
    isTrueOf(
      {
        operation: exchange.operation ?? "",
        model: exchange.model,
        profileId: exchange.profile?.id,
        profileName: exchange.profile?.name,
        profileArn: exchange.profile?.arn,
        principal: exchange.principal,
        source: exchange.source ?? "",
        destination: exchange.destination,
        text: exchange.prompt?.lastUserText,
      },
      exchange.sinceStartMs,
    );
}
