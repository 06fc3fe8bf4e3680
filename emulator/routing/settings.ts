import type { Catalog } from "../catalog/index.ts";
import { type Refuse, readWindow } from "../window.ts";

/** What a scenario says about routing: its sections `regions` and `routing`. */
export interface RoutingSettings {
  /** By Region; a Region that is not named is up, unlimited and adds no latency. */
  readonly regions?: Readonly<Record<string, RegionSettings>> | undefined;
  readonly policy?: RoutingPolicy | undefined;
}

export interface RegionSettings {
  /** The state outside of all windows; `up` when absent. */
  readonly state?: RegionState | undefined;
  /** States for a time; where windows overlap, the first one counts. */
  readonly windows?: readonly StateWindow[] | undefined;
  /** What the Region adds to the time of an answer. */
  readonly latencyMs?: LatencySettings | undefined;
  /** What the Region takes from everybody together; unlimited where nothing is said. */
  readonly capacity?: RegionCapacity | undefined;
}

export type RegionState = "up" | "degraded" | "down";

export interface StateWindow {
  /** Durations from the start of the clock; from the start, and for ever, when absent. `to` itself is outside. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly state: RegionState;
}

/** A log-normal distribution by its median and its 99th percentile, in milliseconds. */
export interface LatencyDistribution {
  readonly p50: number;
  readonly p99: number;
}

/** The same, as it is written; `p99` is `p50` when absent. */
export interface LatencySettings {
  readonly p50: number;
  readonly p99?: number | undefined;
}

export interface RegionCapacity {
  readonly requestsPerMinute?: number | undefined;
  readonly tokensPerMinute?: number | undefined;
}

export type RoutingPolicy =
  | "capacity"
  | "source-first"
  | "round-robin"
  | "latency"
  | {
      /** The Region that every profile uses that has it among its destinations. */
      readonly pinned: string;
    };

/** Routing settings in the form that the router uses. */
export interface RoutingRules {
  readonly policy: RoutingPolicy;
  readonly regions: ReadonlyMap<string, RegionRules>;
}

export interface RegionRules {
  readonly state: RegionState;
  readonly windows: readonly { readonly fromMs: number; readonly toMs: number; readonly state: RegionState }[];
  readonly latencyMs: LatencyDistribution | undefined;
  /** `Infinity` where the Region is not limited. */
  readonly capacity: { readonly requestsPerMinute: number; readonly tokensPerMinute: number };
}

/** A Region of which nothing is said. */
export const PLAIN_REGION: RegionRules = {
  state: "up",
  windows: [],
  latencyMs: undefined,
  capacity: { requestsPerMinute: Number.POSITIVE_INFINITY, tokensPerMinute: Number.POSITIVE_INFINITY },
};

/** As many windows may one Region have. */
const WINDOWS_LIMIT = 1_000;

/**
 * Turns the sections `regions` and `routing` into rules. `refuse` is told of all that is wrong, with the way to it from the top
 * of the scenario (`["regions", "us-west-2", "windows", 0, "from"]`); rules of which anything was refused are not to be used.
 */
export function compileRouting(
  settings: RoutingSettings,
  { regions: known }: Pick<Catalog, "regions">,
  refuse: Refuse,
): RoutingRules {
  const isRegion = (name: string, keys: readonly PropertyKey[]) => {
    if (known.get(name)) return true;
    const names = known.all().map((region) => region.name);
    refuse(keys, `"${name}" is no Region with Amazon Bedrock. Allowed: ${names.join(", ")}`);
    return false;
  };
  const regions = new Map<string, RegionRules>();
  for (const [name, region] of Object.entries(settings.regions ?? {})) {
    const keys = ["regions", name];
    if (isRegion(name, keys)) regions.set(name, compileRegion(region, keys, refuse));
  }
  const policy = settings.policy ?? "capacity";
  if (typeof policy === "object") isRegion(policy.pinned, ["routing", "policy", "pinned"]);
  return { policy, regions };
}

function compileRegion(region: RegionSettings, keys: readonly PropertyKey[], refuse: Refuse): RegionRules {
  const { state = "up", windows = [], latencyMs, capacity = {} } = region;
  if (windows.length > WINDOWS_LIMIT) {
    refuse([...keys, "windows"], `a Region has at most ${WINDOWS_LIMIT} windows (found ${windows.length})`);
  }
  for (const [name, value] of Object.entries(capacity)) {
    if (value !== undefined && !(value >= 0)) refuse([...keys, "capacity", name], `a capacity is 0 or more`);
  }
  return {
    state,
    windows: windows.flatMap((window, index) => compileWindow(window, [...keys, "windows", index], refuse)),
    latencyMs: latencyMs && compileLatency(latencyMs, [...keys, "latencyMs"], refuse),
    capacity: {
      requestsPerMinute: capacity.requestsPerMinute ?? Number.POSITIVE_INFINITY,
      tokensPerMinute: capacity.tokensPerMinute ?? Number.POSITIVE_INFINITY,
    },
  };
}

function compileWindow(window: StateWindow, keys: readonly PropertyKey[], refuse: Refuse): RegionRules["windows"] {
  const read = readWindow(window, keys, refuse);
  return read ? [{ ...read, state: window.state }] : [];
}

function compileLatency(
  { p50, p99 = p50 }: LatencySettings,
  keys: readonly PropertyKey[],
  refuse: Refuse,
): LatencyDistribution {
  if (!(p50 > 0)) refuse([...keys, "p50"], "a median latency is more than 0");
  else if (!(p99 >= p50)) refuse([...keys, "p99"], "the 99th percentile is not below the median");
  return { p50, p99 };
}
