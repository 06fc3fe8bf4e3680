import { AnthropicBedrock } from "@anthropic-ai/bedrock-sdk";
import { zodOutputFormat } from "@anthropic-ai/sdk/helpers/zod";
import type { Message, MessageCreateParamsNonStreaming, MessageParam } from "@anthropic-ai/sdk/resources/messages";
import { z } from "zod";
import type { Case, Outcome } from "./case.ts";
import { credentials, drive, endpoint, MOST_STEPS, recordedTools, region, talk } from "./driver.ts";
import { rock } from "./tools.ts";

const settings = {
  baseURL: endpoint,
  awsRegion: region,
  awsAccessKey: credentials.accessKeyId,
  awsSecretKey: credentials.secretAccessKey,
};
const newest = new AnthropicBedrock(settings);
const older = new AnthropicBedrock({ ...settings, defaultHeaders: { "anthropic-version": "bedrock-2023-05-31" } });

/** Models before Claude 4.7 do not take the version of the API that the SDK sends by itself. */
const clientOf = ({ baseModel }: Case) => (/claude-3|4-5/.test(baseModel) ? older : newest).messages;

const user = (content: MessageParam["content"]): MessageParam => ({ role: "user", content });
const textOf = ({ content }: Message) => content.map((block) => (block.type === "text" ? block.text : "")).join("");
const countsOf = ({ usage }: Message) => ({ input: usage.input_tokens, output: usage.output_tokens });

type Ask = (one: Case, params: Pick<MessageCreateParamsNonStreaming, "messages" | "tools">) => Promise<Message>;
const create: Ask = (one, params) => clientOf(one).create({ model: one.modelId, max_tokens: 500, ...params });
const start = (one: Case, params: Parameters<Ask>[1]) =>
  clientOf(one).stream({ model: one.modelId, max_tokens: 500, ...params });
const stream: Ask = (one, params) => start(one, params).finalMessage();

async function loop(ask: Ask, one: Case): Promise<Outcome> {
  const { calls, tools } = recordedTools();
  const own = tools.map(({ name, description, input }) => {
    return { name, description, input_schema: { ...z.toJSONSchema(input), type: "object" as const } };
  });
  const messages = [user(one.prompt)];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const answer = await ask(one, { messages, tools: own });
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
  ...talk({
    chat: async (one) => {
      const answer = await create(one, { messages: [user(one.prompt)] });
      return { text: textOf(answer), usage: countsOf(answer) };
    },
    stream: async (one, pieces) => {
      const running = start(one, { messages: [user(one.prompt)] });
      running.on("text", (piece) => pieces.push(piece));
      const answer = await running.finalMessage();
      return { text: textOf(answer), pieces, usage: countsOf(answer) };
    },
  }),
  tools: (one) => loop(create, one),
  "streamed tools": (one) => loop(stream, one),
  "structured output": async (one) => {
    const output_config = { format: zodOutputFormat(rock) };
    const messages = [user(one.prompt)];
    const answer = await clientOf(one).parse({ model: one.modelId, max_tokens: 500, messages, output_config });
    return { object: answer.parsed_output };
  },
});
