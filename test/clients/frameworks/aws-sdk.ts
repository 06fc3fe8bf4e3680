import { BedrockClient, ListProvisionedModelThroughputsCommand } from "@aws-sdk/client-bedrock";
import { BedrockAgentRuntimeClient, RerankCommand } from "@aws-sdk/client-bedrock-agent-runtime";
import {
  BedrockRuntimeClient,
  type ContentBlock,
  ConverseCommand,
  type ConverseCommandInput,
  ConverseStreamCommand,
  InvokeModelCommand,
  type Message,
  type ToolConfiguration,
  type ToolUseBlock,
} from "@aws-sdk/client-bedrock-runtime";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { z } from "zod";
import type { Case, Outcome } from "./case.ts";
import { drive, MOST_STEPS, orFailure, recordedTools, region, talk } from "./driver.ts";
import { profileLife } from "./profile-life.ts";
import { rock } from "./tools.ts";

// The environment tells the clients where to go. The runtime client speaks HTTP/2 unless the argument `http1` is given.
const handler = process.argv[2] === "http1" ? { requestHandler: new NodeHttpHandler() } : {};
const runtime = new BedrockRuntimeClient({ region, ...handler });
const agentRuntime = new BedrockAgentRuntimeClient({ region, ...handler });
const bedrock = new BedrockClient({ region, ...handler });

type Json = Extract<Extract<ContentBlock, { toolUse: unknown }>["toolUse"], object>["input"];
type Schema = NonNullable<NonNullable<ToolConfiguration["tools"]>[number]["toolSpec"]>["inputSchema"];

const user = (text: string): Message => ({ role: "user", content: [{ text }] });
const schemaOf = (schema: z.ZodType) => ({ json: z.toJSONSchema(schema) }) as Schema;
const textOf = (message: Message | undefined) => message?.content?.map(({ text }) => text ?? "").join("") ?? "";
const countsOf = (usage: { inputTokens?: number | undefined; outputTokens?: number | undefined } | undefined) => ({
  input: usage?.inputTokens ?? 0,
  output: usage?.outputTokens ?? 0,
});

async function converse(input: ConverseCommandInput) {
  const { output, usage, stopReason } = await runtime.send(new ConverseCommand(input));
  return { message: output?.message, usage: countsOf(usage), stopReason: stopReason as string | undefined };
}

/** The same through ConverseStream: the message that the events make; `pieces` fills as they come. */
async function converseStream(input: ConverseCommandInput, pieces: string[] = []) {
  const { stream } = await runtime.send(new ConverseStreamCommand(input));
  const content: ContentBlock[] = [];
  let started: { name?: string | undefined; toolUseId?: string | undefined; json: string } | undefined;
  let text = "";
  let stopReason: string | undefined;
  let usage = countsOf(undefined);
  for await (const { contentBlockStart, contentBlockDelta, contentBlockStop, messageStop, metadata } of stream ?? []) {
    if (contentBlockStart?.start?.toolUse) started = { ...contentBlockStart.start.toolUse, json: "" };
    if (contentBlockDelta?.delta?.toolUse && started) started.json += contentBlockDelta.delta.toolUse.input ?? "";
    if (contentBlockDelta?.delta?.text !== undefined) {
      pieces.push(contentBlockDelta.delta.text);
      text += contentBlockDelta.delta.text;
    }
    if (contentBlockStop) {
      if (started) {
        const { name, toolUseId, json } = started;
        content.push({ toolUse: { name, toolUseId, input: JSON.parse(json) } });
      } else content.push({ text });
      started = undefined;
      text = "";
    }
    stopReason ??= messageStop?.stopReason;
    if (metadata) usage = countsOf(metadata.usage);
  }
  return { message: { role: "assistant", content } satisfies Message, pieces, usage, stopReason };
}

