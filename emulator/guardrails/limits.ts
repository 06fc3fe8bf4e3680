import { awsError, NotEmulatedError } from "../errors.ts";
import type { GuardrailPolicies } from "../state/guardrails.ts";
import { type Budget, BudgetSpent } from "./regex/search.ts";

/** The most text units that the live service was seen to take at once. */
const MOST_TEXT_UNITS = 1000;

/** Refuses texts that are too long for a policy. */
export function refuseTooLong(policy: string, units: number): void {
  if (units <= MOST_TEXT_UNITS) return;
  throw awsError("guardedTextTooLong", { units, most: MOST_TEXT_UNITS, policy });
}

/** The name of the first policy of a guardrail, as the error names it. */
export function firstPolicy({ contentPolicy, topicPolicy, wordPolicy }: GuardrailPolicies): string {
  if (contentPolicy)
    return `content filter policy (${contentPolicy.tier?.tierName === "STANDARD" ? "Standard" : "Classic"} tier)`;
  if (topicPolicy) return "denied topic policy";
  return wordPolicy ? "word filter policy" : "sensitive information policy";
}

/** The steps that all regexes of one assessment may take together: some seconds of work at most. */
const STEPS = 10_000_000;
const STEPS_PER_CHARACTER = 40;

/** Runs a search for customers' regexes with as many steps as it may take; refuses what needs more, the same on every machine. */
export function withBudget<Found>(characters: number, search: (budget: Budget) => Found): Found {
  try {
    return search({ steps: STEPS + STEPS_PER_CHARACTER * characters });
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    throw new NotEmulatedError(
      "Outcrop gave up on the regexes of the guardrail: on a text of this length they need too many steps.",
    );
  }
}
