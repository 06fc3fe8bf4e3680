import { isOfFormat } from "./formats.ts";
import { singular, wordsOf } from "./words.ts";

/** A word or phrase of the user's text that a value may be taken from. */
interface Find {
  readonly text: string;
  readonly kind: "quoted" | "name" | "number" | "code" | "token";
  /** The words right before it and right after it, in lower case. */
  readonly before: string;
  readonly after: string;
}

/** What a value is looked for. */
export interface Wanted {
  /** Where in the value; a find serves one place only. */
  readonly place: string;
  /** The name of the property, or of the list that it is an item of. */
  readonly name: string;
  readonly kind: "string" | "number";
  /** What the schema says of a string: a format that is seldom met by chance, a pattern, something else, or nothing. */
  readonly shape: "format" | "pattern" | "other" | "none";
  accepts(value: string | number): boolean;
}

const LONGEST_TEXT = 4_000;
/** Single quotes must stand at the ends of words: else they are apostrophes. */
const QUOTED = /"([^"]{1,400})"|“([^”]{1,400})”|`([^`]{1,400})`|(?<![^\s(])'([^']{1,400})'(?![\p{L}\p{N}])/gu;

const places = [
  "city",
  "location",
  "place",
  "town",
  "destination",
  "origin",
  "country",
  "region",
  "address",
  "airport",
  "state",
];
const freeTexts = [
  "query",
  "question",
  "text",
  "prompt",
  "input",
  "message",
  "search",
  "content",
  "request",
  "q",
  "task",
];
const codes = ["id", "number", "code", "sku", "symbol", "ticker", "order", "ref", "reference", "key"];
/** The words that stand before a value of a property with such a name. */
const prepositions: Readonly<Record<string, readonly string[]>> = {
  from: ["origin", "from", "source", "departure", "start", "sender"],
  to: ["destination", "to", "target", "arrival", "end", "recipient"],
  until: ["end", "until"],
};
/** Words that a sentence begins with, and that are no names though they are capitalised. */
const openers = new Set(
  (
    "a about according add after all also an and any are at before book but buy calculate call can check compare compute " +
    "convert could create delete describe did divide do does draw every explain extract fetch find for from generate get " +
    "give go have hello help hey hi how i i'd i'll i'm i've if in is it let list look make me move multiply my next no now " +
    "of on one open order our pick plan play please put read remind remove reserve roll run save schedule search see " +
    "send set should show solve start stop subtract sum summarize tell thank thanks that the their then there these they " +
    "this those to translate try update use visit we what what's when where which who whose why will with would write " +
    "yes you your"
  ).split(" "),
);

/**
 * The rule by which a value comes from the user's last text. The text is cut into quoted strings, names (runs of capitalised
 * words, but for a sentence's opening words), numbers, codes (with a digit in them) and other words; each may be used for one
 * value. A value takes the first find that satisfies its schema, and of these first the one that its own name stands next to
 * ("5 days" for `days`, "from Paris" for `origin`). A string of a format (date, email, uri, uuid and the like) may take any find,
 * one with a pattern any but other words. One without either takes a quoted string, else a name (a code, where the property is
 * an id, number, code or the like); one named query, question, text, prompt and the like takes the whole text.
 */
export class Hints {
  readonly #text: string;
  readonly #finds: readonly Find[];
  readonly #used = new Map<Find, string>();

  constructor(text: string) {
    this.#text = text.slice(0, LONGEST_TEXT).trim();
    this.#finds = findsIn(this.#text);
  }

  /** The first of `values` that stands in the text as words of its own. */
  named(values: readonly string[]): string | undefined {
    const text = ` ${wordsIn(this.#text).join(" ")} `;
    return values.find((value) => {
      const words = wordsIn(value.slice(0, LONGEST_TEXT)).join(" ");
      return words !== "" && text.includes(` ${words} `);
    });
  }

