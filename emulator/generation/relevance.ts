import { isStopWord, stem, wordsOf } from "./words.ts";

/**
 * How relevant each document is to the query, from 0 to 1. It is the share of the query's words that the document has: words that
 * fewer of the documents have count more, those that say little count little, and a document that says much else counts a little
 * less. It knows words, not meanings: a document without any word of the query has next to nothing.
 */
export function relevance(query: string, documents: readonly string[]): number[] {
  const asked = [...new Set(wordsOf(query).map(stem))];
  const having = documents.map((document) => new Set(wordsOf(document).map(stem)));
  const weights = asked.map((word) => rarity(word, having) * (isStopWord(word) ? STOP_WORD : 1));
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  return having.map((words) => {
    const found = asked.reduce((sum, word, at) => sum + (words.has(word) ? (weights[at] ?? 0) : 0), 0);
    const share = whole === 0 ? 0 : found / whole;
    return round(LEAST + (MOST - LEAST) * share * focus(words.size, asked.length));
  });
}

const LEAST = 0.01;
const MOST = 0.99;
const STOP_WORD = 0.1;

/** Inverse document frequency as BM25 has it. Source: https://doi.org/10.1561/1500000019 */
function rarity(word: string, documents: readonly ReadonlySet<string>[]): number {
  const having = documents.filter((words) => words.has(word)).length;
  return Math.log(1 + (documents.length - having + 0.5) / (having + 0.5));
}

/** From 1 for a document of hardly more words than the query to 0.7 for one of very many. */
function focus(words: number, asked: number): number {
  const excess = Math.max(0, words - asked);
  return 0.7 + 0.3 / (1 + excess / 50);
}

function round(score: number): number {
  return Math.round(score * 1e7) / 1e7;
}
