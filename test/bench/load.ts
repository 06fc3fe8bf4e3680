import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const execute = promisify(execFile);

const SCRIPT = fileURLToPath(new URL("load.lua", import.meta.url));
const CONNECTIONS = 16;

/** One HTTP request. */
export interface Sent {
  readonly method: string;
  /** With the query, percent-encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What came of one request sent over and over. */
export interface Load {
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** The load generator is missing; the message says how to get it. */
export class WrkMissing extends Error {
  constructor() {
    super("the benchmarks need wrk (https://github.com/wg/wrk): apt-get install wrk, or brew install wrk");
    this.name = "WrkMissing";
  }
}

/** Throws `WrkMissing` when there is no wrk on the PATH. */
export async function requireWrk(): Promise<void> {
  try {
    await execute("wrk", ["--version"]);
  } catch (error) {
    // wrk tells its version with exit code 1.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw new WrkMissing();
  }
}

/** Sends `sent` to `url` over 16 connections for `seconds`. Throws when any answer is not of the 2xx. */
export async function load(url: string, sent: Sent, seconds: number): Promise<Load> {
  const folder = await mkdtemp(join(tmpdir(), "outcrop-bench-"));
  try {
    const file = join(folder, "request");
    await writeFile(file, written(sent));
    const args = ["-t1", `-c${CONNECTIONS}`, `-d${seconds}s`, "-s", SCRIPT, url, "--", file];
    const { stdout } = await execute("wrk", args);
    const line = stdout.split("\n").find((text) => text.startsWith("{"));
    if (line === undefined) throw new Error(`wrk gave no result:\n${stdout}`);
    const { requests, seconds: taken, p50Ms, p99Ms, failed } = JSON.parse(line) as Record<string, number>;
    if (failed || !requests || !taken) throw new Error(`${failed} of ${requests} requests to ${sent.path} failed`);
    return { requests, requestsPerSecond: requests / taken, p50Ms: p50Ms ?? 0, p99Ms: p99Ms ?? 0 };
  } finally {
    await rm(folder, { recursive: true });
  }
}

function written({ method, path, headers, body }: Sent): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\n`);
  return `${method} ${path}\n${lines.join("")}\n${body}`;
}
