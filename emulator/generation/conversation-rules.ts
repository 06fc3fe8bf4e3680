import type { FoundationModel } from "../catalog/index.ts";
import { type AwsError, awsError } from "../errors.ts";
import type { SourceName } from "./anthropic/media-rules.ts";
import { claudeRefusal } from "./anthropic/refusal.ts";
import { cachePointRefusal } from "./cache-points.ts";
import { claudeVersion } from "./claude-version.ts";
import { type Conversation, textsOf } from "./conversation.ts";
import { acceptsOneSamplingParameter, acceptsPrefill, outputTokenLimit } from "./model-rules.ts";
import { countConversation } from "./prompt-tokens.ts";

/**
 * Bedrock's own rules for a conversation, which Converse and the native bodies of Nova share: it begins with the user, roles
 * alternate, nothing is empty. Outcrop holds every model to them; the service has become laxer: recordings of 2025 and 2026
 * show Claude 4.5 answering a conversation that begins with the assistant, and turns of one role merged.
 */
export function checkTurns({ turns }: Conversation, model: FoundationModel): void {
  turns.forEach(({ blocks }, turn) => {
    if (blocks.length === 0) throw awsError("messageContentEmpty", { message: turn });
    blocks.forEach((block, at) => {
      if (block.type !== "text") return;
      if (block.text === "" || (isBlank(block.text) && !judgesBlanks(model)))
        throw awsError("contentBlockBlank", { message: turn, block: at });
    });
  });
  if (turns[0]?.role !== "user") throw awsError("conversationMustStartWithUser");
  if (repeatedRole(turns) !== undefined) throw awsError("conversationMustAlternate");
}

/** From 4.5 on Claude itself refuses a text of blanks; which earlier ones did is not known, and assumed none. */
function judgesBlanks({ modelId }: FoundationModel): boolean {
  return (claudeVersion(modelId) ?? 0) >= 4.5;
}

/** The first turn whose role is that of the turn before it. */
export function repeatedRole(turns: Conversation["turns"]): number | undefined {
  const at = turns.findIndex(({ role }, turn) => turn > 0 && turns[turn - 1]?.role === role);
  return at < 0 ? undefined : at;
}

/**
 * What the model itself refuses, as it words it. Converse puts "The model returned the following errors: " before it,
 * InvokeModel nothing; `source` is how the API names the bytes of an image.
 * Sources: https://github.com/NousResearch/hermes-agent/issues/63983, https://github.com/anomalyco/opencode/issues/15715
 */
export function modelRefusal(
  conversation: Conversation,
  model: FoundationModel,
  source: SourceName = "bytes",
): AwsError | undefined {
  const { turns, system, stopSequences, temperature, topP } = conversation;
  if (claudeVersion(model.modelId) !== undefined) {
    if (turns.some(({ blocks }) => textsOf(blocks).some(isBlank))) return awsError("claudeTextBlank");
    if (textsOf(system).some(isBlank)) return awsError("claudeSystemBlank");
    if (stopSequences.some(isBlank)) return awsError("claudeStopSequenceBlank");
  }
  const refusal = claudeVersion(model.modelId) === undefined ? undefined : claudeRefusal(conversation, model, source);
  if (refusal) return refusal;
  if (!acceptsPrefill(model) && turns.at(-1)?.role === "assistant") return awsError("prefillNotSupported");
  if (acceptsOneSamplingParameter(model) && temperature !== undefined && topP !== undefined) {
    return awsError("temperatureAndTopP");
  }
  const contextWindow = conversation.limits?.context ?? model.contextWindow;
  if (contextWindow !== undefined && countConversation(conversation) > contextWindow) {
    return awsError("inputTooLong");
  }
  return cachePointRefusal(conversation, model);
}

/** The limit that a request's `maxTokens` breaks, if it breaks one. */
export function brokenTokenLimit({ maxTokens, limits }: Conversation, model: FoundationModel): number | undefined {
  const limit = limits?.output ?? outputTokenLimit(model);
  return maxTokens !== undefined && limit !== undefined && maxTokens > limit ? limit : undefined;
}

/** What the service refuses of a conversation that came as a native body, but for the rules of its turns. */
export function checkNative(conversation: Conversation, model: FoundationModel, source: SourceName = "bytes"): void {
  refuseOtherMedia(conversation, model);
  const limit = brokenTokenLimit(conversation, model);
  if (limit !== undefined) throw awsError("maxTokensOverLimitNative", { limit });
  const refusal = modelRefusal(conversation, model, source);
  if (refusal) throw refusal;
}

const modalities = { image: "IMAGE", video: "VIDEO", audio: "SPEECH" } as const;

function refuseOtherMedia({ turns }: Conversation, { modelId, inputModalities }: FoundationModel): void {
  for (const { blocks } of turns) {
    for (const { type } of blocks) {
      if (type !== "image" && type !== "video" && type !== "audio") continue;
      if (!inputModalities.includes(modalities[type])) {
        throw awsError("nativeMediaNotSupported", { model: modelId, kind: type });
      }
    }
  }
}

export function isBlank(text: string): boolean {
  return text.trim() === "";
}
