import type { FoundationModel } from "../../catalog/index.ts";
import { type Answer, type AnswerBlock, type AnswerToolUse, deltas, toolUseId } from "../answer.ts";
import { violationsOf } from "../body-schema.ts";
import { CachePointReader, refuseUncacheable } from "../cache-points.ts";
import type { Conversation, Turn } from "../conversation.ts";
import { checkNative, checkTurns } from "../conversation-rules.ts";
import { type Family, invocationMetrics } from "../family.ts";
import { malformedInput } from "../json-schema-gate.ts";
import { type NovaBlock, type NovaToolConfig, readBlocks, readToolConfig } from "./content.ts";
import { type NovaInferenceConfig, readInferenceConfig, readNovaFields, readReasoning } from "./fields.ts";
import { novaBody } from "./schema.ts";

/**
 * The native body of the Amazon Nova understanding models.
 * Source of the request: https://docs.aws.amazon.com/nova/latest/userguide/complete-request-schema.html and, for Nova 2,
 * https://docs.aws.amazon.com/nova/latest/nova2-userguide/request-response-schema.html; of the answers: recorded test cassettes of
 * opentelemetry-python-contrib and openllmetry (2025), for text; that tools and reasoning stand in them as in Converse is documented.
 */
export const amazonNova: Family = {
  read(body, model) {
    const violations = violationsOf(body, novaBody);
    if (violations.length > 0) throw malformedInput(violations);
    const { inferenceConfig = {}, reasoningConfig = inferenceConfig.reasoningConfig, ...rest } = body as NovaBody;
    const conversation = toConversation(rest, inferenceConfig, model);
    refuseUncacheable(conversation, model);
    checkTurns(conversation, model);
    checkNative(conversation, model);
    const topK = inferenceConfig.topK ?? inferenceConfig.top_k;
    return { ...conversation, reasoning: readReasoning(reasoningConfig, model, { ...conversation, topK }) };
  },

  readFields: readNovaFields,

  write(answer) {
    const { inputTokens, outputTokens } = answer.usage;
    const counts = cacheCounts(answer);
    const totalTokens = inputTokens + outputTokens + counts.cacheReadInputTokenCount + counts.cacheWriteInputTokenCount;
    return {
      output: { message: { content: contentOf(answer), role: "assistant" } },
      stopReason: answer.stopReason,
      usage: { inputTokens, outputTokens, totalTokens, ...counts },
    };
  },

  finalChunk,

  *chunks(answer) {
    yield { messageStart: { role: "assistant" } };
    yield* blockChunks(answer.blocks);
    yield finalChunk(answer);
    const { inputTokens, outputTokens } = answer.usage;
    const counts = cacheCounts(answer);
    yield {
      metadata: { usage: { inputTokens, outputTokens, ...counts }, metrics: {}, trace: {} },
      "amazon-bedrock-invocationMetrics": { ...invocationMetrics(answer), ...counts },
    };
  },
};

interface NovaBody {
  readonly messages: readonly { readonly role: Turn["role"]; readonly content: readonly NovaBlock[] }[];
  readonly system?: readonly NovaBlock[];
  readonly inferenceConfig?: NovaInferenceConfig;
  readonly toolConfig?: NovaToolConfig;
  readonly reasoningConfig?: unknown;
}

function toConversation(
  { messages, system = [], toolConfig }: NovaBody,
  inferenceConfig: NovaInferenceConfig,
  model: FoundationModel,
): Conversation {
  const reader = new CachePointReader();
  return {
    tools: toolConfig && readToolConfig(toolConfig, reader, model),
    system: readBlocks(system, ["system"], reader),
    turns: messages.map(({ role, content }, at) => ({
      role,
      blocks: readBlocks(content, ["messages", at, "content"], reader),
    })),
    cachePoints: reader.cachePoints,
    stopSequences: [],
    ...readInferenceConfig(inferenceConfig),
  };
}

/** An answer without blocks has an empty text. */
function contentOf({ blocks }: Answer): unknown[] {
  const content = blocks.filter(({ type }) => type !== "redactedReasoning").map(toContent);
  return content.length === 0 ? [{ text: "" }] : content;
}

function toContent(block: AnswerBlock): unknown {
  switch (block.type) {
    case "text":
      return { text: block.text };
    case "toolUse":
      return { toolUse: { ...toStart(block), input: block.input } };
    case "reasoning":
      return { reasoningContent: { reasoningText: { text: block.text } } };
    case "redactedReasoning":
      throw new Error("Nova has no redacted reasoning");
  }
}

function toStart(block: AnswerToolUse) {
  return { toolUseId: toolUseId(block, "tooluse_"), name: block.name };
}

/** Every delta of text was followed by a stop of its own, and the index rises with each; the input of a tool comes in one delta. */
function* blockChunks(blocks: readonly AnswerBlock[]): Generator<unknown> {
  let contentBlockIndex = 0;
  for (const block of blocks) {
    if (block.type === "toolUse") {
      yield { contentBlockStart: { start: { toolUse: toStart(block) }, contentBlockIndex } };
    }
    for (const delta of deltasOf(block)) {
      yield { contentBlockDelta: { delta, contentBlockIndex } };
      yield { contentBlockStop: { contentBlockIndex } };
      contentBlockIndex++;
    }
  }
}

function* deltasOf(block: AnswerBlock): Generator<unknown> {
  if (block.type === "text") for (const text of deltas(block)) yield { text };
  if (block.type === "toolUse") yield { toolUse: { input: JSON.stringify(block.input) } };
  if (block.type === "reasoning") yield { reasoningContent: { text: block.text } };
}

function finalChunk({ stopReason }: Answer) {
  return { messageStop: { stopReason } };
}

function cacheCounts({ usage: { cacheReadInputTokens = 0, cacheWriteInputTokens = 0 } }: Answer) {
  return { cacheReadInputTokenCount: cacheReadInputTokens, cacheWriteInputTokenCount: cacheWriteInputTokens };
}
