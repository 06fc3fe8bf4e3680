import { checkCount, type Kind, unfitWithoutStream } from "./kind.ts";

/** One frame of a stream has a wrong checksum. */
export interface CorruptFault {
  readonly kind: "corrupt";
  /** Counted from 1. */
  readonly frame: number;
}

export const corrupt: Kind<CorruptFault> = {
  keys: ["corruptFrame"],
  isOutcome: true,
  isAskedFor: (then) => then.corruptFrame !== undefined,
  compile(then, tools) {
    checkCount(then, "corruptFrame", 1, tools);
    return { unfit: unfitWithoutStream, draw: () => ({ kind: "corrupt", frame: then.corruptFrame ?? 1 }) };
  },
};

/** The frames of a stream, one of them damaged: the last byte of a frame belongs to the checksum of the whole message. */
export async function* damage(
  frames: AsyncIterable<Uint8Array>,
  { frame: damaged }: CorruptFault,
): AsyncGenerator<Uint8Array> {
  let at = 0;
  for await (const frame of frames) {
    if (++at !== damaged) {
      yield frame;
      continue;
    }
    const broken = Uint8Array.from(frame);
    const last = broken.byteLength - 1;
    broken[last] = (broken[last] ?? 0) ^ 0xff;
    yield broken;
  }
}
