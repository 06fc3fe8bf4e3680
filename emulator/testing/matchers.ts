import { type Expectation, type Verifiable, type Verified, verify } from "../verify.ts";

/** Which requests, and how many. */
export type CallSelector = NonNullable<Expectation["calls"]>;
type Retries = NonNullable<Expectation["retries"]>;
type AnySelector = NonNullable<Expectation["noCalls"]>;

/** How calls must have been tried again. */
export interface ExpectedBackoff extends Omit<Retries, "of" | "retried"> {
  /** Which requests; all when absent. */
  readonly of?: AnySelector;
}

export type Budget = NonNullable<Expectation["budget"]>;

/** What a matcher says, as both Vitest and Jest want it. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/** The shortest wait that counts as one when no other is named. */
const SOME_WAIT = "PT0.001S";

/**
 * Matchers for Vitest's `expect` and Jest's: `expect.extend(matchers)`. What they look at is an emulator or a session of one; their
 * messages show the journal's lines. Each is an expectation of a scenario's section `expect` in other words.
 */
export const matchers = {
  /** Requests of this kind were made: at least one, or `times`, `atLeast`, `atMost`. */
  toHaveCalledBedrock(received: unknown, selector: CallSelector = {}): MatcherResult {
    return resultOf(received, "toHaveCalledBedrock", { calls: selector });
  },

  /** Failed calls were tried again, never at once: after at least `waitAtLeast`, a millisecond unless told otherwise. */
  toHaveRetriedWithBackoff(received: unknown, { of = {}, ...expected }: ExpectedBackoff = {}): MatcherResult {
    const retries = { waitAtLeast: SOME_WAIT, ...expected, of, retried: true } as const;
    return resultOf(received, "toHaveRetriedWithBackoff", { retries });
  },

  /** After every failure the next request went to this profile: a name, an id or an ARN; or what a selector tells. */
  toHaveFallenBackTo(received: unknown, to: string | AnySelector, from: AnySelector = {}): MatcherResult {
    const fallback = { from, to: typeof to === "string" ? { profile: to } : to };
    return resultOf(received, "toHaveFallenBackTo", { fallback });
  },

  /** All requests to models together took no more than this. */
  toStayUnderBudget(received: unknown, budget: Budget): MatcherResult {
    return resultOf(received, "toStayUnderBudget", { budget });
  },

  /** Everything that the scenario's `expect` says is so. */
  toMeetExpectations(received: unknown): MatcherResult {
    const verified = verify(asVerifiable(received, "toMeetExpectations"));
    if (verified.expectations.length > 0) return result(verified);
    throw new Error(
      "toMeetExpectations: the scenario expects nothing; write what it expects into its section 'expect'",
    );
  },
};

function resultOf(received: unknown, matcher: string, expectation: Expectation): MatcherResult {
  return result(verify(asVerifiable(received, matcher), expectation));
}

function result({ ok, expectations, text }: Verified): MatcherResult {
  const unmet = expectations.filter((one) => !one.ok).length;
  return {
    pass: ok,
    message: () =>
      ok
        ? `It is so, and was expected not to be.\n\n${text}`
        : `${unmet} of ${expectations.length} expectations ${unmet === 1 ? "is" : "are"} not met.\n\n${text}`,
  };
}

function asVerifiable(received: unknown, matcher: string): Verifiable {
  if (typeof received === "object" && received !== null && "journal" in received && "judge" in received) {
    return received as Verifiable;
  }
  throw new TypeError(`${matcher} looks at an emulator or a session of Outcrop: expect(outcrop).${matcher}(…)`);
}
