import { writeFile } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { styleText } from "node:util";
import { TargetError } from "../../contracts/runner/caller.ts";
import { coverageOf, writeCoverage } from "../../contracts/runner/coverage.ts";
import { diffTargets } from "../../contracts/runner/diff.ts";
import { type ReplayFile, readReplayFiles } from "../../contracts/runner/files.ts";
import { countVerdicts, replay as replayFiles } from "../../contracts/runner/replay.ts";
import type { Verdict } from "../../contracts/runner/replay-file.ts";
import { writeHtml } from "../../contracts/runner/reports/html.ts";
import { writeJson } from "../../contracts/runner/reports/json.ts";
import { writeJunit } from "../../contracts/runner/reports/junit.ts";
import { writeSummary } from "../../contracts/runner/reports/text.ts";
import { atAws, atServer, inProcess, type OpenWorld } from "../../contracts/runner/worlds.ts";
import { createCatalog } from "../catalog/index.ts";
import { didYouMean } from "../nearest.ts";
import type { Environment } from "../scenario/variables.ts";
import type { ReplayInput } from "./definitions/replay.ts";
import { type ReplayOptions, readReplayOptions } from "./replay-options.ts";
import { tellProgress } from "./replay-progress.ts";
import type { StopSignal } from "./stop-signal.ts";
import type { TargetName } from "./target.ts";
import { UsageError } from "./usage-error.ts";

/**
 * `outcrop replay FILE...`: 0 when every step came to what it says, else 1; with `--diff`, 1 when two targets differ. Told to stop, it
 * begins nothing new, deletes what it has created at AWS, and ends with 1.
 */
export async function replay(input: ReplayInput, stop: StopSignal): Promise<number> {
  const options = readReplayOptions(input);
  checkRegion(options.region);
  const files = await readReplayFiles(options.paths, input.environment);
  const isWanted = wanted(options.filter);
  if (!files.some(({ path, behaviours }) => behaviours.some(({ name }) => isWanted(`${path} ${name}`)))) {
    throw new UsageError(
      options.filter === undefined ? "the files have no steps" : `no step is called "${options.filter}"`,
    );
  }
  const targets = options.diff ?? [options.target];
  if (targets.includes("aws")) await agreeToCosts(files, isWanted, options.yes);
  const stopped = new AbortController();
  void stop.received.then(() => stopped.abort());
  try {
    return options.diff
      ? await compare(files, options, options.diff, stopped.signal)
      : await judge(files, options, stopped.signal, input.environment);
  } catch (error) {
    throw error instanceof TargetError ? new UsageError(error.message) : error;
  }
}

async function judge(
  files: readonly ReplayFile[],
  options: ReplayOptions,
  stop: AbortSignal,
  environment: Environment,
): Promise<number> {
  const isWanted = wanted(options.filter);
  const count = files.filter(({ path, behaviours }) =>
    behaviours.some(({ name }) => isWanted(`${path} ${name}`)),
  ).length;
  const tell = options.json ? () => undefined : tellProgress(count, process.stdout, environment, paint);
  const { results, milliseconds } = await replayFiles(files, {
    open: openTarget(options.target, options),
    parallel: options.parallel,
    filter: isWanted,
    onFile: tell,
    stop,
  });
  const { junit, html, coverage } = options;
  if (options.json) process.stdout.write(writeJson(results));
  else process.stdout.write(writeSummary(results, milliseconds, paint));
  if (junit !== undefined) await write("--junit", junit, writeJunit(results));
  if (html !== undefined) await write("--html", html, writeHtml(results));
  if (coverage !== undefined) {
    const covered = coverageOf(results);
    const text = coverage.endsWith(".json") ? `${JSON.stringify(covered, null, 2)}\n` : writeCoverage(covered);
    if (coverage === "-") process.stdout.write(`\n${text}`);
    else await write("--coverage", coverage, text);
  }
  return countVerdicts(results).failed > 0 || stop.aborted ? 1 : 0;
}

async function compare(
  files: readonly ReplayFile[],
  options: ReplayOptions,
  [a, b]: readonly [TargetName, TargetName],
  stop: AbortSignal,
): Promise<number> {
  const targets = [openTarget(a, options), openTarget(b, options)] as const;
  const found = await diffTargets(files, targets, wanted(options.filter), stop);
  if (options.json)
    process.stdout.write(`${JSON.stringify({ a: String(a), b: String(b), differences: found }, null, 2)}\n`);
  else {
    for (const { file, behaviour, operation, differences } of found) {
      process.stdout.write(`${file}: ${behaviour}${operation === "" ? "" : `: ${operation}`}\n`);
      for (const difference of differences) process.stdout.write(`  ${difference}\n`);
    }
    const words =
      found.length === 0 ? "no differences" : `${found.length} calls differ ("expected" is A, "found" is B)`;
    process.stdout.write(`A: ${a}, B: ${b}: ${words}${stop.aborted ? ", stopped before the end" : ""}\n`);
  }
  return found.length > 0 || stop.aborted ? 1 : 0;
}

function openTarget(target: TargetName, options: ReplayOptions): OpenWorld {
  if (target === "process") return inProcess(options);
  return target === "aws" ? atAws(options) : atServer(String(target), options);
}

const wanted = (filter: string | undefined) => (name: string) =>
  filter === undefined || name.toLowerCase().includes(filter.toLowerCase());

function checkRegion(region: string | undefined): void {
  if (region === undefined || createCatalog().regions.get(region)) return;
  const names = createCatalog()
    .regions.all()
    .map(({ name }) => name);
  throw new UsageError(`--region "${region}" is no Region with Amazon Bedrock${didYouMean(region, names)}`);
}

/** Lists what would cost money on AWS, and asks; without a terminal only `--yes` agrees. Throws UsageError. */
async function agreeToCosts(
  files: readonly ReplayFile[],
  isWanted: (name: string) => boolean,
  yes: boolean,
): Promise<void> {
  const calls = new Map<string, number>();
  for (const { path, behaviours, emulatorOnly } of files) {
    if (emulatorOnly.length > 0) continue;
    for (const { steps } of behaviours.filter(({ name }) => isWanted(`${path} ${name}`))) {
      for (const step of steps) {
        if (step.kind !== "call" || !step.operation.costs) continue;
        const what =
          `${step.operation.name} ${String(step.input.modelId ?? step.input.guardrailIdentifier ?? "")}`.trim();
        calls.set(what, (calls.get(what) ?? 0) + 1);
      }
    }
  }
  if (calls.size === 0) return;
  const list = [...calls].map(([what, count]) => `  ${count} × ${what}`).join("\n");
  process.stderr.write(`These calls cost money on AWS:\n${list}\n`);
  if (yes) return;
  if (!process.stdin.isTTY) throw new UsageError("calls of AWS that cost money need --yes where nobody can be asked");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const gone = new AbortController();
  terminal.once("SIGINT", () => gone.abort());
  const answer = await terminal.question("Make them? [y/N] ", { signal: gone.signal }).catch(() => "");
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new UsageError("nothing was called");
}

/** Colours, on a terminal that wants them. */
const paint = (verdict: Verdict, text: string): string =>
  styleText({ passed: "green", failed: "red", skipped: "yellow" }[verdict] as "green", text, {
    stream: process.stdout,
  });

async function write(option: string, path: string, text: string): Promise<void> {
  await writeFile(path, text).catch((error: Error) => {
    throw new UsageError(`${option}: cannot write ${path}: ${error.message}`);
  });
}
