import type { ReplayFile } from "./files.ts";
import { describeDifference, match } from "./matchers.ts";
import type { Outcome } from "./outcome.ts";
import { replayFile } from "./replay-file.ts";
import { isMap, plain } from "./values.ts";
import type { OpenWorld } from "./worlds.ts";

/** Where two targets answer differently. */
export interface TargetDifference {
  readonly file: string;
  readonly behaviour: string;
  readonly operation: string;
  readonly differences: readonly string[];
}

/** Replays files at two targets and compares what the calls came to; what is different each time is masked. */
export async function diffTargets(
  files: readonly ReplayFile[],
  [left, right]: readonly [OpenWorld, OpenWorld],
  filter: (name: string) => boolean,
): Promise<readonly TargetDifference[]> {
  const found: TargetDifference[] = [];
  for (const file of files) {
    const [a, b] = [await replayFile(file, left, filter), await replayFile(file, right, filter)];
    for (const [index, { name, calls, verdict, messages }] of a.results.entries()) {
      const other = b.results[index];
      const place = { file: file.path, behaviour: name };
      if ((verdict === "skipped") !== (other?.verdict === "skipped")) {
        const why = verdict === "skipped" ? `skipped by A: ${messages[0]}` : `skipped by B: ${other?.messages[0]}`;
        found.push({ ...place, operation: "", differences: [why] });
      }
      for (const [at, { step, outcome }] of calls.entries()) {
        const theirs = other?.calls[at]?.outcome;
        if (!theirs) continue;
        const differences = compareOutcomes(outcome, theirs);
        if (differences.length > 0) found.push({ ...place, operation: step.operation.name, differences });
      }
    }
  }
  return found;
}

/** The differences of two outcomes, with what is of one time and one account alone masked. Headers are not compared. */
export function compareOutcomes(a: Outcome, b: Outcome): readonly string[] {
  const view = ({ status, output, stream, error }: Outcome) => mask(named(plain({ status, output, stream, error })));
  return match(view(a), view(b), "answer").map(describeDifference);
}

/** Members whose values are of one call alone. */
const OF_ONE_CALL = /(token|latency|ms|signature|requestId)$/i;
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/\b\d{4}-\d\d-\d\dT[\d:.]+Z?\b/g, "<time>"],
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, "<uuid>"],
  [/\b(tooluse|toolu|msg|chatcmpl)[_-][\w-]+/g, "<id>"],
  [/(?<=:)\d{12}(?=:)/g, "<account>"],
  [/(?<=(application-inference-profile|guardrail|async-invoke)\/)[a-z0-9]{10,12}/g, "<id>"],
];

function mask(value: unknown, key = ""): unknown {
  if (Array.isArray(value)) return value.map((item) => mask(item, key));
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mask(item, name)]));
  if (OF_ONE_CALL.test(key) && (typeof value === "number" || typeof value === "string")) return `<${key}>`;
  if (typeof value !== "string") return value;
  if (/^[a-z0-9]{10,12}$/.test(value) && /id$/i.test(key)) return "<id>";
  return MASKS.reduce((text, [pattern, name]) => text.replaceAll(pattern, name), value);
}

/** Bytes under names without the `$` that would make them matchers. */
function named(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(named);
  if (!isMap(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key.replace(/^\$/, "bytes as "), named(item)]));
}
