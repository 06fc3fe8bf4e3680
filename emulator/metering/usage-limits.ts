import { principalNames } from "../arn.ts";
import type { Clock } from "../clock.ts";
import { compilePattern, many, type OneOrMany } from "../conditions/condition.ts";
import type { Ledger } from "./ledger.ts";
import type { Usage } from "./usage.ts";

/** What may be used, each altogether: all of it is gone once it has been reached. */
export interface Amounts {
  readonly requests?: number | undefined;
  /** Input, output, and what was read from the prompt cache or written to it. */
  readonly tokens?: number | undefined;
  /** In US dollars, by the catalogue's list prices. */
  readonly usd?: number | undefined;
}

/** Whose use counts; what is named must all be true. `*` stands for any characters. */
export interface UserSelector {
  readonly account?: OneOrMany | undefined;
  readonly principal?: OneOrMany | undefined;
  /** Names, ids or ARNs of inference profiles. */
  readonly profile?: OneOrMany | undefined;
  readonly model?: OneOrMany | undefined;
  /** Tags of the application profile. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** A limit, ready to be kept. */
export interface UsageLimit extends Amounts {
  readonly name: string;
  readonly of: UserSelector;
  /** After so many milliseconds from the start of the clock it begins anew; it never does when absent. */
  readonly perMs: number | undefined;
  readonly then: "deny" | "report";
}

/** Who uses what. */
export interface User {
  readonly account: string;
  /** The ARNs that the caller can be named by. */
  readonly principal: readonly string[];
  readonly model: string;
  readonly profile?:
    | { readonly id: string; readonly name: string; readonly arn: string; readonly tags?: ReadonlyMap<string, string> }
    | undefined;
}

/** How a limit stands now. */
export interface UsageLimitState {
  readonly name: string;
  readonly then: UsageLimit["then"];
  readonly limit: Amounts;
  readonly used: { readonly requests: number; readonly tokens: number; readonly usd: number };
  /** Whether all of it is gone. */
  readonly reached: boolean;
  /** How many requests have been denied for it. */
  readonly denied: number;
  /** Requests whose price is not known, and that `usd` is therefore without. */
  readonly unpriced: number;
  /** When it begins anew. */
  readonly renewedAt?: string;
}

export interface UsageLimits {
  /** Whether there are none. */
  readonly isEmpty: boolean;
  /** The first limit that denies a request, and which one of the scenario's it is. Counts the denial. */
  denying(user: User): { readonly index: number; readonly limit: UsageLimit } | undefined;
  /** Counts what a request has used; `costUsd` is `undefined` where the price is not known. */
  record(user: User, usage: Usage, costUsd: number | undefined): void;
  states(): readonly UsageLimitState[];
}

interface Counter {
  window: number;
  requests: number;
  tokens: number;
  usd: number;
  denied: number;
  unpriced: number;
}

const fresh = (window: number): Counter => ({ window, requests: 0, tokens: 0, usd: 0, denied: 0, unpriced: 0 });

/** Keeps limits from now on; periods are counted from now. */
export function createUsageLimits({
  limits,
  clock,
}: {
  readonly limits: readonly UsageLimit[];
  readonly clock: Clock;
}): UsageLimits {
  const startMs = clock.now().getTime();
  const kept = limits.map((limit) => ({ limit, isOf: compileSelector(limit.of), counter: fresh(0) }));
  type Kept = (typeof kept)[number];
  /** The counter of the period that it is now. */
  const current = (one: Kept): Counter => {
    const { perMs } = one.limit;
    const window = perMs === undefined ? 0 : Math.floor((clock.now().getTime() - startMs) / perMs);
    if (one.counter.window !== window) one.counter = fresh(window);
    return one.counter;
  };
  return {
    isEmpty: kept.length === 0,
    denying(user) {
      const index = kept.findIndex(
        (one) => one.limit.then === "deny" && one.isOf(user) && isReached(one.limit, current(one)),
      );
      const found = kept[index];
      if (!found) return undefined;
      current(found).denied += 1;
      return { index, limit: found.limit };
    },
    record(user, usage, costUsd) {
      for (const one of kept) {
        if (!one.isOf(user)) continue;
        const counter = current(one);
        counter.requests += 1;
        counter.tokens += tokensOf(usage);
        if (costUsd === undefined) counter.unpriced += 1;
        else counter.usd += costUsd;
      }
    },
    states: () =>
      kept.map((one) => {
        const { name, then, requests, tokens, usd, perMs } = one.limit;
        const { window, denied, unpriced, ...used } = current(one);
        const renewedAt = perMs === undefined ? undefined : new Date(startMs + (window + 1) * perMs).toISOString();
        const reached = isReached(one.limit, used);
        const limit = {
          ...(requests !== undefined && { requests }),
          ...(tokens !== undefined && { tokens }),
          ...(usd !== undefined && { usd }),
        };
        return {
          name,
          then,
          limit,
          used,
          reached,
          denied,
          unpriced,
          ...(renewedAt === undefined ? {} : { renewedAt }),
        };
      }),
  };
}

/** A ledger whose entries count for the limits too. */
export const limitedLedger = (ledger: Ledger, limits: UsageLimits): Ledger => ({
  ...ledger,
  get rows() {
    return ledger.rows;
  },
  record(caller, operation, target, usage) {
    const costUsd = ledger.record(caller, operation, target, usage);
    if (!limits.isEmpty) {
      const { account, principal } = caller;
      const names = principal === undefined ? [] : principalNames(principal);
      limits.record(
        { account, principal: names, model: target.model.modelId, profile: target.profile },
        usage,
        costUsd,
      );
    }
    return costUsd;
  },
});

const tokensOf = ({ inputTokens, outputTokens, cacheReadInputTokens = 0, cacheWriteInputTokens = 0 }: Usage): number =>
  inputTokens + outputTokens + cacheReadInputTokens + cacheWriteInputTokens;

const isReached = (
  limit: Amounts,
  used: { readonly requests: number; readonly tokens: number; readonly usd: number },
): boolean =>
  (["requests", "tokens", "usd"] as const).some((of) => used[of] >= (limit[of] ?? Number.POSITIVE_INFINITY));

function compileSelector({ account, principal, profile, model, tags }: UserSelector): (user: User) => boolean {
  const meets = (names: OneOrMany | undefined, namesOf: (user: User) => readonly (string | undefined)[]) => {
    if (names === undefined) return undefined;
    const patterns = many(names).map(compilePattern);
    return (user: User) => namesOf(user).some((name) => name !== undefined && patterns.some((one) => one.test(name)));
  };
  const wanted = Object.entries(tags ?? {});
  const tests = [
    meets(account, (user) => [user.account]),
    meets(principal, (user) => user.principal),
    meets(model, (user) => [user.model]),
    meets(profile, (user) => [user.profile?.id, user.profile?.name, user.profile?.arn]),
    wanted.length === 0
      ? undefined
      : (user: User) => wanted.every(([key, value]) => user.profile?.tags?.get(key) === value),
  ].filter((test) => test !== undefined);
  return (user) => tests.every((test) => test(user));
}
