import { SchemaError } from "./schema.ts";

/** A pattern's tree. */
export type Node =
  /** One character; `source` is a class or an escape that JavaScript's engine judges, `undefined` any but a line's end. */
  | { readonly kind: "character"; readonly source: string }
  | { readonly kind: "sequence"; readonly nodes: readonly Node[] }
  | { readonly kind: "choice"; readonly nodes: readonly Node[] }
  | { readonly kind: "repeat"; readonly node: Node; readonly min: number; readonly max: number }
  | { readonly kind: "assert"; readonly what: "start" | "end" | "word-boundary" | "no-word-boundary" }
  | { readonly kind: "look-ahead"; readonly node: Node; readonly negated: boolean };

/** Parses a pattern that JavaScript's own engine has accepted. Throws SchemaError for what Outcrop does not match. */
export function parsePattern(source: string, unicode: boolean): Node {
  return new Parser(source, unicode).all();
}

const DEEPEST_GROUP = 200;
const QUANTIFIER = /\{(\d+)(?:(,)(\d*))?\}/y;

class Parser {
  readonly #source: string;
  readonly #unicode: boolean;
  #at = 0;
  #depth = 0;

  constructor(source: string, unicode: boolean) {
    this.#source = source;
    this.#unicode = unicode;
  }

  all(): Node {
    return this.#choice();
  }

  #choice(): Node {
    if (++this.#depth > DEEPEST_GROUP) throw new SchemaError("unsupported", ["is nested too deep"]);
    const nodes = [this.#sequence()];
    while (this.#take("|")) nodes.push(this.#sequence());
    this.#depth--;
    return nodes.length === 1 && nodes[0] ? nodes[0] : { kind: "choice", nodes };
  }

  #sequence(): Node {
    const nodes: Node[] = [];
    while (this.#at < this.#source.length && !this.#sees("|") && !this.#sees(")")) nodes.push(this.#quantified());
    return { kind: "sequence", nodes };
  }

  #quantified(): Node {
    const node = this.#atom();
    const range = this.#range();
    if (!range) return node;
    this.#take("?");
    return { kind: "repeat", node, ...range };
  }

  #range(): { min: number; max: number } | undefined {
    if (this.#take("*")) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.#take("+")) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.#take("?")) return { min: 0, max: 1 };
    QUANTIFIER.lastIndex = this.#at;
    const found = QUANTIFIER.exec(this.#source);
    if (!found) return undefined;
    this.#at = QUANTIFIER.lastIndex;
    const min = Number(found[1]);
    if (!found[2]) return { min, max: min };
    return { min, max: found[3] ? Number(found[3]) : Number.POSITIVE_INFINITY };
  }

  #atom(): Node {
    if (this.#take("^")) return { kind: "assert", what: "start" };
    if (this.#take("$")) return { kind: "assert", what: "end" };
    if (this.#take("(")) return this.#group();
    if (this.#sees("[")) return { kind: "character", source: this.#class() };
    if (this.#sees("\\")) return this.#escape();
    const character = this.#character();
    return { kind: "character", source: character === "." ? "." : literal(character) };
  }

  #group(): Node {
    let node: Node;
    if (this.#take("?:")) node = this.#choice();
    else if (this.#sees("?=") || this.#sees("?!")) {
      const negated = this.#sees("?!");
      this.#at += 2;
      node = { kind: "look-ahead", node: this.#choice(), negated };
    } else if (this.#sees("?<=") || this.#sees("?<!")) {
      throw new SchemaError("unsupported", ["has a look-behind, which is not supported"]);
    } else if (this.#take("?<")) {
      this.#at = this.#source.indexOf(">", this.#at) + 1;
      node = this.#choice();
    } else if (this.#sees("?")) {
      throw new SchemaError("unsupported", ["has flags inside, which is not supported"]);
    } else node = this.#choice();
    this.#at++;
    return node;
  }

  #class(): string {
    const start = this.#at++;
    while (!this.#sees("]")) this.#at += this.#sees("\\") ? 2 : 1;
    this.#at++;
    return this.#source.slice(start, this.#at);
  }

  #escape(): Node {
    const start = this.#at;
    this.#at++;
    const letter = this.#character();
    if (letter === "b") return { kind: "assert", what: "word-boundary" };
    if (letter === "B") return { kind: "assert", what: "no-word-boundary" };
    if (/[1-9k]/.test(letter)) {
      throw new SchemaError("unsupported", ["has a back-reference, which is not supported"]);
    }
    if (letter === "x") this.#skip(/[0-9a-fA-F]{2}/y);
    else if (letter === "u") {
      this.#skip(
        this.#unicode
          ? /\{[0-9a-fA-F]+\}|[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|[0-9a-fA-F]{4}/y
          : /[0-9a-fA-F]{4}/y,
      );
    } else if (letter === "c") this.#skip(/[a-zA-Z]/y);
    else if (this.#unicode && (letter === "p" || letter === "P")) this.#skip(/\{[^}]*\}/y);
    return { kind: "character", source: this.#source.slice(start, this.#at) };
  }

  #skip(what: RegExp): void {
    what.lastIndex = this.#at;
    if (what.test(this.#source)) this.#at = what.lastIndex;
  }

  #character(): string {
    const code = this.#unicode ? this.#source.codePointAt(this.#at) : this.#source.charCodeAt(this.#at);
    const character = this.#unicode ? String.fromCodePoint(code ?? 0) : String.fromCharCode(code ?? 0);
    this.#at += character.length;
    return character;
  }

  #sees(text: string): boolean {
    return this.#source.startsWith(text, this.#at);
  }

  #take(text: string): boolean {
    if (!this.#sees(text)) return false;
    this.#at += text.length;
    return true;
  }
}

/** As a source that means this one character, with the flag and without. */
function literal(character: string): string {
  return /[\^$\\.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}
