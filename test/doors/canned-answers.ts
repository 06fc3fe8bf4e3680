import { EventStreamCodec } from "@smithy/core/event-streams";
import type { Handle } from "./open-door.ts";
import { ok, streamed } from "./open-door.ts";

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString(),
  (text) => Buffer.from(text),
);

/** One event of a ConverseStream answer. */
export function event(type: string, body: object): Uint8Array {
  return codec.encode({
    headers: {
      ":message-type": { type: "string", value: "event" },
      ":event-type": { type: "string", value: type },
      ":content-type": { type: "string", value: "application/json" },
    },
    body: Buffer.from(JSON.stringify(body)),
  });
}

const message = { role: "assistant", content: [{ text: "Granite." }] };

/** Answers the calls that these tests make with what Bedrock would say, in short. */
export const cannedAnswers: Handle = async ({ path }) => {
  if (path.endsWith("/converse")) {
    return ok({
      output: { message },
      stopReason: "end_turn",
      usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
      metrics: { latencyMs: 1 },
    });
  }
  if (path.endsWith("/converse-stream")) return streamed(cannedEvents());
  return ok({ inferenceProfileSummaries: [] });
};

async function* cannedEvents() {
  yield event("messageStart", { role: "assistant" });
  yield event("contentBlockDelta", { contentBlockIndex: 0, delta: { text: "Gran" } });
  yield event("contentBlockDelta", { contentBlockIndex: 0, delta: { text: "ite." } });
  yield event("contentBlockStop", { contentBlockIndex: 0 });
  yield event("messageStop", { stopReason: "end_turn" });
}
