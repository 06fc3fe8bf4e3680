import type { CallCondition } from "../conditions/condition.ts";

/** One entry of a scenario's section `expect`: exactly one of the forms below, and perhaps a name. */
export interface Expectation {
  /** What the report calls it; the form itself when absent. */
  readonly name?: string | undefined;
  /** So many requests of this kind are made: at least one when no number is given. */
  readonly calls?: ExpectedCalls | undefined;
  /** No request of this kind is made. */
  readonly noCalls?: CallSelector | undefined;
  /** Requests of these kinds are made in this order; others may come between. */
  readonly order?: readonly CallSelector[] | undefined;
  /** Failed requests of this kind are tried again as they should be. */
  readonly retries?: ExpectedRetries | undefined;
  /** After requests of one kind have failed, the next but retries is of another kind. */
  readonly fallback?: { readonly from: CallSelector; readonly to: CallSelector } | undefined;
  /** Models are called by inference profiles alone, never by a bare model id. */
  readonly profilesOnly?: true | undefined;
  /** No prompt holds what one of these regular expressions finds. */
  readonly noTextInPrompts?: readonly string[] | undefined;
  /** No prompt holds personal data of these kinds. */
  readonly noPersonalData?: readonly PersonalDataKind[] | undefined;
  /** Every request to a model goes through a profile with these tags. */
  readonly profileTags?: readonly string[] | undefined;
  /** Every request to a model has request metadata with these keys. */
  readonly requestMetadata?: readonly string[] | undefined;
  /** All requests together stay within this. */
  readonly budget?: Budget | undefined;
  /** Every use of a tool that a model asks for is answered with a result. */
  readonly toolUsesAnswered?: true | undefined;
  /**
   * Every stream is read to its end. A reader who leaves is seen while the stream is still being sent: have it come slowly, with
   * `stream` in `answers` or the pace of `faults`.
   */
  readonly streamsRead?: true | undefined;
  /** Every request is one of those that `calls` and `order` are about, and none is unknown to AWS or to Outcrop. */
  readonly nothingElse?: true | undefined;
}

/** Which requests; what is named must all be true. */
export interface CallSelector extends Omit<CallCondition, "call" | "probability"> {
  /** How it ended: `ok`, `error`, or the code of an error. */
  readonly outcome?: string | readonly string[] | undefined;
}

export interface ExpectedCalls extends CallSelector {
  readonly times?: number | undefined;
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
}

export interface ExpectedRetries {
  readonly of: CallSelector;
  /** The most attempts of one call, the first among them. */
  readonly attemptsAtMost?: number | undefined;
  /** The fewest attempts of a call that goes on failing. */
  readonly attemptsAtLeast?: number | undefined;
  /** The shortest time between two attempts: a duration. */
  readonly waitAtLeast?: string | undefined;
  /** Whether some call must have been tried again at all. */
  readonly retried?: true | undefined;
  /** Whether each wait is longer than the one before, at least by and large: the last longer than the first. */
  readonly growing?: true | undefined;
  /** Whether the first waits of different calls differ, by more than a tenth: three calls at least must be tried again. */
  readonly jitter?: true | undefined;
}

export interface Budget {
  readonly requests?: number | undefined;
  /** Input and output together. */
  readonly tokens?: number | undefined;
  /** By the catalogue's list prices; a request without a known price breaks it. */
  readonly usd?: number | undefined;
}

export type PersonalDataKind =
  | "email"
  | "phone"
  | "credit-card"
  | "us-social-security-number"
  | "ip-address"
  | "aws-access-key";
