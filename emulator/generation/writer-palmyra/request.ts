import type { FoundationModel } from "../../catalog/index.ts";
import { NotEmulatedError } from "../../errors.ts";
import { type BodySchema, isObject, violationsOf } from "../body-schema.ts";
import {
  type ChatMessage,
  type ChatTool,
  type ChatToolChoice,
  readMessages,
  readTools,
} from "../chat-completions/messages.ts";
import { chatMembers } from "../chat-completions/schema.ts";
import { type Conversation, text } from "../conversation.ts";
import { checkNative } from "../conversation-rules.ts";
import { malformedInput } from "../json-schema-gate.ts";

interface Parameters {
  readonly max_tokens?: number;
  readonly min_tokens?: number;
  readonly temperature?: number;
  readonly top_p?: number;
  readonly stop?: readonly string[];
  readonly response_format?: { readonly type: string; readonly json_schema?: { readonly schema?: unknown } };
}

interface PalmyraBody extends Parameters {
  readonly prompt?: string;
  readonly messages?: readonly ChatMessage[];
  readonly tools?: readonly ChatTool[];
  readonly tool_choice?: ChatToolChoice;
}

/** The members that Palmyra shares with OpenAI's chat completions. */
function shared(...names: readonly string[]): Readonly<Record<string, BodySchema>> {
  return Object.fromEntries(names.map((name) => [name, chatMembers[name] ?? { type: "any" }]));
}

/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-palmyra-x5.html; tools and formats are chat completions'. */
const parameters: Readonly<Record<string, BodySchema>> = {
  ...shared("temperature", "top_p", "seed", "presence_penalty", "frequency_penalty", "response_format"),
  max_tokens: { type: "integer", minimum: 1 },
  min_tokens: { type: "integer", minimum: 0 },
  stop: { type: "list", items: { type: "string" }, maxItems: 4 },
};

/** A prompt to be completed is taken too: langchain-aws sends one, and recorded its answer (unit_tests/llms/test_bedrock.py). */
export function readPalmyraBody(given: unknown, model: FoundationModel): Conversation {
  const body = withPlainContent(given);
  const isPrompt = isObject(body) && "prompt" in body && !("messages" in body);
  const members = isPrompt
    ? { prompt: { type: "string" as const, minLength: 1 }, ...parameters }
    : { ...shared("messages", "tools", "tool_choice"), ...parameters };
  const violations = violationsOf(body, { type: "object", required: [isPrompt ? "prompt" : "messages"], members });
  if (violations.length > 0) throw malformedInput(violations);
  const { prompt, messages: said = [], tools: offered, tool_choice: choice, ...rest } = body as PalmyraBody;
  const conversation: Conversation = {
    ...(prompt === undefined ? readMessages(said) : { system: [], turns: [{ role: "user", blocks: [text(prompt)] }] }),
    stopSequences: [],
    tools: readTools(offered, choice, true),
    ...readParameters(rest),
    isPrompt,
  };
  checkNative(conversation, model);
  return conversation;
}

export function readPalmyraFields(fields: Readonly<Record<string, unknown>>): Partial<Conversation> {
  const violations = violationsOf(fields, { type: "object", members: parameters });
  if (violations.length > 0) throw malformedInput(violations);
  return readParameters(fields);
}

function readParameters({ min_tokens, response_format: format, ...rest }: Parameters): Partial<Conversation> {
  if (min_tokens) {
    throw new NotEmulatedError("Outcrop does not emulate min_tokens in the body of Writer Palmyra yet.");
  }
  return {
    ...(rest.max_tokens !== undefined && { maxTokens: rest.max_tokens }),
    ...(rest.temperature !== undefined && { temperature: rest.temperature }),
    ...(rest.top_p !== undefined && { topP: rest.top_p }),
    ...(rest.stop !== undefined && { stopSequences: rest.stop }),
    ...(format?.type === "json_object" && { outputSchema: true }),
    ...(format?.type === "json_schema" && { outputSchema: format.json_schema?.schema ?? true }),
  };
}

/** AWS's example has a content that is one object with a text. */
function withPlainContent(body: unknown): unknown {
  if (!isObject(body) || !Array.isArray(body.messages)) return body;
  const plain = body.messages.map((message: unknown) => {
    const content = isObject(message) ? message.content : undefined;
    return isObject(message) && isObject(content) && typeof content.text === "string"
      ? { ...message, content: content.text }
      : message;
  });
  return { ...body, messages: plain };
}
