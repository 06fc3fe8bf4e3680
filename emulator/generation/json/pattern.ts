import type { Random } from "../../random.ts";
import { type Boldness, type Machine, machineOf, matches, sample } from "./pattern-machine.ts";
import { parsePattern } from "./pattern-syntax.ts";
import { SchemaError, type Steps } from "./schema.ts";

/** A `pattern` of JSON Schema, made so that neither a match nor a sample of it can take long. */
export interface Pattern {
  /** Whether it is found anywhere in `text`. */
  matches(text: string, steps: Steps): boolean;
  /** A text of `minLength` to `maxLength` characters that it is found in, or `undefined` where none was found. */
  sample(random: Random, minLength: number, maxLength: number, steps: Steps): string | undefined;
}

const LONGEST_PATTERN = 5_000;
const TRIES = 30;

/**
 * Compiles `source`, an ECMA-262 pattern. JavaScript's own engine only judges the syntax and single characters: it backtracks,
 * and a hostile pattern would hold it for hours. Throws SchemaError: `invalid` where the syntax is wrong, `unsupported` for
 * back-references, look-behind and patterns that are too large.
 */
export function compilePattern(source: string, steps: Steps): Pattern {
  if (source.length > LONGEST_PATTERN) throw new SchemaError("unsupported", ["is too long"]);
  const unicode = syntaxOf(source);
  steps.spend(source.length);
  const machine = machineOf(parsePattern(source, unicode), unicode, steps);
  return {
    matches: (text, steps) => matches(machine, text, steps),
    sample: (random, minLength, maxLength, steps) => sampled(machine, random, minLength, maxLength, steps),
  };
}

function sampled(machine: Machine, random: Random, minLength: number, maxLength: number, steps: Steps) {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const boldness = Math.min(2, attempt) as Boldness;
    const exact = sample(machine, random, minLength, maxLength, boldness, steps);
    if (exact !== undefined) {
      if (matches(machine, exact, steps)) return exact;
      continue;
    }
    // Nothing that is the pattern from end to end is long enough: letters are put after it, or before it.
    const core = sample(machine, random, 0, maxLength, boldness, steps);
    if (core === undefined) return undefined;
    const letters = random.characters(Math.max(0, minLength - core.length), "abcdefghijklmnopqrstuvwxyz");
    for (const text of [core + letters, letters + core]) if (matches(machine, text, steps)) return text;
  }
  return undefined;
}

/** Whether the pattern is one of the `u` flag, which the specification asks for, or only without it, as many are written. */
function syntaxOf(source: string): boolean {
  try {
    new RegExp(source, "u");
    return true;
  } catch {
    try {
      new RegExp(source);
      return false;
    } catch {
      throw new SchemaError("invalid", ["is not a regular expression of ECMA-262"]);
    }
  }
}
