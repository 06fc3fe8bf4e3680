import { countVerdicts } from "../../contracts/runner/replay.ts";
import type { FileResult } from "../../contracts/runner/replay-file.ts";
import { type Paint, writeFile } from "../../contracts/runner/reports/text.ts";
import type { Environment } from "../scenario/variables.ts";
import { progressLine } from "./progress.ts";

/** What progress is told on. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const CLEAR_LINE = "\r\u001b[2K";

/**
 * Tells of each file as a line; on a terminal only of those that are not all well, above a bar of progress. Continuous integration
 * (`CI` is set) and a terminal that cannot clear a line (`TERM=dumb`) get lines, be stdout a terminal or not.
 */
export function tellProgress(
  count: number,
  output: Output,
  environment: Environment,
  paint: Paint,
): (result: FileResult) => void {
  const { CI, TERM } = environment;
  const isContinuousIntegration = CI !== undefined && CI !== "" && CI !== "false";
  if (!output.isTTY || isContinuousIntegration || TERM === "dumb") {
    return (result) => void output.write(writeFile(result, paint));
  }
  let done = 0;
  const bar = () => (done < count ? progressLine(done, count, "files") : "");
  output.write(bar());
  return (result) => {
    done++;
    const { failed, skipped } = countVerdicts([result]);
    output.write(`${CLEAR_LINE}${failed + skipped > 0 ? writeFile(result, paint) : ""}${bar()}`);
  };
}
