/** A text as its code points: what a character is to AWS and to a regex. */
export interface CodePoints {
  readonly codes: Int32Array;
  /** Where a code point stands in the JavaScript text; also that of the end. */
  offset(index: number): number;
}

/** Takes a text apart. */
export function codePointsOf(text: string): CodePoints {
  const codes = new Int32Array(text.length);
  let count = 0;
  for (const character of text) codes[count++] = character.codePointAt(0) ?? 0;
  if (count === text.length) return { codes, offset: (index) => index };
  const offsets = new Int32Array(count + 1);
  for (let index = 0; index < count; index++) {
    offsets[index + 1] = (offsets[index] ?? 0) + ((codes[index] ?? 0) > 0xffff ? 2 : 1);
  }
  return { codes: codes.subarray(0, count), offset: (index) => offsets[index] ?? text.length };
}

/** How many characters AWS counts in a text. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
