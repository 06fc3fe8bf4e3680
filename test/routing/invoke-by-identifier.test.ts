import { ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { expect, test } from "vitest";
import { createEmulator } from "../../emulator/index.ts";
import {
  applicationArn,
  failureOf,
  invalid,
  modelArn,
  NOVA_LITE,
  runtime,
  SONNET_4,
  systemArn,
  US_NOVA_LITE,
} from "../emulator/callers.ts";

// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_RequestSyntax

const profiles = [{ id: "abcdefghijkl", name: "team-a", copyFrom: US_NOVA_LITE }];
const messages = [{ role: "user" as const, content: [{ text: "Hello" }] }];
const body = JSON.stringify({ messages });

test.each([NOVA_LITE, modelArn(NOVA_LITE), US_NOVA_LITE, systemArn(US_NOVA_LITE), applicationArn("abcdefghijkl")])(
  "the SDK converses through %s",
  async (modelId) => {
    const emulator = createEmulator({ scenario: { profiles } });
    const { stopReason } = await runtime(emulator).send(new ConverseCommand({ modelId, messages }));
    expect(stopReason).toBe("end_turn");
    expect(emulator.journal.entries.at(-1)).toMatchObject({ modelId, resolved: { model: NOVA_LITE } });
  },
);

test.each([
  ["with its colons as they are", applicationArn("abcdefghijkl").replace("/", "%2F")],
  ["wholly encoded", encodeURIComponent(applicationArn("abcdefghijkl"))],
  ["in lower-case hex", encodeURIComponent(applicationArn("abcdefghijkl")).toLowerCase()],
])("an ARN in the path is read %s", async (_, segment) => {
  const emulator = createEmulator({ scenario: { profiles } });
  const response = await emulator.handle(
    new Request(`http://localhost/model/${segment}/converse`, { method: "POST", body }),
  );
  expect(response.status).toBe(200);
});

test("an ARN with a literal slash is taken for no operation, as by AWS, and the journal warns", async () => {
  // https://github.com/vercel/ai/pull/17524
  const emulator = createEmulator({ scenario: { profiles } });
  const url = `http://localhost/model/${applicationArn("abcdefghijkl")}/converse`;
  const response = await emulator.handle(new Request(url, { method: "POST", body }));
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({
    Output: { __type: "com.amazon.coral.service#UnknownOperationException" },
    Version: "1.0",
  });
  expect(emulator.journal.entries[0]?.warnings?.[0]).toContain("%2F");
});

test("the SDK sees AWS's errors of identifiers", async () => {
  const client = runtime(createEmulator({ scenario: { profiles } }));
  const converse = (modelId: string) => failureOf(client.send(new ConverseCommand({ modelId, messages })));
  expect(await converse("abcdefghijkl")).toEqual(invalid("The provided model identifier is invalid."));
  expect(await converse("eu.amazon.nova-lite-v1:0")).toEqual(invalid("The provided model identifier is invalid."));
  expect(await converse(SONNET_4)).toEqual(
    invalid(
      `Invocation of model ID ${SONNET_4} with on-demand throughput isn\u2019t supported. Retry your request with the ID or ARN of an inference profile that contains this model.`,
    ),
  );
});

test("a prompt's ARN is answered with 501 and never dressed up as an answer of AWS", async () => {
  const client = runtime(createEmulator());
  const modelId = "arn:aws:bedrock:us-east-1:111122223333:prompt/ABCDEFGHIJ:1";
  expect(await failureOf(client.send(new ConverseCommand({ modelId, messages })))).toMatchObject({
    name: "NotImplementedException",
    status: 501,
  });
});
