import { widthOf } from "./font.ts";

/** Breaks a text into lines that are at most `wide` pixels: between words, and within a word that is too wide for a line. */
export function wrap(words: readonly string[], wide: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const part of words.flatMap((word) => chop(word, wide))) {
    const longer = line === "" ? part : `${line} ${part}`;
    if (line === "" || widthOf(longer) <= wide) line = longer;
    else {
      lines.push(line);
      line = part;
    }
  }
  return [...lines, line];
}

/** The word in parts that fit; a part has at least one letter. */
function chop(word: string, wide: number): string[] {
  if (widthOf(word) <= wide) return [word];
  const parts: string[] = [];
  let part = "";
  for (const letter of word) {
    if (part !== "" && widthOf(part + letter) > wide) {
      parts.push(part);
      part = "";
    }
    part += letter;
  }
  return [...parts, part];
}
