import fc from "fast-check";
import { expect, test } from "vitest";
import { type AdjustableClock, createClock } from "../../emulator/clock.ts";
import {
  createQuotas,
  type ModelQuotaName,
  QuotaExceededError,
  type QuotaRequest,
  type Quotas,
  type Reservation,
} from "../../emulator/quotas/index.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const START_MS = Date.parse("2026-01-01T23:55:00.000Z");
// Output costs five times: a settlement may take more than was reserved.
const MODEL = "anthropic.claude-sonnet-4-6";
const BURNDOWN = 5;
const ACCOUNTS = ["111122223333", "444455556666"] as const;

type Limits = Readonly<Record<ModelQuotaName, number>>;

interface Charge {
  readonly account: string;
  readonly atMs: number;
  tokens: number;
  settled: boolean;
}

/** The reference: every charge ever made, looked through at every question. */
class Reference {
  nowMs = START_MS;
  readonly charges: Charge[] = [];
  readonly limits: Limits;

  constructor(limits: Limits) {
    this.limits = limits;
  }

  /** What of a quota is taken at an instant at which nothing else has happened since. */
  taken(quota: ModelQuotaName, account: string, atMs = this.nowMs): number {
    const isCounted = (charge: Charge) =>
      charge.account === account &&
      (quota === "tokensPerDay"
        ? Math.floor(charge.atMs / DAY_MS) === Math.floor(atMs / DAY_MS)
        : charge.atMs > atMs - MINUTE_MS);
    const counted = this.charges.filter(isCounted);
    return quota === "requestsPerMinute" ? counted.length : counted.reduce((sum, { tokens }) => sum + tokens, 0);
  }

  /** The first quota without room, in AWS's order. */
  shortage(account: string, tokens: number, atMs = this.nowMs): ModelQuotaName | undefined {
    const quotas = ["requestsPerMinute", "tokensPerMinute", "tokensPerDay"] as const;
    return quotas.find((quota) => {
      const asked = quota === "requestsPerMinute" ? 1 : tokens;
      return this.taken(quota, account, atMs) + asked > this.limits[quota];
    });
  }

  /** The first instant with room for all: one at which a charge leaves its minute, or midnight. */
  fitsAtMs(account: string, tokens: number): number | undefined {
    const leaving = this.charges.map(({ atMs }) => atMs + MINUTE_MS).filter((atMs) => atMs > this.nowMs);
    const midnight = (Math.floor(this.nowMs / DAY_MS) + 1) * DAY_MS;
    return [...leaving, midnight]
      .sort((a, b) => a - b)
      .find((atMs) => this.shortage(account, tokens, atMs) === undefined);
  }
}

interface Real {
  readonly clock: AdjustableClock;
  readonly quotas: Quotas;
  readonly reservations: Reservation[];
}

type Command = fc.Command<Reference, Real>;

class Take implements Command {
  readonly #request: QuotaRequest;

  constructor(account: string, inputTokens: number, cacheWriteTokens: number, maxTokens: number) {
    const key = { account, region: "us-east-1", model: MODEL, kind: "cross-region" } as const;
    this.#request = { ...key, inputTokens, cacheWriteTokens, maxTokens };
  }

  check = () => true;

