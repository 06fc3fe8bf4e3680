import { escapeMarkup } from "./markup.ts";
import type { ReportedExpectation } from "./report.ts";

/** JUnit's XML as CI systems read it (https://github.com/testmoapp/junitxml): one test case for each expectation. */
export function toJUnit(expectations: readonly ReportedExpectation[]): string {
  const counts = `tests="${expectations.length}" failures="${expectations.filter(({ ok }) => !ok).length}" errors="0" skipped="0" time="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="outcrop" ${counts}>`,
    `  <testsuite name="outcrop expectations" ${counts}>`,
    ...expectations.map(testCase),
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function testCase({ name, ok, message, lines }: ReportedExpectation): string {
  const head = `    <testcase classname="outcrop.expect" name="${escapeMarkup(name.replaceAll(/\s+/g, " "))}" time="0"`;
  const detail = escapeMarkup([message, ...lines].join("\n"));
  if (ok) return `${head}><system-out>${detail}</system-out></testcase>`;
  const failure = `<failure type="ExpectationNotMet" message="${escapeMarkup(message.replaceAll(/\s+/g, " "))}">${detail}</failure>`;
  return `${head}>${failure}</testcase>`;
}
