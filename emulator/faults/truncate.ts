import { checkCount, type Kind, unfitWithoutStream } from "./kind.ts";

/** A stream's body ends within a frame. */
export interface TruncateFault {
  readonly kind: "truncate";
  readonly afterEvents: number;
}

export const truncate: Kind<TruncateFault> = {
  keys: ["truncateAfterEvents"],
  isOutcome: true,
  isAskedFor: (then) => then.truncateAfterEvents !== undefined,
  compile(then, tools) {
    checkCount(then, "truncateAfterEvents", 0, tools);
    return {
      unfit: unfitWithoutStream,
      draw: () => ({ kind: "truncate", afterEvents: then.truncateAfterEvents ?? 0 }),
    };
  },
};

/** So many whole frames and half of the next one. A stream that has no more than that stays whole. */
export async function* cutOff(
  frames: AsyncIterable<Uint8Array>,
  { afterEvents }: TruncateFault,
): AsyncGenerator<Uint8Array> {
  let left = afterEvents;
  for await (const frame of frames) {
    if (left-- === 0) {
      yield frame.subarray(0, Math.floor(frame.byteLength / 2));
      return;
    }
    yield frame;
  }
}
