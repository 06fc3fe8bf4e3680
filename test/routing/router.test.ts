import { describe, expect, test } from "vitest";
import { AwsError } from "../../emulator/errors.ts";
import { NoDestinationError } from "../../emulator/routing/no-destination.ts";
import type { RegionSettings, RoutingPolicy } from "../../emulator/routing/settings.ts";
import { fc } from "../generation/property.ts";
import { destinations, routed, tally, US } from "./routed.ts";

const regionSettings: fc.Arbitrary<RegionSettings> = fc.record(
  {
    state: fc.constantFrom("up", "degraded", "down"),
    capacity: fc.record(
      {
        requestsPerMinute: fc.integer({ min: 0, max: 20 }),
        tokensPerMinute: fc.integer({ min: 0, max: 2_000 }),
      },
      { requiredKeys: [] },
    ),
    latencyMs: fc.integer({ min: 1, max: 100 }).map((p50) => ({ p50, p99: p50 * 4 })),
  },
  { requiredKeys: [] },
);

const policy = fc.constantFrom<RoutingPolicy>("capacity", "source-first", "round-robin", "latency", {
  pinned: "us-west-2",
});

const anySettings = fc.record({
  policy,
  regions: fc.record({ "us-east-1": regionSettings, "us-east-2": regionSettings, "us-west-2": regionSettings }),
});

describe("the destination", () => {
  test("is spread evenly over all destinations when nothing is said of the Regions", () => {
    const counts = tally(destinations(routed().router, 3_000));
    for (const region of US.destinations) expect(counts[region]).toBeGreaterThan(900);
  });

  test("depends on the seed alone", () => {
    fc.assert(
      fc.property(anySettings, fc.nat(), fc.array(fc.nat(500), { maxLength: 60 }), (settings, seed, loads) => {
        const run = () => {
          const { router, clock } = routed(settings, seed);
          return loads.map((tokens) => {
            clock.advance(tokens * 20);
            try {
              const { destination, latencyMs, considered } = router.choose(US, { tokens });
              return { destination, latencyMs, considered };
            } catch (error) {
              return error;
            }
          });
        };
        expect(run()).toEqual(run());
      }),
    );
    expect(destinations(routed({}, 1).router, 50)).not.toEqual(destinations(routed({}, 2).router, 50));
  });

  test("is always one of the target's own, and never one that is down or full", () => {
    fc.assert(
      fc.property(anySettings, fc.nat(), fc.nat(300), (settings, seed, tokens) => {
        const { router } = routed(settings, seed);
        for (let call = 0; call < 40; call++) {
          try {
            const { destination, considered } = router.choose(US, { tokens });
            expect(considered.map(({ region }) => region)).toEqual(US.destinations);
            expect(considered.find(({ region }) => region === destination)).not.toHaveProperty("skipped");
          } catch (error) {
            if (!(error instanceof NoDestinationError)) throw error;
            expect(error.considered.every(({ skipped }) => skipped !== undefined)).toBe(true);
          }
        }
      }),
    );
  });

  test("of a single-Region target is that Region, whatever the policy", () => {
    fc.assert(
      fc.property(policy, fc.constantFrom("us-east-1", "us-east-2"), (policy, region) => {
        const { router } = routed({ policy });
        expect(router.choose({ source: region, destinations: [region] }, { tokens: 1 }).destination).toBe(region);
      }),
    );
  });

  // The source Region need not be a destination: us-gov.anthropic.claude-sonnet-4-5… from us-gov-east-1.
  test("need not be the source Region", () => {
    const { router } = routed({ policy: "source-first" });
    const target = { source: "us-gov-east-1", destinations: ["us-gov-west-1"] };
    expect(router.choose(target, { tokens: 1 }).destination).toBe("us-gov-west-1");
  });
});

describe("the policy capacity", () => {
  test("gives each Region its part of the free capacity", () => {
    const capacity = (requestsPerMinute: number) => ({ capacity: { requestsPerMinute } });
    const { router } = routed({
      regions: { "us-east-1": capacity(60_000), "us-east-2": capacity(30_000), "us-west-2": capacity(10_000) },
    });
    const counts = tally(destinations(router, 10_000));
    expect(counts["us-east-1"]).toBeGreaterThan(5_700);
    expect(counts["us-east-1"]).toBeLessThan(6_300);
    expect(counts["us-east-2"]).toBeGreaterThan(2_750);
    expect(counts["us-east-2"]).toBeLessThan(3_250);
  });

  test("moves on to the others as one Region fills up", () => {
    const { router } = routed({ regions: { "us-east-1": { capacity: { tokensPerMinute: 1_000 } } } });
    const counts = tally(destinations(router, 300, US, 100));
    expect(counts["us-east-1"]).toBe(10);
    expect(counts["us-east-2"]).toBeGreaterThan(100);
  });

  test("lets a degraded Region take half of what it would", () => {
    const counts = tally(destinations(routed({ regions: { "us-west-2": { state: "degraded" } } }).router, 5_000));
    expect(counts["us-west-2"]).toBeGreaterThan(850);
    expect(counts["us-west-2"]).toBeLessThan(1_150);
  });
});

