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

  const converse = (modelId = "amazon.nova-lite-v1:0") => {
    const body = JSON.stringify({ messages: [{ role: "user", content: [{ text: "Hi" }] }] });
    const headers = { "content-type": "application/json" };
    return ask({ method: "POST", path: `/model/${modelId}/converse`, headers, body });
  };

  test("a web page of another site may look and not change anything; one of the same machine may", async () => {
    const from = (site: string) => ({ "sec-fetch-site": site, "content-type": "text/plain" });
    expect(await tell("POST", "/reset", "", from("cross-site"))).toMatchObject(problem(403, expect.any(String)));
    expect(await tell("PUT", "/outputs/bucket/key", "x", from("cross-site"))).toMatchObject(
      problem(403, expect.any(String)),
    );
    expect(await tell("GET", "/clock", undefined, from("cross-site"))).toMatchObject({ status: 200 });
    expect(await tell("POST", "/reset", "", from("same-site"))).toMatchObject({ status: 200 });
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
    await converse();
    const { body: told } = await tell("GET", "/usage");
    expect(told).toMatchObject({ rows: [{ operation: "Converse", invocations: 1 }] });
  });

  test("usage tells what is taken of the quotas", async () => {
    await tell("PUT", "/scenario", JSON.stringify({ quotas: { rules: [{ requestsPerMinute: 2 }] } }));
    await converse();
    const { body } = await tell("GET", "/usage");
    expect(body.quotas).toMatchObject({
      models: [
        {
          account: "111122223333",
          region: "us-east-1",
          model: "amazon.nova-lite-v1:0",
          kind: "on-demand",
          requestsPerMinute: { limit: 2, used: 1 },
        },
      ],
      controlPlane: [],
    });
    expect(emulator.usage.quotas).toEqual(body.quotas);
  });

  test("faults tells how often each rule has matched and fired", async () => {
    const faults = [{ when: { operation: "Converse", call: 2 }, then: { error: "ThrottlingException" } }];
    await tell("PUT", "/scenario", JSON.stringify({ faults }));
    await converse();
    expect((await tell("GET", "/faults")).body).toEqual({ rules: [{ rule: 0, matched: 1, fired: 0 }] });
    await converse();
    expect((await tell("GET", "/faults")).body).toEqual({ rules: [{ rule: 0, matched: 2, fired: 1 }] });
    expect(emulator.faults).toEqual([{ rule: 0, matched: 2, fired: 1 }]);
  });

  test("the journal is searched by what its entries tell", async () => {
    await converse();
    await ask({ path: "/foundation-models" });
    const found = async (query: string) =>
      ((await tell("GET", `/journal?${query}`)).body.entries as { operation: string }[]).map(
        ({ operation }) => operation,
      );
    expect(await found("operation=Converse")).toEqual(["Converse"]);
    expect(await found("status=200")).toEqual(["Converse", "ListFoundationModels"]);
    expect(await found("status=200&modelId=amazon.nova-lite-v1%3A0")).toEqual(["Converse"]);
    expect(await found("destination=eu-west-1")).toEqual([]);
    expect(await tell("GET", "/journal?operaton=Converse")).toMatchObject(
      problem(400, expect.stringContaining('and not by "operaton"')),
    );
  });

  describe("with an SCP that denies a Region", () => {
    const scps = [
      { name: "FullAWSAccess" },
      {
        name: "region-deny",
        document: {
          Version: "2012-10-17",
          Statement: [
            {
              Sid: "GRREGIONDENY",
              Effect: "Deny",
              Action: "bedrock:*",
              Resource: "*",
              Condition: { StringNotEquals: { "aws:RequestedRegion": ["us-east-1", "us-east-2"] } },
            },
          ],
        },
      },
    ];
    beforeEach(() => emulator.useScenario({ organization: { scps } }));
    const lastId = () => emulator.journal.entries.at(-1)?.id ?? "";

    test("the explanation of a denied request has every level, the statement and the smallest change", async () => {
      expect((await converse("us.amazon.nova-lite-v1:0")).status).toBe(403);
      const { status, type, body } = await tell("GET", `/journal/${lastId()}/explanation`);
      expect({ status, type }).toEqual({ status: 200, type: "application/json" });
      expect(body).toMatchObject({
        allowed: false,
        message: expect.stringContaining("with an explicit deny in a service control policy"),
        checks: expect.arrayContaining([
          expect.objectContaining({
            region: "us-west-2",
            allowed: false,
            levels: expect.arrayContaining([
              expect.objectContaining({
                level: "Root",
                outcome: "explicit-deny",
                policy: "region-deny",
                statement: { index: 0, sid: "GRREGIONDENY" },
              }),
            ]),
          }),
        ]),
        changes: [{ policy: "region-deny", words: expect.stringContaining('Add "us-west-2" to aws:RequestedRegion') }],
      });
      expect(emulator.journal.entries.at(-1)?.explanation).toEqual(body);
    });

    test("an allowed request has no explanation, and it is said where there would be one", async () => {
      await converse();
      const path = `/journal/${lastId()}/explanation`;
      expect(await tell("GET", path)).toMatchObject(problem(404, expect.stringContaining('"outcrop explain"')));
    });

    test("a request that nothing was judged of, and one that is not there, have none", async () => {
      await emulator.useScenario({});
      await converse();
      const unjudged = `/journal/${lastId()}/explanation`;
      expect(await tell("GET", unjudged)).toMatchObject(problem(404, expect.stringContaining("no policy restricts")));
      expect(await tell("GET", "/journal/nothing/explanation")).toMatchObject(
        problem(404, "There is no request nothing in the journal."),
      );
    });

    test("a denied request is in CloudTrail and in the invocation log, each in its own spelling", async () => {
      await converse("us.amazon.nova-lite-v1:0");
      const { Records } = (await tell("GET", "/cloudtrail")).body;
      expect(Records).toMatchObject([
        { eventName: "Converse", errorCode: "AccessDenied", awsRegion: "us-east-1", sourceIPAddress: "127.0.0.1" },
      ]);
      const { records } = (await tell("GET", "/invocations")).body;
      expect(records).toMatchObject([{ operation: "Converse", errorCode: "AccessDeniedException" }]);
    });
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

  test("verification tells how things stand to what the scenario expects", async () => {
    expect(await tell("GET", "/verification")).toMatchObject({ status: 200, body: { ok: true, expectations: [] } });
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
    ["POST", "/cloudtrail", "GET"],
    ["DELETE", "/journal/1/explanation", "GET"],
  ])("%s is no method of %s", async (method, path, allow) => {
    const told = await tell(method, path);
    expect(told).toMatchObject(problem(405, expect.stringContaining(allow)));
    expect(told.allow).toBe(allow);
  });
});
