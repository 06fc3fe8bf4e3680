import { UsageError } from "./usage-error.ts";

/** What a user gave for an option, and under which name: `--port` or `OUTCROP_PORT`. */
export interface Given {
  readonly name: string;
  readonly text: string;
}

/** Reads the text of an option, which is not empty. Throws UsageError, which names the option. */
export interface Reader<Value> {
  readonly read: (given: Given) => Value;
  /** All that it takes. */
  readonly words?: readonly string[];
  /** What shells offer for it, if not its words. */
  readonly completes?: readonly string[] | "file" | "region";
}

/** Any text. */
export const text: Reader<string> = { read: (given) => given.text };

/** The name of a file; whether there is one shows when it is read or written. */
export const file: Reader<string> = { read: (given) => given.text, completes: "file" };

/** The name of a Region; whether there is one shows where the catalogue is at hand. */
export const region: Reader<string> = { read: (given) => given.text, completes: "region" };

export function integer(lowest: number, highest: number): Reader<number> {
  return {
    read: ({ name, text }) => {
      const value = Number(text);
      if (/^\d+$/.test(text) && value >= lowest && value <= highest) return value;
      throw new UsageError(`${name} must be a whole number from ${lowest} to ${highest}, and not "${text}"`);
    },
  };
}

/** One of some words. */
export function oneOf<const Word extends string>(words: readonly Word[]): Reader<Word> {
  return {
    read: ({ name, text }) => {
      const word = words.find((known) => known === text);
      if (word !== undefined) return word;
      throw new UsageError(`${name} must be one of ${words.join(", ")}, and not "${text}"`);
    },
    words,
  };
}

/** What a pattern describes; `what` completes "must be …". */
export function matching(pattern: RegExp, what: string): Reader<string> {
  return {
    read: ({ name, text }) => {
      if (pattern.test(text)) return text;
      throw new UsageError(`${name} must be ${what}, and not "${text}"`);
    },
  };
}

/** The address of a server; `what` completes "must be …". */
export function httpUrl(what: string): Reader<URL> {
  return {
    read: ({ name, text }) => {
      if (/^https?:\/\//.test(text) && URL.canParse(text)) return new URL(text);
      throw new UsageError(`${name} must be ${what}, and not "${text}"`);
    },
  };
}

/** On or off, of a variable or of `--watch=false`. Throws UsageError for anything else. */
export function readSwitch({ name, text }: Given): boolean {
  if (text === "true" || text === "1") return true;
  if (text === "false" || text === "0") return false;
  throw new UsageError(`${name} must be true or false, and not "${text}"`);
}
