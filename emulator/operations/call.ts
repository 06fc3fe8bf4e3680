import type { AccessDecision } from "../access/guard.ts";
import type { Fault } from "../faults/fault.ts";
import type { Caller } from "../identity/caller.ts";
import type { Usage } from "../metering/usage.ts";
import type { Random } from "../random.ts";
import type { Target } from "../routing/target.ts";

/** Who calls, from where, and what the handler reports about the answer. A handler sees nothing else of the request. */
export interface Call {
  readonly requestId: string;
  /** The API operation. */
  readonly operation: string;
  /** The account that the caller belongs to: 12 digits. */
  readonly account: string;
  /** The source Region: the one that the call was made in. */
  readonly region: string;
  readonly caller: Caller;
  /** Chance that belongs to this request alone. */
  readonly random: Random;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal | undefined;
  /** What becomes of the call, for the journal, the ledger and the response headers; filled in while the call is answered. */
  readonly report: Report;
}

/** What has been found out and decided on a call. */
export interface Report {
  /** What `modelId` stands for. */
  target?: Target;
  /** The Region in which the request was processed. */
  destination?: string;
  usage?: Usage;
  /** The caller's own words about the request. */
  requestMetadata?: Readonly<Record<string, string>>;
  /** Of a request that goes on while it is answered: settles once it is over, with the error that ended it if one did. */
  session?: Promise<unknown>;
  /** How long the model took, in milliseconds: simulated, as the answer itself is. */
  latencyMs?: number;
  /** In US dollars, by the catalogue's list prices; absent where a price is not known. */
  costUsd?: number;
  /** What was said to the model. */
  prompt?: {
    readonly lastUserText: string;
    readonly texts: readonly string[];
    /** The ids of the uses of tools that the request brings the results of. */
    readonly toolResults: readonly string[];
  };
  /** The uses of tools that the model asks for, by what their ids end with. */
  toolUses?: readonly string[];
  /** What the policies said; absent when none restricts the caller. */
  access?: AccessDecision;
  /** What goes wrong with the call on purpose, in the order in which it was decided. */
  readonly faults: Fault[];
  /** Each step and its outcome, in order. */
  readonly trail: Decision[];
}

/** One step on the way of a request, and what was decided there. */
export interface Decision {
  readonly step: string;
  readonly outcome: string;
  /** Further facts of the decision, as plain data. */
  readonly detail?: unknown;
}
