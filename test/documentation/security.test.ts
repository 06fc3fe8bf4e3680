import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createEmulator, type Emulator } from "../../emulator/index.ts";
import { ROOT } from "./pages.ts";

/** How code opens a connection to another machine. */
const WAY_OUT =
  /\bfetch\(|\b(?:net|https?2?)\.(request|get|connect)\(|\bcreateConnection\(|from "node:(dns|dgram|https|tls)"|\bnew WebSocket\(/;

test("a connection is opened only where docs/security.md says so", () => {
  const files = globSync(["emulator/**/*.ts", "contracts/{recorder,runner}/**/*.ts"], { cwd: ROOT });
  const waysOut = files.filter((file) => WAY_OUT.test(readFileSync(join(ROOT, file), "utf8")));
  expect(waysOut.map((file) => file.replaceAll("\\", "/")).toSorted()).toEqual([
    // `outcrop record`: to the upstream that it was told.
    "contracts/recorder/http2-upstream.ts",
    "contracts/recorder/plain-upstream.ts",
    // `outcrop replay`: at the server or AWS that it was told.
    "contracts/runner/worlds.ts",
    // `outcrop record`: whether the upstream is an Outcrop.
    "emulator/command/record.ts",
    // `outcrop verify`: at the emulator that it was told.
    "emulator/command/verify.ts",
    // `--state`: whether another process of this machine has the folder, at a socket in it.
    "emulator/doors/folder-lock.ts",
    // A browser's page asks the emulator that it was told.
    "emulator/doors/msw.ts",
    // The S3 endpoint of the scenario's `output`.
    "emulator/doors/s3-objects.ts",
    // `outcrop/testcontainers`: the container that it has started.
    "emulator/testing/admin.ts",
  ]);
});

describe("an emulator that was told nothing", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = createEmulator();
    await emulator.listen();
  });
  afterAll(() => emulator.close());
  const body = JSON.stringify({ messages: [{ role: "user", content: [{ text: "my secret plan" }] }] });
  const converse = (headers: Record<string, string> = {}) =>
    fetch(`${emulator.url}/model/amazon.nova-lite-v1:0/converse`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
    });

  test("listens to this machine alone", async () => {
    const { hostname, port } = new URL(emulator.url);
    expect(hostname).toBe("127.0.0.1");
    await expect(fetch(`http://127.0.0.2:${port}/_outcrop/health`)).rejects.toThrow();
  });

  test("answers whoever asks, and tells no browser that a page of another origin may read it", async () => {
    const asked = await converse({ origin: "https://example.com" });
    expect(asked.status).toBe(200);
    const preflight = await fetch(`${emulator.url}/_outcrop/journal`, {
      method: "OPTIONS",
      headers: { origin: "https://example.com", "access-control-request-method": "GET" },
    });
    for (const { headers } of [asked, preflight]) {
      expect([...headers.keys()].filter((name) => name.startsWith("access-control-"))).toEqual([]);
    }
  });

  test("keeps nothing of what was said", async () => {
    await converse();
    expect(await (await fetch(`${emulator.url}/_outcrop/journal`)).text()).not.toContain("secret plan");
  });

  test.each(["extends: /etc/passwd", "include: /etc/passwd", "profiles: { $file: /etc/passwd }", `seed: \${HOME}`])(
    "reads nothing of the machine for a scenario that comes over the network: %s",
    async (scenario) => {
      const response = await fetch(`${emulator.url}/_outcrop/scenario`, { method: "PUT", body: scenario });
      expect(response.status).toBe(400);
      expect(await response.text()).not.toMatch(new RegExp(`root:|${process.env.HOME || "/root"}`));
    },
  );
});
