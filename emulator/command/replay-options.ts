import type { ReplayInput } from "./definitions/replay.ts";
import { type TargetName, target } from "./target.ts";
import { UsageError } from "./usage-error.ts";

export interface ReplayOptions extends Omit<ReplayInput["values"], "diff"> {
  readonly paths: readonly string[];
  /** The two targets that are compared, instead of one that is judged. */
  readonly diff: readonly [TargetName, TargetName] | undefined;
}

/** The options of `outcrop replay`, and what its operands mean. Throws UsageError for those that do not go together. */
export function readReplayOptions({ values, operands, givenAs }: ReplayInput): ReplayOptions {
  if (values.json && values.coverage === "-") {
    throw new UsageError("--json and --coverage - both write to stdout; give --coverage the name of a file");
  }
  if (!values.diff) return { ...values, paths: operands, diff: undefined };
  // A target that the environment names for everything that is replayed gives way to those of this line.
  if (givenAs("target") === "--target") {
    throw new UsageError("--diff takes its two targets as A and B, and no --target");
  }
  const report = givenAs("junit") ?? givenAs("html") ?? givenAs("coverage");
  if (report !== undefined) throw new UsageError(`--diff writes no report, and takes no ${report}`);
  const [a, b, ...paths] = operands;
  if (a === undefined || b === undefined || paths.length === 0) {
    throw new UsageError("--diff needs two targets and at least one file");
  }
  const read = (text: string) => target.read({ name: "--diff", text });
  return { ...values, paths, diff: [read(a), read(b)] };
}
