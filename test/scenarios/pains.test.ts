// What users of Bedrock's inference profiles suffer from, by the public threads in which they tell of it.
import { GetInferenceProfileCommand } from "@aws-sdk/client-bedrock";
import { ConverseCommand, ThrottlingException } from "@aws-sdk/client-bedrock-runtime";
import { expect, test } from "vitest";
import { createEmulator, type Scenario } from "../../emulator/index.ts";
import {
  ACCOUNT,
  APP,
  appProfileArn,
  controlOf,
  converse,
  converseStream,
  countWaits,
  failureOf,
  fm,
  frozen,
  GLOBAL_NOVA,
  KEY,
  lastOf,
  messages,
  NOVA,
  NOVA_2,
  profileArn,
  readStream,
  runtimeOf,
  serve,
  stepOf,
  US_NOVA,
} from "./world.ts";

const principals = (policies: NonNullable<Scenario["principals"]>[number]["policies"]) => [
  { arn: APP, accessKeyId: KEY, ...(policies && { policies }) },
];

/** The Region-deny guardrail of Control Tower: https://docs.aws.amazon.com/controltower/latest/userguide/primary-region-deny-policy.html */
const regionDeny = (...allowed: string[]) => ({
  scps: [
    { name: "FullAWSAccess" },
    {
      name: "aws-guardrails-region-deny",
      document: {
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "GRREGIONDENY",
            Effect: "Deny",
            NotAction: ["iam:*", "organizations:*", "support:*", "sts:*"],
            Resource: "*",
            Condition: {
              StringNotEquals: { "aws:RequestedRegion": allowed },
              ArnNotLike: { "aws:PrincipalARN": "arn:*:iam::*:role/AWSControlTowerExecution" },
            },
          },
        ],
      },
    },
  ],
});

// https://github.com/crewAIInc/crewAI/pull/7417, https://github.com/pydantic/pydantic-ai/pull/3379
test("pain 3: retries of an application around those of the SDK multiply, and the journal counts both", async () => {
  const emulator = createEmulator({ scenario: { clock: frozen, quotas: { rules: [{ requestsPerMinute: 0 }] } } });
  const client = runtimeOf(emulator, { maxAttempts: 2 });
  for (let attempt = 0; attempt < 3; attempt++) expect((await failureOf(client.send(converse()))).attempts).toBe(2);
  const attempts = emulator.journal.entries.map(({ attempt }) => attempt);
  expect(attempts).toHaveLength(6);
  expect(new Set(attempts.map((attempt) => attempt?.invocationId)).size).toBe(3);
  expect(attempts.map((attempt) => attempt?.number)).toEqual([1, 2, 1, 2, 1, 2]);
});

// https://github.com/epam/ai-dial-adapter-bedrock/pull/371
test("pain 3: too many requests and too many tokens are told apart by AWS's words, and neither says when to come back", async () => {
  for (const [rule, message] of [
    [{ requestsPerMinute: 0 }, "Too many requests, please wait before trying again."],
    [{ tokensPerMinute: 1 }, "Too many tokens, please wait before trying again."],
  ] as const) {
    const emulator = createEmulator({ scenario: { quotas: { rules: [rule] } } });
    const error = await runtimeOf(emulator)
      .send(converse())
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ThrottlingException);
    expect(error).toMatchObject({ message, $metadata: { httpStatusCode: 429 } });
    const { headers } = (error as { $response: { headers: Record<string, string> } }).$response;
    expect(headers).not.toHaveProperty("retry-after");
  }
});

// https://github.com/boto/botocore/issues/3126, https://github.com/strands-agents/harness-sdk/issues/905
test("pain 4: an exception in mid-stream comes after HTTP 200, in lower case on the wire, and the SDK does not retry it", async () => {
  await using served = await serve({
    faults: [
      { when: { operation: "ConverseStream" }, then: { exceptionAfterEvents: 2, error: "throttlingException" } },
    ],
  });
  const { events, error } = await readStream(served.overHttp2({ maxAttempts: 5 }));
  expect(events).toEqual(["messageStart", "contentBlockDelta"]);
  expect(error).toBeInstanceOf(ThrottlingException);
  expect(served.emulator.journal.entries).toHaveLength(1);
  const answer = await fetch(`${served.url}/model/${encodeURIComponent(US_NOVA)}/converse-stream`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ messages }),
  });
  expect(answer.status).toBe(200);
  const wire = await answer.text();
  expect(wire).toContain(":exception-type");
  expect(wire).toContain("throttlingException");
});

