import { CreateInferenceProfileCommand, ListTagsForResourceCommand } from "@aws-sdk/client-bedrock";
import { ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { expect, test } from "vitest";
import { createEmulator, type JournalEntry, type Scenario } from "../../emulator/index.ts";
import { cloudTrailEvents } from "../../emulator/metering/cloudtrail.ts";
import { controlPlane, failureOf, modelArn, NOVA_LITE, runtime, systemArn, US_NOVA_LITE } from "../emulator/callers.ts";

// The form is that of https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html and of the event of a
// cross-Region call in https://docs.aws.amazon.com/bedrock/latest/userguide/cross-region-inference.html

const clock = { start: "2026-01-01T00:00:00.789Z", mode: "frozen" } as const;
const messages = [{ role: "user" as const, content: [{ text: "Hello" }] }];
const pinned = (region: string): Scenario => ({ clock, routing: { policy: { pinned: region } } });

test("a call that was processed in another Region is an event of its source Region that names the other", async () => {
  const emulator = createEmulator({ scenario: pinned("us-west-2") });
  const { usage } = await runtime(emulator).send(new ConverseCommand({ modelId: US_NOVA_LITE, messages }));
  const [entry] = emulator.journal.entries;
  expect(cloudTrailEvents(emulator.journal.entries)).toEqual([
    {
      eventVersion: "1.11",
      userIdentity: {
        type: "IAMUser",
        principalId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
        arn: "arn:aws:iam::111122223333:user/outcrop",
        accountId: "111122223333",
        accessKeyId: "111122223333",
        userName: "outcrop",
      },
      eventTime: "2026-01-01T00:00:00Z",
      eventSource: "bedrock.amazonaws.com",
      eventName: "Converse",
      awsRegion: "us-east-1",
      sourceIPAddress: "127.0.0.1",
      userAgent: expect.stringContaining("aws-sdk-js/3."),
      requestParameters: { modelId: US_NOVA_LITE },
      responseElements: null,
      additionalEventData: {
        inferenceRegion: "us-west-2",
        inputTokens: usage?.inputTokens,
        outputTokens: usage?.outputTokens,
      },
      requestID: entry?.id,
      eventID: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/),
      readOnly: true,
      eventType: "AwsApiCall",
      managementEvent: true,
      recipientAccountId: "111122223333",
      eventCategory: "Management",
    },
  ]);
});

test("a call that stayed in its Region names no other", async () => {
  const emulator = createEmulator({ scenario: pinned("us-east-1") });
  await runtime(emulator).send(new ConverseCommand({ modelId: US_NOVA_LITE, messages }));
  const [event] = cloudTrailEvents(emulator.journal.entries);
  expect(event?.additionalEventData).toEqual({ inputTokens: expect.any(Number), outputTokens: expect.any(Number) });
});

test("a denial is AccessDenied, with AWS's words; other errors keep their names", async () => {
  const principals = [
    { arn: "arn:aws:iam::123456789012:role/path/app", accessKeyId: "AKIAAPP0000000000001", policies: [] },
  ];
  const emulator = createEmulator({ scenario: { clock, principals } });
  const denied = await failureOf(
    runtime(emulator, { accessKeyId: "AKIAAPP0000000000001" }).send(
      new ConverseCommand({ modelId: NOVA_LITE, messages }),
    ),
  );
  await failureOf(runtime(emulator).send(new ConverseCommand({ modelId: "us.nothing", messages })));
  const [first, second] = cloudTrailEvents(emulator.journal.entries);
  expect(first).toMatchObject({ errorCode: "AccessDenied", errorMessage: denied.message, eventName: "Converse" });
  expect(first).not.toHaveProperty("additionalEventData");
  expect(second).toMatchObject({
    errorCode: "ValidationException",
    errorMessage: "The provided model identifier is invalid.",
    requestParameters: { modelId: "us.nothing" },
  });
});

