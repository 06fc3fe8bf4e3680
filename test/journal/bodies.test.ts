import { ListInferenceProfilesCommand } from "@aws-sdk/client-bedrock";
import {
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { expect, test } from "vitest";
import { createEmulator, type Scenario } from "../../emulator/index.ts";
import { Bodies, type BodyHolder } from "../../emulator/journal/bodies.ts";
import { controlPlane, failureOf, NOVA_LITE, runtime } from "../emulator/callers.ts";

const recording: Scenario = { journal: { bodies: true } };
const ask = (text: string) => ({ modelId: NOVA_LITE, messages: [{ role: "user" as const, content: [{ text }] }] });
const native = JSON.stringify({ messages: [{ role: "user", content: [{ text: "Hello" }] }] });

async function eventsOf(stream: AsyncIterable<unknown> | readonly unknown[]): Promise<unknown[]> {
  const events: unknown[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

test("with bodies an entry has the operation's input and output", async () => {
  const emulator = createEmulator({ scenario: recording });
  const { output, usage } = await runtime(emulator).send(new ConverseCommand(ask("Hello")));
  expect(emulator.journal.entries[0]).toMatchObject({ input: ask("Hello"), output: { output, usage } });
  await controlPlane(emulator).send(new ListInferenceProfilesCommand({ maxResults: 1, typeEquals: "APPLICATION" }));
  expect(emulator.journal.entries[1]).toMatchObject({
    input: { maxResults: 1, typeEquals: "APPLICATION" },
    output: { inferenceProfileSummaries: [] },
  });
});

test("a native body is kept as the JSON that it is, and bytes of another kind as their number", async () => {
  const emulator = createEmulator({ scenario: recording });
  const { body } = await runtime(emulator).send(
    new InvokeModelCommand({ modelId: NOVA_LITE, contentType: "application/json", body: native }),
  );
  const answer = JSON.parse(body?.transformToString() ?? "") as unknown;
  expect(emulator.journal.entries[0]).toMatchObject({ input: { body: JSON.parse(native) }, output: { body: answer } });
  await failureOf(
    runtime(emulator).send(
      new InvokeModelCommand({ modelId: NOVA_LITE, contentType: "application/json", body: "no JSON" }),
    ),
  );
  expect(emulator.journal.entries[1]).toMatchObject({ input: { body: { $bytes: 7 } }, status: 400 });
  expect(emulator.journal.entries[1]).not.toHaveProperty("output");
});

test("an event stream is kept as the list of the events that have been read", async () => {
  const emulator = createEmulator({ scenario: recording });
  const { stream = [] } = await runtime(emulator).send(new ConverseStreamCommand(ask("Hello")));
  const kept = () => emulator.journal.entries[0]?.output as { stream: unknown[] };
  expect(await eventsOf(stream)).toEqual(kept().stream);
  expect(kept().stream[0]).toEqual({ messageStart: { role: "assistant" } });

  const command = new InvokeModelWithResponseStreamCommand({
    modelId: NOVA_LITE,
    contentType: "application/json",
    body: native,
  });
  await eventsOf((await runtime(emulator).send(command)).body ?? []);
  expect(emulator.journal.entries[1]?.output).toMatchObject({
    body: expect.arrayContaining([{ chunk: { bytes: { messageStart: { role: "assistant" } } } }]),
  });
});

test("a stream that is left early has its first events", async () => {
  const emulator = createEmulator({ scenario: recording });
  const { stream = [] } = await runtime(emulator).send(new ConverseStreamCommand(ask("Hello")));
  for await (const _ of stream) break;
  const [entry] = emulator.journal.entries;
  const { stream: kept } = (entry?.output ?? { stream: [] }) as { stream: unknown[] };
  expect(kept.length).toBeGreaterThan(0);
  expect(JSON.stringify(kept)).not.toContain("metadata");
});

test("secrets are left out by their names and by their looks", async () => {
  const emulator = createEmulator({ scenario: recording });
  const key = `ABSK${"QmVkcm9ja0FQSUtleS0".repeat(4)}`;
  const requestMetadata = { apiKey: "hidden-1", session_token: "hidden-2", team: "a" };
  await runtime(emulator).send(new ConverseCommand({ ...ask(`My key is ${key}.`), requestMetadata }));
  const written = JSON.stringify(emulator.journal.entries[0]?.input);
  expect(written).not.toMatch(/hidden|ABSK/);
  expect(written).toContain('"team":"a"');
  expect(written).toContain("My key is [redacted].");
});

test("the request's credentials are never kept", async () => {
  const emulator = createEmulator({ scenario: recording });
  await runtime(emulator).send(new ConverseCommand(ask("Hello")));
  const everything = emulator.journal.toJsonl() + JSON.stringify(emulator.journal.toHar());
  expect(everything).not.toMatch(/never-checked|AWS4-HMAC|Signature=/);
});

test("a long body is clipped and says so", async () => {
  const emulator = createEmulator({ scenario: recording });
  await runtime(emulator).send(new ConverseCommand(ask("long ".repeat(50_000))));
  const [entry] = emulator.journal.entries;
  expect(entry?.bodiesClipped).toBe(true);
  expect(JSON.stringify(entry?.input).length).toBeLessThan(70_000);
  expect(JSON.stringify(entry?.input)).toContain("…");
});

test("a body of many small values is clipped as well, however deep it is", () => {
  const bodies = new Bodies();
  const wide: BodyHolder = {};
  bodies.keep(wide, "input", { list: Array.from({ length: 1_000_000 }, (_, at) => at) });
  expect(wide.bodiesClipped).toBe(true);
  expect(JSON.stringify(wide.input).length).toBeLessThan(70_000);
  let deep: unknown = "end";
  for (let depth = 0; depth < 5_000; depth++) deep = [deep];
  const nested: BodyHolder = {};
  bodies.keep(nested, "input", { deep });
  expect(JSON.stringify(nested.input)).not.toContain("end");
});

test("the bodies of older requests make room, and those of a journal that has been cleared count no more", () => {
  const bodies = new Bodies(1_000);
  const holders: BodyHolder[] = [{}, {}, {}];
  for (const holder of holders) bodies.keep(holder, "input", { text: "x".repeat(400) });
  expect(holders.map(({ input }) => input !== undefined)).toEqual([false, true, true]);
  expect(holders[0]).toEqual({ bodiesDropped: true });
  bodies.clear();
  const fresh: BodyHolder[] = [{}, {}];
  for (const holder of fresh) bodies.keep(holder, "input", { text: "x".repeat(400) });
  expect(fresh.every(({ input }) => input !== undefined)).toBe(true);
});

test("the scenario says how many requests are kept, also while there are some", async () => {
  const emulator = createEmulator({ scenario: { journal: { limit: 2 } } });
  for (const text of ["a", "b", "c"]) await runtime(emulator).send(new ConverseCommand(ask(text)));
  expect(emulator.journal).toMatchObject({ dropped: 1, entries: [{ status: 200 }, { status: 200 }] });
  expect(emulator.journal.entries[0]).not.toHaveProperty("input");
  await emulator.useScenario({ journal: { limit: 1 } });
  expect(emulator.journal).toMatchObject({ dropped: 2, entries: [{}] });
});