// https://github.com/aaif-goose/goose/pull/9579, https://github.com/aws-samples/sample-multi-agent-orchestration-chat-on-agentcore/pull/11
test("pain 4: a stream that ends without messageStop must not pass for a whole answer", async () => {
  const emulator = createEmulator({ scenario: { faults: [{ then: { truncateAfterEvents: 3 } }] } });
  const { events, error } = await readStream(runtimeOf(emulator));
  expect(events).not.toContain("messageStop");
  expect(error).toBeDefined();
});

// https://github.com/aws-samples/sample-kolya-br-proxy/pull/15
test("pain 4: a stream that opens and says nothing hangs until the application's own timeout", async () => {
  await using served = await serve({ clock: frozen, faults: [{ then: { stallBeforeFirstEvent: true } }] });
  const timeout = new AbortController();
  const call = failureOf(served.overHttp1().send(converseStream(), { abortSignal: timeout.signal }));
  await expect.poll(() => served.emulator.journal.entries.length).toBe(1);
  timeout.abort();
  expect((await call).name).toMatch(/AbortError|Error/);
  expect(lastOf(served.emulator).status).toBe(200);
});

// https://github.com/aws-solutions/aws-control-tower-customizations/issues/211
test("pain 5: an SCP that denies a Region nobody asked for fails every call through us. profiles", async () => {
  const emulator = createEmulator({
    scenario: {
      organization: regionDeny("us-east-1", "us-west-2"),
      principals: principals(["AmazonBedrockFullAccess"]),
    },
  });
  const client = runtimeOf(emulator, { maxAttempts: 3 });
  for (let call = 0; call < 5; call++) {
    expect(await failureOf(client.send(converse()))).toEqual({
      name: "AccessDeniedException",
      message: expect.stringMatching(
        new RegExp(
          `^User: ${APP} is not authorized to perform: bedrock:InvokeModel on resource: ${fm("us-east-2")} with an explicit deny in a service control policy`,
        ),
      ),
      status: 403,
      attempts: 1,
    });
  }
  expect(lastOf(emulator).explanation).toMatchObject({
    changes: [{ words: expect.stringContaining('Add "us-east-2" to aws:RequestedRegion') }],
  });
  await emulator.useScenario({
    organization: regionDeny("us-east-1", "us-east-2", "us-west-2"),
    principals: principals(["AmazonBedrockFullAccess"]),
  });
  expect((await client.send(converse())).stopReason).toBe("end_turn");
});

// https://github.com/aws-samples/sample-badgers/issues/33, https://github.com/tinovyatkin/amazon-bedrock-copilot-chat/issues/396
test("pain 5: a global profile is denied by a Region that is unspecified, on a model without a Region", async () => {
  const emulator = createEmulator({
    scenario: { organization: regionDeny("us-east-1", "us-east-2", "us-west-2"), principals: principals(undefined) },
  });
  const { message } = await failureOf(runtimeOf(emulator).send(converseStream(GLOBAL_NOVA)));
  expect(message).toContain(
    `not authorized to perform: bedrock:InvokeModelWithResponseStream on resource: arn:aws:bedrock:::foundation-model/${NOVA_2} with an explicit deny in a service control policy`,
  );
  expect(lastOf(emulator).explanation).toMatchObject({
    changes: [{ words: expect.stringContaining('"unspecified"') }],
  });
});

