import { AnthropicBedrock } from "@anthropic-ai/bedrock-sdk";
import { zodOutputFormat } from "@anthropic-ai/sdk/helpers/zod";
import type { Message, MessageCreateParamsNonStreaming, MessageParam } from "@anthropic-ai/sdk/resources/messages";
import { z } from "zod";
import type { Case, Outcome } from "./case.ts";
import { credentials, drive, endpoint, MOST_STEPS, recordedTools, region } from "./driver.ts";
import { rock } from "./tools.ts";

const client = new AnthropicBedrock({
  baseURL: endpoint,
  awsRegion: region,
  awsAccessKey: credentials.accessKeyId,
  awsSecretKey: credentials.secretAccessKey,
});

const user = (content: MessageParam["content"]): MessageParam => ({ role: "user", content });
const textOf = ({ content }: Message) => content.map((block) => (block.type === "text" ? block.text : "")).join("");
const countsOf = ({ usage }: Message) => ({ input: usage.input_tokens, output: usage.output_tokens });

type Ask = (params: MessageCreateParamsNonStreaming) => Promise<Message>;
const create: Ask = (params) => client.messages.create(params);
const stream: Ask = (params) => client.messages.stream(params).finalMessage();

async function loop(ask: Ask, { modelId: model, prompt }: Case): Promise<Outcome> {
  const { calls, tools } = recordedTools();
  const own = tools.map(({ name, description, input }) => {
    return { name, description, input_schema: { ...z.toJSONSchema(input), type: "object" as const } };
  });
  const messages = [user(prompt)];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const answer = await ask({ model, max_tokens: 500, messages, tools: own });
    messages.push({ role: "assistant", content: answer.content });
    if (answer.stop_reason !== "tool_use") return { calls, text: textOf(answer) };
    const uses = answer.content.filter((block) => block.type === "tool_use");
    const results = uses.map(({ id, name, input }) => {
      const result = tools.find((tool) => tool.name === name)?.run(input) ?? "";
      return { type: "tool_result" as const, tool_use_id: id, content: result };
    });
    messages.push(user(results));
  }
  return { calls };
}

await drive({
  chat: async ({ modelId: model, prompt }) => {
    const answer = await create({ model, max_tokens: 500, messages: [user(prompt)] });
    return { text: textOf(answer), usage: countsOf(answer) };
  },
  stream: async ({ modelId: model, prompt }) => {
    const pieces: string[] = [];
    const running = client.messages.stream({ model, max_tokens: 500, messages: [user(prompt)] });
    running.on("text", (piece) => pieces.push(piece));
    const answer = await running.finalMessage();
    return { text: textOf(answer), pieces, usage: countsOf(answer) };
  },
  tools: (one) => loop(create, one),
  "streamed tools": (one) => loop(stream, one),
  "structured output": async ({ modelId: model, prompt }) => {
    const output_config = { format: zodOutputFormat(rock) };
    const answer = await client.messages.parse({ model, max_tokens: 500, messages: [user(prompt)], output_config });
    return { object: answer.parsed_output };
  },
});
