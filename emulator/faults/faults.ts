import type { Clock } from "../clock.ts";
import type { CallFacts } from "../conditions/condition.ts";
import type { Random } from "../random.ts";
import type { CompiledFaults, CompiledRule } from "./compile.ts";
import type { Fault } from "./fault.ts";

/** Tells what goes wrong with each call, and keeps count. */
export interface Faults {
  /**
   * What goes wrong with this call; `undefined` when nothing does. A call is looked up twice: without a destination before it
   * is routed, which concerns the rules that name no `region`, and with it afterwards, which concerns those that do. So a call
   * that fails before it is routed takes nothing from any Region, and each rule counts a call once. Within each of the two the
   * first rule in the scenario's order that applies is the one.
   */
  next(facts: CallFacts): FiredRule | undefined;
  /** What became of each rule, in the scenario's order. */
  counts(): readonly RuleCount[];
}

/** The rule that is the one, and what it does. */
export interface FiredRule {
  /** Its place in the scenario's `faults`, from 0. */
  readonly rule: number;
  /** What happens, in the order in which it does: a delay, the pace of a stream, at most one thing that goes wrong, split frames. */
  readonly faults: readonly Fault[];
}

export interface RuleCount {
  readonly rule: number;
  /** The calls that met all conditions but `call` and `probability`. */
  readonly matched: number;
  /** The calls to which it happened. */
  readonly fired: number;
}

interface RuleInUse {
  matched: number;
  fired: number;
  /** Decides whether it happens, and how it does: apart from each other and from all other rules. */
  readonly chance: Random;
  readonly detail: Random;
}

/**
 * Starts with no call counted. Windows count from now, which is the start of the clock or the moment at which a scenario comes to
 * life. A rule counts every call that meets its conditions and draws for it, also when it is used up or a rule above is the one:
 * which calls it hits does not depend on the other rules.
 */
export function createFaults({
  rules,
  clock,
  random,
}: {
  readonly rules: CompiledFaults;
  readonly clock: Clock;
  readonly random: Random;
}): Faults {
  const startMs = clock.now().getTime();
  const uses = new Map<number, RuleInUse>();
  const useOf = (index: number): RuleInUse => {
    const known = uses.get(index);
    if (known) return known;
    const use: RuleInUse = {
      matched: 0,
      fired: 0,
      chance: random.fork("chance", String(index)),
      detail: random.fork("detail", String(index)),
    };
    uses.set(index, use);
    return use;
  };

  const applies = ({ index, condition, times }: CompiledRule, facts: CallFacts, sinceStartMs: number): boolean => {
    if (!condition.isTrueOf(facts, sinceStartMs)) return false;
    const use = useOf(index);
    use.matched++;
    const isDrawn = use.chance.float() < condition.probability;
    return isDrawn && condition.isCounted(use.matched) && use.fired < times;
  };

  return {
    next(facts) {
      const operation = rules.operations.get(facts.operation);
      if (!operation) return undefined;
      const sinceStartMs = clock.now().getTime() - startMs;
      const isRouted = facts.destination !== undefined;
      let first: CompiledRule | undefined;
      for (const rule of rules.rules.about(facts)) {
        if (rule.condition.needsDestination !== isRouted || !rule.fits(operation)) continue;
        if (applies(rule, facts, sinceStartMs)) first ??= rule;
      }
      if (!first) return undefined;
      const use = useOf(first.index);
      use.fired++;
      const faults = first.effects.map((effect) => effect.draw(operation, use.detail));
      return { rule: first.index, faults };
    },
    counts: () =>
      Array.from({ length: rules.size }, (_, rule) => {
        const { matched = 0, fired = 0 } = uses.get(rule) ?? {};
        return { rule, matched, fired };
      }),
  };
}
