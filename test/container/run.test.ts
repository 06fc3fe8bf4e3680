import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test, vi } from "vitest";
import { clientEnvironment, python } from "../clients/python.ts";
import { ask, clientOf } from "./clients.ts";
import { describeDocker, docker, exitCodeOf, startOutcrop } from "./docker.ts";

const BOTO3 = `
import boto3
messages = [{"role": "user", "content": [{"text": "What is granite?"}]}]
answer = boto3.client("bedrock-runtime").converse(modelId="us.amazon.nova-lite-v1:0", messages=messages)
print(answer["output"]["message"]["content"][0]["text"])
`;

const HARDENED = [
  ...["--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"],
  ...["--memory", "256m", "--pids-limit", "64", "--user", "4242:4242"],
];

describeDocker(() => {
  test("clients are answered alike by the published port, by the container's address and from another container", async () => {
    await using outcrop = await startOutcrop();
    const [first = "", ...others] = [
      await ask(clientOf(outcrop.url)),
      await ask(clientOf(outcrop.addressUrl)),
      await askWithBoto3(outcrop.url),
      await askWithBoto3(outcrop.addressUrl),
    ];
    expect(first).not.toBe("");
    expect(others).toEqual([first, first, first]);
    const script = `fetch("http://outcrop:4577/_outcrop/journal").then(async (r) => console.log((await r.json()).entries.length))`;
    const args = ["run", "--rm", "--link", `${outcrop.id}:outcrop`, "--entrypoint", "node", "outcrop", "-e", script];
    expect(await docker(...args)).toBe("4");
  });

  test("the container becomes healthy, and is not when it listens elsewhere than it is asked", async () => {
    await using outcrop = await startOutcrop();
    expect(await healthOf(outcrop.id, "starting")).toBe("healthy");
    const deaf = await docker("run", "--detach", "outcrop", "start", "--port", "9999");
    try {
      expect(await healthOf(deaf, "starting")).toBe("unhealthy");
    } finally {
      await docker("rm", "--force", deaf);
    }
  });

  test("OUTCROP_PORT moves the port, and the health check with it", async () => {
    const id = await docker("run", "--detach", "--env", "OUTCROP_PORT=8080", "outcrop");
    try {
      expect(await healthOf(id, "starting")).toBe("healthy");
    } finally {
      await docker("rm", "--force", id);
    }
  });

  test("it works with a read-only file system, no capabilities, any user and 256 MB of memory", async () => {
    await using outcrop = await startOutcrop(HARDENED);
    const client = clientOf(outcrop.url);
    const answers = await Promise.all(Array.from({ length: 200 }, () => ask(client)));
    expect(new Set(answers).size).toBe(1);
    expect(await healthOf(outcrop.id, "starting")).toBe("healthy");
    expect(await docker("exec", outcrop.id, "sh", "-c", "id -u; touch /state/x 2>&1 || true")).toMatch(
      /^4242\n.*Read-only file system$/,
    );
    await docker("stop", outcrop.id);
    expect(await exitCodeOf(outcrop.id)).toBe(0);
  });

  test("the command is at hand in a running container", async () => {
    await using outcrop = await startOutcrop();
    expect(await docker("exec", outcrop.id, "outcrop", "verify", "--json")).toContain('"ok": true');
  });
});

async function askWithBoto3(url: string): Promise<string> {
  const env = clientEnvironment({
    AWS_ENDPOINT_URL: url,
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "111122223333",
    AWS_SECRET_ACCESS_KEY: "outcrop",
  });
  return (await promisify(execFile)(python, ["-c", BOTO3], { env })).stdout.trim();
}

/** What the container's health turns into from `before`. */
async function healthOf(id: string, before: string): Promise<string> {
  const read = () => docker("inspect", "--format", "{{.State.Health.Status}}", id);
  return vi.waitUntil(
    async () => {
      const health = await read();
      return health === before ? undefined : health;
    },
    { timeout: 60_000, interval: 200 },
  ) as Promise<string>;
}
