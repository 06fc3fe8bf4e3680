import type { JournalEntry } from "../journal/journal.ts";
import { toHtml } from "../reports/html.ts";
import { toJUnit } from "../reports/junit.ts";
import { type ReportedExpectation, reported } from "../reports/report.ts";
import { toTap } from "../reports/tap.ts";
import { toText } from "../reports/text.ts";
import type { VerificationReport } from "../verification/verification.ts";
import { Problem } from "./problem.ts";
import { TextAnswer } from "./text-answer.ts";

const FORMATS: Readonly<
  Record<string, readonly [type: string, write: (of: readonly ReportedExpectation[]) => string]>
> = {
  junit: ["application/xml", toJUnit],
  tap: ["text/plain", toTap],
  html: ["text/html", toHtml],
  text: ["text/plain", toText],
};

/** The report as JSON, or in the `format` that is asked for. Throws Problem (400). */
export function verificationAnswer(
  report: VerificationReport,
  entries: readonly JournalEntry[],
  query: URLSearchParams,
): object {
  const other = [...query.keys()].find((name) => name !== "format");
  if (other !== undefined) throw new Problem(400, "Invalid query", `The report takes "format", and not "${other}".`);
  const name = query.get("format") ?? "json";
  if (name === "json") return report;
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (!format) {
    const known = ["json", ...Object.keys(FORMATS)].join(", ");
    throw new Problem(400, "Invalid query", `The report comes as ${known}, and not as "${name}".`);
  }
  const [type, write] = format;
  return new TextAnswer(type, write(reported(report, entries)));
}
