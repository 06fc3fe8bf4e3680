import type { Check, Verdict } from "./check.ts";
import type { CompiledExpectation } from "./compile.ts";
import type { Exchange, StreamEnd } from "./exchange.ts";

/** How what has happened stands to what was expected. */
export interface VerificationReport {
  /** Whether everything is as expected. */
  readonly ok: boolean;
  readonly expectations: readonly VerifiedExpectation[];
}

export interface VerifiedExpectation extends Verdict {
  readonly name: string;
}

/** Holds every exchange against the expectations of a scenario. */
export interface Verification {
  see(exchange: Exchange): void;
  streamEnded(id: string, end: StreamEnd): void;
  /** Whether anything depends on how streams end. */
  readonly watchesStreams: boolean;
  report(): VerificationReport;
}

/** Begins with nothing seen. */
export function createVerification(expectations: readonly CompiledExpectation[]): Verification {
  const checks: readonly { readonly name: string; readonly check: Check }[] = expectations.map(({ name, begin }) => ({
    name,
    check: begin(),
  }));
  return {
    see(exchange) {
      for (const { check } of checks) check.see(exchange);
    },
    streamEnded(id, end) {
      for (const { check } of checks) check.streamEnded?.(id, end);
    },
    watchesStreams: checks.some(({ check }) => check.streamEnded !== undefined),
    report() {
      const verified = checks.map(({ name, check }) => ({ name, ...check.verdict() }));
      return { ok: verified.every(({ ok }) => ok), expectations: verified };
    },
  };
}
