import { awsError, NotEmulatedError } from "../errors.ts";
import { type Answer, answerText, deltas } from "./answer.ts";
import { type BodySchema, isObject, violationsOf } from "./body-schema.ts";
import { CachePointReader, refuseUncacheable } from "./cache-points.ts";
import { type Block, type Conversation, type Turn, text } from "./conversation.ts";
import { brokenTokenLimit, checkTurns, modelRefusal } from "./conversation-rules.ts";
import { type Family, invocationMetrics } from "./family.ts";
import { malformedInput } from "./json-schema-gate.ts";

/**
 * The native body of the Amazon Nova understanding models.
 * Source of the request: https://docs.aws.amazon.com/nova/latest/userguide/complete-request-schema.html; of the answers:
 * recorded test cassettes of opentelemetry-python-contrib and openllmetry (2025).
 */
export const amazonNova: Family = {
  read(body, model) {
    const violations = violationsOf(body, schema);
    if (violations.length > 0) throw malformedInput(violations);
    refuseOther(body);
    const conversation = toConversation(body as NovaBody);
    refuseUncacheable(conversation, model);
    checkTurns(conversation, model);
    const limit = brokenTokenLimit(conversation, model);
    if (limit !== undefined) throw awsError("maxTokensOverLimitNative", { limit });
    const refusal = modelRefusal(conversation, model);
    if (refusal) throw refusal;
    return conversation;
  },

  write(answer) {
    const { inputTokens, outputTokens } = answer.usage;
    const counts = cacheCounts(answer);
    const totalTokens = inputTokens + outputTokens + counts.cacheReadInputTokenCount + counts.cacheWriteInputTokenCount;
    return {
      output: { message: { content: [{ text: answerText(answer) }], role: "assistant" } },
      stopReason: answer.stopReason,
      usage: { inputTokens, outputTokens, totalTokens, ...counts },
    };
  },

  finalChunk,

  *chunks(answer) {
    yield { messageStart: { role: "assistant" } };
    let contentBlockIndex = 0;
    for (const text of answer.blocks.flatMap((block) => (block.type === "text" ? [...deltas(block)] : []))) {
      yield { contentBlockDelta: { delta: { text }, contentBlockIndex } };
      // Every delta was followed by a stop of its own, and the index rises with each.
      yield { contentBlockStop: { contentBlockIndex } };
      contentBlockIndex++;
    }
    yield finalChunk(answer);
    const { inputTokens, outputTokens } = answer.usage;
    const counts = cacheCounts(answer);
    yield {
      metadata: { usage: { inputTokens, outputTokens, ...counts }, metrics: {}, trace: {} },
      "amazon-bedrock-invocationMetrics": { ...invocationMetrics(answer), ...counts },
    };
  },
};

function finalChunk({ stopReason }: Answer) {
  return { messageStop: { stopReason } };
}

function cacheCounts({ usage: { cacheReadInputTokens = 0, cacheWriteInputTokens = 0 } }: Answer) {
  return { cacheReadInputTokenCount: cacheReadInputTokens, cacheWriteInputTokenCount: cacheWriteInputTokens };
}

/** A cache point stands in a block of its own, or in that of the text before it as in AWS's example. */
interface NovaBlock {
  readonly text?: string;
  readonly cachePoint?: { readonly type: "default" };
}

interface NovaBody {
  readonly messages: readonly { readonly role: Turn["role"]; readonly content: readonly NovaBlock[] }[];
  readonly system?: readonly NovaBlock[];
  readonly inferenceConfig?: {
    readonly maxTokens?: number;
    readonly max_new_tokens?: number;
    readonly temperature?: number;
    readonly topP?: number;
    readonly top_p?: number;
    readonly stopSequences?: readonly string[];
  };
}

function toConversation({ messages, system = [], inferenceConfig = {} }: NovaBody): Conversation {
  const reader = new CachePointReader();
  return {
    system: blocksOf(system, reader),
    turns: messages.map(({ role, content }) => ({ role, blocks: blocksOf(content, reader) })),
    cachePoints: reader.cachePoints,
    // Recorded requests spell the limit both ways, and both were answered.
    maxTokens: inferenceConfig.maxTokens ?? inferenceConfig.max_new_tokens,
    stopSequences: inferenceConfig.stopSequences ?? [],
    temperature: inferenceConfig.temperature,
    topP: inferenceConfig.topP ?? inferenceConfig.top_p,
  };
}

function blocksOf(content: readonly NovaBlock[], reader: CachePointReader): Block[] {
  const blocks: Block[] = [];
  for (const { text: said, cachePoint } of content) {
    if (said !== undefined) {
      blocks.push(text(said));
      reader.block();
    }
    if (!cachePoint) continue;
    if (blocks.length === 0) throw awsError("nothingToCache");
    reader.mark("5m");
  }
  return blocks;
}

const anything: BodySchema = { type: "any" };
/** Without `ttl`: on Nova the time to live is five minutes, and Converse refuses to name it. */
const cachePoint: BodySchema = {
  type: "object",
  required: ["type"],
  members: { type: { type: "string", values: ["default"] } },
};
const probability: BodySchema = { type: "number", minimum: 0, maximum: 1 };
const atLeastOne: BodySchema = { type: "integer", minimum: 1 };
const topK: BodySchema = { type: "integer", minimum: 0, maximum: 128 };
const otherContent = { image: anything, document: anything, video: anything, audio: anything, cachePoint };

const schema: BodySchema = {
  type: "object",
  required: ["messages"],
  members: {
    schemaVersion: { type: "string" },
    messages: {
      type: "list",
      items: {
        type: "object",
        required: ["role", "content"],
        members: {
          role: { type: "string", values: ["user", "assistant"] },
          content: {
            type: "list",
            items: {
              type: "object",
              members: {
                text: { type: "string" },
                ...otherContent,
                toolUse: anything,
                toolResult: anything,
                reasoningContent: anything,
              },
            },
          },
        },
      },
    },
    system: {
      type: "list",
      items: { type: "object", members: { text: { type: "string" }, cachePoint } },
    },
    inferenceConfig: {
      type: "object",
      members: {
        maxTokens: atLeastOne,
        max_new_tokens: atLeastOne,
        temperature: probability,
        topP: probability,
        top_p: probability,
        topK,
        top_k: topK,
        stopSequences: { type: "list", items: { type: "string" } },
        reasoningConfig: anything,
      },
    },
    toolConfig: anything,
    reasoningConfig: anything,
  },
};

function refuseOther(body: unknown): void {
  if (!isObject(body)) return;
  for (const name of ["toolConfig", "reasoningConfig"]) if (name in body) refuse(name);
  const { inferenceConfig } = body;
  if (isObject(inferenceConfig) && "reasoningConfig" in inferenceConfig) refuse("inferenceConfig.reasoningConfig");
  const { messages, system } = body as unknown as NovaBody;
  messages.forEach(({ content }, at) => {
    refuseOtherBlocks(content, `messages.${at}.content`);
  });
  if (system) refuseOtherBlocks(system, "system");
}

function refuseOtherBlocks(blocks: readonly NovaBlock[], path: string): void {
  blocks.forEach((block, at) => {
    const keys = Object.keys(block);
    const other = keys.find((key) => key !== "text" && key !== "cachePoint");
    if (other) refuse(`${path}.${at}.${other}`);
    if (keys.length === 0) {
      throw malformedInput([{ path: [...path.split("."), at], kind: "required", key: "text" }]);
    }
  });
}

function refuse(member: string): never {
  throw new NotEmulatedError(`Outcrop does not emulate ${member} in the body of Amazon Nova yet.`);
}
