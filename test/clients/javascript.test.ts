import {
  ConflictException,
  CreateInferenceProfileCommand,
  DeleteInferenceProfileCommand,
  GetInferenceProfileCommand,
  ListInferenceProfilesCommand,
  ListMarketplaceModelEndpointsCommand,
  ListTagsForResourceCommand,
  paginateListInferenceProfiles,
  ResourceNotFoundException,
  TagResourceCommand,
  TooManyTagsException,
  UntagResourceCommand,
  ValidationException,
} from "@aws-sdk/client-bedrock";
import {
  ApplyGuardrailCommand,
  ConverseCommand,
  CountTokensCommand,
  InvokeModelWithResponseStreamCommand,
  ValidationException as RuntimeValidationException,
} from "@aws-sdk/client-bedrock-runtime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  byDefault,
  converse,
  converseStream,
  createProfile,
  inProcess,
  invoke,
  invokeStream,
  overHttp1,
  type Way,
} from "./javascript-clients.ts";
import { CLAUDE, foundationModelArn, freshAccount, NOVA, systemProfileArn, TITAN } from "./models.ts";

const question = "Which rock lets the deepest layers be seen?";
const messages = [{ role: "user" as const, content: [{ text: question }] }];
const novaRequest = { messages: [{ role: "user", content: [{ text: question }] }] };
const claudeRequest = {
  anthropic_version: "bedrock-2023-05-31",
  max_tokens: 300,
  messages: [{ role: "user", content: question }],
};

const IDENTIFIER_INVALID = "The provided model identifier is invalid.";

/** Every way to name one model, each with what it needs to exist first. */
const names: Record<string, (way: Way, account: string) => Promise<string>> = {
  "the id of a foundation model": async () => NOVA,
  "the ARN of a foundation model": async () => foundationModelArn(NOVA),
  "the id of a system-defined profile": async () => `us.${NOVA}`,
  "the ARN of a system-defined profile": async (_way, account) => systemProfileArn(account, `us.${NOVA}`),
  "an application profile over a foundation model": (way, account) =>
    createProfile(way.bedrock(account), foundationModelArn(NOVA)),
  "an application profile over a system-defined profile": (way, account) =>
    createProfile(way.bedrock(account), systemProfileArn(account, `us.${NOVA}`)),
};

