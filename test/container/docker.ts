import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import { vi } from "vitest";
import { describeInstalled, type Installed } from "../clients/installed.ts";

/** The image under test: the one that `docker build -t outcrop .` makes. */
export const IMAGE = "outcrop";

/** How it is built here: what is installed comes over the network of this machine, and its labels name a revision. */
export const BUILD_OPTIONS = ["--quiet", "--network", "host", "--build-arg", "REVISION=0123abc"] as const;

/** Whether there is an engine to run containers with. */
export function dockerEngine(): Installed {
  const { error, status, stdout } = spawnSync("docker", ["version", "--format", "{{.Server.Version}}"], {
    encoding: "utf8",
  });
  if (error) return { missing: `docker cannot be run: ${error.message}` };
  return status === 0 ? { version: stdout.trim() } : { missing: "no Docker engine answers" };
}

/** Declares tests that need an engine. */
export function describeDocker(declare: () => void): void {
  describeInstalled("Docker", dockerEngine(), declare, { concurrent: false });
}

/** Runs a command of Docker; gives what it prints. Rejects with what it says when it fails. */
export async function docker(...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)("docker", args, { maxBuffer: 16 * 1024 * 1024 })).stdout.trim();
}

/** What a container has written so far, line by line. */
export async function logsOf(container: string): Promise<{ readonly stdout: string[]; readonly stderr: string[] }> {
  const { stdout, stderr } = await promisify(execFile)("docker", ["logs", container], { maxBuffer: 16 * 1024 * 1024 });
  const lines = (text: string) => text.split("\n").filter((line) => line !== "");
  return { stdout: lines(stdout), stderr: lines(stderr) };
}

export interface Container extends AsyncDisposable {
  readonly id: string;
  /** By a port of this machine. */
  readonly url: string;
  /** By its own address in Docker's network. */
  readonly addressUrl: string;
}

/** Starts Outcrop in a container, with options of `docker run` and arguments of its own, and waits until it answers. */
export async function startOutcrop(options: readonly string[] = [], args: readonly string[] = []): Promise<Container> {
  const id = await docker("run", "--detach", "--publish", "127.0.0.1::4577", ...options, IMAGE, ...args);
  const remove = async () => void (await docker("rm", "--force", "--volumes", id));
  try {
    const { url, addressUrl } = await answering(id);
    return { id, url, addressUrl, [Symbol.asyncDispose]: remove };
  } catch (error) {
    const { stdout, stderr } = await logsOf(id);
    await remove();
    throw new Error(`the container did not answer:\n${[...stdout, ...stderr].join("\n")}`, { cause: error });
  }
}

/** Where a container is reached, once it answers; a port of this machine is another one after every start. */
export async function answering(id: string): Promise<{ readonly url: string; readonly addressUrl: string }> {
  const url = `http://${await docker("port", id, "4577/tcp")}`;
  const address = await docker("inspect", "--format", "{{.NetworkSettings.IPAddress}}", id);
  await vi.waitUntil(() => isHealthy(url), { timeout: 30_000 });
  return { url, addressUrl: `http://${address}:4577` };
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/_outcrop/health`)).ok;
  } catch {
    return false;
  }
}

/** The code that a container ended with, by itself or by a signal. */
export const exitCodeOf = async (id: string) => Number(await docker("inspect", "--format", "{{.State.ExitCode}}", id));
