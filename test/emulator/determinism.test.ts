import { ConverseCommand, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import { expect, test } from "vitest";
import { createEmulator, type Emulator, type Scenario } from "../../emulator/index.ts";
import {
  applicationArn,
  controlPlane,
  modelArn,
  NOVA_LITE,
  runtime,
  SONNET_4,
  systemArn,
  US_NOVA_LITE,
} from "./callers.ts";

const scenario: Scenario = {
  seed: 11,
  clock: { start: "2026-01-01T00:00:00Z", mode: "frozen" },
  profiles: [{ id: "abcdefghijkl", name: "team-a", copyFrom: US_NOVA_LITE }],
};

const messages = JSON.stringify({ messages: [{ role: "user", content: [{ text: "What is granite?" }] }] });
const create = (copyFrom: string, clientRequestToken?: string) =>
  JSON.stringify({ inferenceProfileName: "x", modelSource: { copyFrom }, clientRequestToken });

/** One request of every kind, errors included. */
const requests: readonly [method: string, path: string, body?: string][] = [
  ["POST", "/inference-profiles", create(modelArn(NOVA_LITE))],
  ["POST", "/inference-profiles", create(systemArn(US_NOVA_LITE), "token")],
  ["POST", "/inference-profiles", create(systemArn(US_NOVA_LITE), "token")],
  ["POST", "/inference-profiles", create(modelArn(SONNET_4))],
  ["POST", "/inference-profiles", "{"],
  ["GET", "/inference-profiles?type=APPLICATION&maxResults=1"],
  ["GET", "/inference-profiles?maxResults=5"],
  ["GET", "/inference-profiles/abcdefghijkl"],
  ["GET", `/inference-profiles/${US_NOVA_LITE}`],
  ["GET", "/foundation-models"],
  ["POST", "/listTagsForResource", JSON.stringify({ resourceARN: applicationArn("abcdefghijkl") })],
  ["POST", `/model/${US_NOVA_LITE}/converse`, messages],
  ["POST", `/model/${encodeURIComponent(applicationArn("abcdefghijkl"))}/converse`, messages],
  ["POST", `/model/${US_NOVA_LITE}/converse-stream`, messages],
  ["POST", `/model/${US_NOVA_LITE}/invoke`, messages],
  ["POST", `/model/${US_NOVA_LITE}/invoke-with-response-stream`, messages],
  ["DELETE", "/inference-profiles/abcdefghijkl"],
  ["GET", "/no/such/path"],
  ["POST", "/prompt-routers", "{}"],
];

/** Everything that a client gets to see: status, headers and bytes. */
async function record(emulator: Emulator): Promise<string[]> {
  const answers: string[] = [];
  for (const [method, path, body] of requests) {
    const response = await emulator.handle(
      new Request(`http://localhost${path}`, { method, ...(body ? { body } : {}) }),
    );
    const bytes = Buffer.from(await response.arrayBuffer()).toString("base64");
    answers.push(JSON.stringify([method, path, response.status, [...response.headers], bytes]));
  }
  return answers;
}

test("the same scenario, seed and requests give the same bytes", async () => {
  expect(await record(createEmulator({ scenario }))).toEqual(await record(createEmulator({ scenario })));
});

test("the same question gets the same words whatever was asked before, and an identifier of its own", async () => {
  const emulator = createEmulator({ scenario });
  const ask = async (path: string, init: RequestInit = {}) =>
    emulator.handle(new Request(`http://localhost${path}`, init));
  const converse = async () => {
    const response = await ask(`/model/${US_NOVA_LITE}/converse`, { method: "POST", body: messages });
    const { output, usage } = (await response.json()) as { output: unknown; usage: unknown };
    return { said: { output, usage }, id: response.headers.get("x-amzn-requestid") };
  };
  const first = await converse();
  await ask("/foundation-models");
  const second = await converse();
  expect(second.said).toEqual(first.said);
  expect(second.id).not.toBe(first.id);
});

test("a reset gives the same bytes again", async () => {
  const emulator = createEmulator({ scenario });
  const first = await record(emulator);
  await emulator.reset();
  expect(await record(emulator)).toEqual(first);
});

test("another seed gives other identifiers and other answers", async () => {
  const one = await record(createEmulator({ scenario }));
  const other = await record(createEmulator({ scenario: { ...scenario, seed: 12 } }));
  expect(one[0]).not.toBe(other[0]);
  expect(one[11]).not.toBe(other[11]);
});

test("the seed of a scenario wins over the one beside it", async () => {
  const { seed: _, ...unseeded } = scenario;
  expect(await record(createEmulator({ scenario, seed: 99 }))).toEqual(await record(createEmulator({ scenario })));
  expect(await record(createEmulator({ scenario: unseeded, seed: 11 }))).toEqual(
    await record(createEmulator({ scenario })),
  );
});

test("emulators in one process share nothing", async () => {
  const one = createEmulator({ scenario });
  const other = createEmulator({ scenario });
  const alone = await record(createEmulator({ scenario }));
  const [first, second] = await Promise.all([record(one), record(other)]);
  expect(first).toEqual(alone);
  expect(second).toEqual(alone);
  one.clock.advance(1_000);
  await one.reset();
  expect(other.clock.now()).toEqual(new Date("2026-01-01T00:00:00Z"));
  expect(other.journal.entries).toHaveLength(requests.length);
  expect(other.usage.rows.length).toBeGreaterThan(0);
  expect(one.usage.rows).toEqual([]);
});

test("request ids are UUIDs, and every answer has its own", async () => {
  const emulator = createEmulator();
  await record(emulator);
  const ids = emulator.journal.entries.map(({ id }) => id);
  expect(new Set(ids).size).toBe(requests.length);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  const response = await emulator.handle(new Request("http://localhost/foundation-models"));
  expect(response.headers.get("x-amzn-requestid")).toBe(emulator.journal.entries.at(-1)?.id);
});

test("an emulator needs neither a socket nor a close, and says so when its address is asked for", async () => {
  const emulator = createEmulator();
  expect(() => emulator.url).toThrow("listen() first");
  await emulator.close();
  expect((await emulator.handle(new Request("http://localhost/foundation-models"))).status).toBe(200);
});

test("an emulator listens once at a time, and again after it was closed", async () => {
  await using emulator = createEmulator();
  const { url } = await emulator.listen();
  expect(emulator.url).toBe(url);
  await expect(emulator.listen()).rejects.toThrow("listens already");
  expect((await fetch(`${url}/foundation-models`)).status).toBe(200);
  await emulator.close();
  await emulator.close();
  await expect(fetch(`${url}/foundation-models`)).rejects.toThrow();
  const again = await emulator.listen();
  expect((await fetch(`${again.url}/foundation-models`)).status).toBe(200);
});

test("two emulators listen side by side", async () => {
  await using one = createEmulator({ scenario });
  await using other = createEmulator();
  const urls = [(await one.listen()).url, (await other.listen()).url];
  const statuses = await Promise.all(
    urls.map(async (url) => (await fetch(`${url}/inference-profiles/abcdefghijkl`)).status),
  );
  expect(statuses).toEqual([200, 404]);
});

test("one request handler serves clients of several accounts and Regions", async () => {
  const emulator = createEmulator({ scenario });
  const ask = { messages: [{ role: "user" as const, content: [{ text: "Hello" }] }] };
  const first = runtime(emulator, { region: "us-west-2", accessKeyId: "999988887777" });
  await first.send(new ConverseCommand({ modelId: NOVA_LITE, ...ask }));
  const second = runtime(emulator);
  const { stream } = await second.send(new ConverseStreamCommand({ modelId: US_NOVA_LITE, ...ask }));
  for await (const _ of stream ?? []);
  controlPlane(emulator).destroy();
  expect(emulator.usage.rows.map(({ account, region }) => `${account} ${region}`)).toEqual([
    "999988887777 us-west-2",
    "111122223333 us-east-1",
  ]);
});
