import { parseDuration } from "../duration.ts";
import { BrokenConnection } from "../errors.ts";
import { checkCount, checkWait, type Kind, LONGEST_WAIT_MS, unfitWithoutStream } from "./kind.ts";
import type { Sleeper } from "./sleeper.ts";

/** A stream stands still. */
export interface StallFault {
  readonly kind: "stall";
  readonly afterEvents: number;
  readonly milliseconds: number;
  /** Whether the stream goes on after that; else the connection breaks. */
  readonly goesOn: boolean;
}

export const stall: Kind<StallFault> = {
  keys: ["stallAfterEvents", "stallBeforeFirstEvent", "stallFor"],
  isOutcome: true,
  isAskedFor: (then) => then.stallAfterEvents !== undefined || then.stallBeforeFirstEvent !== undefined,
  compile(then, tools) {
    checkCount(then, "stallAfterEvents", 0, tools);
    if (then.stallAfterEvents !== undefined && then.stallBeforeFirstEvent !== undefined) {
      tools.refuse("stallBeforeFirstEvent", "a stream stalls once: leave this out, or stallAfterEvents");
    }
    let milliseconds: number | undefined = LONGEST_WAIT_MS;
    if (then.stallFor !== undefined) {
      milliseconds = parseDuration(then.stallFor);
      if (milliseconds === undefined) {
        tools.refuse("stallFor", `"${then.stallFor}" is no duration; write it in ISO 8601, for example PT30S`);
      } else {
        checkWait(milliseconds, "stallFor", tools);
      }
    }
    const fault: StallFault = {
      kind: "stall",
      afterEvents: then.stallAfterEvents ?? 0,
      milliseconds: milliseconds ?? 0,
      goesOn: then.stallFor !== undefined,
    };
    return { unfit: unfitWithoutStream, draw: () => fault };
  },
};

/** The frames of a stream, with the standstill in between or at the end. A stream that has fewer frames does not stall. */
export async function* standStill(
  frames: AsyncIterable<Uint8Array>,
  { afterEvents, milliseconds, goesOn }: StallFault,
  { sleeper, signal }: { readonly sleeper: Sleeper; readonly signal?: AbortSignal | undefined },
): AsyncGenerator<Uint8Array> {
  let left = afterEvents;
  const wait = async () => {
    await sleeper.sleep(milliseconds, signal);
    if (!goesOn) throw new BrokenConnection("reset");
  };
  for await (const frame of frames) {
    if (left-- === 0) await wait();
    yield frame;
  }
  if (left === 0) await wait();
}
