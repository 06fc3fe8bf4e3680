import type { GuardrailInvocationMetrics, GuardrailUsage } from "@aws-sdk/client-bedrock-runtime";

/** "A text unit can contain up to 1000 characters" (https://aws.amazon.com/bedrock/pricing/). */
const CHARACTERS_PER_UNIT = 1000;

/** How many text units a number of characters comes to. */
export const textUnits = (characters: number): number => Math.ceil(characters / CHARACTERS_PER_UNIT);

/** Which policies looked at the texts, and how long these were. */
export interface Looked {
  readonly topics: boolean;
  readonly content: boolean;
  readonly words: boolean;
  readonly entities: boolean;
  readonly regexes: boolean;
  /** The characters of source, query and answer together, when their grounding was checked. */
  readonly groundingCharacters: number;
  readonly guardedCharacters: number;
  readonly totalCharacters: number;
}

/**
 * What an assessment used: for each policy that has something to look for in this direction the units of all that was guarded; custom
 * regexes are free and counted apart; grounding counts its source and query too.
 * Source: https://github.com/lijingfz/bedrock-guardrails-demo, checked against the live service in 2026. The latency is simulated.
 */
export function invocationMetrics(looked: Looked): GuardrailInvocationMetrics & { readonly usage: GuardrailUsage } {
  const units = textUnits(looked.guardedCharacters);
  const of = (isUsed: boolean) => (isUsed ? units : 0);
  return {
    guardrailProcessingLatency: 100 + 20 * textUnits(looked.totalCharacters),
    usage: {
      topicPolicyUnits: of(looked.topics),
      contentPolicyUnits: of(looked.content),
      wordPolicyUnits: of(looked.words),
      sensitiveInformationPolicyUnits: of(looked.entities),
      sensitiveInformationPolicyFreeUnits: of(looked.regexes),
      contextualGroundingPolicyUnits: textUnits(looked.groundingCharacters),
      contentPolicyImageUnits: 0,
      automatedReasoningPolicyUnits: 0,
      automatedReasoningPolicies: 0,
    },
    guardrailCoverage: {
      textCharacters: { guarded: looked.guardedCharacters, total: looked.totalCharacters },
    },
  };
}
