import type { FoundationModel } from "../catalog/index.ts";
import { NotEmulatedError } from "../errors.ts";
import type { Random } from "../random.ts";
import { type Answer, answerText, deltas, toolUseId, toolUsesOf } from "./answer.ts";
import { type BodySchema, violationsOf } from "./body-schema.ts";
import { finishReason } from "./chat-completions/answer.ts";
import { type ChatMessage, type ChatTool, readMessages, readTools } from "./chat-completions/messages.ts";
import { chatMessages, chatTools } from "./chat-completions/schema.ts";
import type { Conversation } from "./conversation.ts";
import { checkNative } from "./conversation-rules.ts";
import { type Family, invocationMetrics } from "./family.ts";
import { malformedInput } from "./json-schema-gate.ts";

/**
 * The native body of AI21's Jamba. Source of the request: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-jamba.html;
 * of the answers the page refers to https://docs.ai21.com/reference/jamba-1-6-api-ref. Refused as by the validator of other providers of
 * that time: https://github.com/BerriAI/litellm/issues/11232 says of which member, not in what words.
 */
export const ai21Jamba: Family = {
  read(body, model) {
    const violations = violationsOf(body, { type: "object", required: ["messages"], members });
    if (violations.length > 0) throw malformedInput(violations);
    const { messages, tools, ...parameters } = body as JambaBody;
    refuseOther(parameters);
    const conversation: Conversation = {
      ...readMessages(messages),
      stopSequences: [],
      tools: readTools(tools, "auto", true),
      ...readParameters(parameters),
    };
    checkNative(conversation, model);
    return conversation;
  },

  readFields(fields) {
    const { messages: _messages, tools: _tools, ...others } = members;
    const violations = violationsOf(fields, { type: "object", members: others });
    if (violations.length > 0) throw malformedInput(violations);
    refuseOther(fields);
    return readParameters(fields);
  },

  write(answer, _model, random) {
    const calls = toolUsesOf(answer).map((use) => ({
      id: toolUseId(use, "call_"),
      type: "function",
      function: { name: use.name, arguments: JSON.stringify(use.input) },
    }));
    const message = { role: "assistant", content: answerText(answer), tool_calls: calls.length > 0 ? calls : null };
    return {
      id: idOf(answer, random),
      choices: [{ index: 0, message, finish_reason: finishReason(answer.stopReason) }],
      usage: usageOf(answer),
    };
  },

  finalChunk,

  *chunks(answer, model, random) {
    const id = idOf(answer, random);
    const chunk = (delta: object) => ({ id, choices: [{ index: 0, delta, finish_reason: null }] });
    yield chunk({ role: "assistant", content: "" });
    for (const block of answer.blocks) {
      if (block.type === "text") for (const content of deltas(block)) yield chunk({ content });
    }
    for (const [index, use] of toolUsesOf(answer).entries()) {
      const call = { name: use.name, arguments: JSON.stringify(use.input) };
      yield chunk({ tool_calls: [{ index, id: toolUseId(use, "call_"), type: "function", function: call }] });
    }
    yield { id, ...finalChunk(answer, model), "amazon-bedrock-invocationMetrics": invocationMetrics(answer) };
  },
};

/** The last chunk has the usage. */
function finalChunk(answer: Answer, _model: FoundationModel) {
  const choice = { index: 0, delta: { content: "" }, finish_reason: finishReason(answer.stopReason) };
  return { choices: [choice], usage: usageOf(answer) };
}

function idOf(answer: Answer, random: Random): string {
  return `cmpl-${random.fork("completion id", answerText(answer)).characters(32, "0123456789abcdef")}`;
}

function usageOf({ usage: { inputTokens, outputTokens } }: Answer) {
  return { prompt_tokens: inputTokens, completion_tokens: outputTokens, total_tokens: inputTokens + outputTokens };
}

interface Parameters {
  readonly max_tokens?: number;
  readonly temperature?: number;
  readonly top_p?: number;
  readonly stop?: string | readonly string[];
  readonly n?: number;
  readonly documents?: readonly unknown[];
  readonly response_format?: { readonly type: string };
}

interface JambaBody extends Parameters {
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly ChatTool[];
}

function readParameters({
  max_tokens,
  temperature,
  top_p,
  stop,
  response_format: format,
}: Parameters): Partial<Conversation> {
  return {
    ...(max_tokens !== undefined && { maxTokens: max_tokens }),
    ...(temperature !== undefined && { temperature }),
    ...(top_p !== undefined && { topP: top_p }),
    ...(stop !== undefined && { stopSequences: typeof stop === "string" ? [stop] : stop }),
    ...(format?.type === "json_object" && { outputSchema: true }),
  };
}

function refuseOther({ n = 1, documents = [] }: Parameters): void {
  const member = n > 1 ? "n" : documents.length > 0 ? "documents" : undefined;
  if (member) throw new NotEmulatedError(`Outcrop does not emulate ${member} in the body of AI21 Jamba yet.`);
}

const penalty: BodySchema = { type: "number" };
const members: Readonly<Record<string, BodySchema>> = {
  messages: chatMessages,
  tools: chatTools,
  documents: { type: "list", items: { type: "any" } },
  response_format: { type: "object", members: { type: { type: "string", values: ["text", "json_object"] } } },
  max_tokens: { type: "integer", minimum: 0, maximum: 4_096 },
  temperature: { type: "number", minimum: 0, maximum: 2 },
  top_p: { type: "number", minimum: 0, maximum: 1 },
  stop: { type: "text-or-list", list: { type: "list", items: { type: "string" } } },
  n: { type: "integer", minimum: 1, maximum: 16 },
  frequency_penalty: penalty,
  presence_penalty: penalty,
};