  run(reference: Reference, { quotas, reservations }: Real): void {
    const { account, inputTokens, cacheWriteTokens, maxTokens } = this.#request;
    const tokens = inputTokens + cacheWriteTokens + maxTokens;
    const quota = reference.shortage(account, tokens);
    if (quota === undefined) {
      reservations.push(quotas.take(this.#request));
      reference.charges.push({ account, atMs: reference.nowMs, tokens, settled: false });
      return;
    }
    const refusal = refusalOf(() => quotas.take(this.#request));
    const fitsAtMs = reference.fitsAtMs(account, tokens);
    expect(refusal).toMatchObject({
      quota,
      limit: reference.limits[quota],
      used: reference.taken(quota, account),
      requested: quota === "requestsPerMinute" ? 1 : tokens,
    });
    expect(refusal.fitsAt?.getTime()).toBe(fitsAtMs);
  }

  toString = () => `take(${JSON.stringify(this.#request)})`;
}

class Settle implements Command {
  readonly #pick: number;
  readonly #inputTokens: number;
  readonly #outputTokens: number;

  constructor(pick: number, inputTokens: number, outputTokens: number) {
    this.#pick = pick;
    this.#inputTokens = inputTokens;
    this.#outputTokens = outputTokens;
  }

  check = (reference: Readonly<Reference>) => reference.charges.length > 0;

  run(reference: Reference, { reservations }: Real): void {
    const index = this.#pick % reservations.length;
    const used = { inputTokens: this.#inputTokens, cacheWriteTokens: 1, outputTokens: this.#outputTokens };
    const cost = reservations[index]?.settle(used);
    expect(cost).toBe(this.#inputTokens + 1 + this.#outputTokens * BURNDOWN);
    settleInReference(reference, index, cost ?? 0);
  }

  toString = () => `settle(${this.#pick}, ${this.#inputTokens}, ${this.#outputTokens})`;
}

class Release implements Command {
  readonly #pick: number;

  constructor(pick: number) {
    this.#pick = pick;
  }

  check = (reference: Readonly<Reference>) => reference.charges.length > 0;

  run(reference: Reference, { reservations }: Real): void {
    const index = this.#pick % reservations.length;
    reservations[index]?.release();
    settleInReference(reference, index, 0);
  }

  toString = () => `release(${this.#pick})`;
}

class Advance implements Command {
  readonly #milliseconds: number;

  constructor(milliseconds: number) {
    this.#milliseconds = milliseconds;
  }

  check = () => true;

  run(reference: Reference, { clock }: Real): void {
    clock.advance(this.#milliseconds);
    reference.nowMs += this.#milliseconds;
  }

  toString = () => `advance(${this.#milliseconds})`;
}

class LookAtUsage implements Command {
  check = () => true;

  run(reference: Reference, { quotas }: Real): void {
    const { models } = quotas.usage();
    for (const account of ACCOUNTS) {
      const usage = models.find((candidate) => candidate.account === account);
      for (const quota of ["requestsPerMinute", "tokensPerMinute", "tokensPerDay"] as const) {
        const taken = reference.taken(quota, account);
        const gauge = usage?.[quota] ?? { used: 0, reserved: 0, remaining: reference.limits[quota] };
        expect(gauge.used + gauge.reserved, quota).toBe(taken);
        expect(gauge.remaining, quota).toBe(Math.max(0, reference.limits[quota] - taken));
      }
    }
  }

  toString = () => "usage()";
}

function settleInReference({ charges }: Reference, index: number, tokens: number): void {
  const charge = charges[index];
  if (!charge || charge.settled) return;
  charge.tokens = tokens;
  charge.settled = true;
}

function refusalOf(take: () => unknown) {
  try {
    take();
  } catch (error) {
    if (error instanceof QuotaExceededError) return error.refusal;
    throw error;
  }
  throw new Error("let in where the reference refuses");
}

const gapMs = fc.oneof(
  fc.nat(50),
  fc.nat(30_000),
  fc.constantFrom(59_999, MINUTE_MS, MINUTE_MS + 1, 5 * MINUTE_MS, DAY_MS),
);
const account = fc.constantFrom(...ACCOUNTS);
const commands = fc.commands(
  [
    fc
      .tuple(account, fc.nat(40), fc.nat(10), fc.nat(60))
      .map(([who, input, writes, max]) => new Take(who, input, writes, max)),
    fc.tuple(fc.nat(), fc.nat(40), fc.nat(20)).map(([pick, input, output]) => new Settle(pick, input, output)),
    fc.nat().map((pick) => new Release(pick)),
    gapMs.map((milliseconds) => new Advance(milliseconds)),
    fc.constant(new LookAtUsage()),
  ],
  { maxCommands: 120, size: "max" },
);
const limits = fc.record({
  requestsPerMinute: fc.integer({ min: 0, max: 12 }),
  tokensPerMinute: fc.integer({ min: 0, max: 400 }),
  tokensPerDay: fc.integer({ min: 0, max: 1_500 }),
});

test("whatever the interleaving, requests are let in and refused as by looking through every request ever made", () => {
  fc.assert(
    fc.property(limits, commands, (rule, sequence) => {
      const clock = createClock({ start: new Date(START_MS), mode: "frozen" });
      const real: Real = { clock, quotas: createQuotas({ clock, settings: { rules: [rule] } }), reservations: [] };
      fc.modelRun(() => ({ model: new Reference(rule), real }), sequence);
    }),
    { numRuns: 200 },
  );
});

const step = fc.record({
  gapMs: fc.oneof(fc.nat(100), fc.nat(20_000)),
  inputTokens: fc.nat(100),
  maxTokens: fc.nat(300),
  /** How much of what is reserved is used, and how many requests later it is known. */
  usedShare: fc.double({ min: 0, max: 1, noNaN: true }),
  settledAfter: fc.nat(5),
});

test("no 60 seconds and no day ever hold more than the quota, when no answer costs more than was reserved", () => {
  fc.assert(
    fc.property(limits, fc.array(step, { maxLength: 150, size: "max" }), (rule, steps) => {
      const clock = createClock({ start: new Date(START_MS), mode: "frozen" });
      const quotas = createQuotas({ clock, settings: { rules: [rule] } });
      const admitted: { readonly atMs: number; readonly tokens: number }[] = [];
      const running: { readonly dueAt: number; readonly end: () => void }[] = [];
      steps.forEach(({ gapMs: gap, inputTokens, maxTokens, usedShare, settledAfter }, index) => {
        clock.advance(gap);
        for (const { dueAt, end } of running) if (dueAt === index) end();
        const atMs = clock.now().getTime();
        try {
          const request = { account: ACCOUNTS[0], region: "us-east-1", model: "amazon.nova-lite-v1:0" } as const;
          const kind = "on-demand";
          const reservation = quotas.take({ ...request, kind, inputTokens, cacheWriteTokens: 0, maxTokens });
          const outputTokens = Math.floor(maxTokens * usedShare);
          admitted.push({ atMs, tokens: inputTokens + outputTokens });
          const end = () => void reservation.settle({ inputTokens, cacheWriteTokens: 0, outputTokens });
          running.push({ dueAt: index + settledAfter, end });
        } catch (error) {
          if (!(error instanceof QuotaExceededError)) throw error;
        }
      });
      for (const { atMs: from } of admitted) {
        const minute = admitted.filter(({ atMs }) => atMs >= from && atMs < from + MINUTE_MS);
        const day = admitted.filter(({ atMs }) => Math.floor(atMs / DAY_MS) === Math.floor(from / DAY_MS));
        expect(minute.length).toBeLessThanOrEqual(rule.requestsPerMinute);
        expect(sumOf(minute)).toBeLessThanOrEqual(rule.tokensPerMinute);
        expect(sumOf(day)).toBeLessThanOrEqual(rule.tokensPerDay);
      }
    }),
    { numRuns: 100 },
  );
});

function sumOf(requests: readonly { readonly tokens: number }[]): number {
  return requests.reduce((sum, { tokens }) => sum + tokens, 0);
}
