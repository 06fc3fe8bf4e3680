import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { JournalEntry } from "../../emulator/index.ts";

const require = createRequire(import.meta.url);
const { bin } = require("#package") as { bin: { outcrop: string } };
const COMMAND = resolve(import.meta.dirname, "../..", bin.outcrop);

/** `outcrop start` in a process of its own. */
export interface Server extends AsyncDisposable {
  readonly url: string;
  /** The variables that the server tells its user to export. */
  readonly exports: Readonly<Record<string, string>>;
  /** What the server has been asked by one account. */
  journal(account: string): Promise<readonly JournalEntry[]>;
  /** Moves the emulator's clock forward. */
  advance(duration: string): Promise<void>;
}

/** Starts the built server on a free port, with a scenario of this folder or none, and waits until it says that it listens. */
export async function startServer(scenario?: string): Promise<Server> {
  const options = scenario === undefined ? [] : ["--scenario", resolve(import.meta.dirname, scenario)];
  const command = [COMMAND, "start", "--port", "0", ...options];
  const server = spawn(process.execPath, command, { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(server, "exit");
  const exports: Record<string, string> = {};
  let url: string | undefined;
  for await (const line of createInterface(server.stdout)) {
    url ??= /listens on (\S+)/.exec(line)?.[1];
    for (const [, name = "", value = ""] of line.matchAll(/(AWS_\w+)=(\S+)/g)) exports[name] = value;
    if (line.startsWith("Health:")) break;
  }
  server.stdout.resume();
  if (url === undefined) throw new Error(`the server stopped before it listened: exit code ${(await exited)[0]}`);
  const get = async <Body>(path: string, headers = {}) =>
    (await fetch(`${url}/_outcrop/${path}`, { headers })).json() as Promise<Body>;
  return {
    url,
    exports,
    journal: async (account) => {
      // A scenario may give each access key, which is the account here, a session of its own.
      const { sessions } = await get<{ sessions: readonly string[] }>("sessions");
      const headers = sessions.includes(account) ? { "x-outcrop-session": account } : {};
      const { entries } = await get<{ entries: readonly JournalEntry[] }>("journal", headers);
      return entries.filter((entry) => entry.account === account);
    },
    advance: async (duration) => {
      const headers = { "content-type": "application/json" };
      const body = JSON.stringify({ advance: duration });
      const response = await fetch(`${url}/_outcrop/clock`, { method: "POST", headers, body });
      if (!response.ok) throw new Error(await response.text());
    },
    [Symbol.asyncDispose]: async () => {
      server.kill("SIGTERM");
      const [code] = await exited;
      if (code !== 0) throw new Error(`the server did not stop cleanly: exit code ${code}`);
    },
  };
}