/** The loop of an agent, over either operation. */
async function loop(ask: typeof converse, { modelId, prompt }: Case): Promise<Outcome> {
  const { calls, tools } = recordedTools();
  const specs = tools.map(({ name, description, input }) => {
    return { toolSpec: { name, description, inputSchema: schemaOf(input) } };
  });
  const messages = [user(prompt)];
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const { message, stopReason } = await ask({ modelId, messages, toolConfig: { tools: specs } });
    if (message) messages.push(message);
    if (stopReason !== "tool_use") return { calls, text: textOf(message) };
    const uses = (message?.content ?? []).flatMap(({ toolUse }): ToolUseBlock[] => (toolUse ? [toolUse] : []));
    const content = uses.map(({ name, toolUseId, input }): ContentBlock => {
      const result = tools.find((tool) => tool.name === name)?.run(input) ?? "";
      return { toolResult: { toolUseId, content: [{ text: result }] } };
    });
    messages.push({ role: "user", content });
  }
  return { calls };
}

async function invoke<Body>(modelId: string, request: object): Promise<Body> {
  const native = { body: JSON.stringify(request), contentType: "application/json" };
  const { body } = await runtime.send(new InvokeModelCommand({ modelId, ...native }));
  return JSON.parse(body.transformToString()) as Body;
}

await drive({
  "profile life cycle": (one) => profileLife(bedrock, one),
  "unknown operation": () => orFailure(() => bedrock.send(new ListProvisionedModelThroughputsCommand())),
  ...talk({
    chat: async ({ modelId, prompt }) => {
      const { message, usage } = await converse({ modelId, messages: [user(prompt)] });
      return { text: textOf(message), usage };
    },
    stream: async ({ modelId, prompt }, pieces) => {
      const { message, usage } = await converseStream({ modelId, messages: [user(prompt)] }, pieces);
      return { text: textOf(message), pieces, usage };
    },
  }),
  tools: (one) => loop(converse, one),
  "streamed tools": (one) => loop((input) => converseStream(input), one),
  "structured output": async ({ modelId, baseModel, prompt }) => {
    const schema = z.toJSONSchema(rock);
    if (baseModel.includes("sonnet-4-5")) {
      const jsonSchema = { name: "rock", schema: JSON.stringify(schema) };
      const outputConfig = { textFormat: { type: "json_schema" as const, structure: { jsonSchema } } };
      const { message } = await converse({ modelId, messages: [user(prompt)], outputConfig });
      return { object: JSON.parse(textOf(message)) };
    }
    const tools = [{ toolSpec: { name: "rock", inputSchema: schemaOf(rock) } }];
    const toolConfig = { tools, toolChoice: { tool: { name: "rock" } } };
    const { message } = await converse({ modelId, messages: [user(prompt)], toolConfig });
    return { object: message?.content?.find(({ toolUse }) => toolUse)?.toolUse?.input as Json };
  },
  embeddings: async ({ modelId, baseModel, texts }) => {
    if (baseModel.startsWith("cohere")) {
      const request = { texts, input_type: "search_document" };
      return { vectors: (await invoke<{ embeddings: number[][] }>(modelId, request)).embeddings };
    }
    const vectors: number[][] = [];
    for (const inputText of texts)
      vectors.push((await invoke<{ embedding: number[] }>(modelId, { inputText })).embedding);
    return { vectors };
  },
  reranking: async ({ modelId, prompt, texts }) => {
    const modelArn = `arn:aws:bedrock:${region}::foundation-model/${modelId}`;
    const { results } = await agentRuntime.send(
      new RerankCommand({
        queries: [{ type: "TEXT", textQuery: { text: prompt } }],
        sources: texts.map((text) => {
          return { type: "INLINE", inlineDocumentSource: { type: "TEXT", textDocument: { text } } };
        }),
        rerankingConfiguration: {
          type: "BEDROCK_RERANKING_MODEL",
          bedrockRerankingConfiguration: { modelConfiguration: { modelArn } },
        },
      }),
    );
    return { ranking: results?.map(({ index = -1, relevanceScore = 0 }) => ({ index, score: relevanceScore })) ?? [] };
  },
  "reranking by InvokeModel": async ({ modelId, prompt, texts }) => {
    const { results } = await invoke<{ results: { index: number; relevance_score: number }[] }>(modelId, {
      api_version: 2,
      query: prompt,
      documents: texts,
    });
    return { ranking: results.map(({ index, relevance_score }) => ({ index, score: relevance_score })) };
  },
  images: async ({ modelId, prompt }) => {
    return invoke<{ images: string[] }>(modelId, { taskType: "TEXT_IMAGE", textToImageParams: { text: prompt } });
  },
});
