import { printable } from "./markup.ts";
import type { ReportedExpectation } from "./report.ts";

/** The Test Anything Protocol, version 14 (https://testanything.org/tap-version-14-specification.html). */
export function toTap(expectations: readonly ReportedExpectation[]): string {
  const plan = expectations.length === 0 ? "1..0 # SKIP the scenario expects nothing" : `1..${expectations.length}`;
  return ["TAP version 14", plan, ...expectations.flatMap(testPoint), ""].join("\n");
}

function testPoint({ name, ok, message, lines }: ReportedExpectation, at: number): string[] {
  const description = printable(name.replaceAll(/\s+/g, " ")).replaceAll(/[\\#]/g, "\\$&");
  return [
    `${ok ? "ok" : "not ok"} ${at + 1} - ${description}`,
    "  ---",
    `  message: ${quoted(message)}`,
    ...(lines.length > 0 ? ["  requests:", ...lines.map((line) => `    - ${quoted(line)}`)] : []),
    "  ...",
  ];
}

/** A JSON text is one of YAML too. */
const quoted = (text: string) => JSON.stringify(printable(text));
