/** English words that say nothing about what a text is about. */
const STOP_WORDS = new Set(
  "a about all am an and any are as at be been but by can could did do does for from get give had has have how i if in into is it its just let like make may me my need no not of on or our out please should so some tell than that the their them then there these they this to up us use used using want was we were what when where which who why will with would you your".split(
    " ",
  ),
);

/** The words of a text in lower case, in order; where a script has no blanks between words, its letters. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(UNSPACED.test(text) ? WORDS_AND_LETTERS : WORDS) ?? [];
}

const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u;
const WORDS = /[\p{L}\p{M}\p{N}]+/gu;
/** Three times as slow as `WORDS`, which matters to a request of megabytes. */
const WORDS_AND_LETTERS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{M}\p{N}])+/gu;

/** The words of a text that say what it is about: lower case, at least three letters or digits, with the endings of plurals cut off. */
export function contentWords(text: string): Set<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  return new Set(words.filter((word) => !isStopWord(word)).map(stem));
}

/** Whether a word in lower case says nothing about what a text is about. */
export function isStopWord(word: string): boolean {
  return STOP_WORDS.has(word);
}

/** A word in lower case without the ending of a plural. */
export function stem(word: string): string {
  return word.length > 4 ? word.replace(/(?:ies|es|s)$/, "") : word;
}
