import type { Clock } from "../clock.ts";
import { burndownRate } from "./burndown.ts";
import { type ControlPlaneCall, ControlPlaneMeter } from "./control-plane.ts";
import { type Charge, type Gauge, Meter, MINUTE_MS } from "./meter.ts";
import { QuotaExceededError } from "./refusal.ts";
import { createRuleBook, type ModelQuotaName, type QuotaKey, type QuotaSettings } from "./rules.ts";

/** A request that is about to run. Tokens read from the cache are free and not part of it. */
export interface QuotaRequest extends QuotaKey {
  /** Tokens of the prompt that are neither read from the cache nor written to it. */
  readonly inputTokens: number;
  readonly cacheWriteTokens: number;
  /** The most that may be generated: `max_tokens`, or what the model takes for it when the request does not say. */
  readonly maxTokens: number;
}

/** What a request has used when it ends. Tokens read from the cache are free and not part of it. */
export interface SettledTokens {
  readonly inputTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
}

/** The hold of a running request on its quotas. Only the first of `settle` and `release` counts; later calls change nothing. */
export interface Reservation {
  /** Tokens of quota that were taken at the start. */
  readonly reservedTokens: number;
  /**
   * Ends a request that was answered, also in part: gives back what it did not use, or takes what it used beyond. Returns the
   * tokens of quota that it cost.
   */
  settle(used: SettledTokens): number;
  /** Ends a request that failed before the model had processed anything: all tokens are given back; it counts as a request. */
  release(): void;
}

/** What is taken now, for the admin API: keys with quotas that were used within their windows, sorted. */
export interface QuotaUsage {
  readonly models: readonly (QuotaKey & { readonly [Name in ModelQuotaName]?: Gauge })[];
  readonly controlPlane: readonly (ControlPlaneCall & { readonly requestsPerSecond: Gauge })[];
}

export interface Quotas {
  /**
   * Lets a request in and takes its quota, or throws QuotaExceededError, AWS's ThrottlingException, and takes nothing. Throws
   * RangeError when a number of tokens is none.
   */
  take(request: QuotaRequest): Reservation;
  /** Lets a call of the control plane in, or throws QuotaExceededError. */
  takeControlPlane(call: ControlPlaneCall): void;
  usage(): QuotaUsage;
  /** Forgets everything that was taken. To be called when the emulator is reset or its clock set back. */
  restart(): void;
  /** How much is held in memory, for tests and benchmarks. */
  size(): { readonly keys: number; readonly records: number };
}

/** Below this many decisions since the last one a sweep is not worth its while. */
const SWEEP_AFTER_DECISIONS_MIN = 64;

/**
 * AWS's on-demand quotas: requests a minute, then tokens a minute, then tokens a day.
 *
 * The arithmetic is AWS's (https://docs.aws.amazon.com/bedrock/latest/userguide/quotas-token-burndown.html): at the start
 * `input + cache writes + max_tokens` is taken, at the end it becomes `input + cache writes + output × burndown rate`. The
 * adjustments in between, which AWS makes "periodically", are not emulated. Nor is "Cross-Model Account-Level Tokens Per Day",
 * which AWS counts in estimated billed tokens.
 *
 * What AWS does not say was decided so:
 * - A minute is any 60 seconds, a second any second. Of the readings of "per minute" it is the strictest, so what passes here
 *   passes a fixed minute or a refilled bucket too; it is exact, and it needs no phase that a test would have to know.
 * - A day is a day of UTC: it resets at an instant that can be told, and one counter is enough for it.
 * - Tokens count from the start of their request, as AWS deducts them there. A request that outlives its minute or day has no
 *   hold on the next one.
 * - A request that is refused takes nothing, so nobody is refused below a quota; one that was let in and fails counts as a
 *   request, and its tokens are given back, because the model has processed none.
 * - A request whose answer costs more than was reserved takes the difference even where the quota has none left; nobody is let
 *   in until that has passed.
 * - The priority, default and flex tiers share the quotas, as AWS documents
 *   (https://docs.aws.amazon.com/bedrock/latest/userguide/service-tiers-inference.html); the tier is therefore no part of a key.
 *
 * Nothing applies by default: an emulator on a laptop must not throttle by surprise. `mode: aws` turns AWS's values on.
 *
 * When the clock goes back by no more than a minute, time stands still until it has caught up, as a machine's clock may be
 * corrected; when it goes back further, everything is forgotten as by `restart`.
 *
 * Each decision takes amortised logarithmic time in the requests of its key's last minute. A key is forgotten once its windows
 * have passed: memory is bounded by twice the keys in use and twice the milliseconds of the last minute in which each was used.
 */
