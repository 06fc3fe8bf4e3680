import { Captures } from "./captures.ts";
import { pacer } from "./pacer.ts";
import type { RedactorOptions } from "./redact.ts";
import { type Base, LeftOut, type Step, type StepOptions, stepsOf } from "./step.ts";
import { type Recorded, survey } from "./survey.ts";

export interface ComposeOptions extends Pick<StepOptions, "isRepeatable"> {
  readonly redact: RedactorOptions;
  /** The scenario file that the upstream runs, when the recording stands on it. */
  readonly base: Base | undefined;
}

/** The upstream's clock was moved. */
export interface Advance {
  readonly at: Date;
  readonly milliseconds: number;
}

/** All that is known of a recording. */
export interface Material {
  readonly calls: readonly Recorded[];
  readonly advances: readonly Advance[];
  readonly leftOut: readonly Omission[];
}

/** What is not in a recording, why, and how often. */
export interface Omission {
  readonly operation: string;
  /** Completes "because …". */
  readonly why: string;
  readonly times: number;
}

export interface Composed {
  /** What stands before the steps, with `extends` where they stand on another scenario. */
  readonly head: Readonly<Record<string, unknown>>;
  readonly steps: readonly Step[];
  /** How many calls are steps. */
  readonly count: number;
  /** What is not in it, and why. */
  readonly leftOut: readonly Omission[];
  /** How often something was hidden, by what it was. */
  readonly hidden: ReadonlyMap<string, number>;
}

/** A pause of that length waited for something, such as a quota. */
const PAUSE_MS = 1_000;

/**
 * Makes a scenario file with a step for each call, in the order in which they began. Without a base, of the attempts of one call the
 * last is a step, and what went wrong in the upstream's world stands as `faults` before the step; on a base its own faults and quotas
 * do that, so every attempt is a step, and time passes between them as it did.
 */
export async function compose(
  { calls, advances, leftOut: before }: Material,
  { redact, base, isRepeatable }: ComposeOptions,
): Promise<Composed> {
  const inOrder = calls.toSorted((a, b) => startOf(a) - startOf(b));
  const kept = base ? inOrder : lastAttempts(inOrder);
  const known = await survey(kept, redact);
  const captures = new Captures();
  const leftOut = [...before];
  const written: (readonly Step[])[] = [];
  let endedMs = Number.POSITIVE_INFINITY;
  let sinceMs = Number.NEGATIVE_INFINITY;
  /** What time has passed since the last step. */
  let waitMs = 0;
  const pace = pacer();
  for (const call of kept) {
    await pace();
    const moved = advances.filter(({ at }) => at.getTime() > sinceMs && at.getTime() <= startOf(call));
    waitMs += moved.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
    sinceMs = startOf(call);
    try {
      const steps = stepsOf(call, written.length, { survey: known, captures, base, isRepeatable });
      const pauseMs = Math.round(startOf(call) - endedMs);
      if (base && !base.isFrozen && pauseMs >= PAUSE_MS) waitMs += pauseMs;
      written.push(waitMs > 0 ? [{ name: `${steps[0]?.name}: wait`, advance: `${waitMs}ms` }, ...steps] : steps);
      waitMs = 0;
      endedMs = endOf(call);
    } catch (error) {
      if (!(error instanceof LeftOut)) throw error;
      leftOut.push({ operation: call.exchange.operation.name, why: error.message, times: 1 });
    }
  }
  // Only now is it known what later calls use of an output.
  const steps = written.flatMap((own, at) => own.map((step) => withCapture(step, captures.of(at))));
  const { region, account, redactor } = known;
  const head = base ? { extends: base.file } : { defaults: { region, account } };
  // They name what is in no step too: paths, and ids.
  redactor.learn(leftOut);
  return {
    head: { version: 1, ...head },
    steps,
    count: written.length,
    leftOut: together(redactor.value(leftOut) as Omission[]),
    hidden: redactor.counts,
  };
}

/** Each omission once. */
function together(omissions: readonly Omission[]): readonly Omission[] {
  const alike = Map.groupBy(omissions, ({ operation, why }) => `${operation}: ${why}`);
  return [...alike.values()].map(([first, ...more]) => ({
    ...(first as Omission),
    times: more.reduce((sum, { times }) => sum + times, first?.times ?? 0),
  }));
}

const startOf = ({ exchange }: Recorded): number => exchange.startedAt.getTime();
const endOf = (call: Recorded): number => startOf(call) + call.exchange.milliseconds;

function withCapture(step: Step, capture: Readonly<Record<string, string>> | undefined): Step {
  if (step.call === undefined || !capture) return step;
  const { recorded, ...rest } = step;
  return { ...rest, capture, recorded };
}

/** Of the attempts of one call, which SDKs number, the last. */
function lastAttempts(calls: readonly Recorded[]): readonly Recorded[] {
  const idOf = ({ exchange }: Recorded) => exchange.request.headers["amz-sdk-invocation-id"];
  const last = new Map(calls.map((call) => [idOf(call), call]));
  return calls.filter((call) => idOf(call) === undefined || last.get(idOf(call)) === call);
}
