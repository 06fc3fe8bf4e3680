import type { Random } from "../random.ts";
import { checkWait, type Kind, unfitWithoutStream } from "./kind.ts";
import type { FaultEffect } from "./rule.ts";
import type { Sleeper } from "./sleeper.ts";

/** A stream takes its time. */
export interface PaceFault {
  readonly kind: "pace";
  readonly timeToFirstTokenMs: number;
  /** What one token takes after that. */
  readonly perTokenMs: number;
  readonly perChunkMs: number;
  readonly jitterMs: number;
}

const WAIT_KEYS = ["timeToFirstTokenMs", "perChunkMs", "jitterMs"] as const;

export const pace: Kind<PaceFault> = {
  keys: ["timeToFirstTokenMs", "tokensPerSecond", "perChunkMs", "jitterMs"],
  isOutcome: false,
  isAskedFor: (then: FaultEffect) => pace.keys.some((key) => then[key] !== undefined),
  compile(then, tools) {
    for (const key of WAIT_KEYS) if (then[key] !== undefined) checkWait(then[key], key, tools);
    const { tokensPerSecond: speed } = then;
    if (speed !== undefined && !(speed >= 0.1)) tools.refuse("tokensPerSecond", `this is 0.1 or more (found ${speed})`);
    const fault: PaceFault = {
      kind: "pace",
      timeToFirstTokenMs: then.timeToFirstTokenMs ?? 0,
      perTokenMs: speed === undefined ? 0 : 1_000 / speed,
      perChunkMs: then.perChunkMs ?? 0,
      jitterMs: then.jitterMs ?? 0,
    };
    return { unfit: unfitWithoutStream, draw: () => fault };
  },
};

/** What pacing a stream needs; `tokensOf` counts the tokens of an event, and every event has one when it is absent. */
export interface PaceTools<Event> {
  readonly sleeper: Sleeper;
  readonly random: Random;
  readonly signal?: AbortSignal | undefined;
  readonly tokensOf?: ((event: Event) => number) | undefined;
}

/** The events of a stream, each after its time. */
export async function* slowDown<Event>(
  events: AsyncIterable<Event>,
  { timeToFirstTokenMs, perTokenMs, perChunkMs, jitterMs }: PaceFault,
  { sleeper, random, signal, tokensOf = () => 1 }: PaceTools<Event>,
): AsyncGenerator<Event> {
  let isFirst = true;
  for await (const event of events) {
    const plain = isFirst ? timeToFirstTokenMs : perChunkMs + tokensOf(event) * perTokenMs;
    const jitter = jitterMs === 0 ? 0 : (random.float() * 2 - 1) * jitterMs;
    const waitMs = Math.max(0, Math.round(plain + jitter));
    if (waitMs > 0) await sleeper.sleep(waitMs, signal);
    isFirst = false;
    yield event;
  }
}
