import type { Clock } from "../clock.ts";
import type { RuleIndex } from "../conditions/rule-index.ts";
import { NotEmulatedError } from "../errors.ts";
import type { Random } from "../random.ts";
import type { CompiledAnswer, CompiledAnswers } from "./compile.ts";
import type { AnswerFacts, ReplyFunction, WrittenReply } from "./rule.ts";
import { fillAll } from "./template.ts";

/** Tells what the model says to each request, and keeps count. */
export interface Answers {
  /** The reply of the first rule that matches; `undefined` when none does, and the model answers by itself. */
  next(facts: AnswerFacts): Promise<ScriptedAnswer | undefined>;
  /** What became of each rule, in the scenario's order. */
  counts(): readonly AnswerCount[];
}

export interface ScriptedAnswer {
  /** The rule's place in the scenario's `answers`, from 0. */
  readonly rule: number;
  /** Its places are filled in. */
  readonly reply: WrittenReply;
}

export interface AnswerCount {
  readonly rule: number;
  /** The requests that met all conditions but `call` and `probability`, as far as they had to be looked at. */
  readonly matched: number;
  /** The requests that it answered. */
  readonly used: number;
}

interface RuleInUse {
  matched: number;
  used: number;
  readonly chance: Random;
}

/**
 * Starts with no request counted; windows count from now. A rule with `call`, `probability` or `times` counts every request that
 * meets its conditions, also when a rule above is the one, so which it answers does not depend on the other rules.
 */
export function createAnswers({
  rules,
  clock,
  random,
}: {
  readonly rules: CompiledAnswers;
  readonly clock: Clock;
  readonly random: Random;
}): Answers {
  const startMs = clock.now().getTime();
  const uses = new Map<number, RuleInUse>();
  const useOf = (index: number): RuleInUse => {
    const known = uses.get(index) ?? { matched: 0, used: 0, chance: random.fork("chance", String(index)) };
    uses.set(index, known);
    return known;
  };
  /** A rule that depends on how often it was met is asked in any case, any other until one is found. */
  const find = (rules: RuleIndex<CompiledAnswer>, facts: AnswerFacts): CompiledAnswer | undefined => {
    const sinceStartMs = clock.now().getTime() - startMs;
    let first: CompiledAnswer | undefined;
    for (const rule of rules.about({ ...facts, text: facts.lastUserText })) {
      if (first && !rule.condition.counts) continue;
      if (applies(rule, facts, sinceStartMs)) first ??= rule;
    }
    return first;
  };
  const applies = ({ index, condition, times }: CompiledAnswer, facts: AnswerFacts, sinceStartMs: number): boolean => {
    if (!condition.isTrueOf(facts, sinceStartMs)) return false;
    const use = useOf(index);
    use.matched++;
    const isDrawn = condition.probability >= 1 || use.chance.float() < condition.probability;
    return isDrawn && condition.isCounted(use.matched) && use.used < times;
  };

  return {
    async next(facts) {
      const known = rules.byOperation.get(facts.operation);
      if (!known) return undefined;
      const first = find(known, facts);
      if (!first) return undefined;
      const use = useOf(first.index);
      const reply = first.replies[Math.min(use.used, first.replies.length - 1)];
      use.used++;
      if (typeof reply === "function") return { rule: first.index, reply: await call(reply, facts, first.index) };
      return { rule: first.index, reply: fillAll(reply, facts, use.used) as WrittenReply };
    },
    counts: () =>
      Array.from({ length: rules.size }, (_, rule) => {
        const { matched = 0, used = 0 } = uses.get(rule) ?? {};
        return { rule, matched, used };
      }),
  };
}

/** Calls a reply that is a function; what goes wrong in it is its author's to see, and no answer of AWS's. */
async function call(reply: ReplyFunction, facts: AnswerFacts, rule: number): Promise<WrittenReply> {
  let made: WrittenReply | string;
  try {
    made = await reply(facts);
  } catch (error) {
    throw new NotEmulatedError(
      `The function answers[${rule}].then of the scenario failed: ${(error as Error).message}`,
    );
  }
  return typeof made === "string" ? { text: made } : made;
}
