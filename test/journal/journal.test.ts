import { GetInferenceProfileCommand } from "@aws-sdk/client-bedrock";
import { ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { expect, test } from "vitest";
import { createEmulator, type JournalEntry } from "../../emulator/index.ts";
import { createJournal } from "../../emulator/journal/journal.ts";
import { applicationArn, controlPlane, failureOf, NOVA_LITE, runtime, US_NOVA_LITE } from "../emulator/callers.ts";

const frozen = { start: "2026-01-01T00:00:00Z", mode: "frozen" } as const;
const entryAt = (index: number): JournalEntry => ({
  id: String(index),
  time: "2026-01-01T00:00:00.000Z",
  method: "GET",
  path: "/",
  decision: [],
  status: 200,
});

test("an entry tells who asked what, what was decided step by step, and what came of it", async () => {
  const profiles = [{ id: "abcdefghijkl", name: "team-a", copyFrom: US_NOVA_LITE }];
  const emulator = createEmulator({ scenario: { clock: frozen, profiles } });
  const modelId = applicationArn("abcdefghijkl");
  const { usage } = await runtime(emulator).send(
    new ConverseCommand({ modelId, messages: [{ role: "user", content: [{ text: "Hello" }] }] }),
  );
  const [entry] = emulator.journal.entries;
  expect(entry).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    time: "2026-01-01T00:00:00.000Z",
    method: "POST",
    path: `/model/${encodeURIComponent(modelId)}/converse`,
    service: "bedrock-runtime",
    operation: "Converse",
    account: "111122223333",
    accessKeyId: "111122223333",
    userAgent: expect.stringContaining("aws-sdk-js/3."),
    principal: "arn:aws:iam::111122223333:user/outcrop",
    source: "us-east-1",
    destination: expect.stringMatching(/^us-(east-[12]|west-2)$/),
    modelId,
    resolved: {
      kind: "application-profile",
      model: NOVA_LITE,
      profileArn: modelId,
      profileName: "team-a",
      destinations: ["us-east-1", "us-east-2", "us-west-2"],
    },
    decision: [
      { step: "match", outcome: "Converse of bedrock-runtime" },
      { step: "identify", outcome: "arn:aws:iam::111122223333:user/outcrop in us-east-1 by signature" },
      { step: "resolve", outcome: `application-profile over ${NOVA_LITE}` },
      { step: "quotas", outcome: expect.stringMatching(/^\d+ tokens reserved \(cross-region\)$/) },
      { step: "route", outcome: entry?.destination },
    ],
    attempt: { invocationId: expect.stringMatching(/^[0-9a-f-]{36}$/), number: 1, max: 1 },
    usage: { inputTokens: usage?.inputTokens, outputTokens: usage?.outputTokens },
    costUsd: expect.any(Number),
    status: 200,
  });
});

test("an error stands in the entry with its code, its text and its status", async () => {
  const emulator = createEmulator();
  await failureOf(
    controlPlane(emulator).send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: "zzzzzzzzzzzz" })),
  );
  expect(emulator.journal.entries[0]).toMatchObject({
    operation: "GetInferenceProfile",
    status: 404,
    error: { code: "ResourceNotFoundException", message: "Inference profile not found" },
    decision: [{ step: "match" }, { step: "identify" }, { step: "answer", outcome: "ResourceNotFoundException" }],
  });
});

test("what was resolved stands in the entry also where the request failed later", async () => {
  const emulator = createEmulator();
  await failureOf(runtime(emulator).send(new ConverseCommand({ modelId: NOVA_LITE, messages: [] })));
  expect(emulator.journal.entries[0]).toMatchObject({
    status: 400,
    modelId: NOVA_LITE,
    resolved: { model: NOVA_LITE },
  });
  expect(emulator.usage.rows).toEqual([]);
});

test("a request that is not emulated, and one that no operation takes, have entries too", async () => {
  const emulator = createEmulator();
  await emulator.handle(new Request("http://localhost/evaluation-jobs"));
  await emulator.handle(new Request("http://localhost/no/such/path"));
  expect(emulator.journal.entries).toMatchObject([
    { operation: "ListEvaluationJobs", status: 501, error: { code: "NotEmulatedError" } },
    {
      path: "/no/such/path",
      status: 404,
      decision: [{ step: "match", outcome: "no operation has this method and path" }],
    },
  ]);
});

