import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { median } from "./median.ts";
import { startOutcrop } from "./servers.ts";

/**
 * Measures `outcrop replay` of all contracts, the start of the command included: in its own process, and at a server. Exit codes: 0
 * both take less than the target, 1 one does not.
 */
const MOST_SECONDS = 20;
const TIMES = 3;

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const command = here("../../dist/bin/cli.js");
const behaviours = here("../../contracts/behaviours");

async function seconds(...options: readonly string[]): Promise<number> {
  const taken: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    const startedAt = performance.now();
    await promisify(execFile)(process.execPath, [command, "replay", behaviours, ...options]);
    taken.push((performance.now() - startedAt) / 1_000);
  }
  return median(taken);
}

await using server = await startOutcrop(command);
const measured = { "in the process": await seconds(), "at a server": await seconds("--target", server.url) };
for (const [where, taken] of Object.entries(measured)) {
  const met = taken < MOST_SECONDS;
  process.stdout.write(
    `${met ? "met   " : "MISSED"}  all contracts ${where}: ${taken.toFixed(1)} s (at most ${MOST_SECONDS})\n`,
  );
  if (!met) process.exitCode = 1;
}
