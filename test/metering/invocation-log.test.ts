import { ListFoundationModelsCommand } from "@aws-sdk/client-bedrock";
import { ConverseCommand, InvokeModelCommand } from "@aws-sdk/client-bedrock-runtime";
import { expect, test } from "vitest";
import { createEmulator } from "../../emulator/index.ts";
import { invocationLog } from "../../emulator/metering/invocation-log.ts";
import { applicationArn, controlPlane, failureOf, runtime, US_NOVA_LITE } from "../emulator/callers.ts";

// The form is that of https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html

const messages = [{ role: "user" as const, content: [{ text: "Hello" }] }];

test("an invocation is a record with the profile as it was named, the Region that processed it, and its tokens", async () => {
  const emulator = createEmulator({
    scenario: {
      clock: { start: "2026-01-01T00:00:00Z", mode: "frozen" },
      profiles: [{ id: "abcdefghijkl", name: "team-a", copyFrom: US_NOVA_LITE }],
      routing: { policy: { pinned: "us-west-2" } },
    },
  });
  const modelId = applicationArn("abcdefghijkl");
  const { usage } = await runtime(emulator).send(new ConverseCommand({ modelId, messages }));
  await controlPlane(emulator).send(new ListFoundationModelsCommand({}));
  expect(invocationLog(emulator.journal.entries)).toEqual([
    {
      schemaType: "ModelInvocationLog",
      schemaVersion: "1.0",
      timestamp: "2026-01-01T00:00:00Z",
      accountId: "111122223333",
      region: "us-east-1",
      requestId: emulator.journal.entries[0]?.id,
      operation: "Converse",
      modelId,
      identity: { arn: "arn:aws:iam::111122223333:user/outcrop" },
      input: { inputContentType: "application/json", inputTokenCount: usage?.inputTokens },
      output: { outputContentType: "application/json", outputTokenCount: usage?.outputTokens },
      inferenceRegion: "us-west-2",
    },
  ]);
});

test("a failed invocation is a record with its error and without an output", async () => {
  const quotas = { rules: [{ requestsPerMinute: 0 }] };
  const emulator = createEmulator({ scenario: { quotas } });
  await failureOf(runtime(emulator).send(new ConverseCommand({ modelId: US_NOVA_LITE, messages })));
  const [record] = invocationLog(emulator.journal.entries);
  expect(record).toMatchObject({ errorCode: "ThrottlingException", input: { inputContentType: "application/json" } });
  expect(record).not.toHaveProperty("output");
  expect(record).not.toHaveProperty("inferenceRegion");
});

test("tokens of the prompt cache are counted apart", () => {
  const [record] = invocationLog([
    {
      id: "1",
      time: "2026-01-01T00:00:00.000Z",
      method: "POST",
      path: "/",
      operation: "ConverseStream",
      account: "111122223333",
      principal: "arn:aws:iam::111122223333:user/outcrop",
      source: "us-east-1",
      modelId: US_NOVA_LITE,
      decision: [],
      status: 200,
      usage: { inputTokens: 3, outputTokens: 4, cacheReadInputTokens: 0, cacheWriteInputTokens: 24_479 },
    },
  ]);
  expect(record?.input).toEqual({
    inputContentType: "application/json",
    inputTokenCount: 3,
    cacheReadInputTokenCount: 0,
    cacheWriteInputTokenCount: 24_479,
  });
});

// https://docs.aws.amazon.com/bedrock/latest/userguide/request-metadata.html
test("a record has the caller's own words about the request, as Converse and InvokeModel carry them", async () => {
  const emulator = createEmulator();
  const client = runtime(emulator);
  const requestMetadata = { team: "a", user: "17" };
  await client.send(new ConverseCommand({ modelId: US_NOVA_LITE, messages, requestMetadata }));
  await client.send(
    new InvokeModelCommand({
      modelId: US_NOVA_LITE,
      contentType: "application/json",
      body: JSON.stringify({ messages }),
      requestMetadata: JSON.stringify(requestMetadata),
    }),
  );
  const records = invocationLog(emulator.journal.entries);
  expect(records.map((record) => record.requestMetadata)).toEqual([requestMetadata, requestMetadata]);
});