test("a role is a session of it, with its issuer", async () => {
  const arns = ["role/path/app", "root", "federated-user/ada"].map((name) => `arn:aws:iam::123456789012:${name}`);
  arns.push("arn:aws:sts::123456789012:assumed-role/app/session-1");
  const principals = arns.map((arn, index) => ({ arn, accessKeyId: `AKIAAPP000000000000${index}` }));
  const emulator = createEmulator({ scenario: { clock, principals } });
  for (const { accessKeyId } of principals) {
    await runtime(emulator, { accessKeyId }).send(new ConverseCommand({ modelId: NOVA_LITE, messages }));
  }
  const identities = cloudTrailEvents(emulator.journal.entries).map(({ userIdentity }) => userIdentity);
  const issuer = (arn: string) => ({
    sessionIssuer: {
      type: "Role",
      principalId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
      arn,
      accountId: "123456789012",
      userName: "app",
    },
    attributes: { mfaAuthenticated: "false" },
  });
  expect(identities).toMatchObject([
    {
      type: "AssumedRole",
      principalId: expect.stringMatching(/^AROA[A-Z2-7]{17}:outcrop$/),
      arn: "arn:aws:sts::123456789012:assumed-role/app/outcrop",
      sessionContext: issuer("arn:aws:iam::123456789012:role/path/app"),
    },
    { type: "Root", principalId: "123456789012", arn: "arn:aws:iam::123456789012:root" },
    { type: "FederatedUser", principalId: "123456789012:ada" },
    {
      type: "AssumedRole",
      principalId: expect.stringMatching(/^AROA[A-Z2-7]{17}:session-1$/),
      arn: "arn:aws:sts::123456789012:assumed-role/app/session-1",
      sessionContext: issuer("arn:aws:iam::123456789012:role/app"),
    },
  ]);
});

test("calls of the control plane name their resources; those that change something are not read-only", async () => {
  const emulator = createEmulator({ scenario: { clock } });
  const client = controlPlane(emulator);
  const modelSource = { copyFrom: systemArn(US_NOVA_LITE) };
  const { inferenceProfileArn: resourceARN } = await client.send(
    new CreateInferenceProfileCommand({ inferenceProfileName: "team-a", modelSource }),
  );
  await client.send(new ListTagsForResourceCommand({ resourceARN }));
  const [created, listed] = cloudTrailEvents(emulator.journal.entries);
  expect(created).toMatchObject({
    eventName: "CreateInferenceProfile",
    readOnly: false,
    requestParameters: { inferenceProfileName: "team-a" },
    responseElements: null,
  });
  expect(listed).toMatchObject({
    eventName: "ListTagsForResource",
    readOnly: true,
    requestParameters: { resourceARN },
  });
});

test("what is no request to Bedrock of anybody known is no event", async () => {
  const emulator = createEmulator({ scenario: { clock, identity: { anonymous: "refuse" } } });
  await emulator.handle(new Request("http://localhost/nowhere"));
  await emulator.handle(new Request("http://localhost/foundation-models"));
  const headers = { authorization: "AWS4-HMAC-SHA256 Credential=111122223333/20260101/us-east-1/bedrock/aws4_request" };
  await emulator.handle(new Request("http://localhost/evaluation-jobs", { headers }));
  expect(emulator.journal.entries.map(({ status }) => status)).toEqual([404, 403, 501]);
  expect(cloudTrailEvents(emulator.journal.entries)).toEqual([]);
});

test("a text of more than 1 KB is cut", () => {
  const entry: JournalEntry = {
    id: "1",
    time: "2026-01-01T00:00:00.000Z",
    method: "POST",
    path: "/",
    operation: "Converse",
    account: "111122223333",
    principal: "arn:aws:iam::111122223333:user/outcrop",
    source: "us-east-1",
    userAgent: "a".repeat(1_025),
    modelId: modelArn(NOVA_LITE),
    decision: [],
    status: 400,
    error: { code: "ValidationException", message: "b".repeat(2_000) },
  };
  const [event] = cloudTrailEvents([entry]);
  expect([event?.userAgent?.length, event?.errorMessage?.length]).toEqual([1_024, 1_024]);
  expect(cloudTrailEvents([{ ...entry, userAgent: "a".repeat(1_024) }])[0]?.userAgent).toHaveLength(1_024);
});

test("the same requests give the same events", async () => {
  const eventsOf = async () => {
    const emulator = createEmulator({ scenario: pinned("us-west-2") });
    await runtime(emulator).send(new ConverseCommand({ modelId: US_NOVA_LITE, messages }));
    return cloudTrailEvents(emulator.journal.entries);
  };
  expect(await eventsOf()).toEqual(await eventsOf());
});
