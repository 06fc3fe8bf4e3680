import fc from "fast-check";
import { expect, test } from "vitest";
import { createClock } from "../../emulator/clock.ts";
import { createQuotas, QuotaExceededError, type QuotaRule } from "../../emulator/quotas/index.ts";

const KEYS = 10_000;
const MODEL = "amazon.nova-lite-v1:0";
const account = (index: number) => String(100_000_000_000 + index);

function setUp(rule: QuotaRule) {
  const clock = createClock({ start: new Date("2026-01-01T00:00:00Z"), mode: "frozen" });
  const quotas = createQuotas({ clock, settings: { rules: [rule] } });
  const take = (index: number, maxTokens = 10) => {
    const key = { account: account(index), region: "us-east-1", model: MODEL, kind: "on-demand" } as const;
    return quotas.take({ ...key, inputTokens: 10, cacheWriteTokens: 0, maxTokens });
  };
  return { clock, quotas, take };
}

test("200,000 decisions on 10,000 keys leave nothing behind once their windows have passed", () => {
  const { clock, quotas, take } = setUp({ requestsPerMinute: 1_000_000, tokensPerMinute: 290 });
  let refusals = 0;
  for (let i = 0; i < 200_000; i++) {
    if (i % 1_000 === 0) clock.advance(100);
    try {
      take(i % KEYS).settle({ inputTokens: 10, cacheWriteTokens: 0, outputTokens: 5 });
    } catch (error) {
      if (!(error instanceof QuotaExceededError)) throw error;
      refusals++;
    }
  }
  expect(refusals).toBeGreaterThan(0);
  expect(quotas.size().keys).toBe(KEYS);
  clock.advance(60_000);
  quotas.usage();
  expect(quotas.size().records).toBe(0);
  // The keys themselves are needed until their day is over; then at most as many decisions as there are keys sweep them.
  clock.advance(86_400_000);
  for (let i = 0; i < KEYS; i++) take(0, 0).release();
  expect(quotas.size()).toEqual({ keys: 1, records: 1 });
});

test("keys that come and go are swept by the decisions on others, without anybody looking at the usage", () => {
  const { clock, quotas, take } = setUp({ requestsPerMinute: 1 });
  let keysMax = 0;
  for (let i = 0; i < 20_000; i++) {
    clock.advance(600);
    take(i);
    keysMax = Math.max(keysMax, quotas.size().keys);
  }
  // 100 keys are within their minute at any time.
  expect(keysMax).toBeLessThanOrEqual(2 * 100 + 64);
});

test("one key holds no more records than twice the milliseconds in which its last minute was used", () => {
  const { clock, quotas, take } = setUp({ requestsPerMinute: 1_000_000 });
  for (let i = 0; i < 200_000; i++) {
    if (i % 10 === 0) clock.advance(60);
    take(0);
  }
  expect(quotas.size().records).toBeLessThanOrEqual(2 * 1_000 + 32);
});

test("a request that never ends holds no memory once its windows have passed", () => {
  const { clock, quotas, take } = setUp({ requestsPerMinute: 100, tokensPerMinute: 1_000 });
  for (let i = 0; i < 50; i++) take(i);
  clock.advance(2 * 86_400_000);
  expect(quotas.usage().models).toEqual([]);
  expect(quotas.size()).toEqual({ keys: 0, records: 0 });
});

test("whatever happened, two idle days later nothing is left", () => {
  const step = fc.record({ index: fc.nat(200), gapMs: fc.nat(5_000), isSettled: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300, size: "max" }), (steps) => {
      const { clock, quotas, take } = setUp({ requestsPerMinute: 3, tokensPerMinute: 50 });
      for (const { index, gapMs, isSettled } of steps) {
        clock.advance(gapMs);
        try {
          const reservation = take(index);
          if (isSettled) reservation.release();
        } catch (error) {
          if (!(error instanceof QuotaExceededError)) throw error;
        }
      }
      clock.advance(2 * 86_400_000);
      quotas.usage();
      expect(quotas.size()).toEqual({ keys: 0, records: 0 });
    }),
  );
});
