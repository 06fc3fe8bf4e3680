import type { ConverseCommandInput, ConverseStreamCommandInput, TokenUsage } from "@aws-sdk/client-bedrock-runtime";
import type { FoundationModel } from "../../catalog/index.ts";
import { awsError } from "../../errors.ts";
import type { Conversation } from "../../generation/conversation.ts";
import { familyOf } from "../../generation/families.ts";
import type { Call } from "../call.ts";
import type { Document } from "./converse-content.ts";
import { readConversation } from "./converse-conversation.ts";
import type { Asked, Inference } from "./inference.ts";
import { namedGuardrailVersion } from "./open-guardrail.ts";
import { pickFields } from "./response-fields.ts";
import { checkServiceOptions } from "./service-options.ts";

/** What Converse and ConverseStream act on. */
export const converseHonours = [
  "modelId",
  "messages",
  "system",
  "inferenceConfig",
  "toolConfig",
  "outputConfig",
  "additionalModelRequestFields",
  "additionalModelResponseFieldPaths",
  "performanceConfig",
  "serviceTier",
  "requestMetadata",
  "guardrailConfig",
] as const;

export const converseInert = {
  promptVariables: "AWS ignores it unless modelId names a prompt, and Outcrop knows no prompts.",
} as const;

export type ConverseInput = ConverseCommandInput | ConverseStreamCommandInput;

/** Reads a request to Converse or ConverseStream, once its model is known. */
export function readConverseRequest(input: ConverseInput, model: FoundationModel): Conversation {
  if (!model.apis.includes("Converse") || !model.outputModalities.includes("TEXT")) {
    throw awsError("converseNotSupported");
  }
  checkServiceOptions({ latency: input.performanceConfig?.latency, tier: input.serviceTier?.type }, model);
  const conversation = readConversation(input, model);
  if (input.additionalModelResponseFieldPaths?.length) familyOf(model);
  return conversation;
}

/** What a request says of itself. */
export function askedFor(input: ConverseInput): Asked {
  const { modelId, requestMetadata, serviceTier, guardrailConfig = {} } = input;
  const { guardrailIdentifier, guardrailVersion, trace = "disabled" } = guardrailConfig;
  const named = namedGuardrailVersion(guardrailIdentifier, guardrailVersion);
  const isAsync = "streamProcessingMode" in guardrailConfig && guardrailConfig.streamProcessingMode === "async";
  return {
    modelId,
    requestMetadata,
    serviceTier: serviceTier?.type,
    guardrail: named && { ...named, trace, isAsync },
    readPrompt: () => lastWords(input),
  };
}

/** The text of the user's last message that has any: behind it there may be results of tools. */
function lastWords({ messages = [] }: ConverseInput): string {
  const texts = messages.map(({ role, content = [] }) =>
    role === "user" ? content.flatMap(({ text }) => text ?? []).join("\n") : "",
  );
  return texts.findLast((text) => text !== "") ?? "";
}

/** The options of the service, which the answer repeats when they were given. */
export function echoedOptions({ performanceConfig, serviceTier }: ConverseInput) {
  return { ...(performanceConfig && { performanceConfig }), ...(serviceTier && { serviceTier }) };
}

/** What was used, in the words of Converse; `cache` says whether the counts of the cache are part of it. */
export function usageOf({ answer }: Inference, cache: boolean): TokenUsage {
  const { inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens, cacheDetails } = answer.usage;
  const totalTokens = inputTokens + outputTokens + (cacheReadInputTokens ?? 0) + (cacheWriteInputTokens ?? 0);
  return {
    inputTokens,
    outputTokens,
    totalTokens,
    ...(cache && cacheReadInputTokens !== undefined && { cacheReadInputTokens }),
    ...(cache && cacheWriteInputTokens !== undefined && { cacheWriteInputTokens }),
    ...(cache && cacheDetails && { cacheDetails: [...cacheDetails] }),
  };
}

/** The fields of the model's own answer that the request asks for, of the whole body or of a stream's closing chunk. */
export function responseFields(
  input: ConverseInput,
  { model, answer, conversation, guarded }: Inference,
  call: Call,
  from: "body" | "chunk",
) {
  const paths = input.additionalModelResponseFieldPaths ?? [];
  // Of a prompt that was blocked there is no answer of the model's to take fields from.
  if (paths.length === 0 || guarded?.input.verdict === "blocked") return {};
  const family = familyOf(model);
  const native =
    from === "body"
      ? family.write(answer, model, call.random, conversation)
      : family.finalChunk(answer, model, conversation);
  const fields = pickFields(native, paths);
  return fields === undefined ? {} : { additionalModelResponseFields: fields as Document };
}
