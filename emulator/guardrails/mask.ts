/** A piece of a text that is to be covered, and by what. */
export interface Cover {
  readonly start: number;
  readonly end: number;
  /** What stands in its place, between braces. */
  readonly label: string;
}

/**
 * Covers pieces of a text: `call {PHONE}`. Pieces that overlap are covered together, by the label of the one that begins first and is
 * the longest, so that no end of any of them is left.
 */
export function mask(text: string, covers: readonly Cover[]): string {
  const ordered = covers.toSorted((one, other) => one.start - other.start || other.end - one.end);
  const parts: string[] = [];
  let end = 0;
  for (const cover of ordered) {
    if (cover.start >= end) {
      parts.push(text.slice(end, cover.start), `{${cover.label}}`);
      end = cover.end;
    } else end = Math.max(end, cover.end);
  }
  parts.push(text.slice(end));
  return parts.join("");
}
