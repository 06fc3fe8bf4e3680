import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createEmulator, type Emulator } from "../../emulator/index.ts";
import { version } from "../../emulator/version.ts";
import { type Answer, askHttp1, askHttp2, type Exchange, openSession } from "../doors/clients.ts";

// The paths, bodies and errors are those of Outcrop's own design; errors are RFC 9457.

interface Told {
  readonly status: number;
  readonly type: string | undefined;
  readonly allow: string | undefined;
  readonly body: Record<string, unknown>;
}

let emulator: Emulator;
let url = "";

beforeAll(async () => {
  emulator = createEmulator();
  ({ url } = await emulator.listen());
});
afterAll(() => emulator.close());
beforeEach(async () => {
  await emulator.useScenario({ clock: { start: "2026-01-01T00:00:00Z", mode: "frozen" } });
  await emulator.reset();
});

async function overHttp2(exchange: Exchange): Promise<Answer> {
  await using session = await openSession(url);
  return await askHttp2(session, exchange);
}

describe.each([
  ["HTTP/1.1", (exchange: Exchange) => askHttp1(url, exchange)],
  ["HTTP/2", overHttp2],
])("over %s", (_, ask) => {
  const tell = async (method: string, path: string, body?: string | Uint8Array, headers = {}): Promise<Told> => {
    const answer = await ask({ method, path: `/_outcrop${path}`, headers, ...(body === undefined ? {} : { body }) });
    return {
      status: answer.status,
      type: String(answer.headers["content-type"]).split(";")[0],
      allow: answer.headers.allow as string | undefined,
      body: JSON.parse(answer.body || "{}") as Record<string, unknown>,
    };
  };
  const problem = (status: number, detail: unknown) => ({
    status,
    type: "application/problem+json",
    body: { type: "about:blank", title: expect.any(String), status, detail },
  });

  test("health tells the version and the emulated operations", async () => {
    const { status, type, body } = await tell("GET", "/health");
    expect({ status, type }).toEqual({ status: 200, type: "application/json" });
    expect(body).toMatchObject({ status: "ok", version });
    expect(body.emulated).toMatchObject({
      bedrock: expect.arrayContaining(["CreateInferenceProfile", "ListInferenceProfiles"]),
      "bedrock-runtime": expect.arrayContaining(["Converse"]),
      "bedrock-agent": [],
    });
  });

  test("HEAD is answered like GET, without a body", async () => {
    const { status, body } = await tell("HEAD", "/health");
    expect({ status, body }).toEqual({ status: 200, body: {} });
  });

  test("the journal tells entries and how many are gone; the admin API itself is not in it", async () => {
    await ask({ path: "/foundation-models" });
    const { status, body } = await tell("GET", "/journal");
    expect(status).toBe(200);
    expect(body).toMatchObject({ entries: [{ operation: "ListFoundationModels", status: 200 }], dropped: 0 });
  });

  test("usage tells the ledger's rows", async () => {
    const body = JSON.stringify({ messages: [{ role: "user", content: [{ text: "Hi" }] }] });
    await ask({ method: "POST", path: "/model/amazon.nova-lite-v1:0/converse", body });
    const { body: told } = await tell("GET", "/usage");
    expect(told).toMatchObject({ rows: [{ operation: "Converse", invocations: 1 }] });
  });

  test("a reset empties journal and usage", async () => {
    await ask({ path: "/foundation-models" });
    expect(await tell("POST", "/reset")).toMatchObject({ status: 200, body: { status: "ok" } });
    expect((await tell("GET", "/journal")).body).toEqual({ entries: [], dropped: 0 });
  });

  test.each([
    ["YAML", "profiles:\n  - { id: abcdefghijkl, name: x, copyFrom: amazon.nova-lite-v1:0 }\n"],
    ["JSON", '{"profiles":[{"id":"abcdefghijkl","name":"x","copyFrom":"amazon.nova-lite-v1:0"}]}'],
  ])("a scenario is taken as %s", async (_form, text) => {
    expect(await tell("PUT", "/scenario", text)).toMatchObject({ status: 200, body: { status: "ok" } });
    expect((await ask({ path: "/inference-profiles/abcdefghijkl" })).status).toBe(200);
  });

  test("a scenario that breaks the schema is told with line and column", async () => {
    const { status, type, body } = await tell("PUT", "/scenario", "seed: 1\nclok: {}\n");
    expect({ status, type }).toEqual({ status: 400, type: "application/problem+json" });
    expect(body).toMatchObject({
      title: "Invalid scenario",
      detail: expect.stringContaining('did you mean "clock"?'),
      errors: [{ path: "clok", line: 2, column: 7, message: expect.stringContaining("unknown key") }],
    });
  });

  test("a scenario of names that mean nothing is told with line and column as well", async () => {
    const text = "profiles:\n  - id: abcdefghijkl\n    name: x\n    copyFrom: nothing\n";
    expect((await tell("PUT", "/scenario", text)).body.errors).toEqual([
      {
        path: "profiles[0].copyFrom",
        keys: ["profiles", 0, "copyFrom"],
        line: 4,
        column: 15,
        message: 'Model not found (found "nothing")',
      },
    ]);
  });

  test("text that is no YAML, or a bomb of it, is the sender's mistake", async () => {
    const line = (name: string, of: string) => `${name}: &${name} [${Array(10).fill(`*${of}`).join(",")}]\n`;
    const bomb = `a: &a [x]\n${["b", "c", "d", "e", "f"].map((name, index) => line(name, "abcde"[index] ?? "")).join("")}`;
    for (const text of ["{", "\u0000", bomb, `seed: ${"[".repeat(50_000)}`, "seed: *x"]) {
      const { status, type } = await tell("PUT", "/scenario", text);
      expect({ status, type }).toEqual({ status: 400, type: "application/problem+json" });
    }
  });

  test("a scenario may come compressed, and one that is too large is refused", async () => {
    expect((await tell("PUT", "/scenario", gzipSync("seed: 3"), { "content-encoding": "gzip" })).status).toBe(200);
    const { status, type } = await tell("PUT", "/scenario", "#".repeat(17 * 1024 * 1024));
    expect({ status, type }).toEqual({ status: 413, type: "application/problem+json" });
  });

  test("a body in an unknown encoding is refused", async () => {
    const { status, type } = await tell("PUT", "/scenario", "seed: 1", { "content-encoding": "rot13" });
    expect({ status, type }).toEqual({ status: 415, type: "application/problem+json" });
  });

  test("the clock can be read, advanced, frozen and let run", async () => {
    expect((await tell("GET", "/clock")).body).toEqual({ now: "2026-01-01T00:00:00.000Z", mode: "frozen" });
    const set = async (command: object) => (await tell("POST", "/clock", JSON.stringify(command))).body;
    expect(await set({ advance: "60s" })).toEqual({ now: "2026-01-01T00:01:00.000Z", mode: "frozen" });
    expect(await set({ advance: "PT1H" })).toEqual({ now: "2026-01-01T01:01:00.000Z", mode: "frozen" });
    expect(await set({ freeze: "2027-01-01T00:00:00+01:00" })).toEqual({
      now: "2026-12-31T23:00:00.000Z",
      mode: "frozen",
    });
    expect(await set({ run: true })).toMatchObject({ mode: "running" });
    expect(await set({ freeze: true })).toMatchObject({ mode: "frozen" });
  });

  test.each([
    "",
    "nonsense",
    "[]",
    "null",
    "5",
    "{}",
    '{"advance":"60s","run":true}',
    '{"advance":60}',
    '{"advance":"-60s"}',
    '{"advance":"soon"}',
    '{"advance":"99999999999999999d"}',
    '{"freeze":"2026-01-01"}',
    '{"freeze":"2026-01-01T00:00:00"}',
    '{"freeze":false}',
    '{"run":false}',
    '{"run":"true"}',
    '{"stop":true}',
    '{"__proto__":true}',
  ])("a clock command that makes no sense changes nothing: %s", async (body) => {
    expect(await tell("POST", "/clock", body)).toMatchObject(problem(400, expect.any(String)));
    expect((await tell("GET", "/clock")).body).toEqual({ now: "2026-01-01T00:00:00.000Z", mode: "frozen" });
  });

  test("verification is not part of this version, and says so", async () => {
    expect(await tell("GET", "/verification")).toMatchObject(problem(501, expect.stringContaining("expect")));
  });

  test.each(["/nowhere", "/", "", "/health/more", "/%ZZ", "/../secret"])("there is no %s", async (path) => {
    expect(await tell("GET", path)).toMatchObject(problem(404, expect.stringContaining("There is no GET /_outcrop")));
  });

  test.each([
    ["POST", "/health", "GET"],
    ["GET", "/reset", "POST"],
    ["POST", "/scenario", "PUT"],
    ["DELETE", "/journal", "GET"],
    ["PUT", "/clock", "GET, POST"],
    ["OPTIONS", "/usage", "GET"],
  ])("%s is no method of %s", async (method, path, allow) => {
    const told = await tell(method, path);
    expect(told).toMatchObject(problem(405, expect.stringContaining(allow)));
    expect(told.allow).toBe(allow);
  });
});
