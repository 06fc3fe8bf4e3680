import type { FoundationModel } from "../../catalog/index.ts";
import { awsError, NotEmulatedError } from "../../errors.ts";
import { violationsOf } from "../body-schema.ts";
import type { Conversation } from "../conversation.ts";
import { checkNative } from "../conversation-rules.ts";
import { deserializeError } from "./deserialize-error.ts";
import { type ChatMessage, type ChatTool, type ChatToolChoice, readMessages, readTools } from "./messages.ts";
import { chatBody, chatMembers } from "./schema.ts";

/** A chat-completions body whose form has been checked. */
interface ChatBody {
  readonly messages: readonly ChatMessage[];
  readonly max_tokens?: number | null;
  readonly max_completion_tokens?: number | null;
  readonly temperature?: number | null;
  readonly top_p?: number | null;
  readonly stop?: string | readonly string[] | null;
  readonly tools?: readonly ChatTool[] | null;
  readonly tool_choice?: ChatToolChoice;
  readonly parallel_tool_calls?: boolean | null;
  readonly response_format?: ResponseFormat | null;
  readonly reasoning_effort?: string | null;
  readonly model?: string | null;
  readonly stream?: boolean | null;
  readonly stream_options?: { readonly include_usage?: boolean | null } | null;
}

interface ResponseFormat {
  readonly type: string;
  readonly json_schema?: { readonly schema?: unknown };
}

/** Reads a chat-completions body; `streams` says whether the answer is asked for as a stream. */
export function readChatBody(body: unknown, model: FoundationModel, streams: boolean): Conversation {
  const refusal = deserializeError(violationsOf(body, chatBody), body, Object.keys(chatMembers));
  if (refusal) throw refusal;
  const chat = body as ChatBody;
  checkTransport(chat, model, streams);
  refuseOther(body as Readonly<Record<string, unknown>>);
  const conversation: Conversation = {
    ...readMessages(chat.messages),
    ...optionsOf(chat),
    maxTokens: chat.max_completion_tokens ?? chat.max_tokens ?? undefined,
    stopSequences: typeof chat.stop === "string" ? [chat.stop] : (chat.stop ?? []),
    streamsUsage: chat.stream_options?.include_usage ?? undefined,
    temperature: chat.temperature ?? undefined,
    topP: chat.top_p ?? undefined,
    tools: readTools(chat.tools, chat.tool_choice, chat.parallel_tool_calls ?? true),
  };
  checkNative(conversation, model);
  return conversation;
}

/** What Converse has its own members for, which the fields beside them may not name again (assumed). */
const CONVERSE_MEMBERS = ["messages", "model", "stream", "stream_options", "tools", "tool_choice"];

/**
 * The members of a body that Converse carries in `additionalModelRequestFields`. `reasoning_config` is Qwen's, as recorded
 * (pydantic-ai, test_bedrock_thinking_high_qwen_variant, 2026).
 */
export function readChatFields(fields: Readonly<Record<string, unknown>>): Partial<Conversation> {
  const { reasoning_config: config, ...others } = fields;
  const allowed = Object.fromEntries(Object.entries(chatMembers).filter(([name]) => !CONVERSE_MEMBERS.includes(name)));
  const violations = violationsOf(others, { type: "object", members: allowed, nullable: true });
  const refusal = deserializeError(violations, others, Object.keys(chatMembers));
  if (refusal) throw refusal;
  refuseOther(others);
  const chat = others as Partial<ChatBody>;
  const maxTokens = chat.max_completion_tokens ?? chat.max_tokens;
  return {
    ...optionsOf(chat),
    ...(config !== undefined && config !== null && { reasoning: {} }),
    ...(maxTokens !== undefined && maxTokens !== null && { maxTokens }),
  };
}

/** What of a body changes the answer and has no word of its own in Converse. */
function optionsOf({ response_format: format, reasoning_effort: effort }: Partial<ChatBody>): Partial<Conversation> {
  return {
    ...(effort && effort !== "none" && { reasoning: {} }),
    ...(format?.type === "json_object" && { outputSchema: true }),
    ...(format?.type === "json_schema" && { outputSchema: format.json_schema?.schema ?? true }),
  };
}

/** `model` and `stream` may be left out; given, they repeat what the request itself says. */
function checkTransport({ model: named, stream }: ChatBody, { modelId }: FoundationModel, streams: boolean): void {
  if (stream !== undefined && stream !== null && stream !== streams) {
    throw awsError("chatStreamMismatch", { found: String(stream) });
  }
  // Behind an ARN may be a profile of the account, whose model is not to be seen here; a geography may stand before the id.
  if (named && named !== modelId && !named.endsWith(`.${modelId}`) && !named.startsWith("arn:")) {
    throw awsError("chatModelMismatch", { found: named, expected: modelId });
  }
}

/** Members that change the answer, with the value that asks for nothing. Those not named here change nothing that can be seen. */
const notEmulated: Readonly<Record<string, (value: unknown) => boolean>> = {
  audio: () => false,
  function_call: () => false,
  functions: (value) => Array.isArray(value) && value.length === 0,
  logprobs: (value) => value === false,
  modalities: (value) => Array.isArray(value) && value.every((kind) => kind === "text"),
  n: (value) => value === 1,
  prediction: () => false,
  web_search_options: () => false,
};

function refuseOther(body: Readonly<Record<string, unknown>>): void {
  for (const [name, asksForNothing] of Object.entries(notEmulated)) {
    const value = body[name];
    if (value === undefined || value === null || asksForNothing(value)) continue;
    throw new NotEmulatedError(`Outcrop does not emulate ${name} in the body of a chat completion yet.`);
  }
}
