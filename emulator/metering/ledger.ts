import type { Catalog, Price } from "../catalog/index.ts";
import type { Target } from "../routing/target.ts";
import type { Usage } from "./usage.ts";

/** What was used, summed by who called what, from where and with which operation. */
export interface UsageRow {
  readonly account: string;
  /** The source Region: AWS bills by it, wherever the request was processed. */
  readonly region: string;
  readonly operation: string;
  readonly model: string;
  readonly profileArn?: string;
  readonly invocations: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Tokens of prompts that were read from the cache; absent where none were, as its counterpart below. */
  readonly cacheReadInputTokens?: number;
  readonly cacheWriteInputTokens?: number;
  /** In US dollars, by the catalogue's list prices; absent where a price of something used is not known. */
  readonly costUsd?: number;
}

/** Who uses something. */
export interface Spender {
  readonly account: string;
  /** The source Region. */
  readonly region: string;
  /** The caller's ARN; a job has none. */
  readonly principal?: string;
}

/** The ledger of all inference requests. */
export interface Ledger {
  /** Gives what it cost, in US dollars; `undefined` when the price of something that was used is not known. */
  record(caller: Spender, operation: string, target: Target, usage: Usage): number | undefined;
  readonly rows: readonly UsageRow[];
  clear(): void;
}

/** Makes a ledger that prices what it records by the catalogue. */
export function createLedger(prices: Catalog["prices"]): Ledger {
  const rows = new Map<string, UsageRow>();
  return {
    record({ account, region }, operation, { model, profile }, usage) {
      const key = JSON.stringify([account, region, operation, model.modelId, profile?.arn]);
      const before = rows.get(key);
      const listed = prices.for(model.modelId, region, profile?.geography);
      const cost = costOf(usage, operation === BATCH ? batchPrice(listed) : listed);
      const isPriced = cost !== undefined && (!before || before.costUsd !== undefined);
      const cacheReadInputTokens = (before?.cacheReadInputTokens ?? 0) + (usage.cacheReadInputTokens ?? 0);
      const cacheWriteInputTokens = (before?.cacheWriteInputTokens ?? 0) + (usage.cacheWriteInputTokens ?? 0);
      rows.set(key, {
        account,
        region,
        operation,
        model: model.modelId,
        ...(profile ? { profileArn: profile.arn } : {}),
        invocations: (before?.invocations ?? 0) + 1,
        inputTokens: (before?.inputTokens ?? 0) + usage.inputTokens,
        outputTokens: (before?.outputTokens ?? 0) + usage.outputTokens,
        ...(cacheReadInputTokens > 0 && { cacheReadInputTokens }),
        ...(cacheWriteInputTokens > 0 && { cacheWriteInputTokens }),
        ...(isPriced && { costUsd: (before?.costUsd ?? 0) + cost }),
      });
      return cost;
    },
    get rows() {
      return [...rows.values()];
    },
    clear: () => rows.clear(),
  };
}

/** The operation whose invocations are records of jobs. */
const BATCH = "CreateModelInvocationJob";

/**
 * "At a 50% lower price compared to on-demand inference pricing" (https://aws.amazon.com/bedrock/pricing/), unless the list has a price
 * of its own.
 */
function batchPrice(price: Price | undefined): Price | undefined {
  if (price?.input === undefined || price.output === undefined) return undefined;
  const { batchInput = price.input / 2, batchOutput = price.output / 2 } = price;
  return { ...price, input: batchInput, output: batchOutput };
}

/** In US dollars; `undefined` when the price of something that was used is not known. */
function costOf(usage: Usage, price: Price | undefined): number | undefined {
  const { inputTokens, outputTokens, cacheReadInputTokens = 0, cacheDetails = [] } = usage;
  if (price?.input === undefined || price.output === undefined) return undefined;
  let cost = inputTokens * price.input + outputTokens * price.output;
  const cached: [tokens: number, perMillion: number | undefined][] = [[cacheReadInputTokens, price.cacheRead]];
  for (const { ttl, inputTokens: written } of cacheDetails) {
    cached.push([written, ttl === "1h" ? price.cacheWrite1h : price.cacheWrite]);
  }
  for (const [tokens, perMillion] of cached) {
    if (tokens === 0) continue;
    if (perMillion === undefined) return undefined;
    cost += tokens * perMillion;
  }
  return cost / 1e6;
}
