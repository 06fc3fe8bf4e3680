import type {
  GuardrailAssessment,
  GuardrailContentFilter,
  GuardrailInvocationMetrics,
  GuardrailTopic,
  GuardrailUsage,
} from "@aws-sdk/client-bedrock-runtime";
import { awsError } from "../errors.ts";
import type { GuardrailPolicies } from "../state/guardrails.ts";
import { countCharacters } from "./code-points.ts";
import { activeContentFilters, assessContent } from "./content-filters.ts";
import type { Direction } from "./direction.ts";
import { activeGroundingFilters, assessGrounding, type Grounds } from "./grounding.ts";
import { firstPolicy, refuseTooLong, withBudget } from "./limits.ts";
import { mask } from "./mask.ts";
import type { Program } from "./regex/program.ts";
import {
  activeSensitiveFilters,
  compileRegexes,
  findSensitive,
  type SensitiveFindings,
} from "./sensitive-information.ts";
import { activeTopics, assessTopics, type TopicWords, topicWords } from "./topics.ts";
import { invocationMetrics, textUnits } from "./usage.ts";
import { assessWords, hasWordFilters, normalText, type WordFilters, wordFilters } from "./word-filters.ts";
import { wordsOf } from "./words.ts";

/** What is to be assessed. */
export interface AssessmentRequest {
  readonly source: Direction;
  /** The texts that the policies look at. */
  readonly texts: readonly string[];
  /** What an answer is held against; absent when its grounding is not to be checked. */
  readonly grounds?: Grounds | undefined;
  /** Everything that was sent, guarded or not; the same as `texts` when absent. */
  readonly totalText?: readonly string[] | undefined;
  /** Whether what was looked for and not found is told as well. */
  readonly full?: boolean | undefined;
  /** Whether the filter PROMPT_ATTACK looks at the texts; it does unless told otherwise. */
  readonly promptAttacks?: boolean | undefined;
}

/** What a guardrail says. */
export interface Outcome {
  readonly verdict: "pass" | "masked" | "blocked";
  /** The texts, masked where they must be. Of a blocked request they are of no use. */
  readonly texts: readonly string[];
  readonly assessment: GuardrailAssessment & {
    readonly invocationMetrics: GuardrailInvocationMetrics & { readonly usage: GuardrailUsage };
  };
}

interface Compiled {
  readonly topics: readonly TopicWords[];
  readonly words: WordFilters;
  readonly regexes: ReadonlyMap<string, Program>;
}

/** A version of a guardrail never changes, and a prompt is assessed against it again and again. */
const compiled = new WeakMap<GuardrailPolicies, Compiled>();

function compile(policies: GuardrailPolicies): Compiled {
  const known = compiled.get(policies);
  if (known) return known;
  const made = {
    topics: topicWords(policies.topicPolicy),
    words: wordFilters(policies.wordPolicy),
    regexes: compileRegexes(policies.sensitiveInformationPolicy),
  };
  compiled.set(policies, made);
  return made;
}

/**
 * Assesses texts: a pure function of the policies and the request. BLOCK goes before ANONYMIZE: then nothing is masked, masked
 * entities are not told, and regexes that would mask are told with the action NONE, as seen of the live service
 * (https://github.com/lijingfz/bedrock-guardrails-demo). Throws what AWS says to texts that are too long.
 */
