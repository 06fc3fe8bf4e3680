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

/** What no report may hold: neither XML nor a terminal takes control characters, and lone halves of a pair are no text. */
export const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  text.toWellFormed().replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g, "\ufffd");

/** For text and attributes of XML and of HTML. */
export const escapeMarkup = (text: string): string =>
  printable(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
