import { expect, test } from "vitest";
import { createCatalog } from "../../emulator/catalog/index.ts";
import { compileRouting, type RoutingSettings } from "../../emulator/routing/settings.ts";

function problems(settings: RoutingSettings): string[] {
  const found: string[] = [];
  compileRouting(settings, createCatalog(), (keys, message) => found.push(`${keys.join(".")}: ${message}`));
  return found;
}

test("settings that make sense are taken as they are", () => {
  const settings: RoutingSettings = {
    policy: "latency",
    regions: {
      "us-west-2": {
        state: "degraded",
        windows: [{ from: "PT10S", to: "PT70S", state: "down" }, { state: "up" }],
        latencyMs: { p50: 200, p99: 900 },
        capacity: { requestsPerMinute: 60 },
      },
    },
  };
  expect(problems(settings)).toEqual([]);
  expect(compileRouting(settings, createCatalog(), () => {})).toEqual({
    policy: "latency",
    regions: new Map([
      [
        "us-west-2",
        {
          state: "degraded",
          windows: [
            { fromMs: 10_000, toMs: 70_000, state: "down" },
            { fromMs: 0, toMs: Number.POSITIVE_INFINITY, state: "up" },
          ],
          latencyMs: { p50: 200, p99: 900 },
          capacity: { requestsPerMinute: 60, tokensPerMinute: Number.POSITIVE_INFINITY },
        },
      ],
    ]),
  });
});

test("everything that is wrong is told at once, with the way to it", () => {
  expect(
    problems({
      policy: { pinned: "us-wset-2" },
      regions: {
        "us-middle-1": {},
        "us-east-1": {
          windows: [
            { from: "soon", state: "down" },
            { from: "PT2M", to: "PT1M", state: "down" },
          ],
          latencyMs: { p50: 100, p99: 50 },
          capacity: { requestsPerMinute: -1 },
        },
        "us-east-2": { latencyMs: { p50: 0 } },
      },
    }).map((problem) => problem.replace(/ Allowed: .*/, "")),
  ).toEqual([
    'regions.us-middle-1: "us-middle-1" is no Region with Amazon Bedrock.',
    "regions.us-east-1.capacity.requestsPerMinute: a capacity is 0 or more",
    'regions.us-east-1.windows.0.from: "soon" is no duration; write it in ISO 8601, for example PT10S',
    "regions.us-east-1.windows.1.to: a window ends after it begins",
    "regions.us-east-1.latencyMs.p99: the 99th percentile is not below the median",
    "regions.us-east-2.latencyMs.p50: a median latency is more than 0",
    'routing.policy.pinned: "us-wset-2" is no Region with Amazon Bedrock.',
  ]);
});

test("a Region has at most 1,000 windows", () => {
  const windows = (length: number) => Array.from({ length }, () => ({ state: "up" }) as const);
  expect(problems({ regions: { "us-east-1": { windows: windows(1_000) } } })).toEqual([]);
  expect(problems({ regions: { "us-east-1": { windows: windows(1_001) } } })).toEqual([
    "regions.us-east-1.windows: a Region has at most 1000 windows (found 1001)",
  ]);
});
