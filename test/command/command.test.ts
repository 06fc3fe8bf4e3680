import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { BedrockClient, ListInferenceProfilesCommand } from "@aws-sdk/client-bedrock";
import { describe, expect, test } from "vitest";
import { version } from "../../emulator/version.ts";
import { cli, filesOf, outcrop, started } from "./command.ts";

const GOOD = "seed: 1\nprofiles:\n  - { id: abcdefghijkl, name: x, copyFrom: amazon.nova-lite-v1:0 }\n";
const BAD = "seed: 1\nclok: {}\n";
const MEANINGLESS = "profiles:\n  - id: abcdefghijkl\n    name: x\n    copyFrom: nothing\n";

/** A line of a stack trace. */
const STACK = /^\s+at .+:\d+:\d+/m;

// Every test starts processes, which takes its time on a machine that is busy.
describe.concurrent("the outcrop command", { timeout: 30_000 }, () => {
  test("--version tells the version and nothing else", async () => {
    for (const flag of ["--version", "-v"]) {
      expect(await outcrop([flag])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
    }
  });

  test("no command at all is bad usage, with the help on stderr", async () => {
    const { code, stdout, stderr } = await outcrop([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Usage");
    expect(stderr).toBe((await outcrop(["--help"])).stdout);
  });

  test("a port that is taken is told in words", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const { code, stdout, stderr } = await outcrop(["start", "--port", String(port)]);
    server.close();
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toBe(
      `outcrop: Cannot listen on 127.0.0.1:${port}: another process listens there; give another port with --port, or 0 for any free one\n`,
    );
  });

  test("a host that is not this machine's is told in words", async () => {
    const { code, stderr } = await outcrop(["start", "--host", "192.0.2.1", "--port", "0"]);
    expect(code).toBe(2);
    expect(stderr).toContain("give an address of this machine with --host");
    expect(stderr).not.toMatch(STACK);
  });

  test("a bad scenario file is told as file:line:column, before anything listens", async () => {
    await using files = await filesOf({ "bad.yaml": BAD, "meaningless.yaml": MEANINGLESS });
    const bad = await outcrop(["start", "--port", "0", "--scenario", files["bad.yaml"]]);
    expect(bad).toEqual({
      code: 2,
      stdout: "",
      stderr: expect.stringMatching(
        /^\S+bad\.yaml:2:7: clok: unknown key "clok"; did you mean "clock"\? Allowed: version, extends, .*, steps\n$/,
      ),
    });
    const meaningless = await outcrop(["start", "--port", "0", "--scenario", files["meaningless.yaml"]]);
    expect(meaningless).toEqual({
      code: 2,
      stdout: "",
      stderr: `${files["meaningless.yaml"]}:4:15: profiles[0].copyFrom: Model not found (found "nothing")\n`,
    });
  });

  test("of several scenario files the problem is told in the one that has it", async () => {
    await using files = await filesOf({ "one.yaml": MEANINGLESS, "two.yaml": "seed: 2\n" });
    const args = ["start", "--port", "0", "--scenario", files["one.yaml"], "--scenario", files["two.yaml"]];
    expect((await outcrop(args)).stderr).toContain(`${files["one.yaml"]}:4:15: profiles[0].copyFrom`);
  });

  test("validate says yes to a good file and no to a bad one, each with its name", async () => {
    await using files = await filesOf({
      "good.yaml": GOOD,
      "good.json": '{"seed": 1}',
      "bad.yaml": BAD,
      "meaningless.yaml": MEANINGLESS,
    });
    expect(await outcrop(["validate", files["good.yaml"], files["good.json"]])).toEqual({
      code: 0,
      stdout: `${files["good.yaml"]}: valid\n${files["good.json"]}: valid\n`,
      stderr: "",
    });
    const mixed = await outcrop([
      "validate",
      files["bad.yaml"],
      "/no/such/file",
      files["meaningless.yaml"],
      files["good.yaml"],
    ]);
    expect(mixed.code).toBe(2);
    expect(mixed.stdout).toBe(`${files["good.yaml"]}: valid\n`);
    expect(mixed.stderr.split("\n").map((line) => line.split(": ").slice(0, 2).join(": "))).toEqual([
      `${files["bad.yaml"]}:2:7: clok`,
      "cannot read /no/such/file: there is no such file",
      `${files["meaningless.yaml"]}:4:15: profiles[0].copyFrom`,
      "",
    ]);
  });

  test("validate --json tells every problem with its place, on stdout", async () => {
    await using files = await filesOf({ "good.yaml": GOOD, "bad.yaml": BAD });
    const names = [files["good.yaml"], files["bad.yaml"], "/no/such/file"];
    const { code, stdout, stderr } = await outcrop(["validate", "--json", ...names]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
    expect(JSON.parse(stdout)).toEqual({
      valid: false,
      files: [
        { file: files["good.yaml"], valid: true, problems: [] },
        {
          file: files["bad.yaml"],
          valid: false,
          problems: [
            {
              file: files["bad.yaml"],
              line: 2,
              column: 7,
              path: "clok",
              message: expect.stringContaining('did you mean "clock"?'),
            },
          ],
        },
        {
          file: "/no/such/file",
          valid: false,
          problems: [{ path: "", message: "cannot read /no/such/file: there is no such file" }],
        },
      ],
    });
  });

  test("a file whose name begins with a dash stands behind --", async () => {
    const { code, stderr } = await outcrop(["validate", "--", "--help"]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: "cannot read --help: there is no such file\n" });
  });

  test("control characters of a file's name or keys do not reach the terminal", async () => {
    await using files = await filesOf({ "keys.yaml": '"\\u001b[31mred": 1\n' });
    const { stderr } = await outcrop(["validate", files["keys.yaml"], "\u001b[2J"]);
    expect(stderr).toContain("[31mred");
    expect(stderr).not.toContain("\u001b");
  });

  test("output that cannot be written is a failure", async (context) => {
    if (!existsSync("/dev/full")) context.skip("there is no /dev/full");
    const shell = spawnSync("sh", ["-c", `"${process.execPath}" "${cli}" help > /dev/full`], { encoding: "utf8" });
    expect(shell.status).toBe(2);
    expect(shell.stderr).toMatch(/^outcrop: the output cannot be written: .*ENOSPC/);
  });

  test("whoever stops reading its output does not make it fail", async () => {
    const { code, stderr } = await outcrop(["help", "start"], {}, { closeStdout: true });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test.each(["SIGTERM", "SIGINT"] as const)("it greets, serves, and ends by %s with exit code 0", async (signal) => {
    await using server = await started(["--port", "0"]);
    expect(server.greeting).toContain(`Outcrop ${version} listens on ${server.url}\n`);
    expect((await fetch(`${server.url}/_outcrop/health`)).status).toBe(200);
    const { code, stderr } = await server.end(signal);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  test("the lines of its greeting are all that an SDK needs", async () => {
    await using server = await started(["--port", "0"]);
    const exported = Object.fromEntries(
      [...server.greeting.matchAll(/(AWS_[A-Z_]+)=(\S+)/g)].map(([, name = "", value = ""]) => [name, value]),
    );
    expect(Object.keys(exported)).toEqual([
      "AWS_ENDPOINT_URL_BEDROCK",
      "AWS_ENDPOINT_URL_BEDROCK_RUNTIME",
      "AWS_ENDPOINT_URL_BEDROCK_AGENT",
      "AWS_ENDPOINT_URL_BEDROCK_AGENT_RUNTIME",
      "AWS_REGION",
      "AWS_DEFAULT_REGION",
      "AWS_ACCESS_KEY_ID",
      "AWS_SECRET_ACCESS_KEY",
    ]);
    const {
      AWS_ENDPOINT_URL_BEDROCK: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID,
      AWS_SECRET_ACCESS_KEY,
    } = exported;
    const credentials = { accessKeyId: AWS_ACCESS_KEY_ID ?? "", secretAccessKey: AWS_SECRET_ACCESS_KEY ?? "" };
    const client = new BedrockClient({ endpoint: endpoint ?? "", region: region ?? "", credentials });
    const { inferenceProfileSummaries } = await client.send(new ListInferenceProfilesCommand({}));
    client.destroy();
    expect(inferenceProfileSummaries?.[0]?.inferenceProfileArn).toContain(":111122223333:");
    for (const [address] of server.greeting.matchAll(/http:\S+\/_outcrop\/\S+/g)) {
      expect((await fetch(address)).status).toBe(200);
    }
  });

  test("--json greets with one line: what to connect to, what to end, and what an SDK needs", async () => {
    await using server = await started(["--port", "0", "--json", "--log-level", "info"]);
    const told = JSON.parse(server.greeting) as Record<string, unknown>;
    const port = Number(new URL(server.url).port);
    expect(told).toEqual({
      url: `http://127.0.0.1:${port}`,
      host: "127.0.0.1",
      port,
      pid: expect.any(Number),
      version,
      environment: expect.objectContaining({ AWS_ENDPOINT_URL_BEDROCK_RUNTIME: server.url, AWS_REGION: "us-east-1" }),
    });
    await (await fetch(`${server.url}/foundation-models`)).text();
    process.kill(told.pid as number, "SIGTERM");
    const { code, stdout } = await server.ended;
    expect(code).toBe(0);
    expect(
      stdout
        .trim()
        .split("\n")
        .map((line) => Object.keys(JSON.parse(line) as object)[0]),
    ).toEqual(["url", "level"]);
  });

  test("an open connection that asks nothing does not hold it up", async () => {
    await using server = await started(["--port", "0"]);
    await (await fetch(`${server.url}/foundation-models`)).text();
    expect((await server.end("SIGTERM")).code).toBe(0);
  });

  test("sections of a later scenario file replace those of an earlier one, and others stay", async () => {
    await using files = await filesOf({
      "one.yaml": GOOD,
      "two.json": '{"clock": {"start": "2026-01-01T00:00:00Z", "mode": "frozen"}, "seed": 2}',
    });
    await using server = await started([
      "--port",
      "0",
      "--scenario",
      files["one.yaml"],
      "--scenario",
      files["two.json"],
    ]);
    expect((await fetch(`${server.url}/inference-profiles/abcdefghijkl`)).status).toBe(200);
    expect(await (await fetch(`${server.url}/_outcrop/clock`)).json()).toEqual({
      now: "2026-01-01T00:00:00.000Z",
      mode: "frozen",
    });
  });

  test("every option is also a variable; an empty one counts as not set, and a flag wins", async () => {
    await using files = await filesOf({
      "one.yaml": GOOD,
      "two.yaml": "clock: { start: 2026-01-01T00:00:00Z, mode: frozen }",
    });
    await using server = await started(["--port", "0"], {
      OUTCROP_PORT: "1",
      OUTCROP_HOST: "localhost",
      OUTCROP_SCENARIO: `${files["one.yaml"]}, ${files["two.yaml"]}`,
      OUTCROP_SEED: "",
      OUTCROP_LOG_LEVEL: "silent",
    });
    expect(server.url).toMatch(/^http:\/\/localhost:\d+$/);
    expect((await fetch(`${server.url}/inference-profiles/abcdefghijkl`)).status).toBe(200);
    expect(await (await fetch(`${server.url}/_outcrop/clock`)).json()).toMatchObject({ mode: "frozen" });
  });

  test("a seed gives the same identifiers in every process", async () => {
    const idOf = async (seed: string) => {
      await using server = await started(["--port", "0", "--seed", seed]);
      return (await fetch(`${server.url}/foundation-models`)).headers.get("x-amzn-requestid");
    };
    const [one, same, other] = await Promise.all([idOf("7"), idOf("7"), idOf("8")]);
    expect(one).toBe(same);
    expect(one).not.toBe(other);
  });

  test("at level info it writes a line of JSON for each request, without a secret and with one time", async () => {
    await using server = await started(["--port", "0", "--log-level", "info"]);
    const authorization =
      "AWS4-HMAC-SHA256 Credential=999988887777/20260101/us-east-1/bedrock/aws4_request, SignedHeaders=host, Signature=top-secret";
    await fetch(`${server.url}/foundation-models?x=1`, {
      headers: { authorization, "x-amz-security-token": "top-secret" },
    });
    const key = Buffer.from("BedrockAPIKey-ab1c-at-999988887777:top-secret").toString("base64");
    await fetch(`${server.url}/foundation-models`, { headers: { authorization: `Bearer ABSK${key}` } });
    const { stdout, stderr } = await server.end("SIGTERM");
    const lines = stdout.slice(server.greeting.length).trim().split("\n");
    expect(stderr).toBe("");
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { operation: "ListFoundationModels", status: 200, account: "999988887777", msg: "ListFoundationModels 200" },
      { operation: "ListFoundationModels", status: 200, account: "999988887777" },
    ]);
    expect(lines[0]?.match(/"time":/g)).toHaveLength(1);
    expect(stdout).not.toContain("top-secret");
    expect(stdout).not.toContain(key);
  });

  test("at the usual level it says nothing more than its greeting", async () => {
    await using server = await started(["--port", "0"]);
    await (await fetch(`${server.url}/foundation-models`)).text();
    await (await fetch(`${server.url}/nowhere`)).text();
    const { stdout, stderr } = await server.end("SIGTERM");
    expect(stdout).toBe(server.greeting);
    expect(stderr).toBe("");
  });
});