// https://github.com/aws-samples/well-architected-iac-analyzer/issues/181, https://github.com/MattJColes/lgtmaybe/pull/73
test("pain 6: a policy that names the models of one Region fails at once and every time, not now and then", async () => {
  const document = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "bedrock:InvokeModel*", Resource: [profileArn(US_NOVA), fm("us-east-1")] }],
  };
  const emulator = createEmulator({ scenario: { principals: principals([{ name: "one-region", document }]) } });
  const messagesSeen = new Set<string>();
  for (let call = 0; call < 10; call++)
    messagesSeen.add((await failureOf(runtimeOf(emulator).send(converse()))).message);
  expect([...messagesSeen]).toEqual([
    `User: ${APP} is not authorized to perform: bedrock:InvokeModel on resource: ${fm("us-east-2")} because no identity-based policy allows the bedrock:InvokeModel action`,
  ]);
});

// https://github.com/aws-solutions-library-samples/accelerated-intelligent-document-processing-on-aws/pull/281
test("pain 6: a policy for the models without the profile, or for the profile without the models, is not enough", async () => {
  const allowing = (...Resource: string[]) => [
    { name: "p", document: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "bedrock:*", Resource }] } },
  ];
  const models = "arn:aws:bedrock:*::foundation-model/*";
  for (const [resources, status] of [
    [[models], 403],
    [[profileArn(US_NOVA)], 403],
    [[models, profileArn(US_NOVA)], 200],
  ] as const) {
    const emulator = createEmulator({ scenario: { principals: principals(allowing(...resources)) } });
    await runtimeOf(emulator)
      .send(converse())
      .catch(() => undefined);
    expect(lastOf(emulator).status).toBe(status);
  }
});

// https://github.com/earendil-works/pi/issues/3399, https://github.com/ministryofjustice/analytical-platform/issues/8139
test("pain 12: a large maxTokens exhausts the quota although the answers are short", async () => {
  const scenario: Scenario = {
    clock: frozen,
    quotas: { rules: [{ model: NOVA, tokensPerMinute: 9_000 }] },
    faults: [{ then: { delay: "PT10S" } }],
  };
  const together = async (maxTokens: number) => {
    const emulator = createEmulator({ scenario });
    const begun = countWaits(emulator);
    const command = () => new ConverseCommand({ modelId: US_NOVA, messages, inferenceConfig: { maxTokens } });
    const calls = Array.from({ length: 5 }, () =>
      runtimeOf(emulator)
        .send(command())
        .then(
          () => "ok",
          (error: Error) => error.name,
        ),
    );
    // Those that got their tokens wait for the model; the others have been answered.
    await expect.poll(() => begun() + emulator.journal.entries.length).toBe(5);
    emulator.clock.advance(10_000);
    const outcomes = await Promise.all(calls);
    return outcomes.filter((outcome) => outcome === "ok").length;
  };
  expect(await together(4_096)).toBe(2);
  expect(await together(200)).toBe(5);
});

// https://github.com/strands-agents/harness-sdk/issues/370, https://github.com/darko-mesaros/bedrust/issues/47
test("pain 13: the SDK retries 503 and a model that is not ready, and gives up at once on 408 and 424", async () => {
  for (const [error, status, attempts] of [
    ["ServiceUnavailableException", 503, 2],
    ["ModelNotReadyException", 429, 2],
    ["ModelTimeoutException", 408, 1],
    ["ModelErrorException", 424, 1],
  ] as const) {
    const emulator = createEmulator({ scenario: { faults: [{ then: { error } }] } });
    const failure = await failureOf(runtimeOf(emulator, { maxAttempts: 2 }).send(converse()));
    expect(failure).toMatchObject({ name: error, status });
    expect(emulator.journal.entries).toHaveLength(attempts);
  }
});

