import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createEmulator, type Emulator } from "../../emulator/index.ts";
import { readXml } from "../reports/xml.ts";
import { filesOf, outcrop } from "./command.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = createEmulator({
    scenario: { expect: [{ name: "asks for <models> once", calls: { operation: "ListFoundationModels", times: 1 } }] },
  });
  await emulator.listen();
});
afterAll(() => emulator.close());
beforeEach(() => emulator.reset());

const ask = (headers: Record<string, string> = {}) => fetch(`${emulator.url}/foundation-models`, { headers });

test("it ends with 1 until everything that is expected has happened, and then with 0", async () => {
  const before = await outcrop(["verify", "--target", emulator.url]);
  expect(before).toMatchObject({ code: 1, stderr: "" });
  expect(before.stdout).toContain("not ok  asks for <models> once\n        0 such requests, expected 1\n");
  await ask();
  const after = await outcrop(["verify", "--target", `${emulator.url}/`]);
  expect(after).toMatchObject({ code: 0, stderr: "" });
  expect(after.stdout).toContain("1 of 1 expectations are met.");
});

test("--json prints the report", async () => {
  await ask();
  const { code, stdout } = await outcrop(["verify", "--target", emulator.url, "--json"]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual(emulator.verification);
});

test("--session asks about a session", async () => {
  await ask({ "x-outcrop-session": "one" });
  expect((await outcrop(["verify", "--target", emulator.url, "--session", "one"])).code).toBe(0);
  expect((await outcrop(["verify", "--target", emulator.url])).code).toBe(1);
  expect(await outcrop(["verify", "--target", emulator.url, "--session", "not a name"])).toMatchObject({ code: 2 });
});

test("reports are written for CI and for people", async () => {
  await ask();
  await ask();
  await using folder = await filesOf({ "x.txt": "" });
  const file = (name: string) => join(dirname(folder["x.txt"]), name);
  const reports = ["--junit", file("junit.xml"), "--tap", file("out.tap"), "--html", file("page.html")];
  expect((await outcrop(["verify", "--target", emulator.url, ...reports])).code).toBe(1);
  const [junit, tap, html] = await Promise.all(
    ["junit.xml", "out.tap", "page.html"].map((name) => readFile(file(name), "utf8")),
  );
  const failure = readXml(junit ?? "").children[0]?.children[0]?.children[0];
  expect(failure?.attributes.message).toBe("2 such requests, expected 1");
  expect(failure?.text.match(/ListFoundationModels {2}200/g)).toHaveLength(2);
  expect(tap).toContain("not ok 1 - asks for <models> once\n");
  expect(html).toContain("Not met: asks for &lt;models&gt; once");
});

test("bad usage, and a target that is none, end with 2 and say why", async () => {
  const failing = async (...args: string[]) => {
    const { code, stderr, stdout } = await outcrop(["verify", ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    return stderr;
  };
  expect(await failing("--target", "http://127.0.0.1:1")).toContain("no emulator answers at http://127.0.0.1:1");
  expect(await failing("--target", "localhost:4577")).toContain("--target must be the address");
  expect(await failing("--wrong")).toContain("--wrong");
  expect(await failing("file.yaml")).toContain("see outcrop verify --help");
  const missing = "/no/such/folder/x.xml";
  expect(await failing("--target", emulator.url, "--junit", missing)).toContain(`cannot write ${missing}`);
});

test("a server that is no emulator ends with 2", async () => {
  const other = createServer((_, response) => response.end("hello"));
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as { port: number };
  const { code, stderr } = await outcrop(["verify", "--target", `http://127.0.0.1:${port}`]);
  other.close();
  expect([code, stderr]).toEqual([2, "outcrop: the target does not answer as Outcrop does\n"]);
});

test("over HTTP the report comes in the same formats, and in no others", async () => {
  const get = (query: string) => fetch(`${emulator.url}/_outcrop/verification${query}`);
  const types = await Promise.all(
    ["", "?format=json", "?format=junit", "?format=tap", "?format=html", "?format=text"].map(async (query) =>
      (await get(query)).headers.get("content-type"),
    ),
  );
  expect(types.map((type) => type?.split(";")[0])).toEqual([
    "application/json",
    "application/json",
    "application/xml",
    "text/plain",
    "text/html",
    "text/plain",
  ]);
  for (const query of ["?format=pdf", "?format=__proto__", "?from=junit"]) expect((await get(query)).status).toBe(400);
});
