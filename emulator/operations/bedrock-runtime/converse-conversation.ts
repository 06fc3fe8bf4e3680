import type { ConverseCommandInput } from "@aws-sdk/client-bedrock-runtime";
import type { FoundationModel } from "../../catalog/index.ts";
import { awsError, NotEmulatedError } from "../../errors.ts";
import type { Conversation, Turn } from "../../generation/conversation.ts";
import { brokenTokenLimit, checkTurns, modelRefusal } from "../../generation/conversation-rules.ts";
import { acceptsSystem } from "../../generation/model-rules.ts";

type Asked = Pick<ConverseCommandInput, "messages" | "system" | "inferenceConfig">;

/** Reads the body of Converse, ConverseStream or the Converse form of CountTokens, and checks it in AWS's words. */
export function readConversation(
  { messages = [], system = [], inferenceConfig = {} }: Asked,
  model: FoundationModel,
): Conversation {
  const conversation: Conversation = {
    system: system.map(({ text }, at) => text ?? refuse(`system.${at} without text`)),
    turns: messages.map(readTurn),
    maxTokens: inferenceConfig.maxTokens,
    stopSequences: inferenceConfig.stopSequences ?? [],
    temperature: inferenceConfig.temperature,
    topP: inferenceConfig.topP,
  };
  if (system.length > 0 && !acceptsSystem(model)) throw awsError("systemNotSupported");
  checkTurns(conversation, model);
  const limit = brokenTokenLimit(conversation, model);
  if (limit !== undefined) throw awsError("maxTokensOverLimit", { limit });
  const refusal = modelRefusal(conversation, model);
  if (refusal) throw awsError("modelReturnedErrors", { errors: refusal.message });
  return conversation;
}

type Message = NonNullable<ConverseCommandInput["messages"]>[number];

function readTurn({ role, content = [] }: Message, at: number): Turn {
  if (role !== "user" && role !== "assistant") refuse(`messages.${at} with the role "${role}"`);
  return {
    role,
    texts: content.map(({ text }, block) => text ?? refuse(`messages.${at}.content.${block} without text`)),
  };
}

function refuse(member: string): never {
  throw new NotEmulatedError(`Outcrop does not emulate ${member} yet.`);
}