test("source-first stays in the source Region until it is full, then goes by AWS's order", () => {
  const { router } = routed({
    policy: "source-first",
    regions: {
      "us-east-1": { capacity: { requestsPerMinute: 2 } },
      "us-east-2": { capacity: { requestsPerMinute: 1 } },
    },
  });
  expect(destinations(router, 5)).toEqual(["us-east-1", "us-east-1", "us-east-2", "us-west-2", "us-west-2"]);
});

test("round-robin takes turns, and leaves out what is down", () => {
  const { router, clock } = routed({
    policy: "round-robin",
    regions: { "us-east-2": { windows: [{ from: "PT1M", state: "down" }] } },
  });
  expect(destinations(router, 4)).toEqual(["us-east-1", "us-east-2", "us-west-2", "us-east-1"]);
  clock.advance(60_000);
  expect(destinations(router, 3)).toEqual(["us-west-2", "us-east-1", "us-west-2"]);
});

test("latency takes the Region with the lowest median, and the source Region among equals", () => {
  const slow = { latencyMs: { p50: 80, p99: 100 } };
  const { router } = routed({
    policy: "latency",
    regions: { "us-east-1": slow, "us-east-2": { latencyMs: { p50: 20, p99: 4_000 } }, "us-west-2": slow },
  });
  expect(tally(destinations(router, 20))).toEqual({ "us-east-2": 20 });
  expect(tally(destinations(routed({ policy: "latency" }).router, 20))).toEqual({ "us-east-1": 20 });
});

describe("a pinned Region", () => {
  test("gets every request of the profiles that have it among their destinations", () => {
    const { router } = routed({ policy: { pinned: "us-west-2" } });
    expect(tally(destinations(router, 20))).toEqual({ "us-west-2": 20 });
    const eu = { source: "eu-west-1", destinations: ["eu-central-1", "eu-west-1"] };
    expect(Object.keys(tally(destinations(router, 50, eu))).sort()).toEqual(eu.destinations);
  });

  test("is not left when it is down", () => {
    const { router } = routed({ policy: { pinned: "us-west-2" }, regions: { "us-west-2": { state: "down" } } });
    expect(() => router.choose(US, { tokens: 1 })).toThrow("Bedrock is unable to process your request.");
  });
});

describe("when no Region can take a request", () => {
  const whole = (region: RegionSettings) => ({
    regions: { "us-east-1": region, "us-east-2": region, "us-west-2": region },
  });
  const refusal = (settings: Parameters<typeof routed>[0], tokens = 1) => {
    const { router } = routed(settings);
    try {
      for (;;) router.choose(US, { tokens });
    } catch (error) {
      return error;
    }
  };

  // https://github.com/darko-mesaros/bedrust/issues/47
  test("because all are down, the answer is a 503 that says that Bedrock is unable to process it", () => {
    const error = refusal(whole({ state: "down" }));
    expect(error).toBeInstanceOf(AwsError);
    expect(error).toMatchObject({
      code: "ServiceUnavailableException",
      message: "Bedrock is unable to process your request.",
      fields: {},
      considered: US.destinations.map((region) => ({ region, state: "down", free: 1, skipped: "down" })),
    });
  });

  // 503 and not 429: docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html; the wording:
  // https://github.com/langchain-ai/langchain-aws/pull/968
  test.each([
    ["requests", { requestsPerMinute: 3 }, 1],
    ["tokens", { tokensPerMinute: 3_000 }, 1_000],
    ["tokens, of which the request wants more than any has", { tokensPerMinute: 3_000 }, 3_001],
  ])("because all are full of %s, the answer is a 503 that tells of too many connections", (_, capacity, tokens) => {
    expect(refusal(whole({ capacity }), tokens)).toMatchObject({
      code: "ServiceUnavailableException",
      message: "Too many connections, please wait before trying again.",
    });
  });
});

