import type {
  GuardrailChecksConfig,
  GuardrailChecksResults,
  GuardrailChecksSensitiveInformationResultEntry,
  GuardrailContentFilterConfidence,
} from "@aws-sdk/client-bedrock-runtime";
import { codePointsOf, countCharacters } from "./code-points.ts";
import { confidenceOf } from "./content-filters.ts";
import { refuseTooLong } from "./limits.ts";
import { findPii } from "./pii/detectors.ts";
import { textUnits } from "./usage.ts";
import { wordsOf } from "./words.ts";

/** A text with its place in the request. */
export interface CheckedText {
  readonly text: string;
  readonly messageIndex: number;
  readonly contentIndex: number;
}

/** What a confidence is as a score. The live service was seen to give 0, 0.8 and 1; that LOW stays below one half is assumed. */
const SCORES: Readonly<Record<GuardrailContentFilterConfidence, number>> = { NONE: 0, LOW: 0.4, MEDIUM: 0.8, HIGH: 1 };

/** How many findings of sensitive information are told at most, as seen of the live service. */
const MOST_FINDINGS = 1000;

/**
 * Scores texts without a guardrail: content and prompt attacks of all of them together, sensitive information one by one.
 * Source: https://github.com/lijingfz/bedrock-guardrails-demo, checked against the live service in 2026.
 */
export function checkTexts(
  checks: GuardrailChecksConfig,
  texts: readonly CheckedText[],
): { readonly results: GuardrailChecksResults; readonly textUnits: number } {
  const units = textUnits(texts.reduce((sum, { text }) => sum + countCharacters(text), 0));
  refuseTooLong("content filter policy", units);
  return { results: check(checks, texts), textUnits: units };
}

function check(
  { contentFilter, promptAttack, sensitiveInformation }: GuardrailChecksConfig,
  texts: readonly CheckedText[],
): GuardrailChecksResults {
  const words = wordsOf(texts.map(({ text }) => text).join("\n"));
  return {
    ...(contentFilter && {
      contentFilter: {
        results: (contentFilter.categories ?? []).flatMap(({ category }) =>
          category ? [{ category, severityScore: SCORES[confidenceOf(category, words)] }] : [],
        ),
      },
    }),
    ...(promptAttack && {
      promptAttack: {
        results: (promptAttack.categories ?? []).flatMap(({ category }) =>
          category ? [{ category, severityScore: SCORES[confidenceOf(category, words)] }] : [],
        ),
      },
    }),
    ...(sensitiveInformation && { sensitiveInformation: findEntities(sensitiveInformation, texts) }),
  };
}

function findEntities(
  { entities = [] }: NonNullable<GuardrailChecksConfig["sensitiveInformation"]>,
  texts: readonly CheckedText[],
) {
  const results = texts.flatMap(({ text, messageIndex, contentIndex }) => {
    const index = indexOfOffsets(text);
    return entities.flatMap(({ type }): GuardrailChecksSensitiveInformationResultEntry[] =>
      type === undefined
        ? []
        : findPii(type, text).map(({ start, end }) => ({
            type,
            confidenceScore: 1,
            beginOffset: index(start),
            endOffset: index(end),
            messageIndex,
            contentIndex,
          })),
    );
  });
  return { results: results.slice(0, MOST_FINDINGS), truncated: results.length > MOST_FINDINGS };
}

/** Offsets are counted in characters: a value is `text[beginOffset:endOffset]` in Python. */
function indexOfOffsets(text: string): (offset: number) => number {
  const { codes, offset } = codePointsOf(text);
  if (codes.length === text.length) return (at) => at;
  const indices = new Map(Array.from({ length: codes.length + 1 }, (_, index) => [offset(index), index]));
  return (at) => indices.get(at) ?? at;
}
