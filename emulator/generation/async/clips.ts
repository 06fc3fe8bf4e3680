import type { Random } from "../../random.ts";

/** A piece of media, in seconds from its beginning. */
export type Clip = readonly [start: number, end: number];

/** How media are cut. */
export type Cut =
  /** Into pieces of so many seconds; the last one may be shorter. */
  | { readonly every: number }
  /** Into equal pieces that are as near to so many seconds as can be. */
  | { readonly near: number }
  /** Where shots change: after at least so many seconds and at most 10. Nobody looks at the media: chance says where. */
  | { readonly shotsFrom: number };

const LONGEST_SHOT = 10;

/** Cuts what lies between two instants into clips without gaps. */
export function cutClips(from: number, to: number, cut: Cut, random: Random): readonly Clip[] {
  if ("near" in cut) {
    const count = Math.max(1, Math.round((to - from) / cut.near));
    return Array.from({ length: count }, (_, at): Clip => [at, at + 1]).map(
      ([start, end]): Clip => [round(from + ((to - from) * start) / count), round(from + ((to - from) * end) / count)],
    );
  }
  const least = "every" in cut ? 0 : cut.shotsFrom;
  const clips: Clip[] = [];
  for (let start = from; start < to; ) {
    const length = "every" in cut ? cut.every : random.integer(cut.shotsFrom * 10, LONGEST_SHOT * 10) / 10;
    const end = to - (start + length) < least ? to : Math.min(to, start + length);
    clips.push([round(start), round(end)]);
    start = end;
  }
  return clips;
}

const round = (seconds: number) => Math.round(seconds * 1_000) / 1_000;
