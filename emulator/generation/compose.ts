import type { FoundationModel } from "../catalog/index.ts";
import { createRandom } from "../random.ts";
import type { Answer, Conversation } from "./conversation.ts";
import { keepsStopSequence } from "./model-rules.ts";
import { say } from "./prose.ts";
import { countConversation, splitTokens } from "./tokens.ts";

/**
 * Answers a conversation. The text depends on the seed, the model and what was said, on nothing else: a smaller `maxTokens`
 * gives a beginning of the same text, and a stop sequence cuts it where it first occurs, before `maxTokens` does if it is
 * complete by then. The `cachedTokens` of the prompt take no time to read; they are part of the usage all the same.
 */
export function compose(conversation: Conversation, model: FoundationModel, seed: number, cachedTokens = 0): Answer {
  const random = createRandom(seed, model.modelId, script(conversation));
  const said = say(random);
  const cut = limit(said, conversation, keepsStopSequence(model));
  const inputTokens = countConversation(conversation);
  const outputTokens = cut.pieces.length;
  // Plausible times: the prompt is read at some ten tokens a millisecond, then tokens come at 8 to 24 ms each.
  const firstByteLatencyMs = random.integer(150, 400) + Math.floor((inputTokens - cachedTokens) / 10);
  const latencyMs = firstByteLatencyMs + outputTokens * random.integer(8, 24);
  return { ...cut, usage: { inputTokens, outputTokens }, latencyMs, firstByteLatencyMs };
}

/** All that was said, as one text; who carried it and what else was asked for leave no trace in it. */
function script({ system, turns }: Conversation): string {
  const lines = system.map((text) => `system:${text}`);
  for (const { role, texts } of turns) for (const text of texts) lines.push(`${role}:${text}`);
  return lines.join("\0");
}

function limit(
  said: string,
  { maxTokens, stopSequences }: Conversation,
  keepStop: boolean,
): Pick<Answer, "text" | "pieces" | "stopReason" | "stopSequence"> {
  const pieces = splitTokens(said);
  const allowed = maxTokens !== undefined && maxTokens < pieces.length ? pieces.slice(0, maxTokens) : pieces;
  const text = allowed === pieces ? said : allowed.join("");
  const stop = firstStop(text, stopSequences);
  if (stop) {
    const kept = text.slice(0, keepStop ? stop.at + stop.sequence.length : stop.at);
    const whole = { text: kept, pieces: splitTokens(kept) };
    return keepStop
      ? { ...whole, stopReason: "end_turn" }
      : { ...whole, stopReason: "stop_sequence", stopSequence: stop.sequence };
  }
  return { text, pieces: allowed, stopReason: allowed === pieces ? "end_turn" : "max_tokens" };
}

function firstStop(text: string, sequences: readonly string[]): { at: number; sequence: string } | undefined {
  let first: { at: number; sequence: string } | undefined;
  for (const sequence of sequences) {
    const at = sequence === "" ? -1 : text.indexOf(sequence);
    if (at >= 0 && (!first || at < first.at)) first = { at, sequence };
  }
  return first;
}

/** How many tokens each delta of a stream carries, over and over: about a dozen characters, as recorded streams have them. */
const DELTA_TOKENS = [1, 3, 4, 2, 4, 3];

/** The text of an answer in the portions in which a stream hands it out. */
export function* deltas({ pieces }: Pick<Answer, "pieces">): Generator<string> {
  for (let at = 0, turn = 0; at < pieces.length; turn++) {
    const size = DELTA_TOKENS[turn % DELTA_TOKENS.length] ?? 1;
    yield pieces.slice(at, at + size).join("");
    at += size;
  }
}
