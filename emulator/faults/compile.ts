import type { ApiModel } from "../../contracts/model/api-model.ts";
import type { Catalog } from "../catalog/index.ts";
import { type CompiledCondition, compileCondition, many, type OneOrMany } from "../conditions/condition.ts";
import { createRuleIndex, keysOfCondition, type RuleIndex } from "../conditions/rule-index.ts";
import { didYouMean } from "../nearest.ts";
import type { Refuse } from "../window.ts";
import { type Fault, kinds } from "./fault.ts";
import type { Effect, EffectKey, Kind } from "./kind.ts";
import type { FaultEffect, FaultRule } from "./rule.ts";
import { type OperationFacts, readVocabulary } from "./vocabulary.ts";

/** A rule in the form in which it is looked up. */
export interface CompiledRule {
  /** Its place in the scenario, from 0. */
  readonly index: number;
  readonly condition: CompiledCondition;
  /** What its condition names to the letter, if anything. */
  readonly keys: readonly string[] | undefined;
  /** Whether all of it can happen to a call of the operation, and it is one that the rule is about. */
  fits(operation: OperationFacts): boolean;
  readonly effects: readonly Effect<Fault>[];
  readonly times: number;
}

/** The rules of a scenario, in their order, and the operations that they may be about. */
export interface CompiledFaults {
  readonly size: number;
  readonly operations: ReadonlyMap<string, OperationFacts>;
  readonly rules: RuleIndex<CompiledRule>;
}

export interface FaultTools {
  /** The API models, asked for only when there is a rule. */
  readonly models: () => readonly ApiModel[];
  readonly catalog: Pick<Catalog, "regions" | "models">;
  readonly refuse: Refuse;
}

/** As many rules may a scenario have. */
const RULES_LIMIT = 20_000;

/**
 * Compiles the section `faults`. `refuse` is told of all that is wrong, with the way to it from the top of the scenario
 * (`["faults", 2, "then", "error"]`); rules of which anything was refused are not to be used.
 */
export function compileFaults(rules: readonly FaultRule[], { models, catalog, refuse }: FaultTools): CompiledFaults {
  const compiled = createRuleIndex<CompiledRule>();
  if (rules.length > RULES_LIMIT) {
    refuse(["faults"], `a scenario has at most ${RULES_LIMIT} faults (found ${rules.length})`);
  }
  const vocabulary = rules.length === 0 ? new Map<string, OperationFacts>() : readVocabulary(models());
  const everyOperation = [...vocabulary.values()];
  for (const [index, { when = {}, then, times = Number.POSITIVE_INFINITY }] of rules.entries()) {
    const keys = ["faults", index];
    const named = findOperations(when.operation, vocabulary, [...keys, "when", "operation"], refuse);
    const operations = named ?? everyOperation;
    const condition = compileCondition(when, [...keys, "when"], { catalog, operations, refuse });
    const effects = compileEffects(then, [...keys, "then"], operations, refuse);
    const isAble = (operation: OperationFacts) => effects.every(({ effect }) => effect.unfit(operation) === undefined);
    if (named) refuseUnfit(named, effects, [...keys, "then"], refuse);
    else if (!operations.some(isAble))
      refuse([...keys, "then"], "there is no operation to which all of this can happen");
    if (times !== Number.POSITIVE_INFINITY && !(Number.isSafeInteger(times) && times >= 1)) {
      refuse([...keys, "times"], `a rule is used 1 time or more (found ${times})`);
    }
    compiled.add({
      index,
      condition,
      keys: keysOfCondition(when),
      fits: (operation) => (named?.includes(operation) ?? true) && isAble(operation),
      effects: effects.map(({ effect }) => effect),
      times,
    });
  }
  return { size: rules.length, operations: vocabulary, rules: compiled };
}

/** The operations that a rule names; `undefined` when it names none. */
function findOperations(
  names: OneOrMany | undefined,
  vocabulary: ReadonlyMap<string, OperationFacts>,
  keys: readonly PropertyKey[],
  refuse: Refuse,
): readonly OperationFacts[] | undefined {
  if (names === undefined) return undefined;
  return many(names).flatMap((name) => {
    const operation = vocabulary.get(name);
    if (!operation) refuse(keys, `"${name}" is no operation of Amazon Bedrock${didYouMean(name, vocabulary.keys())}`);
    return operation ? [operation] : [];
  });
}

interface AskedEffect {
  readonly kind: Kind<Fault>;
  readonly effect: Effect<Fault>;
}

function compileEffects(
  then: FaultEffect,
  keys: readonly PropertyKey[],
  operations: readonly OperationFacts[],
  refuse: Refuse,
): readonly AskedEffect[] {
  const asked = kinds.filter((kind) => kind.isAskedFor(then));
  if (asked.length === 0) refuse(keys, `nothing happens; say what does with one of ${kindNames(kinds)}`);
  const outcomes = asked.filter(({ isOutcome }) => isOutcome);
  if (outcomes.length > 1) refuse(keys, `one thing goes wrong at a time, and these are ${kindNames(outcomes)}`);
  refuseIdle(then, keys, asked, refuse);
  return asked.map((kind) => ({
    kind,
    effect: kind.compile(then, { operations, refuse: (key, message) => refuse([...keys, key], message) }),
  }));
}

/** Refuses the keys that nothing of what is asked for looks at. */
function refuseIdle(
  then: FaultEffect,
  keys: readonly PropertyKey[],
  asked: readonly Kind<Fault>[],
  refuse: Refuse,
): void {
  const used = new Set<string>(asked.flatMap((kind) => kind.keys));
  const known = kinds.flatMap((kind) => kind.keys);
  for (const [key, value] of Object.entries(then)) {
    if (used.has(key) || value === undefined) continue;
    const owners = kinds.filter((kind) => kind.keys.includes(key as EffectKey));
    const message =
      owners.length === 0
        ? `unknown key "${key}"${didYouMean(key, known)}`
        : `"${key}" says something about ${kindNames(owners)}, which is not there or not in this form`;
    refuse([...keys, key], message);
  }
}

function refuseUnfit(
  named: readonly OperationFacts[],
  effects: readonly AskedEffect[],
  keys: readonly PropertyKey[],
  refuse: Refuse,
): void {
  for (const { kind, effect } of effects) {
    for (const operation of named) {
      const reason = effect.unfit(operation);
      if (reason !== undefined) refuse([...keys, kind.keys[0] ?? ""], reason);
    }
  }
}

const kindNames = (some: readonly Kind<Fault>[]) => some.map(({ keys }) => keys[0]).join(", ");
