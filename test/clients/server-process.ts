import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Started } from "./server.ts";

const require = createRequire(import.meta.url);
const { bin } = require("#package") as { bin: { outcrop: string } };
const COMMAND = resolve(import.meta.dirname, "../..", bin.outcrop);

/** Starts the built command on a free port. */
export async function startProcess(scenario: string | undefined): Promise<Started> {
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
  return {
    url,
    exports,
    stop: async () => {
      server.kill("SIGTERM");
      const [code] = await exited;
      if (code !== 0) throw new Error(`the server did not stop cleanly: exit code ${code}`);
    },
  };
}
