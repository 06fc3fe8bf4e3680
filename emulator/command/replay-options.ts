import { parseArguments } from "./parse-arguments.ts";
import { UsageError } from "./usage-error.ts";

/** Where steps are taken: in this process, at AWS, or at the Outcrop of a URL. */
export type TargetName = "process" | "aws" | URL;

export interface ReplayOptions {
  readonly paths: readonly string[];
  readonly target: TargetName;
  /** The two targets that are compared, instead of one that is judged. */
  readonly diff: readonly [TargetName, TargetName] | undefined;
  readonly region: string | undefined;
  readonly junit: string | undefined;
  readonly html: string | undefined;
  readonly coverage: string | undefined;
  readonly filter: string | undefined;
  readonly parallel: number;
  readonly yes: boolean;
  readonly json: boolean;
}

const MOST_PARALLEL = 64;

/** Reads the options of `outcrop replay`. Throws UsageError. */
export function readReplayOptions(args: readonly string[]): ReplayOptions {
  const { values, positionals } = parse(args);
  const { target, region, junit, html, coverage, filter, yes = false, json = false, diff = false } = values;
  if (diff && target !== undefined) throw new UsageError("--diff takes its two targets as A and B, and no --target");
  if (diff && (junit ?? html ?? coverage) !== undefined) {
    throw new UsageError("--junit, --html and --coverage are not written by --diff");
  }
  const [a, b, ...rest] = positionals;
  if (diff && (a === undefined || b === undefined))
    throw new UsageError("--diff needs two targets and at least one file");
  const paths = diff ? rest : positionals;
  if (paths.length === 0) throw new UsageError("replay needs at least one file or folder");
  return {
    paths,
    target: readTarget("--target", target ?? "process"),
    diff: diff ? [readTarget("--diff", a ?? ""), readTarget("--diff", b ?? "")] : undefined,
    region,
    junit,
    html,
    coverage,
    filter,
    parallel: readParallel(values.parallel),
    yes,
    json,
  };
}

function readTarget(option: string, text: string): TargetName {
  if (text === "process" || text === "aws") return text;
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return new URL(text);
  throw new UsageError(`${option} must be a URL, aws or process, and not "${text}"`);
}

function readParallel(text: string | undefined): number {
  if (text === undefined) return 1;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= MOST_PARALLEL) return value;
  throw new UsageError(`--parallel must be a whole number from 1 to ${MOST_PARALLEL}, and not "${text}"`);
}

function parse(args: readonly string[]) {
  return parseArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      target: { type: "string" },
      region: { type: "string" },
      junit: { type: "string" },
      html: { type: "string" },
      coverage: { type: "string" },
      filter: { type: "string" },
      parallel: { type: "string" },
      yes: { type: "boolean" },
      json: { type: "boolean" },
      diff: { type: "boolean" },
    },
  });
}
