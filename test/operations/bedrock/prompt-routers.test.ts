import {
  CreatePromptRouterCommand,
  type CreatePromptRouterCommandInput,
  DeletePromptRouterCommand,
  GetPromptRouterCommand,
  ListPromptRoutersCommand,
  type ListPromptRoutersCommandInput,
  ListTagsForResourceCommand,
  TagResourceCommand,
} from "@aws-sdk/client-bedrock";
import {
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  InvokeModelCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { expect, test } from "vitest";
import { drawImage } from "../../../emulator/generation/images/draw-image.ts";
import { createEmulator, type Emulator, type Scenario } from "../../../emulator/index.ts";
import { createRandom } from "../../../emulator/random.ts";
import {
  controlPlane,
  failureOf,
  invalid,
  modelArn,
  NOVA_LITE,
  notFound,
  runtime,
  SONNET_4,
  systemArn,
  US_NOVA_LITE,
} from "../../emulator/callers.ts";

// https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-routing.html,
// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreatePromptRouter.html

const NOVA_PRO = "amazon.nova-pro-v1:0";
const US_NOVA_PRO = "us.amazon.nova-pro-v1:0";
const DEFAULT = "arn:aws:bedrock:us-east-1:111122223333:default-prompt-router";
const LLAMA = "meta.llama3-1-8b-instruct-v1:0";
const START = "2026-01-01T00:00:00Z";

const frozen = (scenario: Scenario = {}) =>
  createEmulator({ scenario: { clock: { start: START, mode: "frozen" }, ...scenario } });

const command = (overrides: Partial<CreatePromptRouterCommandInput> = {}) =>
  new CreatePromptRouterCommand({
    promptRouterName: "my router",
    models: [{ modelArn: modelArn(NOVA_LITE) }, { modelArn: systemArn(US_NOVA_PRO) }],
    routingCriteria: { responseQualityDifference: 10 },
    fallbackModel: { modelArn: systemArn(US_NOVA_PRO) },
    ...overrides,
  });

const create = async (emulator: Emulator, overrides?: Partial<CreatePromptRouterCommandInput>) =>
  (await controlPlane(emulator).send(command(overrides))).promptRouterArn ?? "";

const get = async (emulator: Emulator, promptRouterArn: string) => {
  const { $metadata, ...answer } = await controlPlane(emulator).send(new GetPromptRouterCommand({ promptRouterArn }));
  return answer;
};

const list = async (emulator: Emulator, input: ListPromptRoutersCommandInput = {}, region = "us-east-1") => {
  const { promptRouterSummaries = [], nextToken } = await controlPlane(emulator, { region }).send(
    new ListPromptRoutersCommand(input),
  );
  return { names: promptRouterSummaries.map(({ promptRouterName }) => promptRouterName), nextToken };
};

const remove = (emulator: Emulator, promptRouterArn: string) =>
  controlPlane(emulator).send(new DeletePromptRouterCommand({ promptRouterArn }));

type Content = NonNullable<NonNullable<ConverseCommandInput["messages"]>[number]["content"]>;

const converse = async (emulator: Emulator, modelId: string, said: string | Content, caller = {}) => {
  const content = typeof said === "string" ? [{ text: said }] : said;
  return runtime(emulator, caller).send(new ConverseCommand({ modelId, messages: [{ role: "user", content }] }));
};

const invoked = async (emulator: Emulator, modelId: string, said: string | Content) =>
  (await converse(emulator, modelId, said)).trace?.promptRouter?.invokedModelId;

const EASY = "What is 2+2?";
const HARD = "Compare Apple and Meta: revenue growth, margins, AI strategy. Which is better positioned?";

test("a router is created over two models, and read and listed as it was made", async () => {
  const emulator = frozen();
  const arn = await create(emulator, { description: "cheap and good" });
  expect(arn).toMatch(/^arn:aws:bedrock:us-east-1:111122223333:prompt-router\/[a-z0-9]{12}$/);
  const router = {
    promptRouterName: "my router",
    promptRouterArn: arn,
    description: "cheap and good",
    models: [{ modelArn: modelArn(NOVA_LITE) }, { modelArn: systemArn(US_NOVA_PRO) }],
    fallbackModel: { modelArn: systemArn(US_NOVA_PRO) },
    routingCriteria: { responseQualityDifference: 10 },
    status: "AVAILABLE",
    type: "custom",
    createdAt: new Date(START),
    updatedAt: new Date(START),
  };
  expect(await get(emulator, arn)).toEqual(router);
  const { promptRouterSummaries } = await controlPlane(emulator).send(new ListPromptRoutersCommand({ type: "custom" }));
  expect(promptRouterSummaries).toEqual([router]);
  await remove(emulator, arn);
  expect((await list(emulator, { type: "custom" })).names).toEqual([]);
  expect((await failureOf(remove(emulator, arn))).name).toBe("ResourceNotFoundException");
});

test("AWS's own routers are there where their models have geographic profiles", async () => {
  const emulator = frozen();
  const names = ["Anthropic Prompt Router", "Meta Prompt Router", "Nova Prompt Router"];
  expect((await list(emulator)).names).toEqual(names);
  expect((await list(emulator, { type: "default" })).names).toEqual(names);
  expect((await list(emulator, {}, "ap-south-1")).names).toEqual(["Anthropic Prompt Router", "Nova Prompt Router"]);
  expect((await list(emulator, {}, "sa-east-1")).names).toEqual([]);
  expect(await get(emulator, `${DEFAULT}/amazon.nova:1`)).toMatchObject({
    promptRouterName: "Nova Prompt Router",
    models: [{ modelArn: systemArn(US_NOVA_LITE) }, { modelArn: systemArn(US_NOVA_PRO) }],
    fallbackModel: { modelArn: systemArn(US_NOVA_PRO) },
    type: "default",
  });
  expect(await failureOf(remove(emulator, `${DEFAULT}/amazon.nova:1`))).toEqual(
    invalid(`The default prompt router ${DEFAULT}/amazon.nova:1 cannot be deleted.`),
  );
});

test("routers are listed page by page, AWS's own first", async () => {
  const emulator = frozen();
  await create(emulator);
  const first = await list(emulator, { maxResults: 3 });
  expect(first.names).toHaveLength(3);
  expect(first.names).not.toContain("my router");
  const { nextToken } = first;
  expect(await list(emulator, { maxResults: 3, nextToken })).toEqual({ names: ["my router"], nextToken: undefined });
  expect((await failureOf(list(emulator, { type: "custom", nextToken }))).name).toBe("ValidationException");
});

test("an easy prompt goes to the cheaper model, and a hard one to the better", async () => {
  const emulator = frozen();
  const router = `${DEFAULT}/amazon.nova:1`;
  expect(await invoked(emulator, router, EASY)).toBe(systemArn(US_NOVA_LITE));
  expect(await invoked(emulator, router, HARD)).toBe(systemArn(US_NOVA_PRO));
  expect(emulator.usage.rows.map(({ model, profileArn }) => [model, profileArn])).toEqual([
    [NOVA_LITE, systemArn(US_NOVA_LITE)],
    [NOVA_PRO, systemArn(US_NOVA_PRO)],
  ]);
  const [entry] = emulator.journal.entries;
  expect(entry).toMatchObject({
    modelId: router,
    resolved: { kind: "system-profile", model: NOVA_LITE, promptRouterArn: router },
  });
});

test.each([
  [0, NOVA_PRO],
  [15, NOVA_PRO],
  // The better model must be better by more than this.
  [20, NOVA_LITE],
  [50, NOVA_LITE],
])("with a response quality difference of %i a prompt of the difficulty 20 goes to %s", async (difference, model) => {
  const emulator = frozen();
  for (const fallback of [NOVA_LITE, NOVA_PRO]) {
    const arn = await create(emulator, {
      promptRouterName: fallback === NOVA_LITE ? "lite" : "pro",
      models: [{ modelArn: modelArn(NOVA_PRO) }, { modelArn: modelArn(NOVA_LITE) }],
      fallbackModel: { modelArn: modelArn(fallback) },
      routingCriteria: { responseQualityDifference: difference },
    });
    expect(await invoked(emulator, arn, HARD)).toBe(modelArn(model));
    // Nothing to choose by.
    const bytes = drawImage({ width: 8, height: 8, text: "", format: "png", random: createRandom(1) });
    const image = { format: "png" as const, source: { bytes } };
    expect(await invoked(emulator, arn, [{ image }])).toBe(modelArn(fallback));
  }
});

test("a stream tells in its metadata which model has answered", async () => {
  const emulator = frozen();
  const { stream = [] } = await runtime(emulator).send(
    new ConverseStreamCommand({
      modelId: `${DEFAULT}/meta.llama:1`,
      messages: [{ role: "user", content: [{ text: EASY }] }],
    }),
  );
  const metadata = [];
  for await (const event of stream) if (event.metadata) metadata.push(event.metadata.trace);
  expect(metadata).toEqual([{ promptRouter: { invokedModelId: systemArn(`us.${LLAMA}`) } }]);
});

test("a request that names no router has no trace of one", async () => {
  expect(await converse(frozen(), NOVA_LITE, HARD)).not.toHaveProperty("trace");
});

test("the user's last words count, also behind the results of tools", async () => {
  const emulator = frozen();
  const toolUse = { toolUseId: "t1", name: "look", input: {} };
  const { trace } = await runtime(emulator).send(
    new ConverseCommand({
      modelId: `${DEFAULT}/amazon.nova:1`,
      messages: [
        { role: "user", content: [{ text: HARD }] },
        { role: "assistant", content: [{ toolUse }] },
        { role: "user", content: [{ toolResult: { toolUseId: "t1", content: [{ text: "found" }] } }] },
      ],
      toolConfig: { tools: [{ toolSpec: { name: "look", inputSchema: { json: { type: "object" } } } }] },
    }),
  );
  expect(trace?.promptRouter?.invokedModelId).toBe(systemArn(US_NOVA_PRO));
});

test.each<[why: string, overrides: Partial<CreatePromptRouterCommandInput>, message: string]>([
  [
    "a model is of a newer generation",
    { models: [{ modelArn: modelArn(NOVA_LITE) }, { modelArn: modelArn("amazon.nova-2-lite-v1:0") }] },
    "Prompt routing is not supported for the specified model identifier",
  ],
  [
    "a model is not there",
    { models: [{ modelArn: modelArn(NOVA_LITE) }, { modelArn: modelArn("amazon.no-model-v1:0") }] },
    "Prompt routing is not supported for the specified model identifier",
  ],
  [
    "a model cannot be called on demand",
    { models: [{ modelArn: modelArn(NOVA_LITE) }, { modelArn: modelArn(SONNET_4) }] },
    "Prompt routing is not supported for the specified model identifier",
  ],
  [
    "there is one model",
    { models: [{ modelArn: modelArn(NOVA_LITE) }] },
    "A prompt router must have exactly two models within the same family.",
  ],
  [
    "both models are the same",
    { models: [{ modelArn: modelArn(NOVA_LITE) }, { modelArn: systemArn(US_NOVA_LITE) }] },
    "A prompt router must have exactly two models within the same family.",
  ],
  [
    "the models are of two families",
    { models: [{ modelArn: modelArn(NOVA_LITE) }, { modelArn: systemArn(`us.${LLAMA}`) }] },
    "A prompt router must have exactly two models within the same family.",
  ],
  [
    "the fallback is not one of the models",
    { fallbackModel: { modelArn: systemArn(US_NOVA_LITE) } },
    "The fallback model must be one of the models of the prompt router.",
  ],
  [
    "the difference is no multiple of 5",
    { routingCriteria: { responseQualityDifference: 0.5 } },
    "Response quality difference must be a value multiple of 5",
  ],
])("no router is created when %s", async (_, overrides, message) => {
  const emulator = frozen();
  expect(await failureOf(create(emulator, overrides))).toEqual(invalid(message));
  expect((await list(emulator, { type: "custom" })).names).toEqual([]);
});

test("names are unique in an account and Region, and a client token makes a router once", async () => {
  const emulator = frozen();
  const arn = await create(emulator, { clientRequestToken: "one" });
  expect(await create(emulator, { clientRequestToken: "one" })).toBe(arn);
  expect(await failureOf(create(emulator))).toEqual({
    name: "ConflictException",
    message: "A prompt router with the name my router already exists.",
    status: 400,
  });
});

test("routers belong to their account and Region", async () => {
  const emulator = frozen();
  const promptRouterArn = await create(emulator);
  const other = controlPlane(emulator, { accessKeyId: "444455556666" });
  expect((await failureOf(other.send(new GetPromptRouterCommand({ promptRouterArn })))).status).toBeGreaterThan(399);
  const refused = await failureOf(converse(emulator, promptRouterArn, EASY, { accessKeyId: "444455556666" }));
  expect(refused).toEqual(invalid("The provided model identifier is invalid."));
  expect(await failureOf(get(emulator, `${DEFAULT}/no.such:1`))).toEqual(
    notFound(
      "The specified resource Amazon Resource Name (ARN) was not found. Check the Amazon Resource Name (ARN) and try your request again.",
    ),
  );
  expect(await failureOf(converse(emulator, `${DEFAULT}/no.such:1`, EASY))).toEqual(
    invalid("The provided model identifier is invalid."),
  );
});

test("InvokeModel through a router is refused by name", async () => {
  const failure = await failureOf(
    runtime(frozen()).send(
      new InvokeModelCommand({ modelId: `${DEFAULT}/amazon.nova:1`, contentType: "application/json", body: "{}" }),
    ),
  );
  expect(failure).toMatchObject({ name: "NotImplementedException", status: 501 });
  expect(failure.message).toContain("default-prompt-router");
});

test("routers have tags", async () => {
  const emulator = frozen();
  const resourceARN = await create(emulator, { tags: [{ key: "team", value: "a" }] });
  await controlPlane(emulator).send(new TagResourceCommand({ resourceARN, tags: [{ key: "cost", value: "b" }] }));
  const { tags } = await controlPlane(emulator).send(new ListTagsForResourceCommand({ resourceARN }));
  expect(tags).toEqual([
    { key: "team", value: "a" },
    { key: "cost", value: "b" },
  ]);
});

test("the caller must be allowed to invoke the router and what it has chosen", async () => {
  const principal = "arn:aws:iam::111122223333:user/dev";
  const router = `${DEFAULT}/amazon.nova:1`;
  const world = (...Resource: string[]) =>
    frozen({
      principals: [
        {
          arn: principal,
          accessKeyId: "AKIADEV",
          policies: [
            {
              name: "own",
              document: {
                Version: "2012-10-17",
                Statement: [
                  { Effect: "Allow", Action: "bedrock:InvokeModel", Resource },
                  {
                    Effect: "Allow",
                    Action: "bedrock:InvokeModel",
                    Resource: "arn:aws:bedrock:*::foundation-model/amazon.nova-*",
                    Condition: { ArnEquals: { "bedrock:PromptRouterArn": router } },
                  },
                ],
              },
            },
          ],
        },
      ],
    });
  const ask = (...resources: string[]) => converse(world(...resources), router, EASY, { accessKeyId: "AKIADEV" });
  const denied = (resource: string) => ({
    name: "AccessDeniedException",
    message: `User: ${principal} is not authorized to perform: bedrock:InvokeModel on resource: ${resource} because no identity-based policy allows the bedrock:InvokeModel action`,
    status: 403,
  });
  expect(await failureOf(ask(systemArn(US_NOVA_LITE)))).toEqual(denied(router));
  expect(await failureOf(ask(router))).toEqual(denied(systemArn(US_NOVA_LITE)));
  // What it has not chosen is not looked at.
  expect((await ask(router, systemArn(US_NOVA_LITE))).stopReason).toBe("end_turn");
});
