import type { CodePoints } from "../code-points.ts";
import type { Program } from "./program.ts";
import type { Assertion } from "./syntax.ts";

/** From the first code point to behind the last one. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How many steps may still be taken; counted down. */
export interface Budget {
  steps: number;
}

/** Thrown when a search needs more steps than it was given. */
export class BudgetSpent extends Error {}

/** To pass over a character that no match begins with is a fraction of a step's work. */
const SKIPPED_PER_STEP = 16;

/** Threads in the order of preference; each instruction has one at most. */
interface Threads {
  readonly at: Int32Array;
  readonly start: Int32Array;
  readonly seen: Int32Array;
  count: number;
  turn: number;
}

/**
 * Every match of a program that is not empty, from left to right, none overlapping another. All ways through the pattern are
 * followed at once, character by character (a "Pike VM"), so that no pattern takes more steps for a character than it has
 * instructions: there is no backtracking to explode. Which match it is that a backtracking engine would find is decided by the
 * order of the threads. Throws BudgetSpent.
 * Source of the method: https://swtch.com/~rsc/regexp/regexp2.html
 */
export function searchAll(program: Program, text: CodePoints, budget: Budget): Span[] {
  const spans: Span[] = [];
  const size = program.instructions.length;
  const search = new Search(program, text, budget, [threads(size), threads(size)]);
  for (let at = 0; ; ) {
    const span = search.from(at);
    if (!span) return spans;
    spans.push(span);
    at = span.end;
  }
}

const threads = (size: number): Threads => ({
  at: new Int32Array(size),
  start: new Int32Array(size),
  seen: new Int32Array(size).fill(-1),
  count: 0,
  turn: -1,
});

class Search {
  readonly #program: Program;
  readonly #text: CodePoints;
  readonly #budget: Budget;
  readonly #lists: readonly [Threads, Threads];
  readonly #open: number[] = [];
  #turn = 0;

  constructor(program: Program, text: CodePoints, budget: Budget, lists: readonly [Threads, Threads]) {
    this.#program = program;
    this.#text = text;
    this.#budget = budget;
    this.#lists = lists;
  }

  /** The first match at or behind a place. */
  from(place: number): Span | undefined {
    const { codes } = this.#text;
    let [now, next] = this.#lists;
    this.#clear(now);
    let found: Span | undefined;
    for (let at = place; ; at++) {
      if (now.count === 0) {
        if (found) return found;
        at = this.#skip(at);
        if (at >= codes.length) return undefined;
      }
      if (!found) this.#follow(now, 0, at, at);
      this.#clear(next);
      found = this.#step(now, next, at) ?? found;
      [now, next] = [next, now];
      if (at >= codes.length) return found;
    }
  }

  /** The next place where a match can begin. */
  #skip(place: number): number {
    const { codes } = this.#text;
    let at = place;
    while (at < codes.length && !this.#program.first(codes[at] ?? 0)) at++;
    this.#spend((at - place) / SKIPPED_PER_STEP);
    return at;
  }

  /** Takes one character on every thread; gives the match of the first thread that is through, and drops those behind it. */
  #step(now: Threads, next: Threads, at: number): Span | undefined {
    const { codes } = this.#text;
    const code = codes[at];
    this.#spend(now.count);
    for (let index = 0; index < now.count; index++) {
      const place = now.at[index] ?? 0;
      const start = now.start[index] ?? 0;
      const instruction = this.#program.instructions[place];
      if (instruction?.op === "match" && start < at) return { start, end: at };
      if (instruction?.op === "character" && code !== undefined && instruction.test(code)) {
        this.#follow(next, place + 1, start, at + 1);
      }
    }
    return undefined;
  }

  /** Adds a thread, and those that it comes to without taking a character, in the order of preference. */
  #follow(list: Threads, from: number, start: number, at: number): void {
    const open = this.#open;
    open.push(from);
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      if (list.seen[place] === list.turn) continue;
      list.seen[place] = list.turn;
      this.#spend(1);
      const instruction = this.#program.instructions[place];
      switch (instruction?.op) {
        case "jump":
          open.push(instruction.to);
          break;
        case "split":
          open.push(instruction.second, instruction.first);
          break;
        case "assertion":
          if (holds(instruction.assertion, this.#text, at)) open.push(place + 1);
          break;
        default:
          list.at[list.count] = place;
          list.start[list.count++] = start;
      }
    }
  }

  #clear(list: Threads): void {
    list.count = 0;
    list.turn = this.#turn++;
  }

  #spend(steps: number): void {
    this.#budget.steps -= steps;
    if (this.#budget.steps < 0) throw new BudgetSpent();
  }
}

function holds(assertion: Assertion, { codes }: CodePoints, at: number): boolean {
  switch (assertion) {
    case "text-start":
      return at === 0;
    case "text-end":
      return at === codes.length;
    case "line-start":
      return at === 0 || codes[at - 1] === LINE_BREAK;
    case "line-end":
      return at === codes.length || codes[at] === LINE_BREAK;
    default:
      return (isWord(codes[at - 1]) !== isWord(codes[at])) === (assertion === "boundary");
  }
}

const LINE_BREAK = 0x0a;

function isWord(code: number | undefined): boolean {
  if (code === undefined) return false;
  return (
    (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) || code === 0x5f
  );
}