test("the SDK's own count of attempts is kept, as far as it is one", async () => {
  // The headers amz-sdk-invocation-id and amz-sdk-request of AWS's SDKs: https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
  const emulator = createEmulator();
  const attemptOf = async (headers: Record<string, string>) => {
    await emulator.handle(new Request("http://localhost/foundation-models", { headers }));
    return emulator.journal.entries.at(-1)?.attempt;
  };
  expect(await attemptOf({})).toBeUndefined();
  expect(await attemptOf({ "amz-sdk-request": "attempt=2; max=3" })).toBeUndefined();
  expect(await attemptOf({ "amz-sdk-invocation-id": "a", "amz-sdk-request": "attempt=2; max=3" })).toEqual({
    invocationId: "a",
    number: 2,
    max: 3,
  });
  // botocore sends the time to live in front, and no maximum in some modes.
  expect(
    await attemptOf({ "amz-sdk-invocation-id": "a", "amz-sdk-request": "ttl=20260101T000000Z; attempt=1" }),
  ).toEqual({
    invocationId: "a",
    number: 1,
  });
  expect(await attemptOf({ "amz-sdk-invocation-id": "a", "amz-sdk-request": "attempt=many" })).toEqual({
    invocationId: "a",
  });
});

test("the attempts of one call share its invocation id", async () => {
  const emulator = createEmulator();
  const modelId = NOVA_LITE;
  const ask = new ConverseCommand({ modelId, messages: [{ role: "user", content: [{ text: "Hi" }] }] });
  await runtime(emulator).send(ask);
  await runtime(emulator).send(ask);
  const ids = emulator.journal.entries.map(({ attempt }) => attempt?.invocationId);
  expect(new Set(ids).size).toBe(2);
});

test("a prompt, an answer and a body never stand in an entry", async () => {
  const emulator = createEmulator();
  const ask = { modelId: NOVA_LITE, messages: [{ role: "user" as const, content: [{ text: "my-private-prompt" }] }] };
  const { output } = await runtime(emulator).send(new ConverseCommand(ask));
  const answer = output?.message?.content?.[0]?.text ?? "";
  const written = JSON.stringify(emulator.journal.entries);
  expect(answer.length).toBeGreaterThan(10);
  expect(written).not.toContain("my-private-prompt");
  expect(written).not.toContain(JSON.stringify(answer).slice(1, -1));
});

test("entries stand in the order of the answers, newest last, and the oldest make room", () => {
  const journal = createJournal(3);
  expect(journal.entries).toEqual([]);
  const idsAfter = (index: number) => {
    journal.add(entryAt(index));
    return [journal.entries.map(({ id }) => id).join(), journal.dropped];
  };
  expect([0, 1, 2, 3, 4, 5, 6].map(idsAfter)).toEqual([
    ["0", 0],
    ["0,1", 0],
    ["0,1,2", 0],
    ["1,2,3", 1],
    ["2,3,4", 2],
    ["3,4,5", 3],
    ["4,5,6", 4],
  ]);
  journal.clear();
  expect([journal.entries, journal.dropped]).toEqual([[], 0]);
});

test("an emulator keeps 2,000 entries", async () => {
  const emulator = createEmulator();
  for (let count = 0; count < 2_003; count++) {
    await emulator.handle({ method: "GET", path: `/nothing/${count}`, query: "", headers: {}, body: new Uint8Array() });
  }
  expect(emulator.journal.entries).toHaveLength(2_000);
  expect(emulator.journal.dropped).toBe(3);
  expect(emulator.journal.entries[0]?.path).toBe("/nothing/3");
  expect(emulator.journal.entries.at(-1)?.path).toBe("/nothing/2002");
});

test("what a reader of the journal does with its list does not change the journal", async () => {
  const emulator = createEmulator();
  await emulator.handle(new Request("http://localhost/foundation-models"));
  (emulator.journal.entries as JournalEntry[]).length = 0;
  expect(emulator.journal.entries).toHaveLength(1);
});

test("whoever listens is told of every request", async () => {
  const seen: (string | undefined)[] = [];
  const emulator = createEmulator({ onRequest: ({ operation }) => seen.push(operation) });
  await emulator.handle(new Request("http://localhost/foundation-models"));
  await emulator.handle(new Request("http://localhost/nowhere"));
  expect(seen).toEqual(["ListFoundationModels", undefined]);
});
