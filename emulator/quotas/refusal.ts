import { throttlingMessages } from "../../contracts/messages/capacity.ts";
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
    super(throttlingMessages[refusal.quota].code, throttlingMessages[refusal.quota].text);
    this.name = "QuotaExceededError";
    this.refusal = refusal;
  }
}
