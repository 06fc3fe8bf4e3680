import type { Usage } from "../metering/usage.ts";
import type { Random } from "../random.ts";
import type { Target } from "../routing/target.ts";

/** Who calls, from where, and what the handler reports about the answer. A handler sees nothing else of the request. */
export interface Call {
  readonly requestId: string;
  /** The account that the caller belongs to: 12 digits. */
  readonly account: string;
  /** The source Region: the one that the call was made in. */
  readonly region: string;
  /** Chance that belongs to this request alone. */
  readonly random: Random;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal | undefined;
  /** What becomes of the call, for the journal, the ledger and the response headers; filled in while the call is answered. */
  readonly report: Report;
}

/** What a handler has found out and decided. */
export interface Report {
  /** What `modelId` stands for. */
  target?: Target;
  /** The Region in which the request was processed. */
  destination?: string;
  usage?: Usage;
  /** How long the model took, in milliseconds: simulated, as the answer itself is. */
  latencyMs?: number;
}