export function assess(policies: GuardrailPolicies, request: AssessmentRequest): Outcome {
  const { source, texts, grounds, full = false } = request;
  const { topics, words, regexes } = compile(policies);
  const guardedCharacters = sum(texts.map(countCharacters));
  const totalCharacters = sum((request.totalText ?? texts).map(countCharacters));
  refuseTooLong(firstPolicy(policies), textUnits(totalCharacters));
  const whole = texts.join("\n");
  const found = wordsOf(whole);
  const active = {
    topics: activeTopics(topics, source),
    filters: activeContentFilters(policies.contentPolicy, source).filter(
      ({ type }) => type !== "PROMPT_ATTACK" || (request.promptAttacks ?? true),
    ),
    sensitive: activeSensitiveFilters(policies.sensitiveInformationPolicy, regexes, source),
    grounding: source === "OUTPUT" && grounds ? activeGroundingFilters(policies.contextualGroundingPolicy) : [],
  };
  const all = {
    topics: assessTopics(active.topics, found, source),
    filters: assessContent(active.filters, found, source),
    words: assessWords(words, normalText(whole), source),
    sensitive: withBudget(guardedCharacters, (budget) => findSensitive(active.sensitive, texts, budget)),
    grounding: grounds ? assessGrounding(active.grounding, grounds, whole) : [],
  };
  const entries = [
    ...all.topics,
    ...all.filters,
    ...(all.words.customWords ?? []),
    ...(all.words.managedWordLists ?? []),
    ...all.sensitive.piiEntities,
    ...all.sensitive.regexes,
    ...all.grounding,
  ];
  const isBlocked = entries.some(({ action }) => action === "BLOCKED");
  const isMasked = !isBlocked && all.sensitive.covers.some((covers) => covers.length > 0);
  const metrics = invocationMetrics({
    topics: active.topics.length > 0,
    content: active.filters.length > 0,
    words: hasWordFilters(words, source),
    entities: active.sensitive.entities.length > 0,
    regexes: active.sensitive.regexes.length > 0,
    groundingCharacters:
      active.grounding.length > 0 && grounds
        ? guardedCharacters + countCharacters(grounds.source) + countCharacters(grounds.query)
        : 0,
    guardedCharacters,
    totalCharacters,
  });
  return {
    verdict: isBlocked ? "blocked" : isMasked ? "masked" : "pass",
    texts: isMasked ? texts.map((text, at) => mask(text, all.sensitive.covers[at] ?? [])) : texts,
    assessment: {
      ...told("topicPolicy", "topics", all.topics, full),
      ...told("contentPolicy", "filters", all.filters, full),
      ...((all.words.customWords?.length || all.words.managedWordLists?.length) && { wordPolicy: all.words }),
      ...toldSensitive(all.sensitive, isBlocked, full ? active.sensitive.entities.map(({ entry }) => entry.type) : []),
      ...(all.grounding.length > 0 && { contextualGroundingPolicy: { filters: all.grounding } }),
      invocationMetrics: metrics,
    },
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** The entries of one policy: those that found something, or all. */
function told<Policy extends string, List extends string, Entry extends GuardrailTopic | GuardrailContentFilter>(
  policy: Policy,
  list: List,
  entries: readonly Entry[],
  full: boolean,
): { [Name in Policy]?: { [Name in List]: Entry[] } } {
  const shown = entries.filter(({ detected }) => full || detected);
  return (shown.length > 0 ? { [policy]: { [list]: shown } } : {}) as {
    [Name in Policy]?: { [Name in List]: Entry[] };
  };
}

/** `looked` are the types whose absence is told; what was not found has no value to show. */
function toldSensitive(
  { piiEntities, regexes }: SensitiveFindings,
  isBlocked: boolean,
  looked: readonly (GuardrailPiiType | undefined)[],
): Pick<GuardrailAssessment, "sensitiveInformationPolicy"> {
  const entities = piiEntities.filter(({ action }) => !isBlocked || action !== "ANONYMIZED");
  const missing = looked.flatMap((type) =>
    type === undefined || piiEntities.some((entity) => entity.type === type)
      ? []
      : [{ type, match: "", action: "NONE" as const, detected: false }],
  );
  if (entities.length + missing.length + regexes.length === 0) return {};
  return {
    sensitiveInformationPolicy: {
      piiEntities: [...entities, ...missing],
      regexes: regexes.map((regex) =>
        isBlocked && regex.action === "ANONYMIZED" ? { ...regex, action: "NONE" } : regex,
      ),
    },
  };
}

type GuardrailPiiType = SensitiveFindings["piiEntities"][number]["type"];

/** Reads which texts ground an answer; throws what AWS says when one of the two is missing. */
export function readGrounds(
  policies: GuardrailPolicies,
  { sources, queries, isTagged }: { sources: readonly string[]; queries: readonly string[]; isTagged: boolean },
): Grounds | undefined {
  if (!isTagged || activeGroundingFilters(policies.contextualGroundingPolicy).length === 0) return undefined;
  if (sources.length === 0 || queries.length === 0) throw awsError("groundingSourceMissing");
  return { source: sources.join("\n"), query: queries.join("\n") };
}
