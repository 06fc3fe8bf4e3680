import type { CallStep } from "./compile.ts";
import type { ReplayFile } from "./files.ts";
import { describeDifference, match } from "./matchers.ts";
import type { Outcome } from "./outcome.ts";
import { type BehaviourResult, replayFile } from "./replay-file.ts";
import { isMap, plain } from "./values.ts";
import type { OpenWorld } from "./worlds.ts";

/** Where two targets answer differently. */
export interface TargetDifference {
  readonly file: string;
  readonly behaviour: string;
  readonly operation: string;
  readonly differences: readonly string[];
}

/**
 * Replays files at two targets and compares what the calls came to; what is different each time is masked. Once `stop` aborts no other
 * file begins, and what was begun is not compared.
 */
export async function diffTargets(
  files: readonly ReplayFile[],
  [left, right]: readonly [OpenWorld, OpenWorld],
  filter: (name: string) => boolean,
  stop?: AbortSignal,
): Promise<readonly TargetDifference[]> {
  const found: TargetDifference[] = [];
  for (const file of files) {
    const [a, b] = [await replayFile(file, left, filter, stop), await replayFile(file, right, filter, stop)];
    if (stop?.aborted) break;
    for (const [index, { name, calls, verdict, messages }] of a.results.entries()) {
      const other = b.results[index];
      const place = { file: file.path, behaviour: name };
      const before = found.length;
      if ((verdict === "skipped") !== (other?.verdict === "skipped")) {
        const why = verdict === "skipped" ? `skipped by A: ${messages[0]}` : `skipped by B: ${other?.messages[0]}`;
        found.push({ ...place, operation: "", differences: [why] });
      }
      for (const [at, { step, outcome }] of calls.entries()) {
        const theirs = other?.calls[at]?.outcome;
        if (!theirs) continue;
        const differences = compareOutcomes(outcome, theirs, saysWords(step));
        if (differences.length > 0) found.push({ ...place, operation: step.operation.name, differences });
      }
      const uncompared = found.length === before ? notCompared(a.results[index], other) : [];
      if (uncompared.length > 0) found.push({ ...place, operation: "", differences: uncompared });
    }
  }
  return found;
}

/** Why a behaviour was not compared to its end: one target or both gave no answer, or one came to less than the other. */
function notCompared(a: BehaviourResult | undefined, b: BehaviourResult | undefined): readonly string[] {
  const unanswered = [a, b].flatMap((of, at) =>
    of?.unanswered ? [`no answer of ${"AB"[at]}: ${of.messages.join("; ")}`] : [],
  );
  if (unanswered.length > 0) return unanswered;
  const [first, second] = [a?.calls.length ?? 0, b?.calls.length ?? 0];
  if (first === second) return [];
  const shorter = first < second ? a : b;
  return [`A made ${first} calls, B ${second}: ${shorter?.messages.join("; ")}`];
}

/** Whether the answer of a call holds words of a model. */
const saysWords = ({ operation }: CallStep) => /^(Converse|InvokeModel)/.test(operation.name);

/**
 * The differences of two outcomes, with what is of one time and one account alone masked, and with `words` what a model said: two models,
 * and one model asked twice, never say the same. Headers are not compared.
 */
export function compareOutcomes(a: Outcome, b: Outcome, words: boolean): readonly string[] {
  const view = ({ status, output, stream, error }: Outcome) => {
    const masked = mask(named(plain({ status, output, stream, error })));
    return words ? maskWords(masked) : masked;
  };
  return match(view(a), view(b), "answer").map(describeDifference);
}

/** Members that hold what a model said, in Converse and in the native bodies of the providers; besides, `input` of a tool. */
const WORDS = /^(text|outputText|generation|completion|embedding|partial_json|reasoning_content|thinking)$/;
/** How many tokens that was. */
const COUNTS = /tokens?(_?count)?$/i;

/** Without the words and their counts; of the events that bring them piece by piece, one stands for all. */
function maskWords(value: unknown, key = "", isNative = false): unknown {
  if (key === "input" || (WORDS.test(key) && typeof value !== "object")) return "<words>";
  if (WORDS.test(key) && Array.isArray(value) && value.every((item) => typeof item === "number")) return "<numbers>";
  if (COUNTS.test(key) && typeof value === "number") return "<count>";
  // Nova's own events count a block for each piece.
  if (isNative && key === "contentBlockIndex") return "<index>";
  if (Array.isArray(value)) {
    const items = value.map((item) => maskWords(item, key, isNative));
    return key === "stream" ? [...new Map(items.map((item) => [JSON.stringify(item), item])).values()] : items;
  }
  if (!isMap(value)) return value;
  const masked = Object.entries(value).map(([name, item]) => {
    return [name, maskWords(item, name, isNative || name === "bytes as json")];
  });
  return Object.fromEntries(masked) as object;
}

/** Members whose values are of one call alone. */
const OF_ONE_CALL = /([tT]oken|[lL]atency|Ms|[sS]ignature|requestId)$/;
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/\b\d{4}-\d\d-\d\dT[\d:.]+Z?\b/g, "<time>"],
  [/\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi, "<uuid>"],
  [/\b(tooluse|toolu|msg|chatcmpl)[_-][\w-]+/g, "<id>"],
  [/(?<=:)\d{12}(?=:)/g, "<account>"],
  [
    /(?<=(application-inference-profile|guardrail|async-invoke|model-invocation-job|prompt-router)\/)[a-z0-9]{10,12}\b/g,
    "<id>",
  ],
  [/(?<=^s3:.*\/)[a-z0-9]{12}$/g, "<id>"],
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
