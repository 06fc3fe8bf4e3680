import type { FoundationModel } from "../../catalog/index.ts";
import { awsError } from "../../errors.ts";
import type { Answer } from "../answer.ts";
import { isObject, violationsOf } from "../body-schema.ts";
import { type ChatMessage, type ChatTool, readMessages, readTools } from "../chat-completions/messages.ts";
import type { Conversation } from "../conversation.ts";
import { checkNative } from "../conversation-rules.ts";
import type { Family } from "../family.ts";
import { readInstructions } from "../prompt-templates.ts";
import { chatChunks, completionChunks, finalChunk, writeChat, writeCompletion } from "./answer.ts";
import { chatMembers, completionMembers } from "./schema.ts";

/**
 * The native bodies of the Mistral models until Pixtral Large: a prompt to be completed, a chat, or either. Newer ones take OpenAI's
 * chat completions. A body that is wrong is answered with a bare "Validation Error", see the evidence of that message.
 * Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-mistral-text-completion.html,
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-mistral-chat-completion.html
 */
export const mistral: Family = {
  read(body, model) {
    const isChat = isObject(body) && "messages" in body;
    const forms = formsOf(model);
    const members = isChat ? chatMembers : completionMembers;
    const required = [isChat ? "messages" : "prompt"];
    if (!forms[isChat ? "chat" : "prompt"] || violationsOf(body, { type: "object", required, members }).length > 0) {
      throw awsError("bodyInvalid");
    }
    const conversation = isChat ? readChat(body as unknown as ChatBody) : readPrompt(body as PromptBody);
    checkNative(conversation, model);
    return conversation;
  },

  readFields(fields, _, model) {
    const {
      prompt: _prompt,
      messages: _messages,
      tools: _tools,
      tool_choice: _choice,
      ...members
    } = {
      ...completionMembers,
      ...(formsOf(model).chat && chatMembers),
    };
    if (violationsOf(fields, { type: "object", members }).length > 0) throw awsError("bodyInvalid");
    return readParameters(fields);
  },

  write(answer, model, _random, conversation) {
    return isCompletion(model, conversation) ? writeCompletion(answer) : writeChat(answer);
  },

  finalChunk(answer: Answer, model, conversation) {
    return finalChunk(answer, isCompletion(model, conversation));
  },

  chunks(answer, model, _random, conversation) {
    return isCompletion(model, conversation) ? completionChunks(answer) : chatChunks(answer);
  },
};

/** Which bodies a model takes: Mistral Large is on both of AWS's pages. */
function formsOf({ modelId }: FoundationModel): { readonly prompt: boolean; readonly chat: boolean } {
  return {
    prompt: !modelId.startsWith("mistral.pixtral"),
    chat: /^mistral\.(?:mistral-large|pixtral)/.test(modelId),
  };
}

/** Asked by Converse, a model that chats answers as in a chat. */
function isCompletion(model: FoundationModel, conversation: Conversation | undefined): boolean {
  return conversation?.isPrompt ?? !formsOf(model).chat;
}

interface Parameters {
  readonly max_tokens?: number;
  readonly temperature?: number;
  readonly top_p?: number;
  readonly stop?: readonly string[];
}

interface PromptBody extends Parameters {
  readonly prompt: string;
}

interface ChatBody extends Parameters {
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly ChatTool[];
  readonly tool_choice?: string;
  readonly response_format?: { readonly type: string };
}

function readPrompt({ prompt, ...parameters }: PromptBody): Conversation {
  return { ...readInstructions(prompt), stopSequences: [], ...readParameters(parameters), isPrompt: true };
}

function readChat({ messages, tools, tool_choice, response_format: format, ...parameters }: ChatBody): Conversation {
  return {
    ...readMessages(messages),
    stopSequences: [],
    ...readParameters(parameters),
    tools: readTools(tools, tool_choice, true),
    ...(format?.type === "json_object" && { outputSchema: true }),
    isPrompt: false,
  };
}

function readParameters({ max_tokens, temperature, top_p, stop }: Parameters): Partial<Conversation> {
  return {
    ...(max_tokens !== undefined && { maxTokens: max_tokens }),
    ...(temperature !== undefined && { temperature }),
    ...(top_p !== undefined && { topP: top_p }),
    ...(stop !== undefined && { stopSequences: stop }),
  };
}
