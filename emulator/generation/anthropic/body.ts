import type { FoundationModel } from "../../catalog/index.ts";
import { type AwsError, awsError } from "../../errors.ts";
import { type BodySchema, isObject, type Violation, violationsOf } from "../body-schema.ts";
import { CachePointReader, refuseUncacheable } from "../cache-points.ts";
import { claudeName } from "../claude-version.ts";
import type { Conversation } from "../conversation.ts";
import { checkNative } from "../conversation-rules.ts";
import { malformedInput } from "../json-schema-gate.ts";
import { readBetas } from "./betas.ts";
import { messagesSchema } from "./body-schema.ts";
import { type ClaudeFeatures, featuresOf } from "./features.ts";
import type { MessagesBody } from "./native-body.ts";
import { readOptions } from "./options.ts";
import { readBlocks } from "./read-content.ts";
import { checkToolTypes, readTools } from "./read-tools.ts";
import { checkInstructions, checkToolTurns, checkTurnOrder } from "./turn-rules.ts";
import { invalidField } from "./validator.ts";
import { checkApiVersion } from "./version.ts";

/**
 * Reads the Messages body of Claude and checks it as the model's own generation does.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html
 */
export function readMessagesBody(body: unknown, model: FoundationModel): Conversation {
  refuseCompletions(body, model);
  const features = featuresOf(model);
  const betas = readBetas(body, features);
  checkToolTypes(isObject(body) ? body.tools : undefined, model, betas);
  check(body, messagesSchema(model, features, betas), features);
  checkApiVersion(body as Readonly<Record<string, unknown>>, model);
  const native = body as MessagesBody;
  checkInstructions(native.messages, features);
  const plain = toConversation(native);
  refuseUncacheable(plain, model);
  checkTurnOrder(plain);
  checkToolTurns(plain);
  const conversation = { ...plain, ...readOptions(native, plain, features, betas) };
  checkNative(conversation, model, "base64");
  return conversation;
}

/** The body of text completions, which ended with Claude 2: no model that is left takes it. */
function refuseCompletions(body: unknown, model: FoundationModel): void {
  if (isObject(body) && "prompt" in body && !("messages" in body)) {
    throw awsError("claudeCompletionsUnsupported", { model: claudeName(model.modelId) });
  }
}

function toConversation(body: MessagesBody): Conversation {
  const reader = new CachePointReader();
  // In this order the model reads them, and cache points count by it.
  const tools = readTools(body.tools, body.tool_choice, reader);
  const system = readBlocks(body.system ?? [], reader, "system");
  const turns = body.messages.map(({ role, content }, at) => ({
    role: role === "assistant" ? role : ("user" as const),
    blocks: readBlocks(content, reader, `messages.${at}.content`),
    ...(role === "system" && { isInstruction: true }),
  }));
  return {
    tools,
    system,
    turns,
    cachePoints: reader.cachePoints,
    maxTokens: body.max_tokens,
    stopSequences: body.stop_sequences ?? [],
    temperature: body.temperature ?? undefined,
    topP: body.top_p ?? undefined,
  };
}

function check(body: unknown, schema: BodySchema, features: ClaudeFeatures): void {
  const violations = violationsOf(body, schema);
  if (violations.length > 0) throw features.isGated ? gateRefusal(body, violations) : validatorRefusal(violations);
}

/** The first violation; of a list that might have been a text it names what is wrong in the list. */
export function validatorRefusal(violations: readonly Violation[]): AwsError {
  const first = violations.find((violation) => !(violation.kind === "type" && violation.alternative)) ?? violations[0];
  if (!first) throw new Error("there is no violation to word");
  const [messages, , member] = first.path;
  if (first.kind === "value" && messages === "messages" && member === "role") {
    return awsError("claudeRoleUnknown", { role: String(first.found).slice(0, LONGEST_ROLE) });
  }
  return invalidField(first);
}

const LONGEST_ROLE = 200;

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
