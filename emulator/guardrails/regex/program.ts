import { parseRegex } from "./parse.ts";
import { type Assertion, type CharacterSet, type Node, RegexProblem } from "./syntax.ts";

/** Whether a code point is in a set. */
export type CharacterTest = (code: number) => boolean;

/** One step of a program. Of a `split` the first way is preferred. */
export type Instruction =
  | { readonly op: "character"; readonly test: CharacterTest }
  | { readonly op: "assertion"; readonly assertion: Assertion }
  | { readonly op: "split"; first: number; second: number }
  | { readonly op: "jump"; to: number }
  | { readonly op: "match" };

/** A pattern as a list of instructions, and the characters that a match can begin with. */
export interface Program {
  readonly instructions: readonly Instruction[];
  readonly first: CharacterTest;
}

/** Counted repetitions are written out; a pattern of 500 characters could ask for millions of instructions. */
const MOST_INSTRUCTIONS = 10_000;

/** Compiles a customer's pattern. Throws RegexProblem. */
export function compileRegex(pattern: string): Program {
  const instructions: Instruction[] = [];
  emit(parseRegex(pattern), instructions);
  add({ op: "match" }, instructions);
  return { instructions, first: firstCharacters(instructions) };
}

function add<Added extends Instruction>(instruction: Added, instructions: Instruction[]): Added {
  if (instructions.length >= MOST_INSTRUCTIONS) {
    throw new RegexProblem("repetitions of repetitions that come to so much", true);
  }
  instructions.push(instruction);
  return instruction;
}

function emit(node: Node, instructions: Instruction[]): void {
  switch (node.kind) {
    case "characters":
      add({ op: "character", test: testOf(node.set) }, instructions);
      return;
    case "assertion":
      add({ op: "assertion", assertion: node.assertion }, instructions);
      return;
    case "sequence":
      for (const inner of node.nodes) emit(inner, instructions);
      return;
    case "choice":
      emitChoice(node.nodes, instructions);
      return;
    case "repeat":
      emitRepeat(node, instructions);
  }
}

function emitChoice(nodes: readonly Node[], instructions: Instruction[]): void {
  const jumps: { to: number }[] = [];
  nodes.forEach((node, index) => {
    if (index === nodes.length - 1) {
      emit(node, instructions);
      return;
    }
    const split = add({ op: "split", first: instructions.length + 1, second: 0 }, instructions);
    emit(node, instructions);
    jumps.push(add({ op: "jump", to: 0 }, instructions));
    split.second = instructions.length;
  });
  for (const jump of jumps) jump.to = instructions.length;
}

function emitRepeat({ node, min, max, lazy }: Extract<Node, { kind: "repeat" }>, instructions: Instruction[]): void {
  for (let count = 0; count < min; count++) emit(node, instructions);
  if (max === Number.POSITIVE_INFINITY) {
    const start = instructions.length;
    const split = add({ op: "split", first: 0, second: 0 }, instructions);
    emit(node, instructions);
    add({ op: "jump", to: start }, instructions);
    decide(split, start + 1, instructions.length, lazy);
    return;
  }
  const splits: { at: number; split: { first: number; second: number } }[] = [];
  for (let count = min; count < max; count++) {
    const at = instructions.length;
    splits.push({ at, split: add({ op: "split", first: 0, second: 0 }, instructions) });
    emit(node, instructions);
  }
  for (const { at, split } of splits) decide(split, at + 1, instructions.length, lazy);
}

function decide(split: { first: number; second: number }, again: number, out: number, lazy: boolean): void {
  split.first = lazy ? out : again;
  split.second = lazy ? again : out;
}

const ASCII = 128;

/** A repetition that is written out asks for the same set many times. */
const tests = new WeakMap<CharacterSet, CharacterTest>();

/** A set as a test: a table for ASCII, JavaScript's own class for what is beyond. */
function testOf(set: CharacterSet): CharacterTest {
  const known = tests.get(set) ?? makeTest(set);
  tests.set(set, known);
  return known;
}

function makeTest({ source, negated, ignoreCase }: CharacterSet): CharacterTest {
  const pattern = new RegExp(`^[${negated ? "^" : ""}${source}]$`, ignoreCase ? "iu" : "u");
  const table = Uint8Array.from({ length: ASCII }, (_, code) => Number(pattern.test(String.fromCharCode(code))));
  return (code) => (code < ASCII ? table[code] === 1 : pattern.test(String.fromCodePoint(code)));
}

/** The test of the characters that a match can begin with: everything that is reached without taking a character. */
function firstCharacters(instructions: readonly Instruction[]): CharacterTest {
  const starts: CharacterTest[] = [];
  const seen = new Set<number>();
  const open = [0];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (seen.has(at)) continue;
    seen.add(at);
    const instruction = instructions[at];
    if (instruction?.op === "character") starts.push(instruction.test);
    else if (instruction?.op === "split") open.push(instruction.first, instruction.second);
    else if (instruction?.op === "jump") open.push(instruction.to);
    else if (instruction?.op === "assertion") open.push(at + 1);
  }
  const any: CharacterTest = (code) => starts.some((test) => test(code));
  const table = Uint8Array.from({ length: ASCII }, (_, code) => Number(any(code)));
  return (code) => (code < ASCII ? table[code] === 1 : any(code));
}
