import type { GuardrailTopic as ConfiguredTopic, GuardrailTopicPolicy } from "@aws-sdk/client-bedrock";
import type { GuardrailTopic } from "@aws-sdk/client-bedrock-runtime";
import { type Direction, setting } from "./direction.ts";
import { contentStems, isContentWord, type Word } from "./words.ts";

/** How many different words of a topic must stand in one sentence. */
const WORDS_OF_A_TOPIC = 2;

/** A topic with the stems of its words. */
export interface TopicWords {
  readonly topic: ConfiguredTopic;
  readonly stems: ReadonlySet<string>;
}

/** The words of each topic: those that say something, in its name, its definition and its examples. */
export function topicWords(policy: GuardrailTopicPolicy | undefined): readonly TopicWords[] {
  return (policy?.topics ?? []).map((topic) => {
    // A name is often written in one: InvestmentAdvice, investment_advice.
    const name = (topic.name ?? "").replaceAll("_", " ").replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ");
    return { topic, stems: contentStems([name, topic.definition, ...(topic.examples ?? [])].join(" . ")) };
  });
}

export function activeTopics(topics: readonly TopicWords[], direction: Direction): readonly TopicWords[] {
  return topics.filter(({ topic }) => setting(topic, direction, "BLOCK").enabled);
}

/**
 * Whether a text is about each topic: when one of its sentences has two different words of the topic, or the only one that it has.
 * AWS asks a model; words were chosen to be predictable.
 */
export function assessTopics(
  topics: readonly TopicWords[],
  words: readonly Word[],
  direction: Direction,
): GuardrailTopic[] {
  return topics.map(({ topic, stems }): GuardrailTopic => {
    const detected = isAbout(words, stems);
    const blocks = detected && setting(topic, direction, "BLOCK").action === "BLOCK";
    return { name: topic.name, type: "DENY", action: blocks ? "BLOCKED" : "NONE", detected };
  });
}

function isAbout(words: readonly Word[], stems: ReadonlySet<string>): boolean {
  const wanted = Math.min(WORDS_OF_A_TOPIC, stems.size);
  if (wanted === 0) return false;
  let sentence = -1;
  const found = new Set<string>();
  for (const word of words) {
    if (word.sentence !== sentence) found.clear();
    sentence = word.sentence;
    if (isContentWord(word) && stems.has(word.stem)) found.add(word.stem);
    if (found.size >= wanted) return true;
  }
  return false;
}
