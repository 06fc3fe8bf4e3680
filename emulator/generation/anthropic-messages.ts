import type { FoundationModel } from "../catalog/index.ts";
import { type AwsError, awsError, NotEmulatedError } from "../errors.ts";
import type { Random } from "../random.ts";
import { invalidField } from "./anthropic-validator.ts";
import { type BodySchema, isObject, type Violation, violationsOf } from "./body-schema.ts";
import { claudeName, claudeVersion } from "./claude-version.ts";
import { deltas } from "./compose.ts";
import type { Answer, Conversation, Turn } from "./conversation.ts";
import { brokenTokenLimit, modelRefusal, repeatedRole } from "./conversation-rules.ts";
import { type Family, invocationMetrics } from "./family.ts";
import { malformedInput } from "./json-schema-gate.ts";

/**
 * The Messages body of Claude, from version 3.
 * Source of the request: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html;
 * of the answers: recorded test cassettes of opentelemetry-python-contrib, openllmetry and pydantic-ai (2024-06 to 2026-07).
 */
export const anthropicMessages: Family = {
  read(body, model) {
    check(body, model);
    const conversation = toConversation(body as MessagesBody);
    checkContent(conversation, model);
    return conversation;
  },

  write(answer, model, random) {
    const version = versionOf(model);
    const id = messageId(answer, version, random);
    const name = claudeName(model.modelId);
    // Version 4.5 is the first that was seen to name the model before the id.
    const head =
      version >= 4.5
        ? { model: name, id, type: "message", role: "assistant" }
        : { id, type: "message", role: "assistant", model: name };
    return {
      ...head,
      content: answer.text === "" ? [] : [{ type: "text", text: answer.text }],
      stop_reason: answer.stopReason,
      stop_sequence: answer.stopSequence ?? null,
      ...(version >= 4.6 && { stop_details: null }),
      usage: usageOf(model, answer.usage.inputTokens, answer.usage.outputTokens),
    };
  },

  finalChunk: messageDelta,

  *chunks(answer, model, random) {
    const version = versionOf(model);
    const { inputTokens, outputTokens } = answer.usage;
    yield {
      type: "message_start",
      message: {
        id: messageId(answer, version, random),
        type: "message",
        role: "assistant",
        model: claudeName(model.modelId),
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: usageOf(model, inputTokens, Math.min(1, outputTokens)),
      },
    };
    if (answer.text !== "") {
      yield { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } };
      for (const text of deltas(answer)) {
        yield { type: "content_block_delta", index: 0, delta: { type: "text_delta", text } };
      }
      yield { type: "content_block_stop", index: 0 };
    }
    yield messageDelta(answer, model);
    yield {
      type: "message_stop",
      "amazon-bedrock-invocationMetrics": {
        ...invocationMetrics(answer),
        ...(hasCacheCounts(model) && { cacheReadInputTokenCount: 0, cacheWriteInputTokenCount: 0 }),
      },
    };
  },
};

function messageDelta(answer: Answer, model: FoundationModel) {
  const { inputTokens, outputTokens } = answer.usage;
  return {
    type: "message_delta",
    delta: { stop_reason: answer.stopReason, stop_sequence: answer.stopSequence ?? null },
    // https://github.com/maximhq/bifrost/issues/5629: in 2026 this usage repeats the input.
    usage: {
      ...(versionOf(model) >= 4.5 && {
        input_tokens: inputTokens,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 0,
      }),
      output_tokens: outputTokens,
    },
  };
}

const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

/** `msg_bdrk_01` and 22 characters; since Opus 4.8 (2026-07) `msg_bdrk_` and 52 of another alphabet. */
function messageId(answer: Answer, version: number, random: Random): string {
  const chance = random.fork("message id", answer.text);
  return version >= 4.8 ? `msg_bdrk_${chance.characters(52, BASE32)}` : `msg_bdrk_01${chance.characters(22, BASE58)}`;
}

function versionOf({ modelId }: FoundationModel): number {
  return claudeVersion(modelId) ?? 3;
}

/** Whether the model knows prompt caching, and so counts it: Claude 3.5 Haiku and all from 3.7. */
function hasCacheCounts(model: FoundationModel): boolean {
  return versionOf(model) >= 3.7 || model.modelId.startsWith("anthropic.claude-3-5-haiku");
}

function usageOf(model: FoundationModel, inputTokens: number, outputTokens: number): Record<string, unknown> {
  const version = versionOf(model);
  return {
    input_tokens: inputTokens,
    ...(hasCacheCounts(model) && { cache_creation_input_tokens: 0, cache_read_input_tokens: 0 }),
    ...(version >= 4.5 && { cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 } }),
    output_tokens: outputTokens,
    ...(version >= 4.8 && { output_tokens_details: { thinking_tokens: 0 }, service_tier: "standard" }),
  };
}

interface TextBlock {
  readonly type: "text";
  readonly text: string;
  readonly cache_control?: unknown;
  readonly citations?: unknown;
}

interface MessagesBody {
  readonly max_tokens: number;
  readonly messages: readonly { readonly role: Turn["role"]; readonly content: string | readonly TextBlock[] }[];
  readonly system?: string | readonly TextBlock[] | null;
  readonly stop_sequences?: readonly string[] | null;
  readonly temperature?: number | null;
  readonly top_p?: number | null;
}

function toConversation(body: MessagesBody): Conversation {
  return {
    // An empty string is no system prompt.
    system: textsOf(body.system || []),
    turns: body.messages.map(({ role, content }) => ({ role, texts: textsOf(content) })),
    maxTokens: body.max_tokens,
    stopSequences: body.stop_sequences ?? [],
    temperature: body.temperature ?? undefined,
    topP: body.top_p ?? undefined,
  };
}

