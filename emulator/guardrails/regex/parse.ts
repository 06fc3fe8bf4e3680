import { ASCII_CLASSES, readEscape } from "./escapes.ts";
import { type Assertion, type Node, RegexProblem } from "./syntax.ts";

interface Flags {
  readonly ignoreCase: boolean;
  readonly multiLine: boolean;
  readonly dotAll: boolean;
}

/** RE2's own limit of a counted repetition. */
const MOST_REPEATS = 1000;

/**
 * Reads a customer's pattern. It takes what Java and RE2 have in common; look-around is refused, as Amazon Bedrock does not support
 * it (https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-sensitive-filters.html). Throws RegexProblem.
 */
export function parseRegex(pattern: string): Node {
  const parser = new Parser(Array.from(pattern));
  return parser.whole();
}

class Parser {
  readonly #pattern: readonly string[];
  #at = 0;
  #flags: Flags = { ignoreCase: false, multiLine: false, dotAll: false };

  constructor(pattern: readonly string[]) {
    this.#pattern = pattern;
  }

  whole(): Node {
    const node = this.#choice();
    if (this.#at < this.#pattern.length) throw new RegexProblem("it has an unmatched closing parenthesis");
    return node;
  }

  #choice(): Node {
    const nodes = [this.#sequence()];
    while (this.#take("|")) nodes.push(this.#sequence());
    return nodes.length === 1 && nodes[0] ? nodes[0] : { kind: "choice", nodes };
  }

  #sequence(): Node {
    const nodes: Node[] = [];
    for (;;) {
      const next = this.#pattern[this.#at];
      if (next === undefined || next === "|" || next === ")") return { kind: "sequence", nodes };
      const node = this.#atom(next);
      if (node) nodes.push(this.#repeated(node));
    }
  }

  /** One thing that can be repeated; `undefined` for a change of flags. */
  #atom(next: string): Node | undefined {
    switch (next) {
      case "(":
        return this.#group();
      case "[":
        return this.#class();
      case "\\":
        return this.#escaped();
      case "*":
      case "+":
      case "?":
        throw new RegexProblem(`there is nothing for "${next}" to repeat`);
      case ".":
        this.#at++;
        return this.#set(this.#flags.dotAll ? "" : "\\n\\r\\u0085\\u2028\\u2029", true);
      case "^":
        this.#at++;
        return assertion(this.#flags.multiLine ? "line-start" : "text-start");
      case "$":
        this.#at++;
        return assertion(this.#flags.multiLine ? "line-end" : "text-end");
      default:
        this.#at++;
        return this.#set(escaped(next.codePointAt(0) ?? 0), false);
    }
  }

  #group(): Node | undefined {
    const flags = this.#flags;
    this.#at++;
    if (this.#take("?") && this.#special()) return undefined;
    const node = this.#choice();
    if (!this.#take(")")) throw new RegexProblem("it has an unmatched opening parenthesis");
    this.#flags = flags;
    return node;
  }

  /** What stands behind `(?`. Whether it was a change of flags for the rest of the group that it stands in. */
  #special(): boolean {
    const rest = this.#pattern.slice(this.#at, this.#at + 60).join("");
    if (/^(?:=|!|<=|<!)/.test(rest)) throw new RegexProblem("look-around is not supported");
    if (rest.startsWith(">")) throw new RegexProblem("atomic groups", true);
    const name = /^P?<[A-Za-z]\w*>/.exec(rest);
    if (name) {
      this.#at += name[0].length;
      return false;
    }
    const flags = /^([a-z]*)(?:-([a-z]*))?([:)])/i.exec(rest);
    if (!flags) throw new RegexProblem(`"(?${rest.slice(0, 3)}" is no group`);
    const [all, on = "", off = "", close] = flags;
    const known = /^[ims]*$/;
    if (!known.test(on) || !known.test(off)) throw new RegexProblem(`the flags "${on}${off}"`, true);
    const flag = (letter: string, was: boolean) => (was || on.includes(letter)) && !off.includes(letter);
    const { ignoreCase, multiLine, dotAll } = this.#flags;
    this.#flags = {
      ignoreCase: flag("i", ignoreCase),
      multiLine: flag("m", multiLine),
      dotAll: flag("s", dotAll),
    };
    this.#at += all.length;
    return close === ")";
  }

  #escaped(): Node {
    const letter = this.#pattern[this.#at + 1] ?? "";
    const found = ASSERTIONS[letter];
    if (found) {
      this.#at += 2;
      return assertion(found);
    }
    const token = readEscape(this.#pattern, this.#at);
    if (!token) throw unknownEscape(letter);
    this.#at = token.end;
    return token.kind === "character" ? this.#set(escaped(token.code), false) : this.#set(token.source, token.negated);
  }

  #class(): Node {
    const parts: string[] = [];
    this.#at++;
    const negated = this.#take("^");
    for (let first = true; first || this.#pattern[this.#at] !== "]"; first = false) parts.push(this.#classPart());
    this.#at++;
    return this.#set(parts.join(""), negated);
  }

  #classPart(): string {
    const rest = this.#pattern.slice(this.#at, this.#at + 12).join("");
    if (rest.startsWith("&&")) throw new RegexProblem("intersections of classes", true);
    const posix = /^\[:(\w+):\]/.exec(rest);
    if (posix) {
      const source = ASCII_CLASSES[posix[1] ?? ""];
      if (source === undefined) throw new RegexProblem(`"${posix[0]}" is no class`);
      this.#at += posix[0].length;
      return source;
    }
    const low = this.#classEnd();
    const isRange = this.#pattern[this.#at] === "-" && (this.#pattern[this.#at + 1] ?? "]") !== "]";
    if (typeof low === "string" || !isRange) return typeof low === "string" ? low : escaped(low);
    this.#at++;
    const high = this.#classEnd();
    // As Java takes it: a hyphen before a class stands for itself.
    if (typeof high === "string") return `${escaped(low)}\\-${high}`;
    if (high < low) throw new RegexProblem("a range of characters is out of order");
    return `${escaped(low)}-${escaped(high)}`;
  }