describe.each([
  ["by default", byDefault],
  ["forced to HTTP/1.1", overHttp1],
  ["in the emulator's own process", inProcess],
])("the JavaScript SDK %s", (_name, open) => {
  let way: Way;
  beforeAll(async () => {
    way = await open();
  });
  afterAll(() => way[Symbol.asyncDispose]());

  describe("manages inference profiles:", () => {
    test("one made from a foundation model is read by its id and by its ARN", async () => {
      const account = freshAccount();
      const client = way.bedrock(account);
      const created = await client.send(
        new CreateInferenceProfileCommand({
          inferenceProfileName: "team-a",
          description: "for team a",
          modelSource: { copyFrom: foundationModelArn(NOVA) },
          tags: [{ key: "team", value: "a" }],
        }),
      );
      const arn = created.inferenceProfileArn ?? "";
      expect(created).toMatchObject({ $metadata: { httpStatusCode: 201, attempts: 1 }, status: "ACTIVE" });
      expect(arn).toMatch(
        new RegExp(`^arn:aws:bedrock:us-east-1:${account}:application-inference-profile/[a-z0-9]{12}$`),
      );

      const read = (inferenceProfileIdentifier: string) =>
        client.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier }));
      const { $metadata, ...byArn } = await read(arn);
      expect($metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
      expect(byArn).toEqual({
        inferenceProfileName: "team-a",
        description: "for team a",
        inferenceProfileArn: arn,
        inferenceProfileId: arn.slice(-12),
        models: [{ modelArn: foundationModelArn(NOVA) }],
        status: "ACTIVE",
        type: "APPLICATION",
        createdAt: expect.any(Date),
        updatedAt: expect.any(Date),
      });
      expect(await read(arn.slice(-12))).toMatchObject(byArn);
    });

    test("one made from a system-defined profile has a model for every destination Region", async () => {
      const account = freshAccount();
      const client = way.bedrock(account);
      const arn = await createProfile(client, systemProfileArn(account, `us.${CLAUDE}`));
      const { models } = await client.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: arn }));
      const regions = models?.map(({ modelArn }) => modelArn?.split(":")[3]).sort();
      expect(regions).toEqual(["us-east-1", "us-east-2", "us-west-2"]);
    });

    test("the SDK's paginator reads the application profiles two by two", async () => {
      const client = way.bedrock(freshAccount());
      const created: string[] = [];
      for (const name of ["a", "b", "c", "d", "e"]) {
        created.push(await createProfile(client, foundationModelArn(NOVA), name));
      }
      const pages: string[][] = [];
      for await (const page of paginateListInferenceProfiles({ client, pageSize: 2 }, { typeEquals: "APPLICATION" })) {
        pages.push(page.inferenceProfileSummaries?.map((summary) => summary.inferenceProfileArn ?? "") ?? []);
      }
      expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
      expect(pages.flat().sort()).toEqual(created.sort());
    });

    test("a list without a type has the system-defined profiles alone", async () => {
      const client = way.bedrock(freshAccount());
      await createProfile(client, foundationModelArn(NOVA));
      const { inferenceProfileSummaries = [] } = await client.send(new ListInferenceProfilesCommand());
      expect(new Set(inferenceProfileSummaries.map(({ type }) => type))).toEqual(new Set(["SYSTEM_DEFINED"]));
      const ids = inferenceProfileSummaries.map(({ inferenceProfileId }) => inferenceProfileId);
      expect(ids).toEqual(expect.arrayContaining([`us.${NOVA}`, `global.${CLAUDE}`]));
      expect(ids).not.toContain(`eu.${NOVA}`);
    });

    test("profiles of one account and Region are not there in another", async () => {
      const account = freshAccount();
      await createProfile(way.bedrock(account), foundationModelArn(NOVA));
      for (const elsewhere of [way.bedrock(freshAccount()), way.bedrock(account, "us-west-2")]) {
        const list = await elsewhere.send(new ListInferenceProfilesCommand({ typeEquals: "APPLICATION" }));
        expect(list.inferenceProfileSummaries).toEqual([]);
      }
    });

    test("tags are put on, replaced, listed and taken away", async () => {
      const client = way.bedrock(freshAccount());
      const { inferenceProfileArn: resourceARN } = await client.send(
        new CreateInferenceProfileCommand({
          inferenceProfileName: "tagged",
          modelSource: { copyFrom: foundationModelArn(NOVA) },
          tags: [
            { key: "team", value: "a" },
            { key: "stage", value: "test" },
          ],
        }),
      );
      const listed = async () => {
        const { tags = [] } = await client.send(new ListTagsForResourceCommand({ resourceARN }));
        return Object.fromEntries(tags.map(({ key, value }) => [key, value]));
      };
      expect(await listed()).toEqual({ team: "a", stage: "test" });
      const tags = [
        { key: "team", value: "b" },
        { key: "cost centre", value: "" },
      ];
      await client.send(new TagResourceCommand({ resourceARN, tags }));
      expect(await listed()).toEqual({ team: "b", stage: "test", "cost centre": "" });
      await client.send(new UntagResourceCommand({ resourceARN, tagKeys: ["stage", "cost centre"] }));
      expect(await listed()).toEqual({ team: "b" });
    });

    test("a create that is sent again with its token makes nothing new", async () => {
      const client = way.bedrock(freshAccount());
      const input = {
        inferenceProfileName: "once",
        clientRequestToken: "token-1",
        modelSource: { copyFrom: foundationModelArn(NOVA) },
      };
      const first = await client.send(new CreateInferenceProfileCommand(input));
      const again = await client.send(new CreateInferenceProfileCommand(input));
      expect(again.inferenceProfileArn).toBe(first.inferenceProfileArn);
      const other = new CreateInferenceProfileCommand({ ...input, inferenceProfileName: "other" });
      await expect(client.send(other)).rejects.toBeInstanceOf(ConflictException);
    });

    test("a deleted profile is gone", async () => {
      const client = way.bedrock(freshAccount());
      const inferenceProfileIdentifier = await createProfile(client, foundationModelArn(NOVA));
      await client.send(new DeleteInferenceProfileCommand({ inferenceProfileIdentifier }));
      const read = client.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier }));
      await expect(read).rejects.toBeInstanceOf(ResourceNotFoundException);
    });

    test("a system-defined profile cannot be deleted", async () => {
      const client = way.bedrock(freshAccount());
      const command = new DeleteInferenceProfileCommand({ inferenceProfileIdentifier: `us.${NOVA}` });
      await expect(client.send(command)).rejects.toBeInstanceOf(ValidationException);
    });

    test("a broken constraint is told in AWS's words", async () => {
      const account = freshAccount();
      const command = new CreateInferenceProfileCommand({
        inferenceProfileName: "a".repeat(65),
        modelSource: { copyFrom: foundationModelArn(NOVA) },
      });
      const error = await failureOf(way.bedrock(account).send(command));
      expect(error).toBeInstanceOf(ValidationException);
      expect(error).toMatchObject({
        name: "ValidationException",
        message: `1 validation error detected: Value '${"a".repeat(65)}' at 'inferenceProfileName' failed to satisfy constraint: Member must have length less than or equal to 64`,
        $fault: "client",
        $metadata: { httpStatusCode: 400, attempts: 1 },
      });
      expect(await way.journal(account)).toHaveLength(1);
    });

    test("too many tags are an error of its own class, which names the resource", async () => {
      const client = way.bedrock(freshAccount());
      const resourceARN = await createProfile(client, foundationModelArn(NOVA));
      const tags = Array.from({ length: 51 }, (_, index) => ({ key: `key-${index}`, value: "" }));
      const error = await failureOf(client.send(new TagResourceCommand({ resourceARN, tags })));
      expect(error).toBeInstanceOf(TooManyTagsException);
      expect(error).toMatchObject({ resourceName: resourceARN, $metadata: { httpStatusCode: 400 } });
    });
  });

  describe("gets answers:", () => {
    test.each(Object.entries(names))("Converse and ConverseStream say the same through %s", async (_title, name) => {
      const account = freshAccount();
      const modelId = await name(way, account);
      const client = way.runtime(account);
      const input = { modelId, messages, inferenceConfig: { maxTokens: 300 } };
      const whole = await converse(client, input);
      const streamed = await converseStream(client, input);
      expect(streamed.kinds).toEqual([
        "messageStart",
        "contentBlockDelta",
        "contentBlockStop",
        "messageStop",
        "metadata",
      ]);
      expect(whole.pieces.join("")).not.toBe("");
      expect(streamed.pieces.join("")).toBe(whole.pieces.join(""));
      expect(streamed.pieces.length).toBeGreaterThan(1);
      expect(whole.stopReason).toBe("end_turn");
      expect(streamed.stopReason).toBe("end_turn");
      const { inputTokens = 0, outputTokens = 0, totalTokens } = whole.usage ?? {};
      expect(inputTokens).toBeGreaterThan(0);
      expect(outputTokens).toBeGreaterThan(0);
      expect(totalTokens).toBe(inputTokens + outputTokens);
      expect(streamed.usage).toMatchObject({ inputTokens, outputTokens, totalTokens });
    });

    test.each(Object.entries(names))(
      "Nova's own bodies say the same, streamed or not, through %s",
      async (_t, name) => {
        const account = freshAccount();
        const modelId = await name(way, account);
        const client = way.runtime(account);
        const { body, headers } = await invoke<NovaAnswer>(client, modelId, novaRequest);
        const chunks = await invokeStream<NovaChunk>(client, modelId, novaRequest);
        const text = body.output.message.content.map((block) => block.text).join("");
        expect(text).not.toBe("");
        expect(chunks.map((chunk) => chunk.contentBlockDelta?.delta.text ?? "").join("")).toBe(text);
        expect(chunks.find((chunk) => chunk.messageStop)?.messageStop).toMatchObject({ stopReason: body.stopReason });
        expectTokenHeaders(headers, body.usage.inputTokens, body.usage.outputTokens);
        expect(chunks.at(-1)?.["amazon-bedrock-invocationMetrics"]).toMatchObject({
          inputTokenCount: body.usage.inputTokens,
          outputTokenCount: body.usage.outputTokens,
        });
      },
    );

    test.each(["us", "global"])(
      "Anthropic Messages say the same, streamed or not, through a %s. profile",
      async (geography) => {
        const account = freshAccount();
        const client = way.runtime(account);
        const system = systemProfileArn(account, `${geography}.${CLAUDE}`);
        const application = await createProfile(way.bedrock(account), system);
        const texts = new Set<string>();
        for (const modelId of [`${geography}.${CLAUDE}`, system, application]) {
          const { body, headers } = await invoke<ClaudeAnswer>(client, modelId, claudeRequest);
          const chunks = await invokeStream<ClaudeChunk>(client, modelId, claudeRequest);
          expect(body).toMatchObject({ type: "message", role: "assistant", stop_reason: "end_turn" });
          const text = body.content.map((block) => block.text).join("");
          texts.add(text);
          expect(chunks.map((chunk) => chunk.delta?.text ?? "").join("")).toBe(text);
          expect(chunks[0]?.type).toBe("message_start");
          expect(chunks.at(-1)?.type).toBe("message_stop");
          expectTokenHeaders(headers, body.usage.input_tokens, body.usage.output_tokens);
          expect(chunks.at(-1)?.["amazon-bedrock-invocationMetrics"]).toMatchObject({
            inputTokenCount: body.usage.input_tokens,
            outputTokenCount: body.usage.output_tokens,
          });
        }
        expect(texts.size).toBe(1);
        expect([...texts]).not.toContain("");
      },
    );

    test("Titan text says the same, streamed or not, by its id and through an application profile", async () => {
      const account = freshAccount();
      const client = way.runtime(account);
      const request = { inputText: question };
      for (const modelId of [TITAN, await createProfile(way.bedrock(account), foundationModelArn(TITAN))]) {
        const { body, headers } = await invoke<TitanAnswer>(client, modelId, request);
        const chunks = await invokeStream<TitanChunk>(client, modelId, request);
        expect(body.results).toMatchObject([{ completionReason: "FINISH", outputText: expect.stringMatching(/\S/) }]);
        expect(chunks.map((chunk) => chunk.outputText).join("")).toBe(body.results[0]?.outputText);
        expect(chunks.at(-1)?.completionReason).toBe("FINISH");
        expectTokenHeaders(headers, body.inputTextTokenCount, body.results[0]?.tokenCount ?? 0);
        expect(chunks.at(-1)?.["amazon-bedrock-invocationMetrics"]).toMatchObject({
          inputTokenCount: body.inputTextTokenCount,
          outputTokenCount: body.results[0]?.tokenCount,
        });
      }
    });

    test("CountTokens of a bare model id counts what Converse and InvokeModel use through its profile", async () => {
      const client = way.runtime(freshAccount());
      const count = (input: CountTokensCommand["input"]["input"]) =>
        client.send(new CountTokensCommand({ modelId: CLAUDE, input }));
      const { usage } = await converse(client, { modelId: `us.${CLAUDE}`, messages });
      expect((await count({ converse: { messages } })).inputTokens).toBe(usage?.inputTokens);
      const { body } = await invoke<ClaudeAnswer>(client, `us.${CLAUDE}`, claudeRequest);
      const counted = await count({ invokeModel: { body: Buffer.from(JSON.stringify(claudeRequest)) } });
      expect(counted.inputTokens).toBe(body.usage.input_tokens);
    });

    test("CountTokens refuses profiles and models that cannot count", async () => {
      const account = freshAccount();
      const application = await createProfile(way.bedrock(account), systemProfileArn(account, `us.${CLAUDE}`));
      for (const modelId of [`us.${CLAUDE}`, systemProfileArn(account, `us.${CLAUDE}`), application, NOVA]) {
        const command = new CountTokensCommand({ modelId, input: { converse: { messages } } });
        await expectRefusal(way.runtime(account).send(command), "The provided model doesn't support counting tokens.");
      }
    });

    test("many answers at once do not get mixed up", async () => {
      const client = way.runtime(freshAccount());
      const ask = (text: string) =>
        converseStream(client, { modelId: NOVA, messages: [{ role: "user", content: [{ text }] }] });
      const questions = Array.from({ length: 25 }, (_, index) => `Question ${index}?`);
      const together = await Promise.all(questions.map(ask));
      const texts = together.map(({ pieces }) => pieces.join(""));
      expect(new Set(texts).size).toBe(questions.length);
      expect((await ask("Question 7?")).pieces.join("")).toBe(texts[7]);
    });
  });

  describe("is refused in AWS's words:", () => {
    test("a model that answers through profiles alone, called by its id", async () => {
      const client = way.runtime(freshAccount());
      await expectRefusal(
        client.send(new ConverseCommand({ modelId: CLAUDE, messages })),
        `Invocation of model ID ${CLAUDE} with on-demand throughput isn\u2019t supported. Retry your request with the ID or ARN of an inference profile that contains this model.`,
      );
    });

    test("a profile of another geography", async () => {
      const account = freshAccount();
      const command = new ConverseCommand({ modelId: `eu.${NOVA}`, messages });
      await expectRefusal(way.runtime(account).send(command), IDENTIFIER_INVALID);
      const { output } = await way.runtime(account, "eu-west-1").send(command);
      expect(output?.message?.role).toBe("assistant");
    });

    test("a deleted application profile, streamed or not", async () => {
      const account = freshAccount();
      const bedrock = way.bedrock(account);
      const runtime = way.runtime(account);
      const modelId = await createProfile(bedrock, foundationModelArn(NOVA));
      await converse(runtime, { modelId, messages });
      await bedrock.send(new DeleteInferenceProfileCommand({ inferenceProfileIdentifier: modelId }));
      await expectRefusal(runtime.send(new ConverseCommand({ modelId, messages })), IDENTIFIER_INVALID);
      await expectRefusal(converseStream(runtime, { modelId, messages }), IDENTIFIER_INVALID);
      await expectRefusal(invoke(runtime, modelId, novaRequest), IDENTIFIER_INVALID);
      const body = JSON.stringify(novaRequest);
      const stream = new InvokeModelWithResponseStreamCommand({ modelId, body });
      await expectRefusal(runtime.send(stream), IDENTIFIER_INVALID);
    });

    test("a broken constraint, once and without retries", async () => {
      const account = freshAccount();
      const command = new ConverseCommand({ modelId: NOVA, messages, inferenceConfig: { temperature: 1.5 } });
      await expectRefusal(
        way.runtime(account).send(command),
        "1 validation error detected: Value '1.5' at 'inferenceConfig.temperature' failed to satisfy constraint: Member must have value less than or equal to 1",
      );
      expect(await way.journal(account)).toHaveLength(1);
    });
  });

  test("takes what is not emulated for an error that is not worth a retry", async () => {
    const account = freshAccount();
    const guardrail = { guardrailIdentifier: "abcdefghijkl", guardrailVersion: "1", source: "INPUT" as const };
    const image = { format: "png" as const, source: { bytes: new Uint8Array([1]) } };
    const calls = [
      () => way.bedrock(account).send(new ListMarketplaceModelEndpointsCommand()),
      () => way.runtime(account).send(new ApplyGuardrailCommand({ ...guardrail, content: [{ image }] })),
    ];
    const named = ["ListMarketplaceModelEndpoints of bedrock", "'content.image' of ApplyGuardrail"];
    for (const [index, operation] of named.entries()) {
      const error = await failureOf((calls[index] as () => Promise<unknown>)());
      expect(error).toMatchObject({
        name: "NotImplementedException",
        message: expect.stringContaining(operation),
        $metadata: { httpStatusCode: 501, attempts: 1 },
      });
    }
    expect(await way.journal(account)).toHaveLength(2);
  });
});

