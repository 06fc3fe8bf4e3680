import { compileRegularExpression } from "../conditions/text-condition.ts";
import { parseDuration } from "../duration.ts";
import {
  budgetCheck,
  callsCheck,
  fallbackCheck,
  metadataCheck,
  nothingElseCheck,
  orderCheck,
  profilesOnlyCheck,
  profileTagsCheck,
  promptsCheck,
} from "./call-checks.ts";
import type { Check } from "./check.ts";
import { retriesCheck, streamsCheck, toolUsesCheck } from "./life-checks.ts";
import { personalData } from "./personal-data.ts";
import type { Expectation } from "./rule.ts";
import { compileSelector, type Selector, type SelectorTools } from "./selector.ts";

/** An expectation, and how to begin to hold what happens against it. */
export interface CompiledExpectation {
  readonly name: string;
  begin(): Check;
}

/** Compiles the section `expect`. `refuse` is told of all that is wrong, with the way to it from the top of the scenario. */
export function compileExpectations(
  expectations: readonly Expectation[],
  tools: SelectorTools,
): readonly CompiledExpectation[] {
  /** The requests that are accounted for, for `nothingElse`. */
  const expected: Selector[] = [];
  return expectations.map((expectation, index) => {
    const keys = ["expect", index];
    const { name, ...forms } = expectation;
    const given = Object.keys(forms).filter((form) => forms[form as keyof typeof forms] !== undefined);
    const [form = ""] = given;
    if (given.length !== 1) {
      tools.refuse(keys, `an expectation is of one form, and this is of ${given.join(", ") || "none"}`);
    }
    return { name: name ?? nameOf(form, expectation), begin: compileForm(forms, keys, tools, expected) };
  });
}

function nameOf(form: string, expectation: Expectation): string {
  const value = JSON.stringify(expectation[form as keyof Expectation]);
  return `${form}: ${value === undefined ? "" : value.length > 100 ? `${value.slice(0, 100)}…` : value}`;
}

function compileForm(
  forms: Expectation,
  keys: readonly PropertyKey[],
  tools: SelectorTools,
  expected: Selector[],
): () => Check {
  const { calls, noCalls, order, retries, fallback, budget, profileTags, requestMetadata } = forms;
  const select = (selector: Parameters<typeof compileSelector>[0], ...more: PropertyKey[]) =>
    compileSelector(selector, [...keys, ...more], tools);
  if (calls) {
    const { times, atLeast, atMost, ...selector } = calls;
    if (times !== undefined && (atLeast ?? atMost) !== undefined) {
      tools.refuse([...keys, "calls", "times"], "give 'times', or 'atLeast' and 'atMost'");
    }
    const selected = select(selector, "calls");
    expected.push(selected);
    return () => callsCheck(selected, { times, atLeast, atMost });
  }
  if (noCalls) {
    const selected = select(noCalls, "noCalls");
    return () => callsCheck(selected, { times: 0 });
  }
  if (order) {
    const steps = order.map((step, at) => select(step, "order", at));
    expected.push(...steps);
    return () => orderCheck(steps);
  }
  if (retries) {
    const { waitAtLeast } = retries;
    if (waitAtLeast !== undefined && parseDuration(waitAtLeast) === undefined) {
      tools.refuse(
        [...keys, "retries", "waitAtLeast"],
        `"${waitAtLeast}" is no duration; write it in ISO 8601, for example PT0.1S`,
      );
    }
    const selected = select(retries.of, "retries", "of");
    return () => retriesCheck(selected, retries);
  }
  if (fallback) {
    const [from, to] = [select(fallback.from, "fallback", "from"), select(fallback.to, "fallback", "to")];
    return () => fallbackCheck(from, to);
  }
  if (budget) return () => budgetCheck(budget);
  if (profileTags) return () => profileTagsCheck(profileTags);
  if (requestMetadata) return () => metadataCheck(requestMetadata);
  if (forms.noTextInPrompts) return compilePatterns(forms.noTextInPrompts, keys, tools);
  if (forms.noPersonalData) {
    const kinds = forms.noPersonalData.map((kind) => [`personal data (${kind})`, personalData[kind]] as const);
    return () => promptsCheck(kinds);
  }
  if (forms.profilesOnly) return profilesOnlyCheck;
  if (forms.toolUsesAnswered) return toolUsesCheck;
  if (forms.streamsRead) return streamsCheck;
  return () => nothingElseCheck(expected);
}

function compilePatterns(
  patterns: readonly string[],
  keys: readonly PropertyKey[],
  { refuse }: SelectorTools,
): () => Check {
  const compiled = patterns.flatMap((source, at) => {
    const pattern = compileRegularExpression(source, [...keys, "noTextInPrompts", at], refuse);
    return pattern ? [[`what /${source}/ finds`, pattern] as const] : [];
  });
  return () => promptsCheck(compiled);
}
