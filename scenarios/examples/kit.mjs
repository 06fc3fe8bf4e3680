import { BedrockClient } from "@aws-sdk/client-bedrock";
import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";

/**
 * What the example apps are made of. An app takes `{ config, sleep, deadline }` and gives back what its user sees: `config` is for
 * the SDK's clients; `sleep(ms)` and `deadline(ms)`, an AbortSignal, are handed in so that tests need not wait.
 */

/** A client that asks once: the apps below retry by themselves, and two that retry multiply each other's attempts. */
export const once = ({ config }, more = {}) => new BedrockRuntimeClient({ ...config, maxAttempts: 1, ...more });

/** A client as the SDK makes it, with three attempts of a call. */
export const runtime = ({ config }, more = {}) => new BedrockRuntimeClient({ ...config, ...more });

export const control = ({ config }) => new BedrockClient({ ...config, maxAttempts: 1 });

const messages = (text) => [{ role: "user", content: [{ text }] }];

/** The model's answer as text. */
export async function ask(client, modelId, text, { maxTokens = 100, signal, ...more } = {}) {
  const input = { modelId, messages: messages(text), inferenceConfig: { maxTokens }, ...more };
  const { output } = await client.send(new ConverseCommand(input), { abortSignal: signal });
  return output.message.content.map((block) => block.text ?? "").join("");
}

/** The same from a stream, which is whole only when its end has come. */
export async function read(client, modelId, text, { signal } = {}) {
  const input = { modelId, messages: messages(text), inferenceConfig: { maxTokens: 100 } };
  const { stream } = await client.send(new ConverseStreamCommand(input), { abortSignal: signal });
  let answer = "";
  let isWhole = false;
  for await (const event of stream) {
    answer += event.contentBlockDelta?.delta?.text ?? "";
    isWhole ||= event.messageStop !== undefined;
  }
  if (!isWhole) throw new Error("the stream ended before the message did");
  return answer;
}

/** The first answer that comes, one way after the other. */
export async function firstOf(...ways) {
  let last;
  for (const way of ways) {
    try {
      return await way();
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

/** Asks again, each time after a longer wait, while `isWorthIt` says so of the error. */
export async function patiently(ask, { sleep, attempts = 8, isWorthIt = isTransient }) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ask();
    } catch (error) {
      if (attempt === attempts || !isWorthIt(error)) throw error;
      await sleep(1_000 * 2 ** (attempt - 1));
    }
  }
}

export const isTransient = ({ name }) =>
  ["ThrottlingException", "ServiceUnavailableException", "ModelNotReadyException"].includes(name);

/** What the user sees of an answer that does not come. */
export const orApology = async (answer) => answer.catch(({ name }) => `Sorry (${name})`);
