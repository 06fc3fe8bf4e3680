import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Sent } from "./load.ts";

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** A server in a process of its own. */
export interface Server extends AsyncDisposable {
  readonly url: string;
  /** Resident memory now, in megabytes. */
  memoryMb(): number;
}

/** An answer as it came. */
export interface Received {
  readonly contentType: string;
  readonly body: Buffer;
}

/** `outcrop start` as it is installed. */
export const startOutcrop = (command: string): Promise<Server> => start([command, "start", "--port", "0"]);

/** The bare Express server that answers every request as `answer` says. */
export async function startBare({ contentType, body }: Received): Promise<Server> {
  const folder = await mkdtemp(join(tmpdir(), "outcrop-bench-"));
  try {
    const file = join(folder, "answer");
    await writeFile(file, body);
    return await start([here("bare-server.ts"), contentType, file]);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** An emulator with `count` application profiles, see `paging-server.ts`. */
export const startWithProfiles = (count: number): Promise<Server> => start([here("paging-server.ts"), String(count)]);

/** A server that tells of the stalls of its event loop. */
export interface MonitoredServer extends Server {
  /** The longest since it was asked before, in milliseconds. */
  longestStallMs(): Promise<number>;
}

/** A command with `loop-monitor.mjs` in its process. */
export async function startMonitored(args: readonly string[]): Promise<MonitoredServer> {
  const child = launch(["--import", here("loop-monitor.mjs"), ...args], ["ignore", "pipe", "inherit", "ipc"]);
  const server = await serverOf(child);
  return {
    ...server,
    longestStallMs: async () => {
      child.send("tell");
      const [{ longestStallMs }] = (await once(child, "message")) as [{ longestStallMs: number }];
      return longestStallMs;
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const start = (args: readonly string[]): Promise<Server> => serverOf(launch(args, ["ignore", "pipe", "inherit"]));

function launch(args: readonly string[], stdio: StdioOptions): ChildProcess {
  return spawn(process.execPath, args, { stdio, env: { ...process.env, NODE_ENV: "production" } });
}

async function serverOf(child: ChildProcess): Promise<Server> {
  const exited = once(child, "exit");
  const url = await addressOf(child);
  return {
    url,
    memoryMb: () => residentMb(child.pid ?? 0),
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

async function addressOf(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error("the server has no stdout");
  const lines = createInterface(child.stdout);
  for await (const line of lines) {
    const url = /listens on (\S+)/.exec(line)?.[1];
    if (url === undefined) continue;
    // What else it prints must not fill the pipe.
    child.stdout.resume();
    return url;
  }
  throw new Error("the server stopped before it listened");
}

function residentMb(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) / 1024;
}

/** Sends one request and takes the whole answer. Throws when its status is not of the 2xx. */
export function ask(url: string, { method, path, headers, body }: Sent): Promise<Received> {
  return new Promise((resolve, reject) => {
    const sending = request(url + path, { method, headers }, async (response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk as Buffer);
      const received = Buffer.concat(chunks);
      const { statusCode = 0 } = response;
      if (statusCode >= 300) reject(new Error(`${method} ${path} was answered ${statusCode}: ${received.toString()}`));
      else resolve({ contentType: String(response.headers["content-type"]), body: received });
    });
    sending.on("error", reject).end(body);
  });
}
