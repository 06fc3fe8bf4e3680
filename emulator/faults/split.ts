import { checkCount, type Kind, unfitWithoutStream } from "./kind.ts";

/** The frames of a stream come in pieces, as they may on any network; a client that takes a piece for a frame is wrong. */
export interface SplitFault {
  readonly kind: "split";
  readonly bytes: number;
}

export const split: Kind<SplitFault> = {
  keys: ["splitFrames"],
  isOutcome: false,
  isAskedFor: (then) => then.splitFrames !== undefined,
  compile(then, tools) {
    checkCount(then, "splitFrames", 1, tools);
    return { unfit: unfitWithoutStream, draw: () => ({ kind: "split", bytes: then.splitFrames ?? 1 }) };
  },
};

/** Each frame in pieces of so many bytes. */
export async function* inPieces(frames: AsyncIterable<Uint8Array>, { bytes }: SplitFault): AsyncGenerator<Uint8Array> {
  for await (const frame of frames) {
    for (let at = 0; at < frame.byteLength; at += bytes) yield frame.subarray(at, at + bytes);
  }
}
