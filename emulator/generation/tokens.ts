/**
 * The token rule. It is not the tokenizer of any model: it is an estimate, the same for every model, so that CountTokens, usage,
 * `max_tokens` and stream chunks always agree. From left to right a token is
 * - a piece of a word: up to 8 Latin letters, of which no capital follows a small one (`getWeather` is two pieces), up to 4 letters of
 *   another alphabet, or one Korean syllable; with the single space before it;
 * - up to 3 digits, with the single space before them;
 * - one Chinese or Japanese character;
 * - up to 3 marks of ASCII, or up to 3 equal other marks, with the single space before them and the line breaks after them;
 * - a run of up to 4 line breaks, or of up to 16 other blanks;
 * - one character outside the Basic Multilingual Plane: a surrogate pair is never split.
 * How near it comes to a real tokenizer is measured in docs/answers.md.
 * The classes are fixed ranges rather than `\p{…}`, whose meaning moves with the Unicode version of the JavaScript engine, and
 * are found without a regular expression: a prompt of a megabyte is counted in milliseconds.
 */
export function countTokens(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at = tokenEnd(text, at)) count++;
  return count;
}

/** The tokens of `text`, in order; joined they are `text`. */
export function splitTokens(text: string): string[] {
  const tokens: string[] = [];
  for (let at = 0; at < text.length; ) {
    const end = tokenEnd(text, at);
    tokens.push(text.slice(at, end));
    at = end;
  }
  return tokens;
}

const BLANKS_PER_TOKEN = 16;
const LINE_BREAKS_PER_TOKEN = 4;
const MARKS_PER_TOKEN = 3;

const LETTER = 1;
const DIGIT = 2;
const BLANK = 3;
const LINE_BREAK = 4;
const MARK = 5;
const WIDE = 6;
const SURROGATE = 7;
const OTHER_LETTER = 8;
const SYLLABLE = 9;

/** How many characters of a class make a piece of a word; 0 for what is no part of words. */
const perPiece = new Uint8Array(10);
perPiece[LETTER] = 8;
perPiece[OTHER_LETTER] = 4;
perPiece[SYLLABLE] = 1;
perPiece[DIGIT] = 3;

const ascii = Uint8Array.from({ length: 128 }, (_, code) => {
  if (isCapital(code) || isSmall(code)) return LETTER;
  if (code >= 0x30 && code <= 0x39) return DIGIT;
  if (code === 0x0a || code === 0x0d) return LINE_BREAK;
  return code <= 0x20 ? BLANK : MARK;
});

function isCapital(code: number): boolean {
  return code >= 0x41 && code <= 0x5a;
}

function isSmall(code: number): boolean {
  return code >= 0x61 && code <= 0x7a;
}

function classOf(code: number): number {
  if (code < 0x80) return ascii[code] ?? MARK;
  if (code < 0xc0) return MARK;
  if (code < 0x250) return LETTER;
  if (code < 0x2000) return OTHER_LETTER;
  if (code < 0x2c00) return MARK; // punctuation, symbols, arrows, box drawing
  if (code < 0x2e80) return OTHER_LETTER;
  if (code < 0xa000) return code >= 0x3000 && code < 0x3040 ? MARK : WIDE;
  if (code < 0xac00) return OTHER_LETTER;
  if (code < 0xd800) return SYLLABLE;
  if (code < 0xe000) return SURROGATE;
  if (code < 0xf900) return MARK; // private use
  if (code < 0xfb00) return WIDE;
  if (code < 0xfe00) return OTHER_LETTER;
  return code >= 0xff66 && code < 0xffe0 ? WIDE : MARK;
}

/** Where the token that begins at `start` ends. */
function tokenEnd(text: string, start: number): number {
  const first = text.charCodeAt(start);
  const kind = classOf(first);
  switch (kind) {
    case LINE_BREAK:
      return runEnd(text, start, LINE_BREAK, LINE_BREAKS_PER_TOKEN);
    case BLANK: {
      const next = start + 1 < text.length ? classOf(text.charCodeAt(start + 1)) : BLANK;
      if (first === 0x20 && next === MARK) return marksEnd(text, start + 1);
      if (first === 0x20 && perPiece[next]) return pieceEnd(text, start + 1, next);
      return runEnd(text, start, BLANK, BLANKS_PER_TOKEN);
    }
    case MARK:
      return marksEnd(text, start);
    case SURROGATE: {
      const next = first < 0xdc00 && start + 1 < text.length ? text.charCodeAt(start + 1) : 0;
      return next >= 0xdc00 && next < 0xe000 ? start + 2 : start + 1;
    }
    case WIDE:
      return start + 1;
    default:
      return pieceEnd(text, start, kind);
  }
}

function pieceEnd(text: string, start: number, kind: number): number {
  const end = runEnd(text, start, kind, perPiece[kind] ?? 1);
  if (kind !== LETTER) return end;
  for (let at = start + 1; at < end; at++) {
    if (isCapital(text.charCodeAt(at)) && isSmall(text.charCodeAt(at - 1))) return at;
  }
  return end;
}

function marksEnd(text: string, start: number): number {
  const first = text.charCodeAt(start);
  const most = Math.min(text.length, start + MARKS_PER_TOKEN);
  let end = start + 1;
  for (; end < most; end++) {
    const code = text.charCodeAt(end);
    if (code !== first && (first >= 0x80 || code >= 0x80 || ascii[code] !== MARK)) break;
  }
  const isBroken = first < 0x80 && end < text.length && classOf(text.charCodeAt(end)) === LINE_BREAK;
  return isBroken ? runEnd(text, end, LINE_BREAK, LINE_BREAKS_PER_TOKEN) : end;
}

function runEnd(text: string, start: number, kind: number, limit: number): number {
  const most = Math.min(text.length, start + limit);
  let end = start + 1;
  while (end < most && classOf(text.charCodeAt(end)) === kind) end++;
  return end;
}
