import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

/** The command as it is shipped; `npm test` builds it first. */
export const cli = fileURLToPath(new URL("../../dist/bin/cli.js", import.meta.url));

/** The environment without any of Outcrop's own variables, and with no wish for colours. */
const clean = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^OUTCROP_|^(NO|FORCE)_COLOR$/.test(name)),
);

function launch(args: readonly string[], environment: Record<string, string>): ChildProcess {
  return spawn(process.execPath, [cli, ...args], {
    env: { ...clean, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function outcomeOf(child: ChildProcess, stdoutIsClosed = false): Promise<Outcome> {
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error("the command has no pipes");
  const [out, err, [code]] = await Promise.all([stdoutIsClosed ? "" : text(stdout), text(stderr), once(child, "exit")]);
  return { code: code as number | null, stdout: out, stderr: err };
}

/** Runs the `outcrop` command to its end; with `closeStdout` nobody reads what it prints. */
export function outcrop(
  args: readonly string[],
  environment: Record<string, string> = {},
  { closeStdout = false } = {},
): Promise<Outcome> {
  const child = launch(args, environment);
  if (closeStdout) child.stdout?.destroy();
  return outcomeOf(child, closeStdout);
}

/** Runs the `outcrop` command, and sends it a signal once `when` resolves. */
export async function interrupted(
  args: readonly string[],
  environment: Record<string, string>,
  signal: NodeJS.Signals,
  when: Promise<unknown>,
): Promise<Outcome> {
  const child = launch(args, environment);
  const outcome = outcomeOf(child);
  await when;
  child.kill(signal);
  return outcome;
}

export interface Started extends AsyncDisposable {
  /** What it said before it was ready. */
  readonly greeting: string;
  readonly url: string;
  /** Resolves once it has said this on stderr, counted from the last time that it was waited for. */
  said(text: string): Promise<void>;
  /** Resolves at its end. */
  readonly ended: Promise<Outcome>;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Outcome>;
}

/** Runs `outcrop start`, or another command that listens, until it does. */
export async function started(
  args: readonly string[],
  environment: Record<string, string> = {},
  command = "start",
): Promise<Started> {
  const child = launch([command, ...args], environment);
  let greeting = "";
  const outcome = outcomeOf(child);
  let complaints = "";
  let onComplaint = () => {};
  child.stderr?.on("data", (chunk: Buffer) => {
    complaints += chunk.toString();
    onComplaint();
  });
  const ready = new Promise<string>((resolve) => {
    child.stdout?.on("data", (chunk: Buffer) => {
      greeting += chunk.toString();
      const url = /listens on (\S+)\n[\s\S]*journal\n|^\{"url":"([^"]+)".*\n/.exec(greeting)?.slice(1).find(Boolean);
      if (url !== undefined) resolve(url);
    });
  });
  const failed = outcome.then(({ code, stderr }) => {
    throw new Error(`outcrop ended with ${code}: ${stderr}`);
  });
  // Nobody waits for this once it listens.
  failed.catch(() => undefined);
  const url = await Promise.race([ready, failed]);
  return {
    greeting,
    url,
    said: (expected) =>
      new Promise((resolve) => {
        onComplaint = () => {
          const at = complaints.indexOf(expected);
          if (at < 0) return;
          complaints = complaints.slice(at + expected.length);
          onComplaint = () => {};
          resolve();
        };
        onComplaint();
      }),
    ended: outcome,
    end: (signal) => {
      child.kill(signal);
      return outcome;
    },
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await outcome;
    },
  };
}

/** A directory with these files, gone at the end of its scope. */
export async function filesOf<Name extends string>(
  files: Readonly<Record<Name, string>>,
): Promise<Record<Name, string> & AsyncDisposable> {
  const directory = await mkdtemp(join(tmpdir(), "outcrop-"));
  const paths = {} as Record<Name, string>;
  for (const name of Object.keys(files) as Name[]) {
    paths[name] = join(directory, name);
    await writeFile(paths[name], files[name]);
  }
  return Object.assign(paths, { [Symbol.asyncDispose]: () => rm(directory, { recursive: true }) });
}
