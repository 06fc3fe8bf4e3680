import type { Catalog } from "../catalog/index.ts";
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
  /** In US dollars, by the catalogue's list prices; absent where no price is known. */
  readonly costUsd?: number;
}

/** The ledger of all inference requests. */
export interface Ledger {
  record(
    caller: { readonly account: string; readonly region: string },
    operation: string,
    target: Target,
    usage: Usage,
  ): void;
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
      const price = prices.for(model.modelId, region, profile?.geography);
      const cost =
        price?.input === undefined || price.output === undefined
          ? undefined
          : (usage.inputTokens * price.input + usage.outputTokens * price.output) / 1e6;
      rows.set(key, {
        account,
        region,
        operation,
        model: model.modelId,
        ...(profile ? { profileArn: profile.arn } : {}),
        invocations: (before?.invocations ?? 0) + 1,
        inputTokens: (before?.inputTokens ?? 0) + usage.inputTokens,
        outputTokens: (before?.outputTokens ?? 0) + usage.outputTokens,
        ...(cost === undefined ? {} : { costUsd: (before?.costUsd ?? 0) + cost }),
      });
    },
    get rows() {
      return [...rows.values()];
    },
    clear: () => rows.clear(),
  };
}
