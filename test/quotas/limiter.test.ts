import { expect, test } from "vitest";
import { createClock } from "../../emulator/clock.ts";
import { AwsError } from "../../emulator/errors.ts";
import {
  createQuotas,
  QuotaExceededError,
  type QuotaRefusal,
  type QuotaRequest,
  type QuotaRule,
  type QuotaSettings,
} from "../../emulator/quotas/index.ts";

const START = "2026-01-01T12:00:00.000Z";
const SONNET_4 = "anthropic.claude-sonnet-4-20250514-v1:0";
const key = { account: "111122223333", region: "us-east-1", model: SONNET_4, kind: "cross-region" } as const;

function setUp(settings: QuotaSettings, start = START) {
  const clock = createClock({ start: new Date(start), mode: "frozen" });
  return { clock, quotas: createQuotas({ clock, settings }) };
}

const withRule = (rule: QuotaRule) => setUp({ rules: [rule] });

/** A request of `inputTokens` and `maxTokens`. */
const ask = (inputTokens: number, maxTokens: number, more: Partial<QuotaRequest> = {}): QuotaRequest => ({
  ...key,
  inputTokens,
  cacheWriteTokens: 0,
  maxTokens,
  ...more,
});

function refused(take: () => unknown): QuotaRefusal {
  try {
    take();
  } catch (error) {
    if (error instanceof QuotaExceededError) return error.refusal;
    throw error;
  }
  throw new Error("the request was let in");
}

test("a request takes its input and max_tokens at the start, and its input and five times its output at the end", () => {
  // The worked example of https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html: InputTokenCount 3,000,
  // CacheReadInputTokens 4,000 (free, so nobody asks for them), CacheWriteInputTokens 1,000, OutputTokenCount 1,000.
  const { quotas } = withRule({ tokensPerMinute: 100_000 });
  const reservation = quotas.take({ ...key, inputTokens: 3_000, cacheWriteTokens: 1_000, maxTokens: 32_000 });
  expect(reservation.reservedTokens).toBe(36_000);
  expect(quotas.usage().models).toMatchObject([{ tokensPerMinute: { reserved: 36_000, used: 0, remaining: 64_000 } }]);
  expect(reservation.settle({ inputTokens: 3_000, cacheWriteTokens: 1_000, outputTokens: 1_000 })).toBe(9_000);
  expect(quotas.usage().models).toMatchObject([{ tokensPerMinute: { reserved: 0, used: 9_000, remaining: 91_000 } }]);
});

test("an answer that costs more than was reserved takes the difference, even beyond the quota", () => {
  // The second scenario of the same page: 5,250 at the start, 9,000 at the end.
  const { quotas } = withRule({ tokensPerMinute: 6_000 });
  const reservation = quotas.take({ ...key, inputTokens: 3_000, cacheWriteTokens: 1_000, maxTokens: 1_250 });
  expect(reservation.reservedTokens).toBe(5_250);
  expect(reservation.settle({ inputTokens: 3_000, cacheWriteTokens: 1_000, outputTokens: 1_000 })).toBe(9_000);
  expect(quotas.usage().models).toMatchObject([{ tokensPerMinute: { used: 9_000, remaining: 0 } }]);
  expect(refused(() => quotas.take(ask(1, 0)))).toMatchObject({ used: 9_000, limit: 6_000 });
});

test("1,000 tokens in and 100 out cost Claude Sonnet 4 1,500 tokens of quota", () => {
  // https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html, the note on billing.
  const { quotas } = withRule({ tokensPerMinute: 10_000 });
  const settled = quotas.take(ask(1_000, 500)).settle({ inputTokens: 1_000, cacheWriteTokens: 0, outputTokens: 100 });
  expect(settled).toBe(1_500);
});

test("each quota refuses in AWS's words", () => {
  // contracts: errors.json; https://github.com/kirodotdev/Kiro/issues/8113, RooCodeInc/Roo-Code#5050, minorun365/agent-book#29.
  const message = (rule: QuotaRule) => {
    const { quotas } = withRule(rule);
    return expect(() => quotas.take(ask(10, 10)));
  };
  message({ requestsPerMinute: 0 }).toThrow(/^Too many requests, please wait before trying again\.$/);
  message({ tokensPerMinute: 19 }).toThrow(/^Too many tokens, please wait before trying again\.$/);
  message({ tokensPerDay: 19 }).toThrow(/^Too many tokens per day, please wait before trying again\.$/);
});

