import type { Catalog } from "../catalog/index.ts";
import { didYouMean } from "../nearest.ts";
import { type Refuse, readWindow } from "../window.ts";
import { compileTextCondition, type TextCondition } from "./text-condition.ts";

/** Which calls a rule is about; what is named must all be true. */
export interface CallCondition {
  /** Names of API operations. */
  readonly operation?: OneOrMany | undefined;
  /** Ids of foundation models; `*` stands for any characters. */
  readonly model?: OneOrMany | undefined;
  /** Names, ids or ARNs of inference profiles; `*` stands for any characters. */
  readonly profile?: OneOrMany | undefined;
  /** ARNs of callers; `*` stands for any characters. */
  readonly principal?: OneOrMany | undefined;
  /** Destination Regions: such a rule is looked up once the destination is chosen, the others before. */
  readonly region?: OneOrMany | undefined;
  /** Source Regions. */
  readonly source?: OneOrMany | undefined;
  /** What the user said last. */
  readonly text?: TextCondition | undefined;
  /**
   * Which of the calls for which all of the above is true, counted from 1: one, several, or a range with both ends. Every attempt
   * of a client that retries is a call, and a call counts also when a rule above is the one.
   */
  readonly call?: number | readonly number[] | CallRange | undefined;
  /** Of the calls above, the part in which it happens: 0 to 1, drawn from the seed. */
  readonly probability?: number | undefined;
  /** Durations from the start of the clock; `to` itself is outside. */
  readonly window?: { readonly from?: string | undefined; readonly to?: string | undefined } | undefined;
}

export type OneOrMany = string | readonly string[];

