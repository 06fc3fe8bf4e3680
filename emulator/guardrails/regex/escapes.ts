import { RegexProblem } from "./syntax.ts";

/** The classes of one letter, as JavaScript's class sources. The blanks are Java's, which knows those of ASCII alone. */
const CLASSES: Readonly<Record<string, string>> = {
  d: "0-9",
  w: "0-9A-Za-z_",
  s: " \\t\\n\\x0B\\f\\r",
};

const CONTROLS: Readonly<Record<string, number>> = { t: 0x09, n: 0x0a, v: 0x0b, f: 0x0c, r: 0x0d, a: 0x07, e: 0x1b };

/** Java's and POSIX's names of classes of ASCII. */
export const ASCII_CLASSES: Readonly<Record<string, string>> = {
  alpha: "A-Za-z",
  digit: "0-9",
  alnum: "0-9A-Za-z",
  upper: "A-Z",
  lower: "a-z",
  punct: "!-\\/:-@\\[-`\\{-~",
  space: CLASSES.s ?? "",
  blank: " \\t",
  xdigit: "0-9A-Fa-f",
};

/** What a backslash stands for: one character, or a class. */
export type Escape =
  | { readonly kind: "character"; readonly code: number; readonly end: number }
  | { readonly kind: "class"; readonly source: string; readonly negated: boolean; readonly end: number };

/** Reads the escape whose backslash stands at `at`; `undefined` when it is none of a character or class. */
export function readEscape(pattern: readonly string[], at: number): Escape | undefined {
  const letter = pattern[at + 1];
  if (letter === undefined) throw new RegexProblem("it ends with a backslash");
  const end = at + 2;
  const source = CLASSES[letter.toLowerCase()];
  if (source !== undefined) return { kind: "class", source, negated: letter < "a", end };
  if (letter === "p" || letter === "P") return readProperty(pattern, at);
  const control = CONTROLS[letter];
  if (control !== undefined) return { kind: "character", code: control, end };
  if (letter === "x") return readHex(pattern, end, 2);
  if (letter === "u") return readHex(pattern, end, 4);
  if (/[0-9A-Za-z]/.test(letter)) return undefined;
  return { kind: "character", code: letter.codePointAt(0) ?? 0, end };
}

function readHex(pattern: readonly string[], at: number, digits: number): Escape {
  if (pattern[at] === "{") {
    const close = pattern.indexOf("}", at);
    return character(pattern.slice(at + 1, Math.max(close, at + 1)).join(""), close + 1);
  }
  return character(pattern.slice(at, at + digits).join(""), at + digits, digits);
}

function character(hex: string, end: number, digits?: number): Escape {
  const code = Number.parseInt(hex, 16);
  const isWhole = /^[0-9A-Fa-f]+$/.test(hex) && (digits === undefined || hex.length === digits);
  if (!isWhole || code > 0x10ffff) throw new RegexProblem(`"${hex}" is no hexadecimal number of a character`);
  return { kind: "character", code, end };
}

function readProperty(pattern: readonly string[], at: number): Escape {
  const negated = pattern[at + 1] === "P";
  let name = pattern[at + 2] ?? "";
  let end = at + 3;
  if (name === "{") {
    const close = pattern.indexOf("}", at);
    if (close < 0) throw new RegexProblem("the name of a character property has no closing brace");
    name = pattern.slice(at + 3, close).join("");
    end = close + 1;
  }
  const ascii = ASCII_CLASSES[name.toLowerCase()];
  if (ascii !== undefined && name.length > 2) return { kind: "class", source: ascii, negated, end };
  const source = `\\p{${name.replace(/^Is/, "")}}`;
  try {
    new RegExp(source, "u");
  } catch {
    throw new RegexProblem(`"${name}" is no character property`);
  }
  return { kind: "class", source, negated, end };
}
