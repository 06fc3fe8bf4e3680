import { escapeMarkup } from "../../../emulator/reports/markup.ts";
import { countVerdicts } from "../replay.ts";
import type { BehaviourResult, FileResult } from "../replay-file.ts";

const seconds = (results: readonly BehaviourResult[]) =>
  (results.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000).toFixed(3);

/** The results in JUnit's XML, as CI systems read it: a suite for each file, a case for each behaviour. */
export function writeJunit(files: readonly FileResult[]): string {
  const counts = (of: readonly FileResult[]) => {
    const { passed, failed, skipped } = countVerdicts(of);
    return `tests="${passed + failed + skipped}" failures="${failed}" skipped="${skipped}" errors="0"`;
  };
  const all = files.flatMap(({ results }) => results);
  const suites = files.map((result) =>
    [
      `  <testsuite name="${escapeMarkup(result.file)}" ${counts([result])} time="${seconds(result.results)}">`,
      ...result.results.map((behaviour) => writeCase(result.file, behaviour)),
      "  </testsuite>",
    ].join("\n"),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="outcrop replay" ${counts(files)} time="${seconds(all)}">
${suites.join("\n")}
</testsuites>
`;
}

function writeCase(file: string, behaviour: BehaviourResult): string {
  const { name, verdict, messages } = behaviour;
  const text = escapeMarkup(messages.join("\n"));
  const first = escapeMarkup(messages[0] ?? "");
  const inner = {
    passed: "",
    failed: `<failure message="${first}">${text}</failure>`,
    skipped: `<skipped message="${first}"/>`,
  }[verdict];
  return `    <testcase classname="${escapeMarkup(file)}" name="${escapeMarkup(name)}" time="${seconds([behaviour])}">${inner}</testcase>`;
}
