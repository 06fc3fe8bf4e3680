import type { ReplayFile } from "./files.ts";
import { type FileResult, replayFile, type Verdict } from "./replay-file.ts";
import type { OpenWorld } from "./worlds.ts";

export interface ReplayOptions {
  readonly open: OpenWorld;
  /** So many files are replayed at a time. */
  readonly parallel: number;
  /** Whether a behaviour is wanted, by its file and name. */
  readonly filter: (name: string) => boolean;
  /** Told of each file when it is done. */
  readonly onFile: (result: FileResult) => void;
  /** Aborts when no other behaviour is to begin. */
  readonly stop?: AbortSignal;
}

/** Replays files, each in a world of its own; gives their results in the order of the files, without files of
 * which nothing is wanted, and how long it took. */
export async function replay(
  files: readonly ReplayFile[],
  options: ReplayOptions,
): Promise<{
  readonly results: readonly FileResult[];
  readonly milliseconds: number;
}> {
  const started = performance.now();
  const results: FileResult[] = [];
  const rest = files.entries();
  const work = async () => {
    for (const [index, file] of rest) {
      const result = await replayFile(file, options.open, options.filter, options.stop);
      results[index] = result;
      if (result.results.length > 0) options.onFile(result);
    }
  };
  await Promise.all(Array.from({ length: options.parallel }, work));
  const told = results.filter(({ results: behaviours }) => behaviours.length > 0);
  return { results: told, milliseconds: performance.now() - started };
}

/** How many behaviours passed, failed and were skipped. */
export function countVerdicts(files: readonly FileResult[]): Readonly<Record<Verdict, number>> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { results } of files) for (const { verdict } of results) counts[verdict]++;
  return counts;
}
