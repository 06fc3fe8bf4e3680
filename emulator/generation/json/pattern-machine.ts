import type { Random } from "../../random.ts";
import type { Node } from "./pattern-syntax.ts";
import { SchemaError, type Steps } from "./schema.ts";

/** A pattern as a state machine: a text is held against all its paths at once, so that no pattern takes exponential time. */
export interface Machine {
  readonly states: readonly State[];
  readonly start: number;
  readonly unicode: boolean;
}

type State =
  | { readonly kind: "accept" }
  | { readonly kind: "character"; readonly set: CharacterSet; readonly next: number }
  | { readonly kind: "split"; readonly nexts: readonly number[] }
  | { readonly kind: "assert"; readonly what: string; readonly next: number }
  | { readonly kind: "look-ahead"; readonly start: number; readonly negated: boolean; readonly next: number };

/** How odd the characters of a sample may be. */
export type Boldness = 0 | 1 | 2;

interface CharacterSet {
  has(character: string): boolean;
  /** Characters to make samples of: small letters where there are any, letters and digits, or all that can be printed. */
  samples(boldness: Boldness): readonly string[];
}

/** Enough for `.{0,10000}`. */
const MOST_STATES = 20_100;

/** The states that accept: at the end of the pattern, and at the end of a look-ahead in it. */
const END = 0;
const INNER_END = 1;

/** The machine of a pattern's tree. Throws SchemaError where it would be too large. */
export function machineOf(tree: Node, unicode: boolean, steps: Steps): Machine {
  const states: State[] = [{ kind: "accept" }, { kind: "accept" }];
  const sets = new Map<string, CharacterSet>();
  const add = (state: State): number => {
    steps.spend();
    if (states.length >= MOST_STATES) throw new SchemaError("unsupported", ["repeats too much"]);
    return states.push(state) - 1;
  };
  const setOf = (source: string): CharacterSet => {
    const set = sets.get(source) ?? characterSet(source, unicode);
    sets.set(source, set);
    return set;
  };
  const build = (node: Node, next: number): number => {
    switch (node.kind) {
      case "character":
        return add({ kind: "character", set: setOf(node.source), next });
      case "sequence":
        return node.nodes.reduceRight((after, part) => build(part, after), next);
      case "choice":
        return add({ kind: "split", nexts: node.nodes.map((part) => build(part, next)) });
      case "assert":
        return add({ kind: "assert", what: node.what, next });
      case "look-ahead":
        return add({ kind: "look-ahead", start: build(node.node, INNER_END), negated: node.negated, next });
      case "repeat": {
        let start = next;
        if (node.max === Number.POSITIVE_INFINITY) {
          const nexts = [next];
          start = add({ kind: "split", nexts });
          nexts.push(build(node.node, start));
        } else {
          for (let optional = node.max - node.min; optional > 0; optional--) {
            start = add({ kind: "split", nexts: [build(node.node, start), next] });
          }
        }
        for (let count = node.min; count > 0; count--) {
          // A part without states may be repeated for ever: once is as good.
          const before = states.length;
          start = build(node.node, start);
          if (states.length === before) break;
        }
        return start;
      }
    }
  };
  const start = build(tree, END);
  return { states, start, unicode };
}

/** Whether the machine accepts a part of `text`. */
export function matches(machine: Machine, text: string, steps: Steps): boolean {
  const characters = machine.unicode ? Array.from(text) : text.split("");
  return run(machine, characters, { start: machine.start, end: END, from: 0, anywhere: true }, steps);
}

function run(
  machine: Machine,
  characters: readonly string[],
  { start, end, from, anywhere }: { start: number; end: number; from: number; anywhere: boolean },
  steps: Steps,
): boolean {
  let current = new Set<number>();
  for (let at = from; at <= characters.length; at++) {
    if (at === from || anywhere) enter(machine, characters, start, at, current, steps);
    if (current.has(end)) return true;
    const next = new Set<number>();
    const character = characters[at];
    for (const index of current) {
      steps.spend();
      const state = machine.states[index];
      if (state?.kind === "character" && character !== undefined && state.set.has(character)) {
        enter(machine, characters, state.next, at + 1, next, steps);
      }
    }
    if (next.size === 0 && !anywhere) return false;
    current = next;
  }
  return false;
}

/** Adds `index` and all that can be reached from it without a character. */
function enter(
  machine: Machine,
  characters: readonly string[],
  index: number,
  at: number,
  reached: Set<number>,
  steps: Steps,
): void {
  const open = [index];
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    if (reached.has(here)) continue;
    steps.spend();
    reached.add(here);
    const state = machine.states[here];
    if (state?.kind === "split") open.push(...state.nexts);
    else if (state?.kind === "assert" && holds(state.what, characters, at)) open.push(state.next);
    else if (state?.kind === "look-ahead") {
      const part = { start: state.start, end: INNER_END, from: at, anywhere: false };
      if (run(machine, characters, part, steps) !== state.negated) open.push(state.next);
    }
  }
}

function holds(what: string, characters: readonly string[], at: number): boolean {
  if (what === "start") return at === 0;
  if (what === "end") return at === characters.length;
  const boundary = isWord(characters[at - 1]) !== isWord(characters[at]);
  return boundary === (what === "word-boundary");
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && /^\w$/.test(character);
}

