import { isStopWord, stem, wordsOf } from "../words.ts";

/** Of a longer text its beginning counts, up to so many characters and distinct words: a body may have megabytes of them. */
const MOST_CHARACTERS = 50_000;
const MOST_WORDS = 3_000;

const STOP_WORD = 0.15;
const PARTS_OF_WORD = 0.6;
const PAIR = 0.3;

/**
 * What a text is made of, each with its weight: its words (without the ending of a plural; words that say little weigh little),
 * the three-letter parts of its words, and its pairs of neighbouring words. What occurs often weighs more, by the logarithm of
 * how often.
 */
export function textFeatures(text: string): Map<string, number> {
  const features = new Map<string, number>();
  const pairs = new Map<string, number>();
  const words = new Map<string, number>();
  let before: string | undefined;
  for (const word of wordsOf(text.slice(0, MOST_CHARACTERS))) {
    count(words, word);
    if (before !== undefined) count(pairs, `${before} ${word}`);
    before = word;
    if (words.size === MOST_WORDS) break;
  }
  for (const [word, times] of words) addWord(features, word, 1 + Math.log(times));
  for (const [pair, times] of pairs) features.set(`pair ${pair}`, PAIR * (1 + Math.log(times)));
  return features;
}

function addWord(features: Map<string, number>, word: string, weight: number): void {
  if (isStopWord(word)) {
    add(features, `word ${word}`, STOP_WORD * weight);
    return;
  }
  add(features, `word ${stem(word)}`, weight);
  const parts = partsOf(word);
  for (const part of parts) add(features, `part ${part}`, (PARTS_OF_WORD * weight) / Math.sqrt(parts.length));
}

function partsOf(word: string): string[] {
  const framed = `^${word}$`;
  const parts: string[] = [];
  for (let at = 0; at + 3 <= framed.length; at++) parts.push(framed.slice(at, at + 3));
  return parts;
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function add(features: Map<string, number>, feature: string, weight: number): void {
  features.set(feature, (features.get(feature) ?? 0) + weight);
}
