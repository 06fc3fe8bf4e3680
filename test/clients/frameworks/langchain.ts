import { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { BedrockEmbeddings, ChatBedrockConverse } from "@langchain/aws";
import {
  AIMessage,
  type AIMessageChunk,
  type BaseMessage,
  HumanMessage,
  ToolMessage,
  type UsageMetadata,
} from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import type { Case, Outcome } from "./case.ts";
import { credentials, drive, endpoint, MOST_STEPS, recordedTools, region, talk } from "./driver.ts";
import { rock } from "./tools.ts";

const settings = { region, client: new BedrockRuntimeClient({ endpoint, region, credentials }) };

function chatModel({ modelId, baseModel }: Case) {
  const profile = modelId === baseModel ? {} : { applicationInferenceProfile: modelId };
  return new ChatBedrockConverse({ ...settings, ...profile, model: baseModel });
}

type Model = Pick<ChatBedrockConverse, "invoke" | "stream">;

const countsOf = (usage: UsageMetadata | undefined) => ({
  input: usage?.input_tokens ?? 0,
  output: usage?.output_tokens ?? 0,
});

/** All of a stream, as one message; `pieces` gets the texts as they come. */
async function streamed(model: Model, messages: BaseMessage[], pieces: string[] = []) {
  let whole: AIMessageChunk | undefined;
  for await (const chunk of await model.stream(messages)) {
    whole = whole?.concat(chunk) ?? chunk;
    if (chunk.text !== "") pieces.push(chunk.text);
  }
  if (!whole) throw new Error("the stream was empty");
  return whole;
}

async function loop(ask: (model: Model, messages: BaseMessage[]) => Promise<AIMessage>, one: Case): Promise<Outcome> {
  const { calls, tools } = recordedTools();
  const own = tools.map(({ name, description, input, run }) =>
    tool(async (given: unknown) => run(given), { name, description, schema: input }),
  );
  const model = chatModel(one).bindTools(own);
  const messages: BaseMessage[] = [new HumanMessage(one.prompt)];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const answer = await ask(model as Model, messages);
    messages.push(answer);
    if (!answer.tool_calls?.length) return { calls, text: answer.text };
    for (const call of answer.tool_calls) {
      const result = await own.find(({ name }) => name === call.name)?.invoke({ ...call, type: "tool_call" });
      if (!ToolMessage.isInstance(result)) throw new Error(`the call of ${call.name} gave no message`);
      messages.push(result);
    }
  }
  return { calls };
}

await drive({
  ...talk({
    chat: async (one) => {
      const answer = await chatModel(one).invoke(one.prompt);
      return { text: answer.text, usage: countsOf(answer.usage_metadata) };
    },
    stream: async (one, pieces) => {
      const whole = await streamed(chatModel(one), [new HumanMessage(one.prompt)], pieces);
      return { text: whole.text, pieces, usage: countsOf(whole.usage_metadata) };
    },
  }),
  tools: (one) => loop((model, messages) => model.invoke(messages), one),
  "streamed tools": (one) =>
    loop(async (model, messages) => {
      const whole = await streamed(model, messages);
      return new AIMessage({ content: whole.content, tool_calls: whole.tool_calls ?? [] });
    }, one),
  "structured output": async (one) => {
    return { object: await chatModel(one).withStructuredOutput(rock, { name: "rock" }).invoke(one.prompt) };
  },
  embeddings: async ({ modelId, texts }) => {
    return { vectors: await new BedrockEmbeddings({ ...settings, model: modelId }).embedDocuments([...texts]) };
  },
});
