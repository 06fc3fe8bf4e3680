import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createEmulator, type Emulator, parseScenario } from "../../emulator/index.ts";

// The paths and bodies are those of Outcrop's own design; errors are RFC 9457.

let emulator: Emulator;
let url = "";

beforeAll(async () => {
  emulator = createEmulator();
  ({ url } = await emulator.listen());
});
afterAll(() => emulator.close());
beforeEach(() => emulator.reset());

const at = (path: string, init?: RequestInit) => fetch(`${url}/_outcrop/outputs${path}`, init);
const put = (path: string, body: string | Uint8Array) => at(path, { method: "PUT", body: Buffer.from(body) });
const detailOf = async (answer: Response) => {
  expect(answer.headers.get("content-type")).toMatch(/^application\/problem\+json/);
  return ((await answer.json()) as { detail: string }).detail;
};

test("a file that is put is listed and read back, whatever is in it and in its name", async () => {
  const body = Uint8Array.from({ length: 256 }, (_, at) => at);
  expect((await put("/my-bucket/in/a%20b%2Fü.jsonl", body)).status).toBe(200);
  expect(await (await at("")).json()).toEqual({
    objects: [{ bucket: "my-bucket", key: "in/a b/ü.jsonl", bytes: 256 }],
    dropped: 0,
  });
  const answer = await at("/my-bucket/in/a%20b/%C3%BC.jsonl");
  expect(answer.headers.get("content-type")).toBe("application/x-ndjson");
  expect(new Uint8Array(await answer.arrayBuffer())).toEqual(body);
  expect(await emulator.outputs.get("my-bucket", "in/a b/ü.jsonl")).toEqual(body);
});

test.each([
  ["output.mp4", "video/mp4"],
  ["manifest.json.out", "application/json"],
  ["input.jsonl.out", "application/x-ndjson"],
  ["plain", "application/octet-stream"],
])("%s is answered as %s", async (name, type) => {
  await put(`/b/${name}`, "x");
  expect((await at(`/b/${name}`)).headers.get("content-type")?.split(";")[0]).toBe(type);
});

test("an empty file is a file", async () => {
  expect((await put("/b/empty", "")).status).toBe(200);
  expect((await at("/b/empty")).status).toBe(200);
});

test("a reset forgets all files", async () => {
  await put("/b/k", "x");
  await emulator.reset();
  expect((await at("/b/k")).status).toBe(404);
});

test("what is not there, or is asked for wrongly, is told", async () => {
  expect(await detailOf(await at("/b/nothing"))).toBe("There is no s3://b/nothing.");
  expect(await detailOf(await at("/b"))).toBe("An output is named by /_outcrop/outputs/BUCKET/KEY.");
  expect(await detailOf(await at("/b/%E0%A4%A"))).toContain("encoded");
  const deleted = await at("/b/k", { method: "DELETE" });
  expect([deleted.status, deleted.headers.get("allow")]).toEqual([405, "GET, PUT"]);
  const posted = await at("", { method: "POST" });
  expect([posted.status, posted.headers.get("allow")]).toEqual([405, "GET"]);
});

test("a file that is too large is refused", async () => {
  expect((await put("/b/k", new Uint8Array(64 * 1024 * 1024 + 1))).status).toBe(413);
});

test("where the scenario sends files elsewhere, the admin API says where", async () => {
  const folder = await mkdtemp(join(tmpdir(), "outcrop-outputs-"));
  await using other = createEmulator({ scenario: { output: { folder } } });
  const { url: there } = await other.listen();
  const answer = await fetch(`${there}/_outcrop/outputs`);
  expect(answer.status).toBe(409);
  expect(await detailOf(answer)).toBe(`The scenario keeps the files of jobs in the folder ${folder}.`);
  await rm(folder, { recursive: true });
});

test.each([
  ["output: { folder: '' }", "output"],
  ["output: { s3: nowhere }", "output"],
  ["output: { s3: 'ftp://host' }", "output"],
  ["output: { disk: /tmp }", "output"],
])("a scenario with %s is refused", (text, place) => {
  expect(() => parseScenario(text)).toThrow(place);
});
