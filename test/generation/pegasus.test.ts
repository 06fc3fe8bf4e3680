import { BedrockRuntimeClient, InvokeModelWithResponseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import { expect, test } from "vitest";
import { createEmulator } from "../../emulator/index.ts";
import { invoke, invokeThroughProfile, refusal } from "./invoke.ts";

const pegasus = "twelvelabs.pegasus-1-2-v1:0";
const s3 = { mediaSource: { s3Location: { uri: "s3://videos/example.mp4", bucketOwner: "111122223333" } } };
const body = { inputPrompt: "Tell me about this video", ...s3, temperature: 0 };
const malformed = (violations: string) =>
  `ValidationException: Malformed input request: ${violations}, please reformat your input and try again.`;

test("Pegasus talks about a video in S3 or in the request, also behind an application profile", async () => {
  const answer = await invoke(pegasus, body);
  expect(Object.keys(answer.body)).toEqual(["message", "finishReason"]);
  expect(answer.body.finishReason).toBe("stop");
  expect(answer.body.message.length).toBeGreaterThan(10);
  expect((await invokeThroughProfile(pegasus, body)).body).toEqual(answer.body);
  const inline = await invoke(pegasus, { ...body, mediaSource: { base64String: "AAAAGGZ0eXA=" } });
  expect(inline.body.message).not.toBe(answer.body.message);
});

test("an answer that is cut off says so, and is the beginning of the whole", async () => {
  const whole = (await invoke(pegasus, body)).body.message;
  const cut = (await invoke(pegasus, { ...body, maxOutputTokens: 3 })).body;
  expect(cut.finishReason).toBe("length");
  expect(whole.startsWith(cut.message)).toBe(true);
});

test.each(["the schema with its name", "the schema bare"])("Pegasus answers in the form of %s", async (form) => {
  const schema = {
    type: "object",
    properties: { summary: { type: "string" }, key_scenes: { type: "array", items: { type: "string" } } },
    required: ["summary", "key_scenes"],
  };
  const responseFormat =
    form === "the schema bare"
      ? { jsonSchema: schema }
      : { type: "json_schema", jsonSchema: { name: "video_analysis", schema } };
  const { message } = (await invoke(pegasus, { ...body, responseFormat })).body;
  expect(JSON.parse(message)).toEqual({ summary: expect.any(String), key_scenes: expect.any(Array) });
});

test("a stream has the answer in chunks, the last with the reason and the metrics", async () => {
  const emulator = createEmulator();
  const client = new BedrockRuntimeClient({
    region: "us-west-2",
    credentials: { accessKeyId: "AKIAEXAMPLE000000001", secretAccessKey: "secret" },
    requestHandler: emulator.requestHandler(),
  });
  const output = await client.send(
    new InvokeModelWithResponseStreamCommand({
      modelId: `us.${pegasus}`,
      body: JSON.stringify(body),
      contentType: "application/json",
    }),
  );
  const chunks = [];
  for await (const { chunk } of output.body ?? []) chunks.push(JSON.parse(new TextDecoder().decode(chunk?.bytes)));
  expect(chunks.length).toBeGreaterThan(2);
  expect(chunks.map(({ message }) => message).join("")).toBe((await invoke(pegasus, body)).body.message);
  expect(chunks.slice(0, -1).every(({ stopReason }) => stopReason === "")).toBe(true);
  expect(chunks.at(-1)).toMatchObject({
    message: "",
    stopReason: "stop",
    "amazon-bedrock-invocationMetrics": { outputTokenCount: expect.any(Number) },
  });
});

test.each([
  [
    { inputText: "x" },
    "#: required key [inputPrompt] not found#: required key [mediaSource] not found#: extraneous key [inputText] is not permitted",
  ],
  [{ ...body, temperature: 2 }, "#/temperature: 2 is not less or equal to 1"],
  [{ ...body, maxOutputTokens: 4_097 }, "#/maxOutputTokens: 4097 is not less or equal to 4096"],
  [{ ...body, responseFormat: { type: "json_schema" } }, "#/responseFormat: required key [jsonSchema] not found"],
  [
    { ...body, responseFormat: { jsonSchema: "{}" } },
    "#/responseFormat/jsonSchema: expected type: JSONObject, found: String",
  ],
  [{ ...body, mediaSource: {} }, "#/mediaSource: either base64String, in base64, or s3Location is required"],
])("Pegasus refuses a body that breaks its rules (%#)", async (given, violations) => {
  expect(await refusal(pegasus, given)).toBe(malformed(violations));
});

test("a prompt that is too long is refused, and so is a schema that is none", async () => {
  expect(await refusal(pegasus, { ...body, inputPrompt: "word ".repeat(2_001) })).toBe(
    "ValidationException: Input is too long for requested model.",
  );
  expect(await refusal(pegasus, { ...body, responseFormat: { jsonSchema: { type: "strin" } } })).toMatch(
    /^ValidationException: Malformed input request: #\/responseFormat\/jsonSchema: /,
  );
});
