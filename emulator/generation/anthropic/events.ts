import type { FoundationModel } from "../../catalog/index.ts";
import type { Random } from "../../random.ts";
import { type Answer, type AnswerBlock, deltas, inputDeltas } from "../answer.ts";
import { cachingRules } from "../caching-rules.ts";
import { claudeName } from "../claude-version.ts";
import type { Conversation } from "../conversation.ts";
import { invocationMetrics } from "../family.ts";
import { toCitation, toOpeningBlock } from "./content.ts";
import { contextManagement, messageId, stopDetails, stopReason } from "./message.ts";
import { closingUsage, openingUsage, versionOf } from "./usage.ts";

/**
 * The events of a streamed message, as InvokeModelWithResponseStream hands them out: no pings, and the metrics in the last one.
 * Source: recorded test cassettes of opentelemetry-python-contrib and openllmetry (2024-06 to 2025-08), and of Anthropic's own API
 * for thinking and citations (fixtures anthropic-clear-thinking and anthropic-web-search-tool of https://github.com/vercel/ai);
 * for the details of the newest models the shapes observed in
 * https://github.com/Rogers-F/sub2api-ab/blob/main/backend/internal/service/bedrock_response_normalizer_test.go
 */
export function* writeEvents(answer: Answer, model: FoundationModel, random: Random, conversation?: Conversation) {
  const version = versionOf(model);
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
      ...(version >= 4.6 && { stop_details: null }),
      usage: openingUsage(model, answer),
    },
  };
  for (const [index, block] of answer.blocks.entries()) {
    yield { type: "content_block_start", index, content_block: toOpeningBlock(block) };
    for (const delta of blockDeltas(block, conversation?.eagerToolInput ?? false)) {
      yield { type: "content_block_delta", index, delta };
    }
    yield { type: "content_block_stop", index };
  }
  yield messageDelta(answer, model, conversation);
  const { cacheReadInputTokens = 0, cacheWriteInputTokens = 0 } = answer.usage;
  yield {
    type: "message_stop",
    "amazon-bedrock-invocationMetrics": {
      ...invocationMetrics(answer),
      ...(cachingRules(model) && {
        cacheReadInputTokenCount: cacheReadInputTokens,
        cacheWriteInputTokenCount: cacheWriteInputTokens,
      }),
    },
  };
}

/** The event that tells why the answer ended. */
export function messageDelta(answer: Answer, model: FoundationModel, conversation?: Conversation) {
  return {
    type: "message_delta",
    delta: {
      stop_reason: stopReason(answer),
      stop_sequence: answer.stopSequence ?? null,
      ...(versionOf(model) >= 4.6 && { stop_details: stopDetails(answer) }),
    },
    usage: closingUsage(model, answer),
    ...contextManagement(conversation),
  };
}

function* blockDeltas(block: AnswerBlock, eager: boolean): Generator<object> {
  switch (block.type) {
    case "text":
      // Recorded streams name the sources before the words that rest on them.
      for (const citation of block.citations ?? []) yield { type: "citations_delta", citation: toCitation(citation) };
      for (const text of deltas(block)) yield { type: "text_delta", text };
      return;
    case "toolUse":
      for (const partial_json of inputDeltas(block, eager)) yield { type: "input_json_delta", partial_json };
      return;
    case "reasoning":
      for (const thinking of deltas(block)) yield { type: "thinking_delta", thinking };
      yield { type: "signature_delta", signature: block.signature };
      return;
    case "redactedReasoning":
  }
}
