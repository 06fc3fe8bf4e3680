import type { Random } from "../../random.ts";
import type { SchemaDocument } from "./document.ts";
import { lengthOf, type SchemaObject } from "./schema.ts";
import { byName, plainWords, rangesByName, textsByName } from "./words.ts";

const TRIES = 8;
/** A description's example ("The city, e.g. Paris"). */
const EXAMPLE = /\be\.g\.,?\s+|\bfor example:?,?\s+|\bsuch as:?\s+/i;

/** Texts for a way whose parts all hold, likely ones first; not each satisfies all. */
export function* textsFor(
  document: SchemaDocument,
  parts: readonly SchemaObject[],
  name: string,
  random: Random,
): Generator<string> {
  const shortest = Math.max(0, ...parts.map(({ minLength = 0 }) => minLength));
  const longest = Math.min(
    Number.MAX_SAFE_INTEGER,
    ...parts.map(({ maxLength = Number.MAX_SAFE_INTEGER }) => maxLength),
  );
  if (shortest > longest) return;
  const formats = parts.flatMap(({ format }) =>
    format !== undefined && Object.hasOwn(makers, format) ? [format] : [],
  );
  const patterns = parts.flatMap(({ pattern }) => pattern ?? []);
  for (const { description } of parts) if (description !== undefined) yield* examplesIn(description);
  // A word that happens to match looks better than what a pattern is made into.
  if (patterns.length > 0) yield* [plain(name, random), pick(plainWords, random)];
  for (let attempt = 0; attempt < TRIES; attempt++) {
    for (const format of formats) {
      const text = makers[format]?.(random) ?? "";
      yield text;
      yield lengthened(text, format, shortest);
    }
    for (const pattern of patterns) {
      const text = document.pattern(pattern).sample(random, shortest, longest, document.steps);
      if (text === undefined && patterns.length === 1) return;
      if (text !== undefined) yield text;
    }
    // Where what the name tells is not taken, other words may be.
    const words = attempt < TRIES / 2 ? plain(name, random) : `${plain("", random)} ${random.integer(2, 9_999)}`;
    if (formats.length + patterns.length === 0) yield fitted(words, shortest, longest, random);
  }
}

function* examplesIn(description: string): Generator<string> {
  const [, after] = description.slice(0, 1_000).split(EXAMPLE, 2);
  if (after === undefined) return;
  const quoted = /^["'`“]([^"'`”]{1,80})["'`”]/.exec(after)?.[1];
  if (quoted !== undefined) yield quoted;
  else {
    const [phrase = ""] = after.split(/[);\n]|\.(?:\s|$)|\s(?:or|and)\s|\setc\b/, 1);
    const text = phrase.trim().replace(/[,.]+$/, "");
    if (text !== "" && text.length <= 60) yield text;
  }
}

function plain(name: string, random: Random): string {
  const known = byName(textsByName, name);
  if (known) return pick(known, random);
  const range = byName(rangesByName, name);
  return range ? String(random.integer(...range)) : `${pick(plainWords, random)} ${pick(plainWords, random)}`;
}

function fitted(text: string, shortest: number, longest: number, random: Random): string {
  let grown = text;
  while (lengthOf(grown) < shortest) grown += ` ${pick(plainWords, random)}`;
  return grown.length > longest ? grown.slice(0, longest) : grown;
}

function two(low: number, high: number, random: Random): string {
  return String(random.integer(low, high)).padStart(2, "0");
}

function date(random: Random): string {
  return `2026-${two(1, 12, random)}-${two(1, 28, random)}`;
}

function time(random: Random): string {
  return `${two(8, 18, random)}:${two(0, 59, random)}:00Z`;
}

function email(random: Random): string {
  return `${pick(["ada", "jonas", "mina"], random)}.${pick(plainWords, random)}@example.com`;
}

function hostname(random: Random): string {
  return `${pick(plainWords, random)}.example.com`;
}

function uri(random: Random): string {
  return `https://example.com/${pick(plainWords, random)}`;
}

function path(random: Random): string {
  return `/${pick(plainWords, random)}/${random.integer(0, 9)}`;
}

const makers: Readonly<Record<string, (random: Random) => string>> = {
  date,
  time,
  "date-time": (random) => `${date(random)}T${time(random)}`,
  duration: (random) => pick(["PT30M", "PT2H", "P1D", "P2W", "P3DT12H"], random),
  email,
  "idn-email": email,
  hostname,
  "idn-hostname": hostname,
  ipv4: (random) => `192.0.2.${random.integer(1, 254)}`,
  ipv6: (random) => `2001:db8::${random.integer(1, 9_999)}`,
  uri,
  url: uri,
  iri: uri,
  "uri-reference": path,
  "iri-reference": path,
  "uri-template": () => "https://example.com/items/{id}",
  uuid: (random) => random.uuid(),
  "json-pointer": path,
  "relative-json-pointer": (random) => `0${path(random)}`,
  regex: (random) => `^${pick(plainWords, random)}$`,
  byte: (random) => `${random.characters(11, "ABCDEFGHabcdefgh0123456789")}=`,
};

/** A text of a format with more characters where the format has room for them. */
function lengthened(text: string, format: string, shortest: number): string {
  const missing = shortest - text.length;
  if (missing <= 0) return text;
  switch (format) {
    case "uri":
    case "url":
    case "iri":
    case "uri-reference":
    case "iri-reference":
    case "uri-template":
    case "json-pointer":
    case "relative-json-pointer":
      return text + "a".repeat(missing);
    case "regex":
      return text.replace("$", `${"a".repeat(missing)}$`);
    case "email":
    case "idn-email": {
      // The part before the @ may have 64 characters.
      const local = Math.min(missing, 64 - text.indexOf("@"));
      return "a".repeat(local) + text + ".example".repeat(Math.ceil((missing - local) / 8));
    }
    case "hostname":
    case "idn-hostname":
      return "a.".repeat(Math.ceil(missing / 2)) + text;
    case "byte":
      return "AAAA".repeat(Math.ceil(missing / 4)) + text;
    case "time":
    case "date-time":
      return text.replace(/Z$/, `.${"0".repeat(Math.max(1, missing - 1))}Z`);
    default:
      return text;
  }
}

function pick<Item>(items: readonly [Item, ...Item[]] | readonly Item[], random: Random): Item {
  const item = items[random.integer(0, items.length - 1)];
  if (item === undefined) throw new Error("nothing to choose from");
  return item;
}