describe("a Region's capacity", () => {
  test("is never exceeded in any minute, and is free again 61 seconds later", () => {
    const step = fc.record({ waitMs: fc.nat(20_000), tokens: fc.nat(400) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const capacity = { requestsPerMinute: 5, tokensPerMinute: 1_000 };
        const { router, clock } = routed({ regions: { "us-east-1": { capacity } } });
        const admitted: { atMs: number; tokens: number }[] = [];
        const within = (ms: number) => admitted.filter(({ atMs }) => clock.now().getTime() - atMs < ms);
        const sum = (some: typeof admitted) => some.reduce((total, { tokens }) => total + tokens, 0);
        for (const { waitMs, tokens } of steps) {
          clock.advance(waitMs);
          try {
            router.choose({ source: "us-east-1", destinations: ["us-east-1"] }, { tokens });
            admitted.push({ atMs: clock.now().getTime(), tokens });
          } catch {
            const before = within(61_000);
            expect(before.length >= 5 || sum(before) >= 1_000 || sum(before) + tokens > 1_000).toBe(true);
          }
          expect(within(60_000).length).toBeLessThanOrEqual(5);
          expect(sum(within(60_000))).toBeLessThanOrEqual(1_000);
        }
      }),
    );
  });

  const one = { source: "us-east-1", destinations: ["us-east-1"] };
  const free = (router: ReturnType<typeof routed>["router"]) => {
    const choice = router.choose(one, { tokens: 0 });
    choice.release();
    return choice.considered[0]?.free;
  };

  test("is settled by what a request used in the end", () => {
    const { router } = routed({ regions: { "us-east-1": { capacity: { tokensPerMinute: 1_000 } } } });
    const choice = router.choose(one, { tokens: 800 });
    expect(free(router)).toBeCloseTo(0.2);
    choice.settle(100);
    expect(free(router)).toBeCloseTo(0.9);
    choice.settle(0);
    choice.release();
    expect(free(router)).toBeCloseTo(0.9);
  });

  test("comes back when a request did not get there, unless its minute has passed", () => {
    const { router, clock } = routed({ regions: { "us-east-1": { capacity: { requestsPerMinute: 2 } } } });
    const first = router.choose(one, { tokens: 1 });
    expect(free(router)).toBe(0.5);
    first.release();
    expect(free(router)).toBe(1);
    const second = router.choose(one, { tokens: 1 });
    clock.advance(61_000);
    second.release();
    expect(free(router)).toBe(1);
    clock.freeze(new Date("2020-01-01T00:00:00Z"));
    expect(free(router)).toBe(1);
  });

  test("is half of it while the Region is degraded", () => {
    const { router } = routed({
      regions: { "us-east-1": { state: "degraded", capacity: { requestsPerMinute: 4 } } },
    });
    router.choose(one, { tokens: 1 });
    router.choose(one, { tokens: 1 });
    expect(() => router.choose(one, { tokens: 1 })).toThrow(NoDestinationError);
  });
});

describe("a Region's state", () => {
  test("follows its windows on the clock, the first of those that overlap", () => {
    const { router, clock } = routed({
      regions: {
        "us-east-1": {
          windows: [
            { from: "PT10S", to: "PT70S", state: "down" },
            { from: "PT60S", to: "PT80S", state: "degraded" },
          ],
        },
      },
    });
    const state = () => {
      const { considered } = router.choose(US, { tokens: 1 });
      return considered.find(({ region }) => region === "us-east-1")?.state;
    };
    const seen: [number, string | undefined][] = [];
    let at = 0;
    for (const next of [0, 9_999, 10_000, 69_999, 70_000, 79_999, 80_000]) {
      clock.advance(next - at);
      at = next;
      seen.push([at, state()]);
    }
    expect(seen).toEqual([
      [0, "up"],
      [9_999, "up"],
      [10_000, "down"],
      [69_999, "down"],
      [70_000, "degraded"],
      [79_999, "degraded"],
      [80_000, "up"],
    ]);
  });
});

describe("a Region's latency", () => {
  const drawn = (region: RegionSettings) => {
    const { router } = routed({ regions: { "us-east-1": region } });
    const one = { source: "us-east-1", destinations: ["us-east-1"] };
    return Array.from({ length: 20_000 }, () => router.choose(one, { tokens: 1 }).latencyMs).sort((a, b) => a - b);
  };

  test.each([
    ["as set", { latencyMs: { p50: 200, p99: 900 } }, 200, 900],
    ["four times as set while it is degraded", { state: "degraded", latencyMs: { p50: 200, p99: 900 } }, 800, 3_600],
    ["a second while it is degraded and nothing is set", { state: "degraded" }, 1_000, 4_000],
  ] as const)("has its median and 99th percentile %s", (_, region, p50, p99) => {
    const sorted = drawn(region);
    expect(Math.abs((sorted[10_000] ?? 0) / p50 - 1)).toBeLessThan(0.05);
    expect(Math.abs((sorted[19_800] ?? 0) / p99 - 1)).toBeLessThan(0.1);
  });

  test("is always the same when only its median is given, and none when nothing is", () => {
    expect(new Set(drawn({ latencyMs: { p50: 50 } }))).toEqual(new Set([50]));
    expect(new Set(drawn({}))).toEqual(new Set([0]));
  });

  test("does not change where requests go", () => {
    const settings = { regions: { "us-east-1": { latencyMs: { p50: 50, p99: 70 } } } };
    expect(destinations(routed(settings).router, 100)).toEqual(destinations(routed().router, 100));
  });
});
