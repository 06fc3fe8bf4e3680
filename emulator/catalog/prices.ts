import { readData } from "./data.ts";

/** What one model costs, in US dollars: per million tokens, or each where the name says so. */
export interface Price {
  readonly modelId: string;
  /** The Region whose price this is; absent in a list price and in the price of a geography. */
  readonly region?: string;
  /** The geography of the profiles whose price this is. */
  readonly geography?: string;
  readonly input?: number;
  readonly output?: number;
  readonly cacheRead?: number;
  /** Writing to the cache for five minutes. */
  readonly cacheWrite?: number;
  /** Writing to the cache for one hour. */
  readonly cacheWrite1h?: number;
  /** For prompts above 200,000 tokens. */
  readonly inputAbove200k?: number;
  /** For prompts above 200,000 tokens. */
  readonly outputAbove200k?: number;
  readonly batchInput?: number;
  readonly batchOutput?: number;
  /** Dollars each. */
  readonly perInputImage?: number;
  /** Dollars each. */
  readonly perOutputImage?: number;
  /** Dollars each. */
  readonly perQuery?: number;
}

/** Reads every price row, sorted by model, Region and geography. */
export function readPrices(): readonly Price[] {
  const { prices } = readData<{ prices: readonly Price[] }>("prices");
  return Object.freeze(prices.map((price) => Object.freeze({ ...price })));
}

/** A look-up of the price that AWS would charge for a call, see `Catalog.prices`. */
export function priceFinder(
  prices: readonly Price[],
): (modelId: string, sourceRegion: string, geography: string | undefined) => Price | undefined {
  const rows = new Map(prices.map((price) => [key(price.modelId, price.region, price.geography), price]));
  return (modelId, sourceRegion, geography) =>
    (geography === undefined ? undefined : rows.get(key(modelId, undefined, geography))) ??
    rows.get(key(modelId, sourceRegion, undefined)) ??
    rows.get(key(modelId, undefined, undefined));
}

function key(modelId: string, region: string | undefined, geography: string | undefined): string {
  return `${modelId} ${region ?? ""} ${geography ?? ""}`;
}
