import { afterAll, beforeAll, expect, test } from "vitest";
import { createEmulator, type Emulator } from "../../emulator/index.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = createEmulator({
    scenario: {
      clock: { start: "2026-01-01T00:00:00Z", mode: "frozen" },
      profiles: [{ id: "abcdefghijkl", name: "team-a", copyFrom: "amazon.nova-lite-v1:0" }],
      faults: [{ when: { text: { equals: "fail" } }, then: { error: "ThrottlingException" } }],
    },
  });
  await emulator.listen();
  const profile = "arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abcdefghijkl";
  for (const [modelId, text] of [
    ["amazon.nova-lite-v1:0", "a"],
    [profile, "b"],
    [profile, "fail"],
  ] as const) {
    emulator.clock.advance(1_000);
    await fetch(`${emulator.url}/model/${encodeURIComponent(modelId)}/converse`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ messages: [{ role: "user", content: [{ text }] }] }),
    });
  }
});
afterAll(() => emulator.close());

const ask = (query: string) => fetch(`${emulator.url}/_outcrop/journal?${query}`);
async function found(query: string): Promise<readonly number[]> {
  const { entries } = (await (await ask(query)).json()) as { entries: { id: string }[] };
  return entries.map(({ id }) => emulator.journal.entries.findIndex((entry) => entry.id === id));
}

test.each([
  ["", [0, 1, 2]],
  ["profile=team-a", [1, 2]],
  ["profile=abcdefghijkl", [1, 2]],
  ["profile=arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abcdefghijkl", [1, 2]],
  ["profile=team", []],
  ["error=ThrottlingException", [2]],
  ["status=200&profile=team-a", [1]],
  ["since=2026-01-01T00:00:02Z", [1, 2]],
  ["since=2026-01-01T01:00:03.000%2B01:00", [2]],
  ["limit=2", [1, 2]],
  ["limit=2&status=200", [0, 1]],
  ["limit=100&format=json", [0, 1, 2]],
])("the journal is searched by %s", async (query, expected) => {
  expect(await found(query)).toEqual(expected);
});

test.each([
  "since=yesterday",
  "limit=0",
  "limit=-1",
  "limit=two",
  "limit=9999999999",
  "status=200&status=400",
  "format=xml",
  "__proto__=x",
  "profil=team-a",
])("a search that makes no sense is refused: %s", async (query) => {
  const answer = await ask(query);
  expect(answer.status).toBe(400);
  expect(answer.headers.get("content-type")).toContain("application/problem+json");
});

test("what is found comes as JSON lines and as an HTTP Archive too", async () => {
  const lines = await ask("format=jsonl&profile=team-a");
  expect(lines.headers.get("content-type")).toContain("application/x-ndjson");
  expect((await lines.text()).trimEnd().split("\n")).toEqual(
    emulator.journal.entries.slice(1).map((entry) => JSON.stringify(entry)),
  );
  const har = (await (await ask("format=har&error=ThrottlingException")).json()) as unknown;
  expect(har).toMatchObject({
    log: { version: "1.2", entries: [{ response: { statusText: "ThrottlingException" } }] },
  });
});