function textsOf(content: string | readonly TextBlock[]): string[] {
  return typeof content === "string" ? [content] : content.map(({ text }) => text);
}

const any: BodySchema = { type: "any" };
const textBlock: BodySchema = {
  type: "object",
  required: ["text"],
  members: { type: any, text: { type: "string" }, cache_control: any, citations: any },
};

/** The kinds of content that Claude takes on Bedrock; all but text are refused further on as not emulated. */
const contentKinds: Readonly<Record<string, BodySchema>> = {
  text: textBlock,
  image: any,
  document: any,
  search_result: any,
  tool_use: any,
  tool_result: any,
  thinking: any,
  redacted_thinking: any,
};

const members: Readonly<Record<string, BodySchema>> = {
  anthropic_version: { type: "string" },
  max_tokens: { type: "integer", minimum: 1 },
  messages: {
    type: "list",
    items: {
      type: "object",
      required: ["role", "content"],
      members: {
        role: { type: "string", values: ["user", "assistant"] },
        content: { type: "text-or-list", list: { type: "list", items: { type: "tagged", kinds: contentKinds } } },
      },
    },
  },
  system: {
    type: "text-or-list",
    list: { type: "list", items: { type: "tagged", kinds: { text: textBlock } } },
  },
  stop_sequences: { type: "list", items: { type: "string" } },
  temperature: { type: "number", minimum: 0, maximum: 1 },
  top_p: { type: "number", minimum: 0, maximum: 1 },
  top_k: { type: "integer", minimum: 0, maximum: 500 },
  metadata: any,
  anthropic_beta: { type: "list", items: { type: "string" } },
  tools: any,
  tool_choice: any,
};

const required = ["messages", "max_tokens", "anthropic_version"];

/** Up to Claude 3.5 a JSON Schema stands before the model; from 3.7 on the body goes to Anthropic's validator. */
const gated: BodySchema = { type: "object", required, members };
const validated: BodySchema = {
  type: "object",
  nullable: true,
  required: ["anthropic_version", "max_tokens", "messages"],
  members: { ...members, thinking: any, context_management: any, output_config: any, output_format: any },
};

const VERSION = "bedrock-2023-05-31";

/** Members that Claude takes and Outcrop does not act on; an empty list asks for nothing. */
const notEmulated = [
  "anthropic_beta",
  "tools",
  "tool_choice",
  "thinking",
  "context_management",
  "output_config",
  "output_format",
];

function check(body: unknown, model: FoundationModel): void {
  const isGated = versionOf(model) < 3.7;
  const violations = violationsOf(body, isGated ? gated : validated);
  // Anthropic's validator names the member of a list that is wrong, not the string that the list might have been.
  const first = violations.find((violation) => !(violation.kind === "type" && violation.alternative));
  if (first) throw isGated ? gateRefusal(body, violations) : invalidField(first);
  if (!isObject(body)) return;
  if (body.anthropic_version !== VERSION) {
    throw isGated
      ? malformedInput([
          { path: ["anthropic_version"], kind: "value", values: [VERSION], found: String(body.anthropic_version) },
        ])
      : awsError("claudeApiVersionInvalid");
  }
  for (const name of notEmulated) {
    const value = body[name];
    if (value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0)) refuse(name);
  }
  refuseOtherContent(body as unknown as MessagesBody);
}

/**
 * The gate asks for either `prompt` or `messages`: whenever another member of the top level is wrong it complains of the
 * messages that are there, before all else (https://github.com/promptfoo/promptfoo/issues/916).
 */
function gateRefusal(body: unknown, violations: readonly Violation[]): AwsError {
  const isMisled = isObject(body) && "messages" in body && violations.some(({ path }) => path.length === 0);
  return malformedInput(
    violations,
    isMisled ? '#: subject must not be valid against schema {"required":["messages"]}' : "",
  );
}

function refuseOtherContent({ messages, system }: MessagesBody): void {
  messages.forEach(({ content }, at) => {
    refuseOtherBlocks(content, `messages.${at}.content`);
  });
  if (system) refuseOtherBlocks(system, "system");
}

function refuseOtherBlocks(content: string | readonly TextBlock[], path: string): void {
  if (typeof content === "string") return;
  content.forEach((block, at) => {
    if (block.type !== "text") refuse(`${path}.${at} of the type "${String(block.type)}"`);
    if (block.cache_control) refuse(`${path}.${at}.cache_control`);
    if (block.citations) refuse(`${path}.${at}.citations`);
  });
}

function refuse(member: string): never {
  throw new NotEmulatedError(`Outcrop does not emulate ${member} in the body of Claude yet.`);
}

function checkContent(conversation: Conversation, model: FoundationModel): void {
  const { turns } = conversation;
  if (turns.length === 0) throw awsError("claudeNoMessages");
  if (turns[0]?.role !== "user") throw awsError("claudeFirstMessageNotUser");
  const repeated = repeatedRole(turns);
  if (repeated !== undefined) throw awsError("claudeRolesMustAlternate", { role: turns[repeated]?.role ?? "user" });
  turns.forEach(({ texts, role }, at) => {
    const isEmpty = texts.length === 0;
    if (isEmpty && !(at === turns.length - 1 && role === "assistant")) {
      throw awsError("claudeMessageEmpty", { message: at });
    }
    if (texts.includes("")) throw awsError("claudeTextEmpty");
  });
  const limit = brokenTokenLimit(conversation, model);
  if (limit !== undefined) throw awsError("maxTokensOverLimitNative", { limit });
  const refusal = modelRefusal(conversation, model);
  if (refusal) throw refusal;
}
