import { writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { requireWrk, WrkMissing } from "./load.ts";
import { measureMemory } from "./memory.ts";
import { measurePaging } from "./paging.ts";
import { measureStart } from "./start-time.ts";
import { judge, type Results, type Verdict } from "./targets.ts";
import { type Comparison, type Effort, measureThroughput } from "./throughput.ts";

/**
 * Measures Outcrop beside a bare Express server. Exit codes: 0 every target is met, 1 one is missed, 2 wrk is missing or the
 * command line is wrong.
 */
async function main(): Promise<number> {
  const { json, command, effort } = readOptions();
  await requireWrk();

  print("operation               Outcrop/s     p50     p99     bare/s     p50     p99   ratio");
  const throughput = await measureThroughput(command, effort, printComparison);

  const start = await measureStart(command);
  print(`\nstart to first answer: Outcrop ${whole(start.outcropMs)} ms, bare ${whole(start.bareMs)} ms`);

  const memory = await measureMemory(command);
  for (const [name, { atStartMb, after100kMb, after200kMb }] of Object.entries(memory)) {
    const [begin, half, end] = [atStartMb, after100kMb, after200kMb].map(whole);
    print(`memory of ${name}: ${begin} MB at start, ${half} after 100,000 requests, ${end} after 200,000`);
  }

  const paging = await measurePaging(effort);
  const { firstPage, pageInTheMiddle } = paging;
  print(`page of 100 out of 100,000 by one out of 100: first ${exact(firstPage)}, middle ${exact(pageInTheMiddle)}`);

  const machine = { processors: availableParallelism(), node: process.version };
  const results: Results = { machine, throughput, start, memory, paging };
  const verdicts = judge(results);
  print("");
  verdicts.forEach(printVerdict);
  if (json !== undefined) await writeFile(json, `${JSON.stringify({ ...results, targets: verdicts }, null, 2)}\n`);
  return verdicts.every(({ met }) => met) ? 0 : 1;
}

function readOptions(): { json: string | undefined; command: string; effort: Effort } {
  const { values } = parseArgs({
    options: {
      json: { type: "string" },
      command: { type: "string", default: fileURLToPath(new URL("../../dist/bin/cli.js", import.meta.url)) },
      rounds: { type: "string", default: "5" },
      seconds: { type: "string", default: "3" },
    },
  });
  const effort = { rounds: Number(values.rounds), secondsPerRound: Number(values.seconds) };
  return { json: values.json, command: values.command, effort };
}

const print = (line: string) => process.stdout.write(`${line}\n`);
const whole = (value: number) => value.toFixed(0);
const exact = (value: number) => value.toFixed(2);

function printComparison({ name, outcrop, bare, ratio }: Comparison): void {
  const columns = [outcrop, bare].flatMap(({ requestsPerSecond, p50Ms, p99Ms }) => [
    whole(requestsPerSecond).padStart(9),
    exact(p50Ms).padStart(6),
    exact(p99Ms).padStart(6),
  ]);
  print(`${name.padEnd(22)}  ${columns.join("  ")}  ${exact(ratio).padStart(6)}`);
}

function printVerdict({ name, target, measured, unit, met }: Verdict): void {
  print(`${met ? "met   " : "MISSED"}  ${name}: ${exact(measured)} ${unit} (${target})`);
}

try {
  process.exitCode = await main();
} catch (error) {
  const isUsage = error instanceof WrkMissing || (error as { code?: string }).code?.startsWith("ERR_PARSE_ARGS");
  if (!isUsage) throw error;
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
