import type { Random } from "../random.ts";
import type { FaultEffect } from "./rule.ts";
import type { OperationFacts } from "./vocabulary.ts";

export type EffectKey = keyof FaultEffect;

/** One kind of fault: which keys of `then` ask for it, and what they make of a call. */
export interface Kind<Fault> {
  /** Its keys in `then`; the first one names the kind in messages. */
  readonly keys: readonly EffectKey[];
  /** Whether it goes with other kinds, or is the one thing that goes wrong. */
  readonly isOutcome: boolean;
  isAskedFor(then: FaultEffect): boolean;
  compile(then: FaultEffect, tools: KindTools): Effect<Fault>;
}

export interface KindTools {
  /** The operations that the rule is about. */
  readonly operations: readonly OperationFacts[];
  refuse(key: EffectKey, message: string): void;
}

/** What a rule does, compiled. */
export interface Effect<Fault> {
  /** Why the operation cannot fail like this; `undefined` when it can. */
  unfit(operation: OperationFacts): string | undefined;
  /** The fault of one call. */
  draw(operation: OperationFacts, random: Random): Fault;
}

/** Refuses what is no whole number from `least` up. */
export function checkCount(then: FaultEffect, key: EffectKey, least: number, { refuse }: KindTools): void {
  const value = then[key];
  if (value === undefined || (Number.isSafeInteger(value) && (value as number) >= least)) return;
  refuse(key, `this is a whole number, ${least} or more (found ${JSON.stringify(value)})`);
}

/** As many milliseconds may one wait take: an hour. */
export const LONGEST_WAIT_MS = 3_600_000;

/** Refuses what is no time that can be waited for. */
export function checkWait(milliseconds: unknown, key: EffectKey, { refuse }: KindTools): void {
  if (typeof milliseconds === "number" && milliseconds >= 0 && milliseconds <= LONGEST_WAIT_MS) return;
  refuse(key, `this is a number of milliseconds, 0 to ${LONGEST_WAIT_MS} (found ${JSON.stringify(milliseconds)})`);
}

/** For the kinds of fault that only a stream can have. */
export const unfitWithoutStream = ({ name, streamErrors }: OperationFacts): string | undefined =>
  streamErrors ? undefined : `${name} does not answer with a stream`;