interface NovaAnswer {
  readonly output: { readonly message: { readonly content: readonly { readonly text: string }[] } };
  readonly stopReason: string;
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
}

interface Metrics {
  readonly "amazon-bedrock-invocationMetrics"?: object;
}

interface NovaChunk extends Metrics {
  readonly contentBlockDelta?: { readonly delta: { readonly text: string } };
  readonly messageStop?: object;
}

interface ClaudeAnswer {
  readonly content: readonly { readonly text: string }[];
  readonly usage: { readonly input_tokens: number; readonly output_tokens: number };
}

interface ClaudeChunk extends Metrics {
  readonly type: string;
  readonly delta?: { readonly text?: string };
}

interface TitanAnswer {
  readonly inputTextTokenCount: number;
  readonly results: readonly { readonly tokenCount: number; readonly outputText: string }[];
}

interface TitanChunk extends Metrics {
  readonly outputText: string;
  readonly completionReason: string | null;
}

function expectTokenHeaders(headers: Readonly<Record<string, string>>, input: number, output: number): void {
  expect(headers["x-amzn-bedrock-input-token-count"]).toBe(String(input));
  expect(headers["x-amzn-bedrock-output-token-count"]).toBe(String(output));
  expect(headers["x-amzn-bedrock-invocation-latency"]).toMatch(/^\d+$/);
}

/** What a call that has to fail fails with. */
async function failureOf(call: Promise<unknown>): Promise<unknown> {
  const outcome = await call.then(
    () => "it did not fail",
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(Error);
  return outcome;
}

/** The runtime's ValidationException, in these words, at the first attempt. */
async function expectRefusal(call: Promise<unknown>, message: string): Promise<void> {
  const error = await failureOf(call);
  expect(error).toBeInstanceOf(RuntimeValidationException);
  expect(error).toMatchObject({
    name: "ValidationException",
    message,
    $metadata: { httpStatusCode: 400, attempts: 1 },
  });
}
