import leven from "leven";

/** How many letters a word may be off and still count as a slip of the pen. */
const FARTHEST_SLIP = 3;

/** The right word that is nearest to `word`, if it is near enough to be a slip; upper and lower case are the same. */
export function nearestWord(word: string, right: Iterable<string>): string | undefined {
  const distance = (other: string) => leven(other.toLowerCase(), word.toLowerCase());
  const nearest = [...right].toSorted((a, b) => distance(a) - distance(b))[0];
  return nearest !== undefined && distance(nearest) <= FARTHEST_SLIP ? nearest : undefined;
}

/** `; did you mean "…"?` for a word that is nearly one of those that are right; nothing for any other. */
export function didYouMean(word: string, right: Iterable<string>): string {
  const nearest = nearestWord(word, right);
  return nearest === undefined ? "" : `; did you mean "${nearest}"?`;
}