  /** One end of a range: a character, or the source of a class that stands where one could. */
  #classEnd(): number | string {
    const next = this.#pattern[this.#at];
    if (next === undefined) throw new RegexProblem("it has an unmatched opening bracket");
    if (next !== "\\") {
      this.#at++;
      return next.codePointAt(0) ?? 0;
    }
    const token = readEscape(this.#pattern, this.#at);
    const letter = this.#pattern[this.#at + 1] ?? "";
    if (!token) throw unknownEscape(letter);
    this.#at = token.end;
    if (token.kind === "character") return token.code;
    return token.negated ? (NEGATED[letter] ?? token.source.replace("\\p", "\\P")) : token.source;
  }

  #repeated(node: Node): Node {
    const repeats = this.#repeats();
    if (!repeats) return node;
    const lazy = this.#take("?");
    if (this.#pattern[this.#at] === "+") throw new RegexProblem("possessive repetitions", true);
    if (this.#pattern[this.#at] === "*" || this.#repeats()) throw new RegexProblem("a repetition is repeated");
    return { kind: "repeat", node, ...repeats, lazy };
  }

  #repeats(): { readonly min: number; readonly max: number } | undefined {
    if (this.#take("*")) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.#take("+")) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.#take("?")) return { min: 0, max: 1 };
    const counted = /^\{(\d{1,9})(,(\d{0,9}))?\}/.exec(this.#pattern.slice(this.#at, this.#at + 24).join(""));
    if (!counted) return undefined;
    const [all, low, comma, high] = counted;
    const min = Number(low);
    const max = comma === undefined ? min : high === "" ? Number.POSITIVE_INFINITY : Number(high);
    if (max < min) throw new RegexProblem(`the repetition ${all} is out of order`);
    if (min > MOST_REPEATS || (max !== Number.POSITIVE_INFINITY && max > MOST_REPEATS)) {
      throw new RegexProblem(`repetitions of more than ${MOST_REPEATS} times`, true);
    }
    this.#at += all.length;
    return { min, max };
  }

  #set(source: string, negated: boolean): Node {
    return { kind: "characters", set: { source, negated, ignoreCase: this.#flags.ignoreCase } };
  }

  #take(character: string): boolean {
    if (this.#pattern[this.#at] !== character) return false;
    this.#at++;
    return true;
  }
}

const ASSERTIONS: Readonly<Record<string, Assertion>> = {
  b: "boundary",
  B: "no-boundary",
  A: "text-start",
  z: "text-end",
  Z: "text-end",
};

/** The classes of one letter, turned around, to stand within another class. */
const NEGATED: Readonly<Record<string, string>> = { D: "\\D", W: "\\W", S: "\\S" };

const assertion = (kind: Assertion): Node => ({ kind: "assertion", assertion: kind });

const escaped = (code: number) => `\\u{${code.toString(16)}}`;

function unknownEscape(letter: string): RegexProblem {
  if (/[1-9k]/.test(letter)) return new RegexProblem("back-references", true);
  return new RegexProblem(`"\\${letter}" is no escape`);
}
