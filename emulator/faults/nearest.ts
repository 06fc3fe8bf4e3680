import leven from "leven";

/** `; did you mean "…"?` for a word that is nearly one of those that are right; nothing for any other. */
export function didYouMean(word: string, right: Iterable<string>): string {
  const distance = (other: string) => leven(other.toLowerCase(), word.toLowerCase());
  const nearest = [...right].toSorted((a, b) => distance(a) - distance(b))[0];
  return nearest !== undefined && distance(nearest) <= 3 ? `; did you mean "${nearest}"?` : "";
}
