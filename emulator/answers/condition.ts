import type { Catalog } from "../catalog/index.ts";
import { type CompiledCondition, checkNames, compileCondition, compilePattern, many } from "../conditions/condition.ts";
import { keysOfCondition } from "../conditions/rule-index.ts";
import { compileTextCondition, type TextCondition } from "../conditions/text-condition.ts";
import { didYouMean } from "../nearest.ts";
import type { Refuse } from "../window.ts";
import type { AnswerCondition, AnswerFacts } from "./rule.ts";

/** The operations that a model answers, each with the kind of reply that is its own. */
export const ANSWERED_OPERATIONS = [
  "Converse",
  "ConverseStream",
  "InvokeModel",
  "InvokeModelWithResponseStream",
  "InvokeModelWithBidirectionalStream",
] as const;

export type AnsweredOperation = (typeof ANSWERED_OPERATIONS)[number];

export interface CompiledAnswerCondition {
  readonly operations: ReadonlySet<string>;
  isTrueOf(facts: AnswerFacts, sinceStartMs: number): boolean;
  readonly isCounted: CompiledCondition["isCounted"];
  readonly probability: number;
  /** Whether it depends on the requests that came before. */
  readonly counts: boolean;
  /** What it names to the letter, if anything. */
  readonly keys: readonly string[] | undefined;
}

type Test = (facts: AnswerFacts) => boolean;

/** Compiles the `when` of an answer; `keys` leads to it. */
export function compileAnswerCondition(
  when: AnswerCondition,
  keys: readonly PropertyKey[],
  { catalog, refuse }: { readonly catalog: Pick<Catalog, "regions" | "models">; readonly refuse: Refuse },
): CompiledAnswerCondition {
  const { family, tags, requestMetadata, lastUserText, systemText, toolResult, turn, ...call } = when;
  const operations = many(when.operation).filter((name) => {
    const isAnswered = (ANSWERED_OPERATIONS as readonly string[]).includes(name);
    if (!isAnswered) {
      refuse([...keys, "operation"], `no model answers "${name}"${didYouMean(name, ANSWERED_OPERATIONS)}`);
    }
    return isAnswered;
  });
  const named = when.operation === undefined ? ANSWERED_OPERATIONS : operations;
  const base = compileCondition(call, keys, {
    catalog,
    operations: named.map((name) => ({ name, isInference: true })),
    refuse,
  });
  const text = (condition: string | TextCondition | undefined, key: string): ((of: string | undefined) => boolean) =>
    condition === undefined ? () => true : compileTextCondition(textConditionOf(condition), [...keys, key], refuse);
  const families = () => [...new Set(catalog.models.all().map(({ modelId }) => modelId.split(".")[0] ?? ""))];
  checkNames(family, families, "no provider of the catalogue", [...keys, "family"], refuse);
  const isUserText = text(lastUserText, "lastUserText");
  const isSystemText = text(systemText, "systemText");
  const isToolResult = text(toolResult, "toolResult");
  if (turn !== undefined && !(Number.isSafeInteger(turn) && turn >= 1)) {
    refuse([...keys, "turn"], `turns are counted from 1 (found ${turn})`);
  }
  const asked: readonly (Test | undefined)[] = [
    familyTest(family),
    recordTest(tags, (facts) => facts.tags),
    recordTest(requestMetadata, (facts) => facts.requestMetadata),
    (facts) => isUserText(facts.lastUserText) && isSystemText(facts.systemText) && isToolResult(facts.toolResult),
    (facts) => turn === undefined || facts.turn === turn,
  ];
  const tests = asked.filter((test) => test !== undefined);
  return {
    operations: new Set(named),
    isTrueOf: (facts, sinceStartMs) => base.isTrueOf(facts, sinceStartMs) && tests.every((test) => test(facts)),
    isCounted: base.isCounted,
    probability: base.probability,
    counts: when.call !== undefined || base.probability < 1,
    keys: keysOfCondition({ ...call, text: lastUserText === undefined ? undefined : textConditionOf(lastUserText) }),
  };
}

const textConditionOf = (condition: string | TextCondition): TextCondition =>
  typeof condition === "string" ? { equals: condition } : condition;

function familyTest(family: AnswerCondition["family"]): Test | undefined {
  if (family === undefined) return undefined;
  const patterns = many(family).map(compilePattern);
  return ({ model }) => patterns.some((pattern) => pattern.test(model.split(".")[0] ?? ""));
}

function recordTest(
  wanted: Readonly<Record<string, string>> | undefined,
  of: (facts: AnswerFacts) => Readonly<Record<string, string>>,
): Test | undefined {
  if (wanted === undefined) return undefined;
  const patterns = Object.entries(wanted).map(([key, value]) => [key, compilePattern(value)] as const);
  return (facts) =>
    patterns.every(([key, pattern]) => Object.hasOwn(of(facts), key) && pattern.test(of(facts)[key] ?? ""));
}
