import { journalLine } from "./journal/line.ts";
import { checkScenario } from "./scenario/parse.ts";
import type { Scenario } from "./scenario/schema.ts";
import type { VerificationReport, VerifiedExpectation } from "./verification/verification.ts";
import type { WorldView } from "./world-view.ts";

/** An expectation, as in a scenario's section `expect`. */
export type Expectation = NonNullable<Scenario["expect"]>[number];

/** What is asked of an emulator, or of a session of one. */
export type Verifiable = Pick<WorldView, "journal" | "clock" | "verification" | "judge">;

/** How things stand, with a text for assertions that shows the journal's lines. */
export interface Verified extends VerificationReport {
  readonly text: string;
}

/**
 * Holds what has happened against expectations, which are written as in a scenario's section `expect`; without any, tells how things
 * stand to the scenario's own. Throws ScenarioError for an expectation that is not valid, and for those that have to be in the
 * scenario because they look at what is not kept.
 */
export function verify(emulator: Verifiable, ...expectations: readonly Expectation[]): Verified {
  const { expect = [] } = checkScenario({ expect: expectations });
  const report = expectations.length === 0 ? emulator.verification : emulator.judge(expect);
  const text = report.expectations.map((one, at) => tell(one, expectations[at], emulator)).join("\n\n");
  return { ...report, text };
}

/** So many lines of the journal stand in a text. */
const MOST_LINES = 20;

function tell(
  { ok, name, message, requests }: VerifiedExpectation,
  expectation: Expectation | undefined,
  { journal, clock }: Verifiable,
): string {
  const { entries, dropped } = journal;
  const shown = requests.length > 0 ? entries.filter(({ id }) => requests.includes(id)) : entries.slice(-MOST_LINES);
  const { waitAtLeast, growing, jitter } = expectation?.retries ?? {};
  const isBlind = !ok && clock.mode === "frozen" && (waitAtLeast ?? growing ?? jitter) !== undefined;
  const total = entries.length + dropped;
  const heading =
    shown.length < total ? `Journal (${shown.length} of ${total} requests):` : `Journal (${total} requests):`;
  return [
    `${ok ? "ok" : "not ok"}: ${name}`,
    `  ${message}`,
    ...(isBlind
      ? ["  The clock is frozen, so that all waits are 0: let it run for this, clock: { mode: running }."]
      : []),
    ...(shown.length === 0 ? ["  The journal is empty."] : [`  ${heading}`]),
    ...shown.map((entry) => `    ${journalLine(entry)}`),
  ].join("\n");
}
