/** A word of a text: a run of letters and digits, of any script. A text without spaces between its words is one word. */
export interface Word {
  /** In lower case. */
  readonly word: string;
  /** The word without its English ending: equal for "invest", "invests", "invested" and "investing". */
  readonly stem: string;
  /** Counted from 0. */
  readonly sentence: number;
}

/** Letters and digits, with apostrophes between them. */
const WORD = /[\p{L}\p{N}]+(?:['’][\p{L}\p{N}]+)*/gu;
const SENTENCE_END = /[.!?](?:\s|$)|[\n。！？]/;

/** The words of a text, in order. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  let sentence = 0;
  let end = 0;
  for (const { 0: found, index } of text.matchAll(WORD)) {
    if (end > 0 && SENTENCE_END.test(text.slice(end, index))) sentence++;
    const word = found.toLowerCase();
    words.push({ word, stem: stemOf(word), sentence });
    end = index + found.length;
  }
  return words;
}

/**
 * The stem of an English word: without a possessive, a plural "s", "ing" or "ed", a doubled last consonant and a last "e". It is no
 * dictionary; it only makes the usual forms of one word equal.
 */
function stemOf(word: string): string {
  let stem = word.replace(/['’]s$/, "");
  if (stem.length > 4 && stem.endsWith("ies")) stem = `${stem.slice(0, -3)}y`;
  else if (stem.length > 3 && stem.endsWith("s") && !stem.endsWith("ss")) stem = stem.slice(0, -1);
  const ending = /(?:ing|ed)$/.exec(stem);
  if (ending && stem.length - ending[0].length >= 3) {
    stem = stem.slice(0, ending.index).replace(/([b-df-hj-np-tv-z])\1$/, "$1");
  }
  return stem.length > 3 && stem.endsWith("e") ? stem.slice(0, -1) : stem;
}

/** Words that say nothing of what a text is about: those of grammar, and those with which topics are commonly described. */
const EMPTY_WORDS = `a about after again against all also am an and any anything are as asked asks at away be because been before being below
  between both but by can cannot concerning could describe did discuss discussion do does doing down each etc even every everything few for
  from further generally get give go had has have having he help her here hers him his how i if in include includes including into involve
  involving is it its itself just kind know let like likely made make many may me might more most much must my need never no nor not nothing
  now of off on once one only or other our ours out over own per please provide provided question questions regarding related request
  requests same say seek seeking shall she should so some someone something specific such tell than that the their theirs them then there these
  they thing things this those through to too topic topics toward under until up upon us use used user users using very want was way we well
  were what whatever when where whether which while who whom whose why will with within without would yes you your yours`;

const emptyStems = new Set(wordsOf(EMPTY_WORDS).map(({ stem }) => stem));

/** Whether a word says what a text is about. */
export const isContentWord = ({ stem }: Word): boolean => !emptyStems.has(stem);

/** The distinct stems of the words that say what a text is about. */
export function contentStems(text: string): Set<string> {
  return new Set(
    wordsOf(text)
      .filter(isContentWord)
      .map(({ stem }) => stem),
  );
}
