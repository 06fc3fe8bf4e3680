import { countVerdicts } from "../replay.ts";
import type { FileResult, Verdict } from "../replay-file.ts";

/** Gives a text the colour of a verdict, or leaves it as it is. */
export type Paint = (verdict: Verdict, text: string) => string;

const milliseconds = ({ results }: FileResult) => results.reduce((sum, result) => sum + result.milliseconds, 0);

/** One file as a line, with lines for what failed and what was skipped. */
export function writeFile(result: FileResult, paint: Paint): string {
  const { file, results } = result;
  const { failed, skipped } = countVerdicts([result]);
  const verdict: Verdict = failed > 0 ? "failed" : skipped === results.length ? "skipped" : "passed";
  const head = `${paint(verdict, verdict.padEnd(7))}  ${file} (${results.length}, ${Math.round(milliseconds(result))} ms)`;
  const lines = results
    .filter((behaviour) => behaviour.verdict !== "passed")
    .flatMap(({ name, verdict: of, messages, sources }) => [
      `  ${paint(of, of)}: ${name}`,
      ...messages.map((message) => `    ${message}`),
      ...(of === "failed" ? sources.map((source) => `    source: ${source}`) : []),
    ]);
  return `${[head, ...lines].join("\n")}\n`;
}

/** The table at the end: what became of the behaviours, by the folder of their files. */
export function writeSummary(files: readonly FileResult[], took: number, paint: Paint): string {
  const groups = Map.groupBy(files, ({ file }) => file.split(/[\\/]/).slice(0, -1).pop() ?? ".");
  const rows = [...groups].map(([name, of]) => [name, of] as const);
  const width = Math.max("total".length, ...rows.map(([name]) => name.length));
  const row = (name: string, of: readonly FileResult[]) => {
    const { passed, failed, skipped } = countVerdicts(of);
    const failures = String(failed).padStart(8);
    return `${name.padEnd(width)}${String(passed).padStart(8)}${failed > 0 ? paint("failed", failures) : failures}${String(skipped).padStart(9)}`;
  };
  const head = `${"".padEnd(width)}  passed  failed  skipped`;
  const body = rows.length > 1 ? rows.map(([name, of]) => row(name, of)) : [];
  return `\n${[head, ...body, row("total", files)].join("\n")}\n${files.length} ${files.length === 1 ? "file" : "files"}, ${(took / 1000).toFixed(1)} s\n`;
}
