import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { filesOf, outcrop, started } from "../command/command.ts";
import { clientEnvironment, describeClient, python } from "./python.ts";
import { startServer } from "./server.ts";

describeClient("boto3", () => {
  test("what an app does through outcrop record is replayed at once", async () => {
    await using server = await startServer();
    await using files = await filesOf({ "placeholder.txt": "" });
    const out = join(files["placeholder.txt"], "..", "recorded.yaml");
    const options = ["--upstream", server.url, "--out", out, "--port", "0", "--json"];
    await using proxy = await started(options, {}, "record");
    const env = clientEnvironment({
      AWS_ENDPOINT_URL: proxy.url,
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "998877665544",
      AWS_SECRET_ACCESS_KEY: "a-secret",
    });
    await promisify(execFile)(python, [resolve(import.meta.dirname, "boto3_record.py")], { env });
    const { stdout } = await proxy.end("SIGTERM");
    expect(JSON.parse(stdout.split("\n")[1] ?? "")).toMatchObject({ steps: 13, leftOut: [] });
    expect(await readFile(out, "utf8")).not.toMatch(/998877665544|a-secret/);
    const replay = await outcrop(["replay", out]);
    expect(replay.code, replay.stdout).toBe(0);
    expect(replay.stdout).toMatch(/^total\s+13\s+0\s+0$/m);
  });
});
