import { BedrockClient, ListInferenceProfilesCommand } from "@aws-sdk/client-bedrock";
import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import { setupWorker } from "msw/browser";
import { bedrockHandlers } from "outcrop/msw";

/** What a page does with the AWS SDK's clients as they are: no endpoint, no request handler. */
async function run() {
  const worker = setupWorker(...bedrockHandlers("/outcrop"));
  await worker.start({ quiet: true });
  const config = { region: "eu-west-1", credentials: { accessKeyId: "111122223333", secretAccessKey: "outcrop" } };
  const { inferenceProfileSummaries = [] } = await new BedrockClient(config).send(new ListInferenceProfilesCommand({}));
  const runtime = new BedrockRuntimeClient({ ...config, maxAttempts: 1 });
  const messages = [{ role: "user" as const, content: [{ text: "What is granite?" }] }];
  const modelId = "eu.amazon.nova-lite-v1:0";
  const { output } = await runtime.send(new ConverseCommand({ modelId, messages }));
  const { stream } = await runtime.send(new ConverseStreamCommand({ modelId, messages }));
  let streamed = "";
  for await (const { contentBlockDelta } of stream ?? []) streamed += contentBlockDelta?.delta?.text ?? "";
  const refused = await runtime
    .send(new ConverseCommand({ modelId: "us.amazon.nova-lite-v1:0", messages }))
    .then(() => "answered")
    .catch((error: Error) => `${error.name}: ${error.message}`);
  const elsewhere = await fetch("https://bedrock-agentcore.eu-west-1.amazonaws.com/runtimes", { method: "POST" });
  return {
    profiles: inferenceProfileSummaries.length,
    text: output?.message?.content?.[0]?.text,
    streamed,
    refused,
    elsewhere: elsewhere.status,
  };
}

Object.assign(globalThis, { done: run() });
