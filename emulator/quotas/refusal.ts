import { AwsError } from "../errors.ts";
import type { QuotaKind } from "./kind.ts";
import type { ModelQuotaName } from "./rules.ts";

/** Why a request was throttled, for the journal; the caller is told the message only. */
export interface QuotaRefusal {
  readonly quota: ModelQuotaName | "requestsPerSecond";
  readonly account: string;
  /** The source Region. */
  readonly region: string;
  /** Absent for a call of the control plane. */
  readonly model?: string;
  /** Absent for a call of the control plane. */
  readonly kind?: QuotaKind;
  /** The call of the control plane. */
  readonly operation?: string;
  readonly limit: number;
  /** What of the limit is taken, with what is reserved; above the limit after answers that cost more than was reserved. */
  readonly used: number;
  /** What the request would have taken. */
  readonly requested: number;
  /** The rule of the scenario (`quotas.rules[0]`) or AWS's name of the quota. */
  readonly rule: string;
  /**
   * When the request would fit all its quotas if nothing else were sent and nothing settled; absent when it never would,
   * because it asks for more than a quota holds.
   */
  readonly fitsAt?: Date;
}

/** AWS's ThrottlingException, with its reason. */
export class QuotaExceededError extends AwsError {
  readonly refusal: QuotaRefusal;

  constructor(refusal: QuotaRefusal) {
    super("ThrottlingException", MESSAGES[refusal.quota]);
    this.name = "QuotaExceededError";
    this.refusal = refusal;
  }
}

/**
 * AWS's words. Sources:
 * requests a minute: https://github.com/lobehub/lobehub/issues/3994, https://github.com/kirodotdev/Kiro/issues/8113;
 * tokens a minute: https://github.com/aws-samples/amazon-bedrock-client-for-mac/issues/99,
 * https://github.com/RooCodeInc/Roo-Code/issues/5050;
 * tokens a day: https://github.com/minorun365/agent-book/issues/29, https://github.com/Ivy-Interactive/Ivy-Tendril/issues/1756;
 * control plane: https://github.com/aws-samples/bedrock-access-gateway/issues/104 (ListInferenceProfiles, two spaces before
 * "Wait"), https://github.com/langgenius/dify-official-plugins/pull/1863 (GetInferenceProfile, one space,
 * as some renderers make of two).
 */
const MESSAGES: Readonly<Record<QuotaRefusal["quota"], string>> = {
  requestsPerMinute: "Too many requests, please wait before trying again.",
  tokensPerMinute: "Too many tokens, please wait before trying again.",
  tokensPerDay: "Too many tokens per day, please wait before trying again.",
  requestsPerSecond:
    "Too many requests, please wait before trying again. You have sent too many requests.  Wait before trying again.",
};
