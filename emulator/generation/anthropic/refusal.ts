import type { FoundationModel } from "../../catalog/index.ts";
import { type AwsError, awsError } from "../../errors.ts";
import { type Block, type Conversation, textsOf } from "../conversation.ts";
import { malformedInput } from "../json-schema-gate.ts";
import { metaschemaErrors } from "../metaschema.ts";
import { isSignatureOf } from "../signature.ts";
import { type ClaudeFeatures, featuresOf } from "./features.ts";
import { mediaRefusal, type SourceName } from "./media-rules.ts";
import { schemaRefusal } from "./schema-limits.ts";

/** What Claude refuses about a conversation, whichever API carried it; bare, as InvokeModel hands it on. */
export function claudeRefusal(
  conversation: Conversation,
  model: FoundationModel,
  source: SourceName,
): AwsError | undefined {
  const features = featuresOf(model);
  return (
    samplingRefusal(conversation, features) ??
    formatRefusal(conversation, features) ??
    toolSchemaRefusal(conversation) ??
    thoughtsRefusal(conversation) ??
    prefillRefusal(conversation, features) ??
    schemaRefusal(conversation) ??
    mediaRefusal(conversation, model, source)
  );
}

/**
 * Models after 4.6 choose for themselves; what changes nothing is still taken: a temperature of 1, and of `top_p` what cuts next to
 * nothing off.
 * Source: https://docs.claude.com/en/api/messages, in the words that https://github.com/sashiko-dev/sashiko/pull/115 cites
 */
function samplingRefusal({ temperature, topP }: Conversation, { sampling }: ClaudeFeatures): AwsError | undefined {
  if (sampling) return undefined;
  if (temperature !== undefined && temperature !== 1) {
    return awsError("claudeSamplingDeprecated", { parameter: "temperature" });
  }
  if (topP !== undefined && topP < 0.99) return awsError("claudeSamplingDeprecated", { parameter: "top_p" });
  return undefined;
}

/** The form of the answer of a request whose API has a word of its own for it. */
function formatRefusal({ outputSchema }: Conversation, features: ClaudeFeatures): AwsError | undefined {
  if (outputSchema === undefined || features.structuredOutputs) return undefined;
  if (features.isGated) return malformedInput([{ path: [], kind: "extraneous", key: "output_config" }]);
  const path = features.efforts.length > 0 ? "output_config.format" : "output_config";
  return awsError("modelFieldInvalid", { path, sentence: "Extra inputs are not permitted" });
}

function toolSchemaRefusal({ tools }: Conversation): AwsError | undefined {
  const tool = tools?.tools.findIndex(({ schema }) => metaschemaErrors(schema, true).length > 0) ?? -1;
  return tool < 0 ? undefined : awsError("claudeToolSchemaInvalid", { tool });
}

/** Thoughts come back unchanged, with the signature that says so, and never at the end of what the assistant said. */
function thoughtsRefusal({ turns }: Conversation): AwsError | undefined {
  for (const [message, { role, blocks }] of turns.entries()) {
    if (role !== "assistant") continue;
    for (const [at, block] of blocks.entries()) {
      const refusal = thoughtRefusal(block, message, at);
      if (refusal) return refusal;
    }
    if (isThought(blocks.at(-1))) return awsError("claudeThinkingLast", { message });
  }
  return undefined;
}

function thoughtRefusal(block: Block, message: number, at: number): AwsError | undefined {
  if (block.type === "redactedReasoning") {
    return isBase64(block.data) ? undefined : awsError("claudeRedactedInvalid", { message, block: at });
  }
  if (block.type !== "reasoning") return undefined;
  const { signature, text } = block;
  if (!signature) {
    // An empty one counts as none: https://github.com/can1357/oh-my-pi/pull/10486, https://github.com/earendil-works/pi/issues/2063
    const path = `messages.${message}.content.${at}.thinking.signature`;
    return awsError("modelFieldInvalid", { path, sentence: "Field required" });
  }
  return isSignatureOf(signature, text) ? undefined : awsError("claudeSignatureInvalid", { message, block: at });
}

function isThought(block: Block | undefined): boolean {
  return block?.type === "reasoning" || block?.type === "redactedReasoning";
}

function isBase64(data: string): boolean {
  return data.length >= 32 && /^[A-Za-z0-9+/_-]+={0,2}$/.test(data);
}

/** What the assistant is to go on from may end in a blank from Claude 4.5 on. */
function prefillRefusal({ turns }: Conversation, { version }: ClaudeFeatures): AwsError | undefined {
  const last = turns.at(-1);
  if (version >= 4.5 || last?.role !== "assistant") return undefined;
  return /\s$/.test(textsOf(last.blocks).at(-1) ?? "") ? awsError("claudePrefillEndsBlank") : undefined;
}
