import type { CallCondition } from "../conditions/condition.ts";

/** One entry of a scenario's section `faults`: when it happens and what. The first rule that matches a call is the one. */
export interface FaultRule {
  /** Which calls; all when absent. What is named must all be true. */
  readonly when?: CallCondition | undefined;
  readonly then: FaultEffect;
  /** After so many times the rule is used up; never when absent. */
  readonly times?: number | undefined;
}

/** What happens. At most one thing goes wrong; `delay`, the pace of a stream and `splitFrames` go with any and with none. */
export interface FaultEffect {
  /** Waits before anything else: milliseconds, a duration, or a log-normal distribution in milliseconds. */
  readonly delay?: number | string | { readonly p50: number; readonly p99?: number | undefined } | undefined;

  /** Waits before a stream's first event, in milliseconds. */
  readonly timeToFirstTokenMs?: number | undefined;
  /** How fast a stream's tokens come after that. */
  readonly tokensPerSecond?: number | undefined;
  /** Waits before every event but the first, in milliseconds. */
  readonly perChunkMs?: number | undefined;
  /** Up to so much longer or shorter than the three above, drawn from the seed. */
  readonly jitterMs?: number | undefined;

  /** The exception that is answered (`ThrottlingException`), or thrown in mid-stream (`throttlingException`). */
  readonly error?: string | undefined;
  /** Its message; AWS's when absent. */
  readonly message?: string | undefined;
  /** Its HTTP status; the API model's when absent. */
  readonly status?: number | undefined;
  /** Further headers of the answer. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Further members that the exceptions ModelErrorException and ModelStreamErrorException have. */
  readonly originalStatusCode?: number | undefined;
  readonly originalMessage?: string | undefined;
  readonly resourceName?: string | undefined;
  /** Throws `error` in a stream, after so many events; 0 before the first one, though with HTTP status 200. */
  readonly exceptionAfterEvents?: number | undefined;

  /** What becomes of the connection. */
  readonly connection?: ConnectionBreak | undefined;

  /** The head of a stream comes, and then nothing. */
  readonly stallBeforeFirstEvent?: true | undefined;
  /** So many events come, and then nothing. */
  readonly stallAfterEvents?: number | undefined;
  /** How long a stalled stream stands still before it goes on; when absent, until the client has had enough. */
  readonly stallFor?: string | undefined;

  /** So many frames come and half of the next one; then the body ends as if all were well. */
  readonly truncateAfterEvents?: number | undefined;
  /** The frame whose checksum is wrong, counted from 1. */
  readonly corruptFrame?: number | undefined;

  /** Each frame comes in pieces of so many bytes. */
  readonly splitFrames?: number | undefined;

  /** An answer that is legal, and not what was hoped for. */
  readonly answer?: OtherAnswer | undefined;
}

/**
 * `refuse`: closed without a word; `reset`: broken off without a word; `reset-mid-body`: broken off once the head and half of the
 * body, or of a stream's first frame, have been sent.
 */
export type ConnectionBreak = "refuse" | "reset" | "reset-mid-body";

/** The stop reasons of Converse, and `empty`: no content at all, and a stop reason as if that were the end. */
export type OtherAnswer =
  | "empty"
  | "max_tokens"
  | "guardrail_intervened"
  | "content_filtered"
  | "malformed_model_output"
  | "model_context_window_exceeded";
