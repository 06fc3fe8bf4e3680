import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { filesOf, outcrop, started } from "../command/command.ts";
import { clientEnvironment, describeClient, python } from "./python.ts";
import { startServer } from "./server.ts";

const MEDIA = "it holds an image or other bytes that are no text, and prompts are to be hidden";
const omission = (operation: string, why: string, times = 1) => ({ operation, why, times });

describeClient("boto3", () => {
  test.each([
    ["boto3_record.py", [], { steps: 13, leftOut: [] }, /a-secret/],
    [
      "boto3_record_world.py",
      [],
      {
        steps: 17,
        leftOut: [
          omission("PUT /_outcrop/outputs/questions/in.jsonl", "steps do not tell what Outcrop is told itself"),
          omission("ListCustomModels", "Outcrop does not emulate it"),
        ],
      },
      /a-secret|jane/,
    ],
    ["boto3_record_models.py", [], { steps: 16, leftOut: [] }, /a-secret/],
    [
      "boto3_record_models.py",
      ["--redact", "prompts", "--redact", "phone"],
      { steps: 15, leftOut: [omission("InvokeModel", MEDIA)] },
      /a-secret|secretword|5551234567/i,
    ],
  ])("what %s does through outcrop record %j is replayed at once", async (script, args, summary, secret) => {
    await using server = await startServer();
    await using files = await filesOf({ "placeholder.txt": "" });
    const out = join(files["placeholder.txt"], "..", "recorded.yaml");
    const options = ["--upstream", server.url, "--out", out, "--port", "0", "--json", ...args];
    await using proxy = await started(options, {}, "record");
    const env = clientEnvironment({
      AWS_ENDPOINT_URL: proxy.url,
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "998877665544",
      AWS_SECRET_ACCESS_KEY: "a-secret",
    });
    await promisify(execFile)(python, [resolve(import.meta.dirname, script)], { env });
    const { stdout } = await proxy.end("SIGTERM");
    expect(JSON.parse(stdout.split("\n")[1] ?? "")).toMatchObject(summary);
    const recorded = await readFile(out, "utf8");
    expect(recorded).not.toMatch(/998877665544/);
    expect(recorded).not.toMatch(secret);
    const replay = await outcrop(["replay", out]);
    expect(replay.code, replay.stdout).toBe(0);
    // A clock that was moved is a step besides those of calls.
    const steps = recorded.match(/^ {2}- name: /gm)?.length;
    expect(steps).toBeGreaterThanOrEqual(summary.steps);
    expect(replay.stdout).toMatch(new RegExp(`^total\\s+${steps}\\s+0\\s+0$`, "m"));
  });
});