test("a refusal is a ThrottlingException without members that would reach the wire", () => {
  const { quotas } = withRule({ requestsPerMinute: 0 });
  const error = (() => {
    try {
      return quotas.take(ask(1, 1));
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(error).toBeInstanceOf(AwsError);
  expect(error).toMatchObject({ code: "ThrottlingException", fields: {} });
});

test("requests are checked before tokens a minute, and those before tokens a day", () => {
  // "Assuming that you haven't exceeded your RPM quota": quotas-token-burndown, commit 076aa4d3.
  const all = { requestsPerMinute: 0, tokensPerMinute: 0, tokensPerDay: 0 };
  const quotaOf = (rule: QuotaRule) => refused(() => withRule(rule).quotas.take(ask(1, 1))).quota;
  expect(quotaOf(all)).toBe("requestsPerMinute");
  expect(quotaOf({ ...all, requestsPerMinute: 1 })).toBe("tokensPerMinute");
  expect(quotaOf({ ...all, requestsPerMinute: 1, tokensPerMinute: 2 })).toBe("tokensPerDay");
});

test("a refusal says which rule, how much of it is taken and when the request would fit", () => {
  const { clock, quotas } = withRule({ model: SONNET_4, tokensPerMinute: 1_000 });
  quotas.take(ask(300, 200));
  clock.advance(20_000);
  quotas.take(ask(100, 200));
  clock.advance(10_000);
  expect(refused(() => quotas.take(ask(300, 300)))).toEqual({
    ...key,
    quota: "tokensPerMinute",
    limit: 1_000,
    used: 800,
    requested: 600,
    rule: "quotas.rules[0]",
    fitsAt: new Date("2026-01-01T12:01:00.000Z"),
  });
  expect(refused(() => quotas.take(ask(400, 400))).fitsAt).toEqual(new Date("2026-01-01T12:01:20.000Z"));
});

test("a request that asks for more than a quota holds is told no instant at which it would fit", () => {
  const { quotas } = withRule({ tokensPerMinute: 1_000 });
  expect(refused(() => quotas.take(ask(1, 1_000)))).not.toHaveProperty("fitsAt");
});

test("a refusal takes nothing, neither a request nor tokens", () => {
  const { quotas } = withRule({ requestsPerMinute: 2, tokensPerMinute: 100 });
  quotas.take(ask(50, 0));
  for (let i = 0; i < 10; i++) refused(() => quotas.take(ask(51, 0)));
  quotas.take(ask(50, 0));
  expect(refused(() => quotas.take(ask(0, 0))).quota).toBe("requestsPerMinute");
});

test("a minute is any 60 seconds: a request counts until before the same millisecond of the next minute", () => {
  const { clock, quotas } = withRule({ requestsPerMinute: 1 });
  quotas.take(ask(1, 1));
  clock.advance(59_999);
  expect(refused(() => quotas.take(ask(1, 1))).fitsAt).toEqual(new Date("2026-01-01T12:01:00.000Z"));
  clock.advance(1);
  quotas.take(ask(1, 1));
});

test("a day ends at midnight UTC", () => {
  const { clock, quotas } = setUp({ rules: [{ tokensPerDay: 100 }] }, "2026-01-01T23:59:59.000Z");
  quotas.take(ask(60, 0));
  expect(refused(() => quotas.take(ask(60, 0)))).toMatchObject({
    quota: "tokensPerDay",
    used: 60,
    fitsAt: new Date("2026-01-02T00:00:00.000Z"),
  });
  clock.advance(999);
  refused(() => quotas.take(ask(60, 0)));
  clock.advance(1);
  quotas.take(ask(60, 0));
});

test("a day's quota is 1,440 times the minute's unless a rule says otherwise", () => {
  // https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html: "By default, this value is TPM x 24 x 60".
  const { quotas } = withRule({ tokensPerMinute: 1_000 });
  quotas.take(ask(1, 0));
  expect(quotas.usage().models).toMatchObject([
    { tokensPerDay: { limit: 1_440_000, rule: "quotas.rules[0], × 1,440", remaining: 1_439_999 } },
  ]);
});

test("a request that spans midnight is settled in the day it began", () => {
  const { clock, quotas } = setUp({ rules: [{ tokensPerDay: 100 }] }, "2026-01-01T23:59:30.000Z");
  const reservation = quotas.take(ask(50, 50));
  clock.advance(40_000);
  reservation.settle({ inputTokens: 50, cacheWriteTokens: 0, outputTokens: 10 });
  quotas.take(ask(100, 0));
});

test("a request that reserved nothing is still settled in its day after its minute has passed", () => {
  const { clock, quotas } = withRule({ tokensPerDay: 100 });
  const reservation = quotas.take(ask(0, 0));
  clock.advance(60_000);
  quotas.usage();
  reservation.settle({ inputTokens: 70, cacheWriteTokens: 0, outputTokens: 0 });
  expect(quotas.usage().models).toMatchObject([{ tokensPerDay: { used: 70, remaining: 30 } }]);
});

test("a request that outlives its minute has no hold on the next one", () => {
  const { clock, quotas } = withRule({ tokensPerMinute: 100 });
  const reservation = quotas.take(ask(50, 50));
  clock.advance(60_000);
  quotas.take(ask(100, 0));
  reservation.settle({ inputTokens: 50, cacheWriteTokens: 0, outputTokens: 50 });
  expect(quotas.usage().models).toMatchObject([{ tokensPerMinute: { reserved: 100, used: 0 } }]);
});

test("what a request did not use lets the next one in at once", () => {
  const { quotas } = withRule({ tokensPerMinute: 1_000 });
  const reservation = quotas.take(ask(100, 900));
  refused(() => quotas.take(ask(100, 300)));
  reservation.settle({ inputTokens: 100, cacheWriteTokens: 0, outputTokens: 100 });
  quotas.take(ask(100, 300));
});

test("a request that fails before the model has processed anything gives its tokens back and counts as a request", () => {
  const { quotas } = withRule({ requestsPerMinute: 1, tokensPerMinute: 1_000 });
  quotas.take(ask(500, 500)).release();
  expect(quotas.usage().models).toMatchObject([
    { requestsPerMinute: { used: 1, remaining: 0 }, tokensPerMinute: { used: 0, reserved: 0, remaining: 1_000 } },
  ]);
});

test("only the first end of a reservation counts", () => {
  const { quotas } = withRule({ tokensPerMinute: 1_000 });
  const reservation = quotas.take(ask(100, 100));
  reservation.settle({ inputTokens: 100, cacheWriteTokens: 0, outputTokens: 20 });
  reservation.release();
  reservation.settle({ inputTokens: 900, cacheWriteTokens: 0, outputTokens: 0 });
  expect(quotas.usage().models).toMatchObject([{ tokensPerMinute: { used: 200, reserved: 0 } }]);
});

test("accounts, source Regions, models and kinds do not share a quota", () => {
  const { quotas } = withRule({ requestsPerMinute: 1 });
  const others: Partial<QuotaRequest>[] = [
    {},
    { account: "444455556666" },
    { region: "eu-west-1" },
    { model: "amazon.nova-lite-v1:0" },
    { kind: "global" },
  ];
  for (const other of others) quotas.take(ask(1, 1, other));
  for (const other of others) expect(refused(() => quotas.take(ask(1, 1, other)))).toMatchObject(other);
});

test("nothing is throttled without rules, and nothing is remembered", () => {
  const { quotas } = setUp({});
  for (let i = 0; i < 1_000; i++) {
    const reservation = quotas.take(ask(1_000_000, 100_000));
    expect(reservation.reservedTokens).toBe(1_100_000);
    expect(reservation.settle({ inputTokens: 1_000_000, cacheWriteTokens: 0, outputTokens: 1 })).toBe(1_000_005);
    quotas.takeControlPlane({ account: key.account, region: key.region, operation: "GetInferenceProfile" });
  }
  expect(quotas.usage()).toEqual({ models: [], controlPlane: [] });
  expect(quotas.size()).toEqual({ keys: 0, records: 0 });
});

test("usage is sorted by key and leaves out what has passed", () => {
  const { clock, quotas } = withRule({ requestsPerMinute: 5 });
  quotas.take(ask(1, 1, { account: "222222222222" }));
  clock.advance(30_000);
  quotas.take(ask(1, 1, { account: "333333333333" }));
  quotas.take(ask(1, 1, { account: "111111111111" }));
  const accounts = () => quotas.usage().models.map(({ account }) => account);
  expect(accounts()).toEqual(["111111111111", "222222222222", "333333333333"]);
  clock.advance(30_000);
  expect(accounts()).toEqual(["111111111111", "333333333333"]);
});

test("a restart forgets what was taken, and requests that still run do not come back", () => {
  const { quotas } = withRule({ requestsPerMinute: 1, tokensPerMinute: 100 });
  const reservation = quotas.take(ask(50, 50));
  quotas.restart();
  quotas.take(ask(50, 50));
  reservation.settle({ inputTokens: 0, cacheWriteTokens: 0, outputTokens: 0 });
  expect(quotas.usage().models).toMatchObject([{ tokensPerMinute: { reserved: 100 } }]);
});

test("time stands still while the clock is set back by up to a minute", () => {
  const { clock, quotas } = withRule({ requestsPerMinute: 1 });
  quotas.take(ask(1, 1));
  clock.freeze(new Date("2026-01-01T11:59:00.000Z"));
  expect(refused(() => quotas.take(ask(1, 1))).fitsAt).toEqual(new Date("2026-01-01T12:01:00.000Z"));
});

test("a clock that is set back by more than a minute starts anew", () => {
  const { clock, quotas } = withRule({ requestsPerMinute: 1 });
  quotas.take(ask(1, 1));
  clock.freeze(new Date("2026-01-01T11:58:59.999Z"));
  quotas.take(ask(1, 1));
});

test.each([Number.NaN, -1, 0.5, Number.POSITIVE_INFINITY])("%s is no number of tokens", (amount) => {
  const { quotas } = withRule({ tokensPerMinute: 100 });
  expect(() => quotas.take(ask(amount, 0))).toThrow(RangeError);
  const reservation = quotas.take(ask(1, 0));
  expect(() => reservation.settle({ inputTokens: 1, cacheWriteTokens: 0, outputTokens: amount })).toThrow(RangeError);
});
