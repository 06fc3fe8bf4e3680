import { expect, test } from "vitest";
import { type CacheTtl, type Checkpoint, createPromptCache } from "../../emulator/caching/prompt-cache.ts";
import { createClock } from "../../emulator/clock.ts";
import { fc } from "../generation/property.ts";

// Rules: https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html; the measured times to live:
// https://github.com/strands-agents/harness-sdk/pull/3677.

const MINUTE = 60_000;
const scope = { account: "111122223333", region: "us-east-1", model: "anthropic.claude-sonnet-4-6" };

const prefix = (tokens: number, digest = `first ${tokens}`) => ({ tokens, digest });
const at = (tokens: number, ttl: CacheTtl = "5m", ...earlier: number[]): Checkpoint => ({
  ttl,
  prefix: prefix(tokens),
  earlier: earlier.map((before) => prefix(before)),
});

function frozen(entriesMax?: number) {
  const clock = createClock({ start: new Date("2026-01-01T00:00:00Z"), mode: "frozen" });
  const cache = createPromptCache(clock, entriesMax);
  /** What a prompt that is answered at once reads and writes. */
  const ask = (checkpoints: readonly Checkpoint[], own = scope) => {
    const plan = cache.plan(own, checkpoints);
    plan.commit();
    return [plan.readTokens, plan.writeTokens];
  };
  return { clock, cache, ask };
}

test("what one prompt writes the next one reads", () => {
  const { ask } = frozen();
  expect(ask([at(2000)])).toEqual([0, 2000]);
  expect(ask([at(2000)])).toEqual([2000, 0]);
});

test("a prompt that was not answered leaves nothing", () => {
  const { cache, ask } = frozen();
  cache.plan(scope, [at(2000)]);
  expect(ask([at(2000)])).toEqual([0, 2000]);
});

test("only the longest cached beginning is read, and the rest up to the last checkpoint is written", () => {
  const { ask } = frozen();
  ask([at(1000), at(1500)]);
  expect(ask([at(1000), at(1500), at(2200)])).toEqual([1500, 700]);
});

test("a shorter checkpoint of a longer prompt is a beginning of its own", () => {
  const { ask } = frozen();
  ask([at(1000), at(1500)]);
  expect(ask([at(1000)])).toEqual([1000, 0]);
});

test("a beginning is found at the ends of earlier blocks too", () => {
  const { ask } = frozen();
  ask([at(1500)]);
  expect(ask([at(2200, "5m", 1200, 1500, 1900)])).toEqual([1500, 700]);
});

test.each([
  ["5m", 5],
  ["1h", 60],
] as const)("what is cached for %s expires after so long without a hit", (ttl, minutes) => {
  const { clock, ask } = frozen();
  ask([at(2000, ttl)]);
  clock.advance(minutes * MINUTE - 1);
  expect(ask([at(2000, ttl)])).toEqual([2000, 0]);
  clock.advance(minutes * MINUTE);
  expect(ask([at(2000, ttl)])).toEqual([0, 2000]);
});

test("each hit begins the time to live anew, also of the shorter checkpoints of the prompt", () => {
  const { clock, ask } = frozen();
  ask([at(1000), at(2000)]);
  for (let times = 0; times < 5; times++) {
    clock.advance(4 * MINUTE);
    expect(ask([at(1000), at(2000)])).toEqual([2000, 0]);
  }
  clock.advance(4 * MINUTE);
  expect(ask([at(1000)])).toEqual([1000, 0]);
});

test("an entry keeps the time to live that it was written with", () => {
  const { clock, ask } = frozen();
  ask([at(2000, "5m")]);
  ask([at(2000, "1h")]);
  clock.advance(5 * MINUTE);
  expect(ask([at(2000, "1h")])).toEqual([0, 2000]);
});

test("writes are told by their time to live, the longer first", () => {
  const { cache } = frozen();
  expect(cache.plan(scope, [at(1000, "1h"), at(1400, "1h"), at(2000), at(2100)]).writes).toEqual([
    { ttl: "1h", tokens: 1400 },
    { ttl: "5m", tokens: 700 },
  ]);
});

test("an account, a Region and a model have a cache of their own", () => {
  const { ask } = frozen();
  ask([at(2000)]);
  for (const other of [{ account: "999988887777" }, { region: "us-west-2" }, { model: "anthropic.claude-opus-4-8" }]) {
    expect(ask([at(2000)], { ...scope, ...other })).toEqual([0, 2000]);
  }
});

test("a cache that was cleared is empty, also for a prompt that was under way", () => {
  const { cache, ask } = frozen();
  const plan = cache.plan(scope, [at(2000)]);
  cache.clear();
  plan.commit();
  expect(cache.size).toBe(0);
  expect(ask([at(2000)])).toEqual([0, 2000]);
});

test("an entry from the future, after the clock was set back, is none", () => {
  const { clock, ask } = frozen();
  ask([at(2000)]);
  clock.restart({ start: new Date("2025-01-01T00:00:00Z"), mode: "frozen" });
  expect(ask([at(2000)])).toEqual([0, 2000]);
});

test("the cache is bounded, and what was used last stays", () => {
  const { cache, ask } = frozen(3);
  for (const tokens of [1001, 1002, 1003, 1001, 1004]) ask([at(tokens)]);
  expect(cache.size).toBe(3);
  expect(ask([at(1001)])).toEqual([1001, 0]);
  expect(ask([at(1002)])).toEqual([0, 1002]);
});

test("expired entries make room when others are written", () => {
  const { clock, cache, ask } = frozen();
  for (let tokens = 1000; tokens < 1100; tokens++) ask([at(tokens)]);
  clock.advance(5 * MINUTE);
  ask([at(2000)]);
  expect(cache.size).toBe(1);
});

test("whatever was asked before, reads and writes end at the last checkpoint", () => {
  const prompts = fc.array(
    fc.record({
      tokens: fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 4 }),
      waitMs: fc.integer({ min: 0, max: 6 * MINUTE }),
    }),
  );
  fc.assert(
    fc.property(prompts, (all) => {
      const { clock, cache, ask } = frozen(10);
      for (const { tokens, waitMs } of all) {
        clock.advance(waitMs);
        const ordered = tokens.sort((a, b) => a - b);
        const [read = 0, written = 0] = ask(ordered.map((each) => at(each)));
        expect(read + written).toBe(ordered.at(-1));
        expect(cache.size).toBeLessThanOrEqual(10);
      }
    }),
  );
});
