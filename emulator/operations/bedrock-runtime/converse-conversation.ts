import type { ConverseCommandInput } from "@aws-sdk/client-bedrock-runtime";
import type { FoundationModel } from "../../catalog/index.ts";
import { awsError, NotEmulatedError } from "../../errors.ts";
import { CachePointReader, refuseUncacheable } from "../../generation/cache-points.ts";
import { cachingRules } from "../../generation/caching-rules.ts";
import { claudeVersion } from "../../generation/claude-version.ts";
import type { Conversation, Turn } from "../../generation/conversation.ts";
import { brokenTokenLimit, checkTurns, modelRefusal } from "../../generation/conversation-rules.ts";
import { acceptsSystem } from "../../generation/model-rules.ts";

type Asked = Pick<ConverseCommandInput, "messages" | "system" | "inferenceConfig">;

/** Reads the body of Converse, ConverseStream or the Converse form of CountTokens, and checks it in AWS's words. */
export function readConversation(
  { messages = [], system = [], inferenceConfig = {} }: Asked,
  model: FoundationModel,
): Conversation {
  const reader = new CachePointReader();
  const read = (block: Block, texts: string[], place: string) => readBlock(block, texts, { reader, model, place });
  const systemTexts: string[] = [];
  system.forEach((block, at) => {
    read(block, systemTexts, `system.${at}`);
  });
  const conversation: Conversation = {
    system: systemTexts,
    turns: messages.map((message, at) => readTurn(message, at, read)),
    cachePoints: reader.cachePoints,
    maxTokens: inferenceConfig.maxTokens,
    stopSequences: inferenceConfig.stopSequences ?? [],
    temperature: inferenceConfig.temperature,
    topP: inferenceConfig.topP,
  };
  refuseUncacheable(conversation, model);
  if (system.length > 0 && !acceptsSystem(model)) throw awsError("systemNotSupported");
  checkTurns(conversation, model);
  const limit = brokenTokenLimit(conversation, model);
  if (limit !== undefined) throw awsError("maxTokensOverLimit", { limit });
  const refusal = modelRefusal(conversation, model);
  if (refusal) throw awsError("modelReturnedErrors", { errors: refusal.message });
  return conversation;
}

type Message = NonNullable<ConverseCommandInput["messages"]>[number];

type Block = NonNullable<Message["content"]>[number] | NonNullable<ConverseCommandInput["system"]>[number];

function readTurn(
  { role, content = [] }: Message,
  at: number,
  read: (block: Block, texts: string[], place: string) => void,
): Turn {
  if (role !== "user" && role !== "assistant") refuse(`messages.${at} with the role "${role}"`);
  const texts: string[] = [];
  content.forEach((block, index) => {
    read(block, texts, `messages.${at}.content.${index}`);
  });
  return { role, texts };
}

/**
 * Adds a block's text to those of its list, or marks a cache point behind them. Claude without the time to live of one hour keeps
 * what asks for it for five minutes (third-party check against the live service, 2026); any other model with caching refuses
 * whatever is asked for, five minutes too.
 */
function readBlock(
  { text, cachePoint }: Block,
  texts: string[],
  { reader, model, place }: { reader: CachePointReader; model: FoundationModel; place: string },
): void {
  if (cachePoint === undefined) {
    texts.push(text ?? refuse(`${place} without text`));
    reader.block();
    return;
  }
  if (texts.length === 0) throw awsError("nothingToCache");
  const rules = cachingRules(model);
  if (rules && cachePoint.ttl !== undefined && claudeVersion(model.modelId) === undefined) {
    throw awsError("cacheTtlNotSupported");
  }
  reader.mark(rules?.hour ? cachePoint.ttl : "5m");
}

function refuse(member: string): never {
  throw new NotEmulatedError(`Outcrop does not emulate ${member} yet.`);
}
