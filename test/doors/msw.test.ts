import { BedrockClient, ListInferenceProfilesCommand } from "@aws-sdk/client-bedrock";
import { BedrockAgentClient, ListAgentsCommand } from "@aws-sdk/client-bedrock-agent";
import { BedrockAgentRuntimeClient, RerankCommand } from "@aws-sdk/client-bedrock-agent-runtime";
import {
  BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
  ConverseCommand,
  ConverseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { bedrockHandlers } from "../../emulator/doors/msw.ts";
import { createEmulator } from "../../emulator/index.ts";
import { failureOf, US_NOVA_LITE } from "../emulator/callers.ts";

const emulator = createEmulator({ scenario: { answers: [{ then: { text: "Granite is an igneous rock." } }] } });
const server = setupServer(...bedrockHandlers(emulator));
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(async () => {
  server.resetHandlers();
  await emulator.reset();
});
afterAll(async () => {
  server.close();
  await emulator.close();
});

const credentials = { accessKeyId: "111122223333", secretAccessKey: "x" };
const config = { region: "us-east-1", credentials };
const ask = { modelId: US_NOVA_LITE, messages: [{ role: "user" as const, content: [{ text: "What is granite?" }] }] };
/** The runtime client over HTTP/1.1, which msw sees; its default is HTTP/2. */
const runtime = (more: BedrockRuntimeClientConfig = {}) =>
  new BedrockRuntimeClient({ ...config, requestHandler: new NodeHttpHandler(), ...more });

test("clients that are not changed speak to the emulator, each with its own service and Region", async () => {
  const { inferenceProfileSummaries = [] } = await new BedrockClient(config).send(
    new ListInferenceProfilesCommand({ maxResults: 1 }),
  );
  expect(inferenceProfileSummaries).toHaveLength(1);
  const { output } = await runtime({ region: "us-east-2" }).send(new ConverseCommand(ask));
  expect(output?.message?.content).toEqual([{ text: "Granite is an igneous rock." }]);
  const modelArn = "arn:aws:bedrock:us-west-2::foundation-model/cohere.rerank-v3-5:0";
  const { results } = await new BedrockAgentRuntimeClient({
    ...config,
    region: "us-west-2",
    requestHandler: new NodeHttpHandler(),
  }).send(
    new RerankCommand({
      queries: [{ type: "TEXT", textQuery: { text: "granite" } }],
      sources: [{ type: "INLINE", inlineDocumentSource: { type: "TEXT", textDocument: { text: "granite" } } }],
      rerankingConfiguration: {
        type: "BEDROCK_RERANKING_MODEL",
        bedrockRerankingConfiguration: { modelConfiguration: { modelArn } },
      },
    }),
  );
  expect(results).toHaveLength(1);
  const failure = await failureOf(new BedrockAgentClient(config).send(new ListAgentsCommand({})));
  expect(failure).toMatchObject({ name: "NotImplementedException", status: 501 });
  expect(emulator.journal.entries.map(({ service, operation, source }) => [service, operation, source])).toEqual([
    ["bedrock", "ListInferenceProfiles", "us-east-1"],
    ["bedrock-runtime", "Converse", "us-east-2"],
    ["bedrock-agent-runtime", "Rerank", "us-west-2"],
    ["bedrock-agent", "ListAgents", "us-east-1"],
  ]);
});

test("a stream comes event by event, and the emulator sees a reader who leaves", async () => {
  await emulator.useScenario({
    answers: [{ then: { text: "one two three four five six seven eight nine ten", stream: { chunkTokens: 1 } } }],
    expect: [{ streamsRead: true }],
  });
  const { stream = [] } = await runtime().send(new ConverseStreamCommand(ask));
  const kinds: string[] = [];
  for await (const event of stream) kinds.push(...Object.keys(event));
  expect(kinds.filter((kind) => kind === "contentBlockDelta").length).toBeGreaterThan(5);
  expect(kinds.at(-1)).toBe("metadata");
  expect(emulator.verification.ok).toBe(true);
});

test("the first events of a slow stream are there before the last are made", async () => {
  await emulator.useScenario({
    clock: { start: "2026-01-01T00:00:00Z", mode: "frozen" },
    faults: [{ then: { perChunkMs: 1_000 } }],
  });
  const { stream = [] } = await runtime().send(new ConverseStreamCommand(ask));
  let count = 0;
  for await (const event of stream) {
    count++;
    // Nothing more comes until the clock goes on.
    if (!event.metadata) emulator.clock.advance(1_000);
  }
  expect(count).toBeGreaterThan(4);
});

test("fetch is answered as well", async () => {
  const url = `https://bedrock-runtime.us-west-2.amazonaws.com/model/${encodeURIComponent(US_NOVA_LITE)}/converse`;
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ messages: ask.messages }),
  });
  expect(await answer.json()).toMatchObject({ output: { message: { role: "assistant" } } });
  expect(emulator.journal.entries).toMatchObject([{ operation: "Converse", source: "us-west-2" }]);
});

