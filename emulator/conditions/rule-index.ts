import { type CallCondition, type CallFacts, many } from "./condition.ts";

/**
 * What a condition names to the letter, as keys: a call of which it is true has one of them among its own. Of all that is named, the
 * part that likely tells the most rules apart; `undefined` when nothing is named without `*`.
 */
export function keysOfCondition({ text, profile, model, principal }: CallCondition): readonly string[] | undefined {
  if (text?.equals !== undefined) return [`text ${text.equals}`];
  for (const [kind, names] of [
    ["profile", many(profile)],
    ["principal", many(principal)],
    ["model", many(model)],
  ] as const) {
    if (names.length > 0 && names.every((name) => !name.includes("*"))) {
      return [...new Set(names.map((name) => `${kind} ${name}`))];
    }
  }
  return undefined;
}

/** All keys under which a call may be named. */
function keysOfCall({ text, profileId, profileName, profileArn, principal, model }: CallFacts): Set<string> {
  const keys = new Set<string>();
  const add = (kind: string, name: string | undefined) => name !== undefined && keys.add(`${kind} ${name}`);
  add("text", text);
  for (const name of [profileId, profileName, profileArn]) add("profile", name);
  for (const name of many(principal)) add("principal", name);
  add("model", model);
  return keys;
}

/** A rule as far as the index looks at it. */
interface Indexed {
  /** Its place in the scenario. */
  readonly index: number;
  /** What it names to the letter, each once; `undefined` when it may be true of any call. */
  readonly keys: readonly string[] | undefined;
}

/** Rules in their order, of which those that name something else than a call has need not be looked at. */
export interface RuleIndex<Rule extends Indexed> {
  add(rule: Rule): void;
  /** The rules that may be true of a call, in their order, each once. */
  about(facts: CallFacts): Generator<Rule, void, undefined>;
}

export function createRuleIndex<Rule extends Indexed>(): RuleIndex<Rule> {
  /** The rules that may be true of any call. */
  const general: Rule[] = [];
  const byKey = new Map<string, Rule[]>();
  return {
    add(rule) {
      if (!rule.keys) general.push(rule);
      for (const key of rule.keys ?? []) {
        const known = byKey.get(key);
        if (known) known.push(rule);
        else byKey.set(key, [rule]);
      }
    },
    *about(facts) {
      const lists: (readonly Rule[])[] = [general];
      if (byKey.size > 0) {
        for (const key of keysOfCall(facts)) {
          const rules = byKey.get(key);
          if (rules) lists.push(rules);
        }
      }
      yield* inOrder(lists);
    },
  };
}

/** The rules of lists that are each in order, all in order; one that stands in several lists comes once. */
function* inOrder<Rule extends Indexed>(lists: readonly (readonly Rule[])[]): Generator<Rule, void, undefined> {
  const next = lists.map(() => 0);
  for (;;) {
    let first: Rule | undefined;
    for (const [at, list] of lists.entries()) {
      const rule = list[next[at] ?? 0];
      if (rule && (!first || rule.index < first.index)) first = rule;
    }
    if (!first) return;
    for (const [at, list] of lists.entries()) if (list[next[at] ?? 0] === first) next[at] = (next[at] ?? 0) + 1;
    yield first;
  }
}