  /** A value from the text, and whether it plainly belongs to this name; `undefined` where none satisfies. */
  value(wanted: Wanted): { value: string | number; plain: boolean } | undefined {
    if (this.#text === "") return undefined;
    const words = wordsOf(wanted.name);
    const free = this.#finds.filter((find) => (this.#used.get(find) ?? wanted.place) === wanted.place);
    const ranked = [
      ...free.filter((find) => besides(find, words)),
      ...free.filter((find) => fits(find, wanted, words)),
    ];
    for (const find of ranked) {
      const value = valueFrom(find, wanted);
      if (value === undefined || !wanted.accepts(value)) continue;
      this.#used.set(find, wanted.place);
      const plain =
        besides(find, words) || wanted.shape === "format" || find.kind === "quoted" || isAmong(places, words);
      return { value, plain };
    }
    if (wanted.kind === "string" && isAmong(freeTexts, words) && wanted.accepts(this.#text)) {
      return { value: this.#text, plain: true };
    }
    return undefined;
  }
}

/** Whether the property's name, or its preposition, stands next to the find. */
function besides({ kind, before, after }: Find, words: readonly string[]): boolean {
  if (words.length === 0 || kind === "token") return false;
  const last = words.at(-1) ?? "";
  const near = [before, after].some((word) => word !== "" && (word === last || singular(word) === singular(last)));
  return near || (prepositions[before]?.some((name) => words.includes(name)) ?? false);
}

function fits({ kind, text }: Find, wanted: Wanted, words: readonly string[]): boolean {
  if (wanted.kind === "number") return kind === "number";
  if (wanted.shape === "format") return true;
  if (wanted.shape === "pattern") return kind !== "token";
  if (wanted.shape === "other") return kind === "quoted";
  if (isAmong(freeTexts, words)) return kind === "quoted";
  if (isAmong(codes, words)) {
    return (
      kind === "quoted" || kind === "code" || kind === "number" || (kind === "name" && text === text.toUpperCase())
    );
  }
  return kind === "quoted" || kind === "name";
}

function valueFrom({ text, kind }: Find, wanted: Wanted): string | number | undefined {
  if (wanted.kind === "string") return text;
  return kind === "number" ? Number(text.replaceAll(",", "")) : undefined;
}

function findsIn(text: string): Find[] {
  const finds: Find[] = [];
  for (const [, ...quotes] of text.matchAll(QUOTED)) {
    finds.push({ text: quotes.find((quote) => quote !== undefined) ?? "", kind: "quoted", before: "", after: "" });
  }
  const tokens = text.split(/\s+/).map(trimmed);
  const near = (at: number) => tokens[at]?.text.toLowerCase() ?? "";
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at];
    if (!token || token.text === "") continue;
    const opens = at === 0 || tokens[at - 1]?.ends === true;
    let last = at;
    if (isName(token.text, opens)) {
      while (last + 1 < tokens.length && !tokens[last]?.stops && isName(near2(tokens, last + 1), false)) last++;
    }
    const phrase = tokens
      .slice(at, last + 1)
      .map(({ text: word }) => word)
      .join(" ");
    const kind = isName(token.text, opens) ? "name" : kindOf(token.text);
    finds.push({ text: phrase, kind, before: near(at - 1), after: near(last + 1) });
    at = last;
  }
  return finds;
}

interface Token {
  readonly text: string;
  /** Whether a sentence ends with it. */
  readonly ends: boolean;
  /** Whether any mark comes after it. */
  readonly stops: boolean;
}

/** A word without the marks around it. */
function trimmed(word: string): Token {
  let start = 0;
  let end = word.length;
  while (start < end && /["'“”‘’`([{<$€£#]/.test(word.charAt(start))) start++;
  while (end > start && /["'“”‘’`)\]}>.,;:!?%°]/.test(word.charAt(end - 1))) end--;
  const after = word.slice(end);
  const text = word.slice(start, end).replace(/['’]s$/, "");
  return { text, ends: /[.!?:]/.test(after), stops: after !== "" };
}

function near2(tokens: readonly Token[], at: number): string {
  return tokens[at]?.text ?? "";
}

function isName(word: string, opens: boolean): boolean {
  if (!/^\p{Lu}[\p{L}\p{M}'’.-]*$/u.test(word)) return false;
  const lower = word.toLowerCase();
  return !openers.has(lower) && !(opens && lower.endsWith("ing"));
}

function kindOf(word: string): Find["kind"] {
  if (/^-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?$/.test(word)) return "number";
  if (isOfFormat(word, "email") || isOfFormat(word, "uri")) return "token";
  return /\d/.test(word) ? "code" : "token";
}

function isAmong(names: readonly string[], words: readonly string[]): boolean {
  return words.some((word) => names.includes(word) || names.includes(singular(word)));
}

function wordsIn(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
}
