export { burndownRate } from "./burndown.ts";
export { mostConcurrentInvocations } from "./concurrent-invocations.ts";
export type { ControlPlaneCall } from "./control-plane.ts";
export { kindOf, type QuotaKind } from "./kind.ts";
export {
  createQuotas,
  type QuotaRequest,
  type Quotas,
  type QuotaUsage,
  type Reservation,
  type SettledTokens,
} from "./limiter.ts";
export type { Gauge } from "./meter.ts";
export { QuotaExceededError, type QuotaRefusal } from "./refusal.ts";
export type { ControlPlaneRule, ModelQuotaName, QuotaKey, QuotaRule, QuotaSettings } from "./rules.ts";
