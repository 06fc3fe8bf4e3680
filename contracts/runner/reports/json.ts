import { countVerdicts } from "../replay.ts";
import type { FileResult } from "../replay-file.ts";

/** The results for machines; what was sent and answered is left out. */
export function writeJson(files: readonly FileResult[]): string {
  const shown = files.map(({ file, results }) => ({ file, results: results.map(({ calls: _, ...result }) => result) }));
  return `${JSON.stringify({ ...countVerdicts(files), files: shown }, null, 2)}\n`;
}
