import { printable } from "./markup.ts";
import type { ReportedExpectation } from "./report.ts";

/** For people who read a terminal. */
export function toText(expectations: readonly ReportedExpectation[]): string {
  if (expectations.length === 0) return "The scenario expects nothing.\n";
  const met = expectations.filter(({ ok }) => ok).length;
  const told = expectations.map(({ name, ok, message, lines }) =>
    [
      `${ok ? "ok    " : "not ok"}  ${printable(name)}`,
      `        ${printable(message)}`,
      ...(ok ? [] : lines.map((line) => `          ${printable(line)}`)),
    ].join("\n"),
  );
  return `${told.join("\n")}\n\n${met} of ${expectations.length} expectations are met.\n`;
}
