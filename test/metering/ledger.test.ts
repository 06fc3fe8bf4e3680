import {
  ConverseCommand,
  ConverseStreamCommand,
  CountTokensCommand,
  InvokeModelCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { expect, test } from "vitest";
import { createCatalog } from "../../emulator/catalog/index.ts";
import { createEmulator } from "../../emulator/index.ts";
import { createLedger } from "../../emulator/metering/ledger.ts";
import { applicationArn, failureOf, NOVA_LITE, runtime, systemArn, US_NOVA_LITE } from "../emulator/callers.ts";

const catalog = createCatalog();
const messages = [{ role: "user" as const, content: [{ text: "What is granite?" }] }];

test("the usage of a call is what its answer says, priced by the catalogue", async () => {
  const emulator = createEmulator();
  const { usage } = await runtime(emulator).send(new ConverseCommand({ modelId: NOVA_LITE, messages }));
  const { inputTokens = 0, outputTokens = 0 } = usage ?? {};
  expect(emulator.usage.rows).toEqual([
    {
      account: "111122223333",
      region: "us-east-1",
      operation: "Converse",
      model: NOVA_LITE,
      invocations: 1,
      inputTokens,
      outputTokens,
      // https://aws.amazon.com/bedrock/pricing/: US$ 0.06 and 0.24 for a million tokens of Nova Lite.
      costUsd: expect.closeTo((inputTokens * 0.06 + outputTokens * 0.24) / 1e6, 12),
    },
  ]);
});

test("calls of one kind are summed, and every kind has its own row", async () => {
  const profiles = [{ id: "abcdefghijkl", name: "team-a", copyFrom: US_NOVA_LITE }];
  const emulator = createEmulator({ scenario: { profiles } });
  const client = runtime(emulator);
  const body = JSON.stringify({ messages });
  for (const modelId of [NOVA_LITE, US_NOVA_LITE, applicationArn("abcdefghijkl")]) {
    await client.send(new ConverseCommand({ modelId, messages }));
    await client.send(new ConverseCommand({ modelId, messages }));
    await client.send(new InvokeModelCommand({ modelId, body, contentType: "application/json" }));
  }
  const rows = emulator.usage.rows.map(({ operation, profileArn, invocations }) => [
    operation,
    profileArn,
    invocations,
  ]);
  expect(rows).toEqual(
    [undefined, systemArn(US_NOVA_LITE), applicationArn("abcdefghijkl")].flatMap((arn) => [
      ["Converse", arn, 2],
      ["InvokeModel", arn, 1],
    ]),
  );
});

test("accounts and source Regions have their own rows", async () => {
  const emulator = createEmulator();
  for (const caller of [{}, { accessKeyId: "999988887777" }, { region: "us-west-2" }]) {
    await runtime(emulator, caller).send(new ConverseCommand({ modelId: NOVA_LITE, messages }));
  }
  expect(emulator.usage.rows.map(({ account, region }) => [account, region])).toEqual([
    ["111122223333", "us-east-1"],
    ["999988887777", "us-east-1"],
    ["111122223333", "us-west-2"],
  ]);
});

test("a stream that was read to its end is accounted for like an answer in one piece", async () => {
  const emulator = createEmulator();
  const { stream } = await runtime(emulator).send(new ConverseStreamCommand({ modelId: NOVA_LITE, messages }));
  let said: { inputTokens?: number | undefined; outputTokens?: number | undefined } = {};
  for await (const event of stream ?? []) said = event.metadata?.usage ?? said;
  expect(emulator.usage.rows).toMatchObject([
    { operation: "ConverseStream", invocations: 1, inputTokens: said.inputTokens, outputTokens: said.outputTokens },
  ]);
});

test("what failed is not used, and to count tokens costs nothing", async () => {
  const emulator = createEmulator();
  const client = runtime(emulator);
  await failureOf(client.send(new ConverseCommand({ modelId: "amazon.no-such-model-v1:0", messages })));
  await failureOf(client.send(new ConverseCommand({ modelId: NOVA_LITE, messages: [] })));
  const modelId = "anthropic.claude-3-haiku-20240307-v1:0";
  await failureOf(client.send(new CountTokensCommand({ modelId, input: { converse: { messages } } })));
  expect(emulator.usage.rows).toEqual([]);
});

const record = (modelId: string, region: string, geography?: string) => {
  const model = catalog.models.get(modelId);
  if (!model) throw new Error(`no model ${modelId}`);
  const ledger = createLedger(catalog.prices);
  const profile = geography === undefined ? undefined : { id: "p", name: "p", arn: "arn", geography };
  const target = { kind: "foundation-model", model, source: region, destinations: [region] } as const;
  const usage = { inputTokens: 1_000_000, outputTokens: 1_000_000 };
  ledger.record({ account: "111122223333", region }, "Converse", profile ? { ...target, profile } : target, usage);
  return ledger.rows[0]?.costUsd;
};

test("a call is priced by the geography of its profile, else by the source Region, else by the list price", () => {
  // https://docs.aws.amazon.com/bedrock/latest/userguide/cross-region-inference.html: billed by the source Region.
  expect(record(NOVA_LITE, "eu-west-1", "eu")).toBeCloseTo(0.078 + 0.312);
  expect(record(NOVA_LITE, "us-east-1")).toBeCloseTo(0.06 + 0.24);
  expect(record("anthropic.claude-3-haiku-20240307-v1:0", "us-gov-west-1")).toBeCloseTo(0.3 + 1.5);
  expect(record("anthropic.claude-3-haiku-20240307-v1:0", "us-east-1")).toBeCloseTo(0.25 + 1.25);
});

test("where no price is known there is no cost, rather than a cost of nothing", () => {
  const priced = new Set(catalog.prices.all().map(({ modelId }) => modelId));
  const unpriced = catalog.models.all().find(({ modelId }) => !priced.has(modelId));
  if (!unpriced) throw new Error("every model has a price: take this test away");
  expect(record(unpriced.modelId, "us-east-1")).toBeUndefined();
});

const SONNET_45 = "anthropic.claude-sonnet-4-5-20250929-v1:0";

const recordAll = (modelId: string, ...usages: Parameters<ReturnType<typeof createLedger>["record"]>[3][]) => {
  const model = catalog.models.get(modelId);
  if (!model) throw new Error(`no model ${modelId}`);
  const ledger = createLedger(catalog.prices);
  const target = { kind: "foundation-model", model, source: "us-east-1", destinations: ["us-east-1"] } as const;
  const caller = { account: "111122223333", region: "us-east-1" };
  for (const usage of usages) ledger.record(caller, "Converse", target, usage);
  return ledger.rows[0];
};

test("what is read from the cache and written to it has prices of its own, an hour another than five minutes", () => {
  // https://aws.amazon.com/bedrock/pricing/: of a million tokens of Claude Sonnet 4.5 reads cost US$ 0.30, writes 3.75, for an
  // hour 6.00, input 3.00, output 15.00.
  const row = recordAll(SONNET_45, {
    inputTokens: 1_000_000,
    outputTokens: 1_000_000,
    cacheReadInputTokens: 1_000_000,
    cacheWriteInputTokens: 2_000_000,
    cacheDetails: [
      { ttl: "1h", inputTokens: 1_000_000 },
      { ttl: "5m", inputTokens: 1_000_000 },
    ],
  });
  expect(row).toMatchObject({ cacheReadInputTokens: 1_000_000, cacheWriteInputTokens: 2_000_000 });
  expect(row?.costUsd).toBeCloseTo(3 + 15 + 0.3 + 6 + 3.75);
});

test("a row with one call whose cost is not known has no cost, whatever came before or comes after", () => {
  // The catalogue has no price of what Nova Lite reads from its cache.
  const plain = { inputTokens: 10, outputTokens: 10 };
  const cached = { ...plain, cacheReadInputTokens: 1000 };
  expect(recordAll(NOVA_LITE, plain, cached, plain)).toMatchObject({ invocations: 3, inputTokens: 30 });
  expect(recordAll(NOVA_LITE, plain, cached, plain)).not.toHaveProperty("costUsd");
  expect(recordAll(NOVA_LITE, plain, { ...plain, cacheReadInputTokens: 0 })?.costUsd).toBeCloseTo(6e-6);
});
