import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { vi } from "vitest";
import type { Started } from "./server.ts";

const IMAGE = "outcrop";

/** Starts the image in a container of its own, on a free port of the machine, with this folder as its `/scenarios`. */
export async function startContainer(scenario: string | undefined): Promise<Started> {
  const options = scenario === undefined ? [] : ["--env", `OUTCROP_SCENARIO=/scenarios/${scenario}`];
  const mount = `${import.meta.dirname}:/scenarios:ro`;
  const container = await docker(
    "run",
    "--detach",
    "--publish",
    "127.0.0.1::4577",
    "--volume",
    mount,
    ...options,
    IMAGE,
  );
  const stop = async () => {
    await docker("stop", container);
    const code = await docker("inspect", "--format", "{{.State.ExitCode}}", container);
    const logs = code === "0" ? "" : await docker("logs", container);
    await docker("rm", container);
    if (code !== "0") throw new Error(`the container did not stop cleanly: exit code ${code}\n${logs}`);
  };
  try {
    const url = `http://${await docker("port", container, "4577/tcp")}`;
    await vi.waitUntil(() => isHealthy(url), { timeout: 30_000 });
    return { url, exports: exportsOf(url), stop };
  } catch (error) {
    const logs = await docker("logs", container);
    await docker("rm", "--force", container);
    throw new Error(`the container did not listen:\n${logs}`, { cause: error });
  }
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/_outcrop/health`)).ok;
  } catch {
    return false;
  }
}

/** What the server would print, if it knew the port of the machine. */
function exportsOf(url: string): Readonly<Record<string, string>> {
  const services = ["BEDROCK", "BEDROCK_RUNTIME", "BEDROCK_AGENT", "BEDROCK_AGENT_RUNTIME"];
  return {
    ...Object.fromEntries(services.map((service) => [`AWS_ENDPOINT_URL_${service}`, url])),
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "111122223333",
    AWS_SECRET_ACCESS_KEY: "outcrop",
  };
}

async function docker(...args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)("docker", args);
  return args[0] === "logs" ? stdout + stderr : stdout.trim();
}
