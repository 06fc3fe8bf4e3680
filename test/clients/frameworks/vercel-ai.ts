import { createAmazonBedrock } from "@ai-sdk/amazon-bedrock";
import { createAmazonBedrockAnthropic } from "@ai-sdk/amazon-bedrock/anthropic";
import {
  embedMany,
  generateImage,
  generateObject,
  generateText,
  type LanguageModelUsage,
  rerank,
  stepCountIs,
  streamText,
  type ToolSet,
  tool,
} from "ai";
import type { Case } from "./case.ts";
import { credentials, drive, endpoint, MOST_STEPS, recordedTools, region, talk } from "./driver.ts";
import { rock } from "./tools.ts";

const settings = { region, ...credentials, baseURL: endpoint };
const bedrock = createAmazonBedrock(settings);
const anthropic = createAmazonBedrockAnthropic(settings);

/** The provider that goes through Converse, or with the argument `anthropic` the one that goes through InvokeModel. */
const [route] = process.argv.slice(2);

function languageModel({ modelId, baseModel }: Case) {
  if (route === "anthropic") return anthropic(modelId);
  return bedrock(modelId, baseModel.startsWith("anthropic") ? { modelFamily: "anthropic" } : {});
}

const isOld = ({ baseModel }: Case) => baseModel.includes("claude-3");

const countsOf = ({ inputTokens, outputTokens }: LanguageModelUsage) => ({
  input: inputTokens ?? 0,
  output: outputTokens ?? 0,
});

function toolSet() {
  const { calls, tools } = recordedTools();
  const own = tools.map(({ name, description, input, run }) => {
    return [name, tool({ description, inputSchema: input, execute: async (given: unknown) => run(given) })] as const;
  });
  return { calls, tools: Object.fromEntries(own) as ToolSet };
}

await drive({
  ...talk({
    chat: async (one) => {
      const { text, usage } = await generateText({ model: languageModel(one), prompt: one.prompt });
      return { text, usage: countsOf(usage) };
    },
    stream: async (one, pieces) => {
      // The stream ends, and the text is there, as if all were well: nobody else is told.
      const errors: unknown[] = [];
      const onError = ({ error }: { readonly error: unknown }) => void errors.push(error);
      const result = streamText({ model: languageModel(one), prompt: one.prompt, onError });
      for await (const piece of result.textStream) pieces.push(piece);
      const outcome = { text: await result.text, pieces, usage: countsOf(await result.usage) };
      if (errors.length > 0) throw errors[0];
      return outcome;
    },
  }),
  tools: async (one) => {
    const { calls, tools } = toolSet();
    const { text } = await generateText({
      model: languageModel(one),
      prompt: one.prompt,
      tools,
      stopWhen: stepCountIs(MOST_STEPS),
    });
    return { calls, text };
  },
  "streamed tools": async (one) => {
    const { calls, tools } = toolSet();
    const { text } = streamText({
      model: languageModel(one),
      prompt: one.prompt,
      tools,
      stopWhen: stepCountIs(MOST_STEPS),
      // By itself the Anthropic provider asks every Claude for fine-grained streaming, which Claude 3 does not know.
      ...(isOld(one) ? { providerOptions: { anthropic: { toolStreaming: false } } } : {}),
    });
    return { calls, text: await text };
  },
  "structured output": async (one) => {
    // By itself it asks every Claude for `output_config`, which the older ones refuse.
    const { object } = await generateObject({
      model: languageModel(one),
      schema: rock,
      prompt: one.prompt,
      ...(isOld(one) ? { providerOptions: { amazonBedrock: { structuredOutputMode: "jsonTool" } } } : {}),
    });
    return { object };
  },
  embeddings: async ({ modelId, baseModel, texts }) => {
    const model = bedrock.embedding(modelId, { modelFamily: baseModel.startsWith("cohere") ? "cohere" : "titan" });
    return { vectors: (await embedMany({ model, values: [...texts] })).embeddings };
  },
  reranking: async ({ modelId, prompt, texts }) => {
    const { ranking } = await rerank({ model: bedrock.reranking(modelId), query: prompt, documents: [...texts] });
    return { ranking: ranking.map(({ originalIndex, score }) => ({ index: originalIndex, score })) };
  },
  images: async ({ modelId, prompt }) => {
    return { images: (await generateImage({ model: bedrock.image(modelId), prompt })).images.map((i) => i.base64) };
  },
});
