import type {
  GuardrailContentFilter as ConfiguredFilter,
  GuardrailContentPolicy,
  GuardrailFilterStrength,
} from "@aws-sdk/client-bedrock";
import type { GuardrailContentFilter, GuardrailContentFilterConfidence } from "@aws-sdk/client-bedrock-runtime";
import { CONTENT_LISTS, type ContentCategory } from "./content-lists.ts";
import { type Direction, setting } from "./direction.ts";
import { createPhraseSearch } from "./phrases.ts";
import type { Word } from "./words.ts";

type PhraseSearch = ReturnType<typeof createPhraseSearch>;

/** Made when they are first needed. */
const searches = new Map<ContentCategory, PhraseSearch>();

function searchOf(category: ContentCategory): PhraseSearch {
  const known = searches.get(category);
  if (known) return known;
  const phrases = Object.entries(CONTENT_LISTS[category]).flatMap(([weight, list]) =>
    list.map((phrase) => ({ phrase, weight: Number(weight) })),
  );
  const search = createPhraseSearch(phrases);
  searches.set(category, search);
  return search;
}

const CONFIDENCES = ["NONE", "LOW", "MEDIUM", "HIGH"] as const satisfies GuardrailContentFilterConfidence[];

/** How sure it is that words belong to a category: the weights of the phrases that are found, added up. */
export function confidenceOf(category: ContentCategory, words: readonly Word[]): GuardrailContentFilterConfidence {
  const found = searchOf(category)(words);
  const weight = found.reduce((sum, phrase) => sum + phrase.weight, 0);
  return CONFIDENCES[Math.min(weight, CONFIDENCES.length - 1)] ?? "HIGH";
}

const PROMPT_ATTACKS = ["JAILBREAK", "PROMPT_INJECTION", "PROMPT_LEAKAGE"] as const;

function confidenceOfFilter(type: ConfiguredFilter["type"], words: readonly Word[]): GuardrailContentFilterConfidence {
  if (type !== "PROMPT_ATTACK") return confidenceOf(type as ContentCategory, words);
  const ranks = PROMPT_ATTACKS.map((attack) => CONFIDENCES.indexOf(confidenceOf(attack, words)));
  return CONFIDENCES[Math.max(...ranks)] ?? "NONE";
}

/**
 * The least confidence that a filter of a strength strikes at: "Low: content classified as harmful with HIGH confidence will be filtered
 * out", and so on.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-content-filters-overview.html
 */
const STRIKES_AT: Readonly<Record<GuardrailFilterStrength, number>> = { NONE: 4, LOW: 3, MEDIUM: 2, HIGH: 1 };

/** The filters that look at texts of a direction: `NONE` "applies no filter", and a filter may be for images alone. */
export function activeContentFilters(policy: GuardrailContentPolicy | undefined, direction: Direction) {
  return (policy?.filters ?? []).filter((filter) => {
    const modalities = (direction === "INPUT" ? filter.inputModalities : filter.outputModalities) ?? ["TEXT"];
    return (
      setting(filter, direction, "BLOCK").enabled &&
      strengthOf(filter, direction) !== "NONE" &&
      modalities.includes("TEXT")
    );
  });
}

/** What the filters say: those that found something first, as seen in an answer of the live service. */
export function assessContent(
  filters: readonly ConfiguredFilter[],
  words: readonly Word[],
  direction: Direction,
): GuardrailContentFilter[] {
  const assessed = filters.map((filter): GuardrailContentFilter => {
    const confidence = confidenceOfFilter(filter.type, words);
    const filterStrength = strengthOf(filter, direction);
    const detected = CONFIDENCES.indexOf(confidence) >= STRIKES_AT[filterStrength];
    const blocks = detected && setting(filter, direction, "BLOCK").action === "BLOCK";
    return { type: filter.type, confidence, filterStrength, action: blocks ? "BLOCKED" : "NONE", detected };
  });
  return [...assessed.filter(({ detected }) => detected), ...assessed.filter(({ detected }) => !detected)];
}

const strengthOf = ({ inputStrength, outputStrength }: ConfiguredFilter, direction: Direction) =>
  (direction === "INPUT" ? inputStrength : outputStrength) ?? "NONE";
