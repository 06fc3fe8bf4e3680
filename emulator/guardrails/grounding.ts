import type {
  GuardrailContextualGroundingFilter as ConfiguredFilter,
  GuardrailContextualGroundingPolicy,
} from "@aws-sdk/client-bedrock";
import type { GuardrailContextualGroundingFilter } from "@aws-sdk/client-bedrock-runtime";
import { contentStems } from "./words.ts";

/** What an answer is held against. */
export interface Grounds {
  readonly source: string;
  readonly query: string;
}

export function activeGroundingFilters(policy: GuardrailContextualGroundingPolicy | undefined): ConfiguredFilter[] {
  return (policy?.filters ?? []).filter(({ enabled }) => enabled ?? true);
}

/**
 * Scores an answer from 0 to 1, to two decimals. GROUNDING is the share of the answer's words that stand in the source; RELEVANCE the
 * share of the query's words that stand in the answer. Words that say nothing do not count; without any the score is 1. AWS asks a
 * model. The scores are told whether they are too low or not.
 */
export function assessGrounding(
  filters: readonly ConfiguredFilter[],
  { source, query }: Grounds,
  answer: string,
): GuardrailContextualGroundingFilter[] {
  const said = contentStems(answer);
  return filters.map(({ type, threshold = 0, action }): GuardrailContextualGroundingFilter => {
    const score = type === "GROUNDING" ? share(said, contentStems(source)) : share(contentStems(query), said);
    const detected = score < threshold;
    const blocks = detected && (action ?? "BLOCK") === "BLOCK";
    return { type, threshold, score, action: blocks ? "BLOCKED" : "NONE", detected };
  });
}

function share(words: ReadonlySet<string>, among: ReadonlySet<string>): number {
  if (words.size === 0) return 1;
  const there = [...words].filter((word) => among.has(word)).length;
  return Math.round((there / words.size) * 100) / 100;
}
