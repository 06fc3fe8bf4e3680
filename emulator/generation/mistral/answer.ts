import { type Answer, answerPieces, answerText, deltas, toolUseId, toolUsesOf } from "../answer.ts";
import { invocationMetrics } from "../family.ts";

export function writeCompletion(answer: Answer) {
  return { outputs: [{ text: answerText(answer), stop_reason: stopReason(answer) }] };
}

/**
 * One token a chunk, the reason in the last: recorded with Mistral Small in opentelemetry-js-contrib
 * (bedrock-invokemodelwithstreams-adds-mistral-ai-model-attributes-to-span.json, 2025-08).
 */
export function* completionChunks(answer: Answer): Generator<unknown> {
  const pieces = answerPieces(answer);
  const text = pieces.pop() ?? "";
  for (const piece of pieces) yield { outputs: [{ text: piece, stop_reason: null }] };
  yield {
    outputs: [{ text, stop_reason: stopReason(answer) }],
    "amazon-bedrock-invocationMetrics": invocationMetrics(answer),
  };
}

export function writeChat(answer: Answer) {
  const calls = toolUsesOf(answer).map((use) => ({
    id: toolUseId(use, ""),
    function: { name: use.name, arguments: JSON.stringify(use.input) },
  }));
  return choice({ content: answerText(answer), ...(calls.length > 0 && { tool_calls: calls }) }, stopReason(answer));
}

/** The chunks of a chat have a `message` each, as third parties captured them; the last adds nothing but the reason. */
export function* chatChunks(answer: Answer): Generator<unknown> {
  for (const block of answer.blocks) {
    if (block.type === "text") for (const content of deltas(block)) yield choice({ content }, null);
  }
  const { tool_calls } = writeChat(answer).choices[0]?.message ?? {};
  yield {
    ...choice({ content: "", ...(tool_calls && { tool_calls }) }, stopReason(answer)),
    "amazon-bedrock-invocationMetrics": invocationMetrics(answer),
  };
}

/** What the last chunk has to say about the end. */
export function finalChunk(answer: Answer, isCompletion: boolean) {
  const stop_reason = stopReason(answer);
  return isCompletion ? { outputs: [{ text: "", stop_reason }] } : choice({ content: "" }, stop_reason);
}

interface Message {
  readonly content: string;
  readonly tool_calls?: readonly unknown[];
}

function choice(message: Message, stop_reason: string | null) {
  return { choices: [{ index: 0, message: { role: "assistant", ...message }, stop_reason }] };
}

function stopReason({ stopReason: reason }: Answer): string {
  if (reason === "tool_use") return "tool_calls";
  return reason === "max_tokens" || reason === "model_context_window_exceeded" ? "length" : "stop";
}
