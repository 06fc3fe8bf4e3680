import type { ContentBlock, ConverseCommandInput, SystemContentBlock } from "@aws-sdk/client-bedrock-runtime";
import type { FoundationModel } from "../../catalog/index.ts";
import { AwsError, awsError, NotEmulatedError } from "../../errors.ts";
import { isObject } from "../../generation/body-schema.ts";
import { CachePointReader, refuseUncacheable } from "../../generation/cache-points.ts";
import { cachingRules } from "../../generation/caching-rules.ts";
import { claudeVersion } from "../../generation/claude-version.ts";
import { checkContentKinds, checkReasoning } from "../../generation/content-rules.ts";
import type { Block, Conversation, Turn } from "../../generation/conversation.ts";
import { brokenTokenLimit, checkTurns, modelRefusal } from "../../generation/conversation-rules.ts";
import { checkDocuments } from "../../generation/document-rules.ts";
import { familyOf } from "../../generation/families.ts";
import { acceptsSystem } from "../../generation/model-rules.ts";
import { checkOutputSchema } from "../../generation/output-rules.ts";
import { checkTools, checkToolTurns } from "../../generation/tool-rules.ts";
import { readContentBlock } from "./converse-blocks.ts";
import { readTools } from "./converse-tools.ts";
import { readOutputSchema } from "./output-schema.ts";

type Asked = Pick<
  ConverseCommandInput,
  "messages" | "system" | "inferenceConfig" | "toolConfig" | "additionalModelRequestFields" | "outputConfig"
>;

/** Reads the body of Converse, ConverseStream or the Converse form of CountTokens, and checks it in AWS's words. */
export function readConversation(asked: Asked, model: FoundationModel): Conversation {
  const { messages = [], system = [], inferenceConfig = {}, toolConfig, outputConfig } = asked;
  const blocks = new BlockReader(model);
  const tools = readTools(toolConfig, blocks.cache, (cachePoint) => blocks.mark(cachePoint));
  const systemBlocks = blocks.read(system, "system");
  const plain: Conversation = {
    tools,
    system: systemBlocks,
    turns: messages.map((message, at) => readTurn(message, at, blocks)),
    cachePoints: blocks.cache.cachePoints,
    maxTokens: inferenceConfig.maxTokens,
    stopSequences: inferenceConfig.stopSequences ?? [],
    temperature: inferenceConfig.temperature,
    topP: inferenceConfig.topP,
    outputSchema: readOutputSchema(outputConfig),
  };
  const conversation = withFields(plain, fieldsOf(asked, model), model);
  refuseUncacheable(conversation, model);
  if (system.length > 0 && !acceptsSystem(model)) throw awsError("systemNotSupported");
  if (tools) checkTools(tools, model);
  checkOutputSchema(conversation.outputSchema, model);
  checkTurns(conversation, model);
  checkToolTurns(conversation.turns, tools, model);
  checkContentKinds(conversation, model);
  checkDocuments(conversation);
  checkReasoning(conversation, model);
  const limit = brokenTokenLimit(conversation, model);
  if (limit !== undefined) throw awsError("maxTokensOverLimit", { limit });
  const refusal = modelRefusal(conversation, model);
  if (refusal) throw awsError("modelReturnedErrors", { errors: refusal.message });
  return conversation;
}

/** The fields that belong to the model alone, with the effort that Converse hands on to Claude as one of them. */
function fieldsOf({ additionalModelRequestFields, outputConfig }: Asked, model: FoundationModel): unknown {
  const effort = outputConfig?.effort;
  if (effort === undefined) return additionalModelRequestFields;
  if (claudeVersion(model.modelId) === undefined) {
    throw new NotEmulatedError(`Outcrop does not emulate the member 'outputConfig.effort' of ${model.modelId} yet.`);
  }
  const fields = isObject(additionalModelRequestFields) ? additionalModelRequestFields : {};
  const config = isObject(fields.output_config) ? fields.output_config : {};
  return { ...fields, output_config: { ...config, effort } };
}

/** What the fields that belong to the model alone change. */
function withFields(conversation: Conversation, fields: unknown, model: FoundationModel): Conversation {
  if (fields === undefined || fields === null || (isObject(fields) && Object.keys(fields).length === 0))
    return conversation;
  const { readFields } = familyOf(model);
  if (!readFields) {
    throw new NotEmulatedError(`Outcrop does not emulate additionalModelRequestFields of ${model.modelId} yet.`);
  }
  try {
    return { ...conversation, ...readFields(fields as Readonly<Record<string, unknown>>, conversation, model) };
  } catch (error) {
    // The model itself reads these fields, and Converse reports what it says.
    if (!(error instanceof AwsError)) throw error;
    throw awsError("modelReturnedErrors", { errors: error.message });
  }
}

type Message = NonNullable<ConverseCommandInput["messages"]>[number];

function readTurn({ role, content = [] }: Message, at: number, blocks: BlockReader): Turn {
  if (role !== "user" && role !== "assistant") {
    throw new NotEmulatedError(`Outcrop does not emulate messages.${at} with the role "${role}" yet.`);
  }
  return { role, blocks: blocks.read(content, `messages.${at}.content`) };
}

/** Reads lists of blocks, and the cache points among them. */
class BlockReader {
  readonly cache = new CachePointReader();
  readonly #model: FoundationModel;

  constructor(model: FoundationModel) {
    this.#model = model;
  }

  read(content: readonly (ContentBlock | SystemContentBlock)[], place: string): Block[] {
    const blocks: Block[] = [];
    content.forEach((block, at) => {
      if (block.cachePoint === undefined) {
        blocks.push(readContentBlock(block, `${place}.${at}`));
        this.cache.block();
        return;
      }
      if (blocks.length === 0) throw awsError("nothingToCache");
      this.mark(block.cachePoint);
    });
    return blocks;
  }

  /**
   * Claude without the time to live of one hour keeps what asks for it for five minutes (third-party check against the live
   * service, 2026); any other model with caching refuses whatever is asked for, five minutes too.
   */
  mark({ ttl }: { readonly ttl?: "5m" | "1h" | undefined }): void {
    const rules = cachingRules(this.#model);
    if (rules && ttl !== undefined && claudeVersion(this.#model.modelId) === undefined) {
      throw awsError("cacheTtlNotSupported");
    }
    this.cache.mark(rules?.hour ? ttl : "5m");
  }
}
