import type { FoundationModel } from "../../catalog/index.ts";
import type { Random } from "../../random.ts";
import { type Answer, answerText, deltas } from "../answer.ts";
import { claudeName } from "../claude-version.ts";
import type { BlockedBodies } from "../family.ts";
import { messageId } from "./message.ts";
import { versionOf } from "./usage.ts";

/**
 * What stands in the place of Claude's message when a guardrail has blocked it: less than a message, as nothing but the words is
 * Claude's to say. That it is the same whether the prompt or the answer was blocked is assumed.
 * Source: invocation logs of the live service, of a stream (2024-04, https://github.com/elastic/ecs/pull/2465) and of a body (2025-05,
 * in a third party's detection rules).
 */
export const blocked: BlockedBodies = {
  write(answer) {
    return { type: "message", role: "assistant", content: [{ type: "text", text: answerText(answer) }] };
  },

  *chunks(answer: Answer, model: FoundationModel, random: Random) {
    yield {
      type: "message_start",
      message: {
        id: messageId(answer, versionOf(model), random),
        type: "message",
        role: "assistant",
        model: claudeName(model.modelId),
        content: [],
        usage: { input_tokens: 0, output_tokens: 0 },
      },
    };
    yield { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } };
    const portions = answer.blocks.flatMap((block) => (block.type === "text" ? [...deltas(block)] : []));
    for (const [at, text] of portions.entries()) {
      const isMessage = at === portions.length - 1;
      yield {
        type: "content_block_delta",
        index: 0,
        delta: { type: "text_delta", text },
        ...(isMessage && { "amazon-bedrock-guardrailAction": "INTERVENED" }),
      };
    }
    yield { type: "content_block_stop", index: 0 };
    yield { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 0 } };
    yield { type: "message_stop" };
  },
};