export interface CallRange {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** What is known of a call when it is asked whether a rule is about it. */
export interface CallFacts {
  /** The API operation. */
  readonly operation: string;
  /** The id of the foundation model that is asked for. */
  readonly model?: string | undefined;
  /** The inference profile by which it is asked for. */
  readonly profileId?: string | undefined;
  readonly profileName?: string | undefined;
  readonly profileArn?: string | undefined;
  /** The ARNs that the caller can be named by: its own, and that of its role when it has assumed one. */
  readonly principal?: OneOrMany | undefined;
  /** The source Region. */
  readonly source: string;
  /** The destination Region, once it is chosen. */
  readonly destination?: string | undefined;
  /** What the user said last. */
  readonly text?: string | undefined;
}

/** The part of a condition that is true or not, whatever came before the call. */
export interface CompiledCondition {
  isTrueOf(facts: CallFacts, sinceStartMs: number): boolean;
  /** Whether the call is one of those that `call` names; `nth` counts from 1. */
  isCounted(nth: number): boolean;
  readonly probability: number;
  /** Whether the destination has to be known. */
  readonly needsDestination: boolean;
}

export interface ConditionTools {
  readonly catalog: Pick<Catalog, "regions" | "models">;
  /** The operations that the rule is about. */
  readonly operations: readonly { readonly name: string; readonly isInference: boolean }[];
  readonly refuse: Refuse;
}

type Test = (facts: CallFacts, sinceStartMs: number) => boolean;

/** Compiles everything in `when` but the operations; `keys` leads to it. */
export function compileCondition(
  when: CallCondition,
  keys: readonly PropertyKey[],
  { catalog, operations, refuse }: ConditionTools,
): CompiledCondition {
  const at = (...more: PropertyKey[]) => [...keys, ...more];
  const regions = () => catalog.regions.all().map(({ name }) => name);
  const models = () => catalog.models.all().map(({ modelId }) => modelId);
  checkNames(when.region, regions, "no Region with Amazon Bedrock", at("region"), refuse);
  checkNames(when.source, regions, "no Region with Amazon Bedrock", at("source"), refuse);
  checkNames(when.model, models, "no foundation model of the catalogue", at("model"), refuse);
  for (const key of ["region", "text"] as const) {
    if (when[key] !== undefined && !operations.some(({ isInference }) => isInference)) {
      const names = operations.map(({ name }) => name).join(", ");
      refuse(at(key), `only calls that a model answers have a destination and a text; ${names} has none`);
    }
  }
  const tests: (Test | undefined)[] = [
    nameTest(when.model, ({ model }) => [model]),
    nameTest(when.profile, ({ profileId, profileName, profileArn }) => [profileId, profileName, profileArn]),
    nameTest(when.principal, ({ principal }) => many(principal)),
    nameTest(when.region, ({ destination }) => [destination]),
    nameTest(when.source, ({ source }) => [source]),
    when.text && textTest(when.text, at("text"), refuse),
    when.window && windowTest(when.window, at("window"), refuse),
  ];
  const given = tests.filter((test) => test !== undefined);
  const { probability = 1 } = when;
  if (!(probability >= 0 && probability <= 1)) {
    refuse(at("probability"), `a probability is 0 to 1 (found ${probability})`);
  }
  return {
    isTrueOf: (facts, sinceStartMs) => given.every((test) => test(facts, sinceStartMs)),
    isCounted: countTest(when.call, at("call"), refuse),
    probability,
    needsDestination: when.region !== undefined,
  };
}

/** One name, or several, as several. */
export const many = (names: OneOrMany | undefined): readonly string[] =>
  names === undefined ? [] : typeof names === "string" ? [names] : names;

function nameTest(
  names: OneOrMany | undefined,
  namesOf: (facts: CallFacts) => readonly (string | undefined)[],
): Test | undefined {
  if (names === undefined) return undefined;
  const patterns = many(names).map(compilePattern);
  return (facts) => namesOf(facts).some((name) => name !== undefined && patterns.some((pattern) => pattern.test(name)));
}

/** `*` stands for any characters, everything else for itself. */
export function compilePattern(pattern: string): RegExp {
  const escaped = pattern.replaceAll(/[\\^$.+?()[\]{}|/]/g, "\\$&").replaceAll("*", ".*");
  return new RegExp(`^${escaped}$`, "su");
}

/** Refuses the names that fit nothing that is known. */
export function checkNames(
  names: OneOrMany | undefined,
  knownNames: () => readonly string[],
  what: string,
  keys: readonly PropertyKey[],
  refuse: Refuse,
): void {
  if (names === undefined) return;
  const known = knownNames();
  for (const name of many(names)) {
    if (known.includes(name)) continue;
    const pattern = compilePattern(name);
    if (!known.some((one) => pattern.test(one))) refuse(keys, `"${name}" is ${what}${didYouMean(name, known)}`);
  }
}

function textTest(condition: TextCondition, keys: readonly PropertyKey[], refuse: Refuse): Test {
  const test = compileTextCondition(condition, keys, refuse);
  return ({ text }) => test(text);
}

function windowTest(
  window: NonNullable<CallCondition["window"]>,
  keys: readonly PropertyKey[],
  refuse: Refuse,
): Test | undefined {
  const read = readWindow(window, keys, refuse);
  return read && ((_, sinceStartMs) => read.fromMs <= sinceStartMs && sinceStartMs < read.toMs);
}

/** As many single calls may one rule name. */
const CALLS_LIMIT = 1_000;

function countTest(
  call: CallCondition["call"],
  keys: readonly PropertyKey[],
  refuse: Refuse,
): CompiledCondition["isCounted"] {
  if (call === undefined) return () => true;
  const check = (value: number, at: readonly PropertyKey[]) => {
    if (!(Number.isSafeInteger(value) && value >= 1)) refuse(at, `calls are counted from 1 (found ${value})`);
  };
  if (isRange(call)) {
    const { from = 1, to = Number.MAX_SAFE_INTEGER } = call;
    check(from, [...keys, "from"]);
    check(to, [...keys, "to"]);
    if (from > to) refuse([...keys, "to"], "a range ends where it begins, or later");
    return (nth) => from <= nth && nth <= to;
  }
  const calls = new Set(typeof call === "number" ? [call] : call);
  for (const one of calls) check(one, keys);
  if (calls.size > CALLS_LIMIT) refuse(keys, `a rule names at most ${CALLS_LIMIT} calls (found ${calls.size})`);
  return (nth) => calls.has(nth);
}

const isRange = (call: NonNullable<CallCondition["call"]>): call is CallRange =>
  typeof call === "object" && !Array.isArray(call);
