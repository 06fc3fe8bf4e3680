import controlPlaneRates from "./data/control-plane-rates.json" with { type: "json" };
import modelQuotas from "./data/model-quotas.json" with { type: "json" };
import type { QuotaKind } from "./kind.ts";

/** AWS's default values for one model and kind; what is absent has no quota. */
export interface ModelQuota {
  readonly model: string;
  readonly kind: QuotaKind;
  /** The model's name in the names of the quotas. */
  readonly quotaModel: string;
  readonly requestsPerMinute?: number;
  readonly tokensPerMinute?: number;
  /** The values of the source Regions that have their own. */
  readonly regions?: Readonly<Record<string, { readonly requestsPerMinute: number; readonly tokensPerMinute: number }>>;
}

/** AWS's default values, with their sources in the files themselves. */
export const awsModelQuotas = modelQuotas.quotas as readonly ModelQuota[];

/** The rates of control-plane operations that AWS is known to throttle; the numbers are assumed. */
export const awsControlPlaneRates: readonly { readonly operation: string; readonly perSecond: number }[] =
  controlPlaneRates.rates;

const PREFIXES: Readonly<Record<QuotaKind, string>> = {
  "on-demand": "On-demand",
  "cross-region": "Cross-region",
  global: "Global cross-region",
};

/** The name under which Service Quotas lists a quota: "Cross-region model inference tokens per minute for Amazon Nova Lite". */
export function awsQuotaName(quota: ModelQuota, counted: "requests" | "tokens"): string {
  return `${PREFIXES[quota.kind]} model inference ${counted} per minute for ${quota.quotaModel}`;
}
