import { CreateInferenceProfileCommand } from "@aws-sdk/client-bedrock";
import { RerankCommand, type RerankCommandInput, type RerankSource } from "@aws-sdk/client-bedrock-agent-runtime";
import { InvokeModelCommand } from "@aws-sdk/client-bedrock-runtime";
import { describe, expect, test } from "vitest";
import { createEmulator } from "../../../emulator/index.ts";
import {
  agentRuntime,
  controlPlane,
  failureOf,
  invalid,
  modelArn,
  NOVA_LITE,
  runtime,
} from "../../emulator/callers.ts";

const COHERE = "cohere.rerank-v3-5:0";
const AMAZON = "amazon.rerank-v1:0";
const query = "Which layer of the Earth is liquid?";
const texts = [
  "Granite is quarried for buildings.",
  "The outer core is the layer of the Earth that is liquid.",
  "Rivers carry sand to the sea.",
];

const source = (text: string): RerankSource => ({
  type: "INLINE",
  inlineDocumentSource: { type: "TEXT", textDocument: { text } },
});

type Settings = NonNullable<RerankCommandInput["rerankingConfiguration"]>["bedrockRerankingConfiguration"];

function request(modelId: string, settings: Partial<Settings> = {}, sources = texts.map(source)): RerankCommand {
  const modelConfiguration = { modelArn: modelId, ...settings?.modelConfiguration };
  return new RerankCommand({
    queries: [{ type: "TEXT", textQuery: { text: query } }],
    sources,
    rerankingConfiguration: {
      type: "BEDROCK_RERANKING_MODEL",
      bedrockRerankingConfiguration: { ...settings, modelConfiguration },
    },
  });
}

/** The same through InvokeModel. */
const native = (modelId: string) =>
  new InvokeModelCommand({
    modelId,
    contentType: "application/json",
    body: JSON.stringify({ api_version: 2, query, documents: texts }),
  });

const ARN_INVALID = invalid(
  "The provided model ARN for reranking is invalid. Please, use a valid model ARN. Also check the model ARN follows this format: arn:<partition>:bedrock:<region>:<foundation-model/<model-id>",
);

