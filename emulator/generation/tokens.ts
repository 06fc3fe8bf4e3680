/**
 * The token rule. It is not the tokenizer of any model: it is an estimate of about four characters a token in English, the
 * same for every model, so that CountTokens, usage, `max_tokens` and stream chunks always agree. From left to right a token is
 * - a piece of a word: up to 6 letters, with the single space before it;
 * - up to 3 digits, with the single space before them;
 * - one CJK character;
 * - a run of up to 4 equal punctuation marks, of up to 4 line breaks, or of up to 16 other blanks;
 * - one character outside the Basic Multilingual Plane: a surrogate pair is never split.
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

const LETTERS_PER_TOKEN = 6;
const DIGITS_PER_TOKEN = 3;
const BLANKS_PER_TOKEN = 16;
const MARKS_PER_TOKEN = 4;

const LETTER = 1;
const DIGIT = 2;
const BLANK = 3;
const LINE_BREAK = 4;
const MARK = 5;
const WIDE = 6;
const SURROGATE = 7;

const ascii = Uint8Array.from({ length: 128 }, (_, code) => {
  if ((code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a)) return LETTER;
  if (code >= 0x30 && code <= 0x39) return DIGIT;
  if (code === 0x0a || code === 0x0d) return LINE_BREAK;
  return code <= 0x20 ? BLANK : MARK;
});

function classOf(code: number): number {
  if (code < 0x80) return ascii[code] ?? MARK;
  if (code < 0xc0) return MARK;
  if (code < 0x2000) return LETTER;
  if (code < 0x2c00) return MARK; // punctuation, symbols, arrows, box drawing
  if (code < 0x2e80) return LETTER;
  if (code < 0xa000) return code >= 0x3000 && code < 0x3040 ? MARK : WIDE;
  if (code < 0xac00) return LETTER;
  if (code < 0xd800) return WIDE;
  if (code < 0xe000) return SURROGATE;
  if (code < 0xf900) return MARK; // private use
  if (code < 0xfb00) return WIDE;
  if (code < 0xfe00) return LETTER;
  return code >= 0xff66 && code < 0xffe0 ? WIDE : MARK;
}

/** Where the token that begins at `start` ends. */
function tokenEnd(text: string, start: number): number {
  const first = text.charCodeAt(start);
  const kind = classOf(first);
  switch (kind) {
    case LETTER:
      return runEnd(text, start, LETTER, LETTERS_PER_TOKEN);
    case DIGIT:
      return runEnd(text, start, DIGIT, DIGITS_PER_TOKEN);
    case LINE_BREAK:
      return runEnd(text, start, LINE_BREAK, MARKS_PER_TOKEN);
    case BLANK: {
      const next = start + 1 < text.length ? classOf(text.charCodeAt(start + 1)) : BLANK;
      if (first === 0x20 && next === LETTER) return runEnd(text, start + 1, LETTER, LETTERS_PER_TOKEN);
      if (first === 0x20 && next === DIGIT) return runEnd(text, start + 1, DIGIT, DIGITS_PER_TOKEN);
      return runEnd(text, start, BLANK, BLANKS_PER_TOKEN);
    }
    case MARK: {
      let end = start + 1;
      while (end < text.length && end - start < MARKS_PER_TOKEN && text.charCodeAt(end) === first) end++;
      return end;
    }
    case SURROGATE: {
      const next = first < 0xdc00 && start + 1 < text.length ? text.charCodeAt(start + 1) : 0;
      return next >= 0xdc00 && next < 0xe000 ? start + 2 : start + 1;
    }
    default:
      return start + 1;
  }
}

function runEnd(text: string, start: number, kind: number, limit: number): number {
  const most = Math.min(text.length, start + limit);
  let end = start + 1;
  while (end < most && classOf(text.charCodeAt(end)) === kind) end++;
  return end;
}
