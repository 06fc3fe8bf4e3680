import { parseDuration } from "../duration.ts";
import { drawLogNormal } from "../log-normal.ts";
import type { Random } from "../random.ts";
import { checkWait, type Kind, type KindTools } from "./kind.ts";
import type { FaultEffect } from "./rule.ts";

/** The call waits before anything else happens to it. */
export interface DelayFault {
  readonly kind: "delay";
  readonly milliseconds: number;
}

export const delay: Kind<DelayFault> = {
  keys: ["delay"],
  isOutcome: false,
  isAskedFor: (then) => then.delay !== undefined,
  compile(then, tools) {
    const drawDelay = compileDelay(then.delay ?? 0, tools);
    return {
      unfit: () => undefined,
      draw: (_, random) => ({ kind: "delay", milliseconds: drawDelay(random) }),
    };
  },
};

function compileDelay(settings: NonNullable<FaultEffect["delay"]>, tools: KindTools): (random: Random) => number {
  if (typeof settings === "object") {
    const { p50, p99 = p50 } = settings;
    checkWait(p99, "delay", tools);
    if (!(p50 > 0 && p99 >= p50)) {
      tools.refuse("delay", "the median p50 is more than 0, and the 99th percentile p99 is not below it");
    }
    return (random) => drawLogNormal(p50, p99, random);
  }
  const milliseconds = typeof settings === "string" ? parseDuration(settings) : settings;
  if (milliseconds === undefined) {
    tools.refuse("delay", `"${settings}" is no duration; write it in ISO 8601, for example PT2S`);
    return () => 0;
  }
  checkWait(milliseconds, "delay", tools);
  return () => milliseconds;
}