/** How many lengths beyond the first possible one a sample may have. */
const LENGTHS = 12;
const LONGEST_SAMPLE = 20_000;

/**
 * A text of `minLength` to `maxLength` characters that the machine accepts from end to end, but for word boundaries and
 * look-aheads, which are not looked at; `undefined` where there is none. First it is found for each length from which states
 * the end can be reached, then a path is drawn.
 */
export function sample(
  machine: Machine,
  random: Random,
  minLength: number,
  maxLength: number,
  boldness: Boldness,
  steps: Steps,
): string | undefined {
  /** Of each number of characters that are left: the states from which the end can be reached with just as many. */
  const reaching: Uint8Array[] = [];
  const lengths: number[] = [];
  for (let left = 0; left <= Math.min(maxLength, LONGEST_SAMPLE); left++) {
    const states = reachingIn(machine, left, reaching[left - 1], steps);
    reaching.push(states);
    if (left >= minLength && choices(machine, reaching, left, left, machine.start) !== undefined) lengths.push(left);
    if (lengths[0] !== undefined && left >= lengths[0] + LENGTHS) break;
    if (left > 0 && !states.includes(1)) break;
  }
  const natural = lengths.filter((length) => length >= 3);
  const length = pick(natural.length > 0 ? natural : lengths, random);
  if (length === undefined) return undefined;
  let text = "";
  let state = machine.start;
  for (let left = length; left > 0; left--) {
    const drawn = pick(choices(machine, reaching, left, length, state) ?? [], random);
    if (!drawn) return undefined;
    text += pick(drawn.set.samples(boldness), random) ?? "";
    state = drawn.next;
  }
  return text;
}

function reachingIn(machine: Machine, left: number, before: Uint8Array | undefined, steps: Steps): Uint8Array {
  const { states } = machine;
  steps.spend(1 + states.length / 8);
  const reaching = new Uint8Array(states.length);
  for (let changed = true; changed; ) {
    changed = false;
    steps.spend(1 + states.length / 8);
    for (let at = 0; at < states.length; at++) {
      const state = states[at];
      if (reaching[at] || !state) continue;
      const reaches =
        state.kind === "accept"
          ? left === 0 && at === END
          : state.kind === "character"
            ? before?.[state.next] === 1 && state.set.samples(0).length > 0
            : state.kind === "split"
              ? state.nexts.some((next) => reaching[next])
              : !(state.kind === "assert" && ((state.what === "end" && left > 0) || state.what === "start")) &&
                reaching[state.next] === 1;
      if (reaches) {
        reaching[at] = 1;
        changed = true;
      }
    }
  }
  return reaching;
}

/** The states that take the next character on a way to the end; `undefined` where there is none and the end is not here. */
function choices(machine: Machine, reaching: readonly Uint8Array[], left: number, length: number, from: number) {
  const found: { set: CharacterSet; next: number }[] = [];
  let ended = false;
  const reached = new Set<number>();
  const open = [from];
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    if (reached.has(here)) continue;
    reached.add(here);
    const state = machine.states[here];
    if (state?.kind === "accept") ended ||= left === 0;
    else if (state?.kind === "split") open.push(...state.nexts);
    else if (state?.kind === "look-ahead") open.push(state.next);
    else if (state?.kind === "assert") {
      if ((state.what !== "start" || left === length) && (state.what !== "end" || left === 0)) open.push(state.next);
    } else if (state?.kind === "character" && left > 0 && reaching[left - 1]?.[state.next]) {
      if (state.set.samples(0).length > 0) found.push(state);
    }
  }
  return found.length > 0 || ended ? found : undefined;
}

const PRINTABLE = Array.from({ length: 95 }, (_, at) => String.fromCharCode(0x20 + at));
const MOST_SAMPLES = 64;

function characterSet(source: string, unicode: boolean): CharacterSet {
  const test = new RegExp(`^${source}$`, unicode ? "u" : "");
  const has = (character: string) => test.test(character);
  let groups: readonly (readonly string[])[] | undefined;
  return {
    has,
    samples(boldness) {
      groups ??= groupsOf(has);
      return groups[boldness] ?? [];
    },
  };
}

function groupsOf(has: (character: string) => boolean): readonly (readonly string[])[] {
  let printable = PRINTABLE.filter(has);
  if (printable.length === 0) printable = others(has);
  const plain = printable.filter((character) => /[a-zA-Z0-9]/.test(character));
  const small = plain.filter((character) => /[a-z]/.test(character));
  const groups = [small, plain, printable];
  return groups.map((_, at) => groups.slice(at).find((group) => group.length > 0) ?? []);
}

/** The first characters of the set, where none of them is of ASCII. */
function others(has: (character: string) => boolean): string[] {
  const found: string[] = [];
  for (let code = 0; code < 0x20000 && found.length < MOST_SAMPLES; code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const character = String.fromCodePoint(code);
    if (has(character)) found.push(character);
  }
  return found;
}

function pick<Item>(items: readonly Item[], random: Random): Item | undefined {
  return items.length === 0 ? undefined : items[random.integer(0, items.length - 1)];
}
