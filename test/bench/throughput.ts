import { type Case, casesFor, createProfile } from "./cases.ts";
import { type Load, load } from "./load.ts";
import { median } from "./median.ts";
import { ask, type Server, startBare, startOutcrop } from "./servers.ts";

export interface Effort {
  readonly rounds: number;
  readonly secondsPerRound: number;
}

/** One operation on both servers: medians over the rounds. */
export interface Comparison {
  readonly name: string;
  readonly outcrop: Load;
  readonly bare: Load;
  /** Outcrop's requests per second by the bare server's: the median of the rounds' own ratios. */
  readonly ratio: number;
}

/** The compilers of V8 have done most of their work by then. */
const WARM_UP_SECONDS = 5;

/** More than a page of 100, so that every page has a next one. */
const PROFILES = 150;

/** Measures every operation beside the bare server that answers the same bytes. */
export async function measureThroughput(
  command: string,
  effort: Effort,
  onResult: (comparison: Comparison) => void,
): Promise<Comparison[]> {
  await using outcrop = await startOutcrop(command);
  let profileArn = "";
  for (let made = 0; made < PROFILES; made++) {
    const { body } = await ask(outcrop.url, createProfile(`profile-${made}`));
    profileArn = (JSON.parse(body.toString()) as { inferenceProfileArn: string }).inferenceProfileArn;
  }
  // Awaited here: the server stops when this function returns.
  return await compareCases(casesFor(profileArn), outcrop, effort, onResult);
}

/** Measures cases on a running Outcrop, each beside a bare server that answers the same bytes. */
export async function compareCases(
  cases: readonly Case[],
  outcrop: Server,
  effort: Effort,
  onResult: (comparison: Comparison) => void,
): Promise<Comparison[]> {
  const comparisons: Comparison[] = [];
  for (const one of cases) {
    await using bare = await startBare(await ask(outcrop.url, one.sent));
    const comparison = await compare(one, outcrop.url, bare.url, effort);
    onResult(comparison);
    comparisons.push(comparison);
  }
  return comparisons;
}

/** The two take turns, so that whatever else the machine does meets both. */
async function compare({ name, sent }: Case, outcropUrl: string, bareUrl: string, effort: Effort): Promise<Comparison> {
  const outcrop: Load[] = [];
  const bare: Load[] = [];
  for (const url of [bareUrl, outcropUrl]) await load(url, sent, WARM_UP_SECONDS);
  for (let round = 0; round < effort.rounds; round++) {
    bare.push(await load(bareUrl, sent, effort.secondsPerRound));
    outcrop.push(await load(outcropUrl, sent, effort.secondsPerRound));
  }
  const ratios = outcrop.map((load, round) => load.requestsPerSecond / (bare[round]?.requestsPerSecond ?? 0));
  return { name, outcrop: middleOf(outcrop), bare: middleOf(bare), ratio: median(ratios) };
}

function middleOf(loads: readonly Load[]): Load {
  return {
    requests: loads.reduce((sum, { requests }) => sum + requests, 0),
    requestsPerSecond: median(loads.map((load) => load.requestsPerSecond)),
    p50Ms: median(loads.map((load) => load.p50Ms)),
    p99Ms: median(loads.map((load) => load.p99Ms)),
  };
}