export function createQuotas({ clock, settings = {} }: { clock: Clock; settings?: QuotaSettings }): Quotas {
  const book = createRuleBook(settings);
  const meters = new Map<string, Meter>();
  const controlPlaneMeters = new Map<string, ControlPlaneMeter>();
  let latestMs = Number.NEGATIVE_INFINITY;
  let sweptAtMs = Number.NEGATIVE_INFINITY;
  let decisionsToSweep = 0;

  function restart(): void {
    meters.clear();
    controlPlaneMeters.clear();
    latestMs = Number.NEGATIVE_INFINITY;
    sweptAtMs = Number.NEGATIVE_INFINITY;
    decisionsToSweep = 0;
  }

  function readClock(): number {
    const nowMs = clock.now().getTime();
    if (nowMs < latestMs - MINUTE_MS) restart();
    latestMs = Math.max(latestMs, nowMs);
    return latestMs;
  }

  /** Spread over as many decisions as keys were left, so that a clock that leaps at every request makes none slow. */
  function sweepInTurn(nowMs: number): void {
    decisionsToSweep--;
    if (decisionsToSweep > 0 || nowMs < sweptAtMs + MINUTE_MS) return;
    sweep(nowMs);
  }

  function sweep(nowMs: number): void {
    for (const map of [meters, controlPlaneMeters]) {
      for (const [key, meter] of map) {
        meter.advance(nowMs);
        if (meter.isIdle) map.delete(key);
      }
    }
    sweptAtMs = nowMs;
    decisionsToSweep = Math.max(SWEEP_AFTER_DECISIONS_MIN, meters.size + controlPlaneMeters.size);
  }

  function meterOf({ account, region, model, kind }: QuotaKey): Meter | undefined {
    const key = `${account} ${region} ${model} ${kind}`;
    const known = meters.get(key);
    if (known) return known;
    const limits = book.limitsFor({ account, region, model, kind });
    if (!limits) return undefined;
    const meter = new Meter({ account, region, model, kind }, limits);
    meters.set(key, meter);
    return meter;
  }

  function controlPlaneMeterOf({ account, region, operation }: ControlPlaneCall): ControlPlaneMeter | undefined {
    const rate = book.rateOf(operation);
    if (!rate) return undefined;
    const key = `${account} ${region} ${operation}`;
    const known = controlPlaneMeters.get(key);
    if (known) return known;
    const meter = new ControlPlaneMeter({ account, region, operation }, rate);
    controlPlaneMeters.set(key, meter);
    return meter;
  }

  return {
    take(request) {
      const { inputTokens, cacheWriteTokens, maxTokens } = request;
      const tokens = sumOf(inputTokens, cacheWriteTokens, maxTokens);
      const nowMs = readClock();
      sweepInTurn(nowMs);
      const meter = meterOf(request);
      if (!meter) return new RunningReservation(request.model, tokens);
      meter.advance(nowMs);
      const shortage = meter.shortageFor(tokens);
      if (shortage) {
        const { quota, limit, used, requested, fitsAtMs } = shortage;
        throw new QuotaExceededError({
          quota,
          ...meter.key,
          limit: limit.value,
          used,
          requested,
          rule: limit.rule,
          ...(fitsAtMs === undefined ? {} : { fitsAt: new Date(fitsAtMs) }),
        });
      }
      return new RunningReservation(request.model, tokens, { meter, charge: meter.charge(nowMs, tokens) });
    },
    takeControlPlane(call) {
      const nowMs = readClock();
      sweepInTurn(nowMs);
      const meter = controlPlaneMeterOf(call);
      if (!meter) return;
      meter.advance(nowMs);
      const fitsAtMs = meter.take(nowMs);
      if (fitsAtMs === undefined) return;
      throw new QuotaExceededError({
        quota: "requestsPerSecond",
        ...meter.call,
        limit: meter.limit.value,
        used: meter.calls,
        requested: 1,
        rule: meter.limit.rule,
        fitsAt: new Date(fitsAtMs),
      });
    },
    usage() {
      sweep(readClock());
      return {
        models: sorted(meters).map((meter) => ({ ...meter.key, ...meter.gauges() })),
        controlPlane: sorted(controlPlaneMeters).map((meter) => ({ ...meter.call, requestsPerSecond: meter.gauge() })),
      };
    },
    restart,
    size() {
      let records = 0;
      for (const meter of meters.values()) records += meter.records;
      for (const meter of controlPlaneMeters.values()) records += meter.records;
      return { keys: meters.size + controlPlaneMeters.size, records };
    },
  };
}

/** Where a reservation is held. */
interface Hold {
  readonly meter: Meter;
  readonly charge: Charge;
}

class RunningReservation implements Reservation {
  readonly reservedTokens: number;
  readonly #model: string;
  /** Absent when the request has no quota, or has ended. */
  #hold: Hold | undefined;

  constructor(model: string, reservedTokens: number, hold?: Hold) {
    this.reservedTokens = reservedTokens;
    this.#model = model;
    this.#hold = hold;
  }

  settle({ inputTokens, cacheWriteTokens, outputTokens }: SettledTokens): number {
    const used = sumOf(inputTokens, cacheWriteTokens, outputTokens * burndownRate(this.#model));
    this.#end(used);
    return used;
  }

  release(): void {
    this.#end(0);
  }

  #end(used: number): void {
    if (!this.#hold) return;
    this.#hold.meter.settle(this.#hold.charge, used);
    this.#hold = undefined;
  }
}

/** Refuses what is no number of tokens: a NaN that got into a window would let everything pass from then on. */
function sumOf(input: number, cacheWrites: number, output: number): number {
  return checked(input) + checked(cacheWrites) + checked(output);
}

function checked(tokens: number): number {
  if (!Number.isSafeInteger(tokens) || tokens < 0) throw new RangeError(`${tokens} is no number of tokens`);
  return tokens;
}

function sorted<Value>(meters: ReadonlyMap<string, Value>): Value[] {
  return [...meters].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, meter]) => meter);
}