// https://github.com/aws-samples/bedrock-engineer/pull/20, https://github.com/Bike4Mind/bike4mind/issues/15
test("pain 13: an outage of one Region passes unseen through a profile of several, and takes the one-Region call with it", async () => {
  const windows = [{ from: "PT10S", to: "PT70S", state: "down" as const }];
  const emulator = createEmulator({ scenario: { clock: frozen, regions: { "us-east-1": { windows } } } });
  const works = (modelId: string) =>
    runtimeOf(emulator)
      .send(converse(modelId))
      .then(
        () => true,
        () => false,
      );
  expect([await works(US_NOVA), await works(NOVA)]).toEqual([true, true]);
  emulator.clock.advance(10_000);
  for (let call = 0; call < 10; call++) {
    expect(await works(US_NOVA)).toBe(true);
    expect(lastOf(emulator).destination).not.toBe("us-east-1");
  }
  expect(await works(NOVA)).toBe(false);
  expect(lastOf(emulator).error).toEqual({
    code: "ServiceUnavailableException",
    message: "Bedrock is unable to process your request.",
  });
  emulator.clock.advance(60_000);
  expect(await works(NOVA)).toBe(true);
});

// https://github.com/aws-solutions-library-samples/accelerated-intelligent-document-processing-on-aws/issues/708
test("pain 16: the day on which a model reaches the end of its life can be tried before it comes", async () => {
  const message =
    "This model version has reached the end of its life. Please refer to the AWS documentation for more details.";
  const emulator = createEmulator({
    scenario: {
      clock: frozen,
      faults: [
        { when: { model: NOVA, window: { from: "P30D" } }, then: { error: "ResourceNotFoundException", message } },
      ],
    },
  });
  expect((await runtimeOf(emulator).send(converse())).stopReason).toBe("end_turn");
  emulator.clock.advance(30 * 24 * 3_600_000);
  expect(await failureOf(runtimeOf(emulator).send(converse()))).toEqual({
    name: "ResourceNotFoundException",
    message,
    status: 404,
    attempts: 1,
  });
});

// https://github.com/tinovyatkin/amazon-bedrock-copilot-chat/pull/658
test("pain 17: an application that may invoke a profile may not be allowed to look it up", async () => {
  const document = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "bedrock:InvokeModel*", Resource: "*" }],
  };
  const emulator = createEmulator({
    scenario: {
      principals: principals([{ name: "invoke-only", document }]),
      profiles: [{ account: ACCOUNT, id: "teamaprofile", name: "team-a", copyFrom: US_NOVA }],
    },
  });
  const arn = appProfileArn("teamaprofile");
  expect((await runtimeOf(emulator).send(converse(arn))).stopReason).toBe("end_turn");
  const get = new GetInferenceProfileCommand({ inferenceProfileIdentifier: arn });
  expect(await failureOf(controlOf(emulator, { maxAttempts: 3 }).send(get))).toMatchObject({
    name: "AccessDeniedException",
    attempts: 1,
  });
});

// https://github.com/strands-agents/harness-sdk/pull/2257
test("pain 17: an application that looks its profile up for every request is throttled by the control plane", async () => {
  const emulator = createEmulator({
    scenario: { clock: frozen, quotas: { controlPlane: [{ operation: "GetInferenceProfile", perSecond: 5 }] } },
  });
  const get = () => controlOf(emulator).send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: US_NOVA }));
  let lookups = 0;
  for (let chat = 0; chat < 10; chat++) {
    await get().then(
      () => lookups++,
      () => undefined,
    );
    expect((await runtimeOf(emulator).send(converse())).stopReason).toBe("end_turn");
  }
  expect(lookups).toBe(5);
  await failureOf(get());
  expect(stepOf(emulator, "answer")?.detail).toMatchObject({ quota: "requestsPerSecond", limit: 5 });
});

// https://github.com/can1357/oh-my-pi/pull/3006
test("pain 18: a profile of one Region is not known in another, whatever its ARN says", async () => {
  const emulator = createEmulator({
    scenario: {
      principals: principals(undefined),
      profiles: [{ account: ACCOUNT, region: "us-west-2", id: "teamaprofile", name: "team-a", copyFrom: US_NOVA }],
    },
  });
  const arn = appProfileArn("teamaprofile", "us-west-2");
  expect((await runtimeOf(emulator, { region: "us-west-2" }).send(converse(arn))).stopReason).toBe("end_turn");
  expect(await failureOf(runtimeOf(emulator, { region: "us-east-1" }).send(converse(arn)))).toMatchObject({
    name: "ValidationException",
    message: "The provided model identifier is invalid.",
  });
});
