import { BedrockRuntimeClient, ConverseCommand } from "@aws-sdk/client-bedrock-runtime";
import { onTestFinished } from "vitest";

export const NOVA = "us.amazon.nova-lite-v1:0";

/** The AWS SDK's client as it is, which speaks HTTP/2. */
export function clientOf(endpoint: string, accessKeyId = "111122223333"): BedrockRuntimeClient {
  const credentials = { accessKeyId, secretAccessKey: "a-secret-of-the-test" };
  const client = new BedrockRuntimeClient({ endpoint, region: "us-east-1", credentials });
  onTestFinished(() => client.destroy());
  return client;
}

/** What the model says to a question. */
export async function ask(
  client: BedrockRuntimeClient,
  text = "What is granite?",
  modelId = NOVA,
): Promise<string | undefined> {
  const messages = [{ role: "user" as const, content: [{ text }] }];
  const { output } = await client.send(new ConverseCommand({ modelId, messages }));
  return output?.message?.content?.[0]?.text;
}
