import type { Random } from "../random.ts";
import type { LatencyDistribution } from "./settings.ts";

/** A Region that can take the request. */
export interface Candidate {
  readonly region: string;
  /** What is free for the policy `capacity`: more than 0, at most 1. */
  readonly weight: number;
  /** What it adds to the time of an answer; nothing when absent. */
  readonly latencyMs: LatencyDistribution | undefined;
  /** The number of the choice that last fell on the Region; 0 when none has. */
  readonly lastChosen: number;
}

/** Picks one of the candidates, which stand in AWS's order of the destinations; `undefined` when there is none. */
export type Policy = (candidates: readonly Candidate[], source: string, random: Random) => Candidate | undefined;

/** Chance, weighted by what is free. */
export const byCapacity: Policy = (candidates, _source, random) => {
  const sum = candidates.reduce((total, { weight }) => total + weight, 0);
  let left = random.float() * sum;
  for (const candidate of candidates) {
    left -= candidate.weight;
    if (left < 0) return candidate;
  }
  // Rounding may leave a trifle.
  return candidates.at(-1);
};

/** The source Region as long as it can take the request, then the others in their order. */
export const bySource: Policy = (candidates, source) =>
  candidates.find(({ region }) => region === source) ?? candidates[0];

/**
 * The Region whose last turn is longest ago. Remembered by Region and not by profile, so that there is never more to remember
 * than there are Regions; for a single profile it is a plain round.
 */
export const byTurn: Policy = (candidates) =>
  candidates.reduce<Candidate | undefined>(
    (best, candidate) => (best && best.lastChosen <= candidate.lastChosen ? best : candidate),
    undefined,
  );

/** The Region with the lowest median; the source Region among equals. */
export const byLatency: Policy = (candidates, source, random) => {
  const medians = candidates.map(({ latencyMs }) => latencyMs?.p50 ?? 0);
  const lowest = Math.min(...medians);
  return bySource(
    candidates.filter((_, at) => medians[at] === lowest),
    source,
    random,
  );
};