test.each([
  "bedrock.us-east-1.amazonaws.com",
  "bedrock-fips.us-gov-west-1.amazonaws.com",
  "bedrock.eu-central-1.api.aws",
  "bedrock-fips.us-east-1.api.aws",
  "vpce-0123456789abcdef0-abcdefgh.bedrock.us-east-1.vpce.amazonaws.com",
  "BEDROCK.US-EAST-1.AMAZONAWS.COM",
])("%s is answered", async (host) => {
  expect((await fetch(`https://${host}/foundation-models`)).status).toBe(200);
  expect(emulator.journal.entries).toHaveLength(1);
});

test.each([
  "bedrock.cn-north-1.amazonaws.com.cn",
  "bedrock.nowhere-9.amazonaws.com",
  "bedrock.us-iso-east-1.c2s.ic.gov",
])("%s, where there is no Bedrock, is never asked", async (host) => {
  const answer = await fetch(`https://${host}/foundation-models`);
  expect(answer.headers.get("x-amzn-requestid")).not.toBeNull();
  expect(emulator.journal.entries).toHaveLength(1);
});

test.each(["bedrock-agentcore.us-east-1.amazonaws.com", "bedrock-mantle.us-east-1.api.aws"])(
  "%s, for which Outcrop does not answer, is refused by name",
  async (host) => {
    const answer = await fetch(`https://${host}/anything`);
    expect(answer.status).toBe(501);
    const { message } = (await answer.json()) as { message: string };
    expect(message).toContain(`does not emulate ${host.split(".")[0]}`);
    expect(emulator.journal.entries).toEqual([]);
  },
);

test("other hosts are left to other handlers", async () => {
  server.use(http.get("https://s3.us-east-1.amazonaws.com/x", () => HttpResponse.text("theirs")));
  expect(await (await fetch("https://s3.us-east-1.amazonaws.com/x")).text()).toBe("theirs");
  const lookalikes = [
    "https://bedrock.us-east-1.amazonaws.com.example/x",
    "https://mybedrock.us-east-1.amazonaws.com/x",
  ];
  for (const url of lookalikes) {
    server.use(http.get(url, () => HttpResponse.text("theirs")));
    expect(await (await fetch(url)).text()).toBe("theirs");
  }
});

test("a connection that a fault breaks is broken for the client", async () => {
  await emulator.useScenario({ faults: [{ then: { connection: "reset" } }] });
  await expect(runtime({ maxAttempts: 1 }).send(new ConverseCommand(ask))).rejects.toThrow("Network error");
  expect(emulator.journal.entries).toMatchObject([{ status: 0 }]);
});

test("a request that is aborted ends as such", async () => {
  await emulator.useScenario({
    clock: { start: "2026-01-01T00:00:00Z", mode: "frozen" },
    faults: [{ then: { delay: "PT1H" } }],
  });
  const abort = new AbortController();
  const answer = runtime().send(new ConverseCommand(ask), { abortSignal: abort.signal });
  setImmediate(() => abort.abort());
  expect((await failureOf(answer)).name).toBe("AbortError");
});

describe("with the address of an emulator", () => {
  test("requests go there, in the session that is named", async () => {
    await using remote = createEmulator();
    const { url } = await remote.listen();
    server.use(...bedrockHandlers(url, { session: "browser-1" }));
    const arn = "arn:aws:bedrock:us-east-2:111122223333:inference-profile/us.amazon.nova-lite-v1:0";
    const { usage } = await runtime({ region: "us-east-2" }).send(new ConverseCommand({ ...ask, modelId: arn }));
    expect(usage?.inputTokens).toBeGreaterThan(0);
    const { stream = [] } = await runtime({ region: "us-east-2" }).send(new ConverseStreamCommand(ask));
    for await (const event of stream) expect(event).toBeDefined();
    expect(emulator.journal.entries).toEqual([]);
    expect(remote.journal.entries).toEqual([]);
    expect(remote.session("browser-1").journal.entries).toMatchObject([
      { operation: "Converse", source: "us-east-2", modelId: arn },
      { operation: "ConverseStream", source: "us-east-2" },
    ]);
  });
});