describe("Rerank", () => {
  test.each([
    [COHERE, "us-east-1"],
    [AMAZON, "us-west-2"],
  ])("ranks all sources with %s, best first, by index and score alone", async (modelId, region) => {
    const client = agentRuntime(createEmulator(), { region });
    const { results = [] } = await client.send(request(modelArn(modelId, region)));
    expect(results.map(({ index }) => index).sort()).toEqual([0, 1, 2]);
    expect(results[0]?.index).toBe(1);
    for (const result of results) expect(Object.keys(result)).toEqual(["index", "relevanceScore"]);
  });

  test("ranks as InvokeModel does, in numbers of 32 bits", async () => {
    const emulator = createEmulator();
    const { results = [] } = await agentRuntime(emulator).send(request(modelArn(COHERE)));
    const { body } = await runtime(emulator).send(native(COHERE));
    const ranked = JSON.parse(body.transformToString()) as {
      results: { index: number; relevance_score: number }[];
    };
    expect(results).toEqual(
      ranked.results.map(({ index, relevance_score }) => ({ index, relevanceScore: Math.fround(relevance_score) })),
    );
  });

  test("gives as many results as it is asked for", async () => {
    const { results } = await agentRuntime(createEmulator()).send(request(modelArn(COHERE), { numberOfResults: 2 }));
    expect(results).toHaveLength(2);
  });

  // https://github.com/langgenius/dify/pull/12774
  test("refuses to give more results than there are sources", async () => {
    const failure = failureOf(agentRuntime(createEmulator()).send(request(modelArn(COHERE), { numberOfResults: 4 })));
    expect(await failure).toEqual(invalid("Cannot provide numberOfResults value that exceeds the number of sources."));
  });

  test("ranks JSON documents by their text", async () => {
    const sources = texts.map((passage): RerankSource => {
      return { type: "INLINE", inlineDocumentSource: { type: "JSON", jsonDocument: { passage } } };
    });
    const { results } = await agentRuntime(createEmulator()).send(request(modelArn(COHERE), {}, sources));
    expect(results?.[0]?.index).toBe(1);
  });

  test("refuses a document that is not there", async () => {
    const sources: RerankSource[] = [{ type: "INLINE", inlineDocumentSource: { type: "JSON" } }];
    const failure = failureOf(agentRuntime(createEmulator()).send(request(modelArn(COHERE), {}, sources)));
    expect(await failure).toEqual(invalid("The document of source 0 has no jsonDocument, which its type asks for."));
  });

  // https://github.com/aws-samples/dify-aws-tool/pull/159
  test("refuses the ARN of an application profile, through which InvokeModel ranks", async () => {
    const emulator = createEmulator();
    const create = { inferenceProfileName: "team-a", modelSource: { copyFrom: modelArn(COHERE) } };
    const { inferenceProfileArn: modelId = "" } = await controlPlane(emulator).send(
      new CreateInferenceProfileCommand(create),
    );
    expect(await failureOf(agentRuntime(emulator).send(request(modelId)))).toEqual(ARN_INVALID);
    const { $metadata } = await runtime(emulator).send(native(modelId));
    expect($metadata.httpStatusCode).toBe(200);
  });

  test.each([
    ["a model of another Region", modelArn(COHERE, "us-west-2")],
    ["a model that this Region does not have", modelArn(AMAZON)],
    ["a model that does not rank", modelArn(NOVA_LITE)],
    ["a model by its id", COHERE],
    ["a model that does not exist", modelArn("cohere.rerank-v9:0")],
  ])("refuses %s", async (_what, modelId) => {
    expect(await failureOf(agentRuntime(createEmulator()).send(request(modelId)))).toEqual(ARN_INVALID);
  });

  test("hands additional fields to the model, which refuses those that it does not know", async () => {
    const client = agentRuntime(createEmulator());
    const withFields = (additionalModelRequestFields: Record<string, number>) =>
      request(modelArn(COHERE), { modelConfiguration: { modelArn: modelArn(COHERE), additionalModelRequestFields } });
    expect((await client.send(withFields({ max_tokens_per_doc: 5 }))).results).toHaveLength(3);
    expect(await failureOf(client.send(withFields({ stream: 1 })))).toEqual(
      invalid(
        "Malformed input request: #: extraneous key [stream] is not permitted, please reformat your input and try again.",
      ),
    );
  });

  // https://docs.aws.amazon.com/bedrock/latest/userguide/rerank-prereq.html
  test.each([
    ["bedrock:InvokeModel", modelArn(COHERE), "bedrock:Rerank on resource: *"],
    ["bedrock:Rerank", "*", `bedrock:InvokeModel on resource: ${modelArn(COHERE)}`],
  ])("with the permission for %s alone is denied", async (action, resource, missing) => {
    const document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: resource }] };
    const arn = "arn:aws:iam::111122223333:role/app";
    const principals = [{ arn, accessKeyId: "AKIAAPP0000000000001", policies: [{ name: "inline", document }] }];
    const emulator = createEmulator({ scenario: { principals } });
    const client = agentRuntime(emulator, { accessKeyId: "AKIAAPP0000000000001" });
    const failure = await failureOf(client.send(request(modelArn(COHERE))));
    expect(failure).toMatchObject({ name: "AccessDeniedException", status: 403 });
    expect(failure.message).toContain(missing);
  });

  test("takes quotas and faults as any inference", async () => {
    const scenario = {
      quotas: { rules: [{ model: COHERE, requestsPerMinute: 1 }] },
      clock: { start: "2026-01-01T00:00:00Z", mode: "frozen" as const },
    };
    const client = agentRuntime(createEmulator({ scenario }));
    await client.send(request(modelArn(COHERE)));
    expect(await failureOf(client.send(request(modelArn(COHERE))))).toMatchObject({
      name: "ThrottlingException",
      status: 429,
    });
    const faults = [{ when: { operation: "Rerank" }, then: { error: "DependencyFailedException" } }];
    const failing = agentRuntime(createEmulator({ scenario: { faults } }));
    expect(await failureOf(failing.send(request(modelArn(COHERE))))).toMatchObject({
      name: "DependencyFailedException",
      status: 424,
    });
  });
});
