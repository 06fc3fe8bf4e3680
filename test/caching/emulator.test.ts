import { ConverseCommand, InvokeModelCommand } from "@aws-sdk/client-bedrock-runtime";
import { expect, test } from "vitest";
import { createEmulator, type Emulator } from "../../emulator/index.ts";
import { applicationArn, failureOf, runtime } from "../emulator/callers.ts";

// The JavaScript SDK against a whole emulator: https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html

const SONNET = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
const long = " stone".repeat(1500);
const cached = {
  modelId: SONNET,
  system: [{ text: long }, { cachePoint: { type: "default" as const } }],
  messages: [{ role: "user" as const, content: [{ text: "What is granite?" }] }],
};
const frozen = () => createEmulator({ scenario: { clock: { start: "2026-01-01T00:00:00Z", mode: "frozen" } } });
const ask = async (emulator: Emulator) => (await runtime(emulator).send(new ConverseCommand(cached))).usage;

test("the SDK sees the counts of the cache, and the journal and the ledger have them", async () => {
  const emulator = frozen();
  const written = await ask(emulator);
  expect(written).toMatchObject({
    cacheReadInputTokens: 0,
    cacheWriteInputTokens: 1507,
    cacheDetails: [{ ttl: "5m", inputTokens: 1507 }],
  });
  expect(await ask(emulator)).toMatchObject({ cacheReadInputTokens: 1507, cacheWriteInputTokens: 0 });
  expect(emulator.journal.entries.map(({ usage }) => usage)).toMatchObject([
    { inputTokens: written?.inputTokens, cacheWriteInputTokens: 1507 },
    { inputTokens: written?.inputTokens, cacheReadInputTokens: 1507 },
  ]);
  expect(emulator.journal.entries.at(-1)?.decision).toContainEqual(
    expect.objectContaining({ step: "cache", outcome: "1507 tokens read, 0 written" }),
  );
  expect(emulator.usage.rows).toMatchObject([{ cacheReadInputTokens: 1507, cacheWriteInputTokens: 1507 }]);
});

test("the emulator's clock lets the cache expire, and a reset empties it", async () => {
  const emulator = frozen();
  await ask(emulator);
  emulator.clock.advance(5 * 60_000);
  expect(await ask(emulator)).toMatchObject({ cacheReadInputTokens: 0 });
  expect(await ask(emulator)).toMatchObject({ cacheReadInputTokens: 1507 });
  await emulator.reset();
  expect(await ask(emulator)).toMatchObject({ cacheReadInputTokens: 0 });
});

test("a scenario that comes later leaves the cache as it leaves the state", async () => {
  const emulator = frozen();
  await ask(emulator);
  await emulator.useScenario({ quotas: { mode: "off" } });
  expect(await ask(emulator)).toMatchObject({ cacheReadInputTokens: 1507 });
});

test("InvokeModel tells the cache in headers too", async () => {
  // Recorded test cassettes of opentelemetry-python-contrib and openllmetry, from 2025-03.
  const emulator = frozen();
  const body = JSON.stringify({
    anthropic_version: "bedrock-2023-05-31",
    max_tokens: 100,
    system: [{ type: "text", text: long, cache_control: { type: "ephemeral" } }],
    messages: [{ role: "user", content: "What is granite?" }],
  });
  const client = runtime(emulator);
  let headers: Record<string, string> = {};
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      headers = (result.response as { headers: Record<string, string> }).headers;
      return result;
    },
    { step: "deserialize", priority: "low" },
  );
  const counts = async () => {
    await client.send(new InvokeModelCommand({ modelId: SONNET, body, contentType: "application/json" }));
    const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    return ["cache-read-input", "cache-write-input", "input"].map(
      (kind) => lower[`x-amzn-bedrock-${kind}-token-count`],
    );
  };
  const [read, written, input] = await counts();
  expect([read, written]).toEqual(["0", "1507"]);
  expect(await counts()).toEqual(["1507", "0", input]);
});

test("a model without prompt caching refuses cache points as an access that is denied", async () => {
  const modelId = "us.meta.llama3-3-70b-instruct-v1:0";
  // https://github.com/BerriAI/litellm/pull/39210: 403.
  expect(await failureOf(runtime(frozen()).send(new ConverseCommand({ ...cached, modelId })))).toMatchObject({
    name: "AccessDeniedException",
    status: 403,
  });
});

test("a request that fails writes nothing to the cache", async () => {
  const emulator = createEmulator({
    scenario: {
      clock: { start: "2026-01-01T00:00:00Z", mode: "frozen" },
      faults: [{ when: { operation: "Converse", call: 1 }, then: { error: "ServiceUnavailableException" } }],
    },
  });
  await failureOf(ask(emulator));
  expect(await ask(emulator)).toMatchObject({ cacheReadInputTokens: 0, cacheWriteInputTokens: 1507 });
});

test("an application profile caches like the model behind it, though its ARN does not name the model", async () => {
  // Clients that guess from the ARN leave caching off: https://github.com/strands-agents/harness-sdk/issues/1705.
  const emulator = createEmulator({
    scenario: { profiles: [{ id: "abcdefghijkl", name: "team-a", copyFrom: SONNET }] },
  });
  const client = runtime(emulator);
  const modelId = applicationArn("abcdefghijkl");
  await client.send(new ConverseCommand({ ...cached, modelId }));
  const { usage } = await client.send(new ConverseCommand({ ...cached, modelId }));
  expect(usage).toMatchObject({ cacheReadInputTokens: 1507 });
  expect(await ask(emulator)).toMatchObject({ cacheReadInputTokens: 1507 });
});
