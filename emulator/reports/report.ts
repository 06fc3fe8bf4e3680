import type { JournalEntry } from "../journal/journal.ts";
import { journalLine } from "../journal/line.ts";
import type { VerificationReport } from "../verification/verification.ts";

/** One expectation as reports tell it. */
export interface ReportedExpectation {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
  /** The journal's lines of the requests that show it, as far as the journal still has them. */
  readonly lines: readonly string[];
}

/** Puts the journal's lines beside each verdict. */
export function reported(
  { expectations }: VerificationReport,
  entries: readonly JournalEntry[],
): readonly ReportedExpectation[] {
  const lines = new Map(entries.map((entry) => [entry.id, entry]));
  return expectations.map(({ name, ok, message, requests }) => ({
    name,
    ok,
    message,
    lines: requests.flatMap((id) => {
      const entry = lines.get(id);
      return entry ? [journalLine(entry)] : [];
    }),
  }));
}
