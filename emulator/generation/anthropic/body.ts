import type { FoundationModel } from "../../catalog/index.ts";
import { type AwsError, awsError, NotEmulatedError } from "../../errors.ts";
import { type BodySchema, isObject, type Violation, violationsOf } from "../body-schema.ts";
import { CachePointReader, refuseUncacheable } from "../cache-points.ts";
import { cachingRules } from "../caching-rules.ts";
import { claudeVersion } from "../claude-version.ts";
import { type Block, type CachePoint, type Conversation, type Turn, text, textsOf } from "../conversation.ts";
import { brokenTokenLimit, modelRefusal, repeatedRole } from "../conversation-rules.ts";
import { malformedInput } from "../json-schema-gate.ts";
import { invalidField } from "./validator.ts";
import { checkApiVersion } from "./version.ts";

/**
 * Reads the Messages body of Claude and checks it as the model's own generation does. `anthropic_beta` and every other member
 * that turns something on is refused as not emulated; `metadata` and `top_k` change nothing that can be seen.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html
 */
export function readMessagesBody(body: unknown, model: FoundationModel): Conversation {
  check(body, model);
  const conversation = toConversation(body as MessagesBody);
  refuseUncacheable(conversation, model);
  checkContent(conversation, model);
  return conversation;
}

interface TextBlock {
  readonly type: "text";
  readonly text: string;
  readonly cache_control?: { readonly type: "ephemeral"; readonly ttl?: CachePoint["ttl"] | null } | null;
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
  const reader = new CachePointReader();
  return {
    // An empty string is no system prompt.
    system: blocksOf(body.system || [], reader),
    turns: body.messages.map(({ role, content }) => ({ role, blocks: blocksOf(content, reader) })),
    cachePoints: reader.cachePoints,
    maxTokens: body.max_tokens,
    stopSequences: body.stop_sequences ?? [],
    temperature: body.temperature ?? undefined,
    topP: body.top_p ?? undefined,
  };
}

function blocksOf(content: string | readonly TextBlock[], reader: CachePointReader): Block[] {
  const blocks: readonly Omit<TextBlock, "type">[] = typeof content === "string" ? [{ text: content }] : content;
  return blocks.map(({ text: said, cache_control }) => {
    reader.block();
    if (cache_control) reader.mark(cache_control.ttl);
    return text(said);
  });
}

const anything: BodySchema = { type: "any" };
const textBlock: BodySchema = {
  type: "object",
  required: ["text"],
  members: { type: anything, text: { type: "string" }, cache_control: anything, citations: anything },
};

/** The kinds of content that Claude takes on Bedrock; all but text are refused further on as not emulated. */
const contentKinds: Readonly<Record<string, BodySchema>> = {
  text: textBlock,
  image: anything,
  document: anything,
  search_result: anything,
  tool_use: anything,
  tool_result: anything,
  thinking: anything,
  redacted_thinking: anything,
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
  metadata: anything,
  anthropic_beta: { type: "list", items: { type: "string" } },
  tools: anything,
  tool_choice: anything,
};

const required = ["messages", "max_tokens", "anthropic_version"];

/** Up to Claude 3.5 a JSON Schema stands before the model; from 3.7 on the body goes to Anthropic's validator. */
const gated: BodySchema = { type: "object", required, members };
const validated: BodySchema = {
  type: "object",
  nullable: true,
  required: ["anthropic_version", "max_tokens", "messages"],
  members: {
    ...members,
    thinking: anything,
    context_management: anything,
    output_config: anything,
    output_format: anything,
  },
};

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
  const isGated = (claudeVersion(model.modelId) ?? 3) < 3.7;
  const violations = violationsOf(body, isGated ? gated : validated);
  // Anthropic's validator names the member of a list that is wrong, not the string that the list might have been.
  const first = violations.find((violation) => !(violation.kind === "type" && violation.alternative));
  if (first) throw isGated ? gateRefusal(body, violations) : invalidField(first);
  if (!isObject(body)) return;
  checkApiVersion(body, model);
  for (const name of notEmulated) {
    const value = body[name];
    if (value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0)) refuse(name);
  }
  refuseOtherContent(body as unknown as MessagesBody);
  const broken = brokenCacheControls(body as unknown as MessagesBody, model, isGated);
  if (broken[0]) throw isGated ? malformedInput(broken) : invalidField(broken[0]);
}

/**
 * What is wrong in the members `cache_control`; nothing is where the model does not know them, which is told otherwise. Anthropic's
 * validator puts the kind of a block and of a cache control into its paths.
 */
function brokenCacheControls(
  { messages, system }: MessagesBody,
  model: FoundationModel,
  isGated: boolean,
): Violation[] {
  const rules = cachingRules(model);
  if (!rules) return [];
  const schema = cacheControl(rules.hour);
  const within = (content: string | readonly TextBlock[], path: Violation["path"], kind: readonly string[]) => {
    if (typeof content === "string") return [];
    return content.flatMap(({ cache_control }, at) => {
      if (cache_control === undefined || cache_control === null) return [];
      return violationsOf(cache_control, schema).map((violation): Violation => {
        const isWithin = violation.path.length > 0 || violation.kind === "extraneous";
        const tag = isWithin && !isGated ? ["ephemeral"] : [];
        return { ...violation, path: [...path, at, ...kind, "cache_control", ...tag, ...violation.path] };
      });
    });
  };
  return [
    ...within(system || [], ["system"], []),
    ...messages.flatMap(({ content }, at) => within(content, ["messages", at, "content"], isGated ? [] : ["text"])),
  ];
}

/**
 * Until Bedrock had the time to live of one hour the whole member was unknown
 * (https://github.com/BerriAI/litellm/issues/15880); that it still is to the models without it is assumed.
 */
function cacheControl(hasTtl: boolean): BodySchema {
  const ephemeral: BodySchema = {
    type: "object",
    nullable: true,
    members: { type: anything, ...(hasTtl && { ttl: { type: "string", values: ["5m", "1h"] } }) },
  };
  return { type: "tagged", kinds: { ephemeral } };
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
  turns.forEach(({ blocks, role }, at) => {
    const isEmpty = blocks.length === 0;
    if (isEmpty && !(at === turns.length - 1 && role === "assistant")) {
      throw awsError("claudeMessageEmpty", { message: at });
    }
    if (textsOf(blocks).includes("")) throw awsError("claudeTextEmpty");
  });
  const limit = brokenTokenLimit(conversation, model);
  if (limit !== undefined) throw awsError("maxTokensOverLimitNative", { limit });
  const refusal = modelRefusal(conversation, model);
  if (refusal) throw refusal;
}
