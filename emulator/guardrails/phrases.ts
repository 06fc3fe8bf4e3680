import { type Word, wordsOf } from "./words.ts";

/** A phrase of a list, and how much finding it weighs. */
export interface WeighedPhrase {
  readonly phrase: string;
  readonly weight: number;
}

interface Entry extends WeighedPhrase {
  readonly stems: readonly string[];
}

/** Makes the search for the phrases of a list: whole words one after the other, whatever their endings. */
export function createPhraseSearch(
  list: readonly WeighedPhrase[],
): (words: readonly Word[]) => readonly WeighedPhrase[] {
  const byFirst = new Map<string, Entry[]>();
  for (const weighed of list) {
    const stems = wordsOf(weighed.phrase).map(({ stem }) => stem);
    const [first = ""] = stems;
    byFirst.set(first, [...(byFirst.get(first) ?? []), { ...weighed, stems }]);
  }
  return (words) => {
    const found = new Set<Entry>();
    words.forEach(({ stem }, at) => {
      for (const entry of byFirst.get(stem) ?? []) {
        if (entry.stems.every((wanted, index) => words[at + index]?.stem === wanted)) found.add(entry);
      }
    });
    return [...found];
  };
}
