import type { Clock } from "../clock.ts";
import { drawLogNormal } from "../log-normal.ts";
import type { Random } from "../random.ts";
import { NoDestinationError } from "./no-destination.ts";
import { byCapacity, byLatency, bySource, byTurn, type Policy } from "./policies.ts";
import { createRegion, type Outlook, type RegionInUse, type Room } from "./region.ts";
import { PLAIN_REGION, type RegionState, type RoutingRules } from "./settings.ts";
import type { Target } from "./target.ts";

/** Chooses the Region that processes a request, and keeps count of what each Region has taken. */
export interface Router {
  /**
   * The Region that processes a request to `target` that brings `load`. Throws NoDestinationError, which is AWS's
   * ServiceUnavailableException, when no destination can take it.
   */
  choose(target: Pick<Target, "source" | "destinations">, load: Load): Choice;
}

export interface Load {
  /** As many tokens the request may need: its input and the most that it may be answered. */
  readonly tokens: number;
}

export interface Choice {
  readonly destination: string;
  /** What the destination adds to the time of the answer: drawn from its distribution, 0 when it has none. */
  readonly latencyMs: number;
  /** Every destination and what was known of it, in AWS's order, for the journal. */
  readonly considered: readonly Considered[];
  /** Says how many tokens the request used in the end; of this and `release` the first call counts. */
  settle(tokens: number): void;
  /** Says that the request never got to the destination after all, which gets its capacity back. */
  release(): void;
}

/** What was known of one destination when it was looked at. */
export interface Considered {
  readonly region: string;
  readonly state: RegionState;
  /** The part of its capacity that was free, 0 to 1; without a limit 1, or less while it is degraded. */
  readonly free: number;
  /** Why it was out of the question; absent when it was not. */
  readonly skipped?: "down" | "saturated" | "not pinned";
}

/**
 * Makes a router. Windows count from the instant at which it is made, which is the start of the clock or the moment at which a
 * scenario comes to life.
 *
 * The policies, none of which AWS documents beyond "optimizing for performance"
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html):
 * `capacity` draws, weighted by free capacity. Where no limits are set all destinations are equally likely: software that
 * silently counts on one Region meets the others here and not in production, and the seed makes it the same every time.
 * `source-first` stays in the source Region as long as it can take the request ("prioritizes the connected Amazon Bedrock API
 * source Region when possible", AWS's blog of 2024 that introduced cross-Region inference) and then goes by the order of the
 * destinations. `round-robin`, `latency` (the lowest median) and a pinned Region speak for themselves; the pin holds for the
 * profiles that have the Region among several destinations, and for the others `capacity` does. A target with one destination
 * never leaves it, whatever the policy. That the account has not opted in to a destination does not matter, as AWS documents on
 * the page above.
 *
 * Down Regions are skipped, and so are saturated ones: those in which the last minute's requests and tokens leave no room.
 */
export function createRouter({
  clock,
  random,
  rules,
}: {
  readonly clock: Clock;
  readonly random: Random;
  readonly rules: RoutingRules;
}): Router {
  const startMs = clock.now().getTime();
  // Two sources of chance: a Region's latency does not change where requests go.
  const destinationChance = random.fork("destination");
  const latencyChance = random.fork("latency");
  const pick = policyOf(rules);
  const regions = new Map<string, RegionInUse>();
  const lastChosen = new Map<string, number>();
  let choices = 0;

  const regionOf = (name: string): RegionInUse => {
    let region = regions.get(name);
    if (!region) {
      region = createRegion(rules.regions.get(name) ?? PLAIN_REGION);
      regions.set(name, region);
    }
    return region;
  };

  return {
    choose({ source, destinations }, { tokens }) {
      const nowMs = clock.now().getTime();
      const pinned = pinOf(rules, destinations);
      const seen = destinations.map((region) => {
        const outlook = regionOf(region).look(nowMs, nowMs - startMs, tokens);
        const skipped = skip(region, outlook, pinned);
        const free = Math.min(outlook.requests.share, outlook.tokens.share);
        return { outlook, considered: { region, state: outlook.state, free, ...(skipped && { skipped }) } };
      });
      const considered = seen.map((one) => one.considered);
      const open = seen.filter((one) => one.considered.skipped === undefined);
      const most = largestOf(open.map(({ outlook }) => outlook));
      const chosen = pick(
        open.map(({ outlook, considered: { region } }) => ({
          region,
          weight: Math.min(relative(outlook.requests, most.requests), relative(outlook.tokens, most.tokens)),
          latencyMs: outlook.latencyMs,
          lastChosen: lastChosen.get(region) ?? 0,
        })),
        source,
        destinationChance,
      );
      if (!chosen) throw new NoDestinationError(considered);
      lastChosen.set(chosen.region, ++choices);
      const { settle, release } = regionOf(chosen.region).take(nowMs, tokens);
      const latencyMs = chosen.latencyMs ? drawLogNormal(chosen.latencyMs.p50, chosen.latencyMs.p99, latencyChance) : 0;
      return { destination: chosen.region, latencyMs, considered, settle, release };
    },
  };
}

function policyOf({ policy }: RoutingRules): Policy {
  switch (policy) {
    case "source-first":
      return bySource;
    case "round-robin":
      return byTurn;
    case "latency":
      return byLatency;
    default:
      return byCapacity;
  }
}

function pinOf({ policy }: RoutingRules, destinations: readonly string[]): string | undefined {
  if (typeof policy !== "object" || destinations.length === 1) return undefined;
  return destinations.includes(policy.pinned) ? policy.pinned : undefined;
}

function skip(region: string, { state, fits }: Outlook, pinned: string | undefined): Considered["skipped"] {
  if (pinned !== undefined && region !== pinned) return "not pinned";
  if (state === "down") return "down";
  return fits ? undefined : "saturated";
}

/** The largest limits among Regions, which make what is free in one comparable with what is free in another. */
function largestOf(outlooks: readonly Outlook[]): { readonly requests: number; readonly tokens: number } {
  const largest = (rooms: readonly Room[]) =>
    Math.max(0, ...rooms.map(({ capacity }) => capacity).filter((capacity) => capacity !== Number.POSITIVE_INFINITY));
  return {
    requests: largest(outlooks.map(({ requests }) => requests)),
    tokens: largest(outlooks.map(({ tokens }) => tokens)),
  };
}

/** What is free, in parts of the largest limit; a Region without a limit is as free as the largest is with nothing to do. */
function relative({ capacity, free, share }: Room, largest: number): number {
  return capacity === Number.POSITIVE_INFINITY ? share : free / largest;
}
