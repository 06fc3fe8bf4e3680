import type { FoundationModel } from "../catalog/index.ts";
import type { Random } from "../random.ts";
import type { Answer } from "./answer.ts";
import type { Conversation } from "./conversation.ts";

/** How the models of one provider are spoken to through InvokeModel. */
export interface Family {
  /**
   * Reads a native body that was valid JSON. Throws what Bedrock answers to a body that the model's validator refuses, and
   * NotEmulatedError for what Bedrock takes and Outcrop does not. `streams` says whether the answer is asked for as a stream.
   */
  read(body: unknown, model: FoundationModel, streams?: boolean): Conversation;
  /**
   * Reads the `additionalModelRequestFields` of Converse: the members of the native body that Converse has no word for. Gives the
   * members of the conversation that they change, and throws as `read` does; a family without it refuses every field.
   */
  readFields?(
    fields: Readonly<Record<string, unknown>>,
    conversation: Conversation,
    model: FoundationModel,
  ): Partial<Conversation>;
  /**
   * The native body of an answer; its members stand in the order of the recorded ones. `random` gives it its id, `conversation` is
   * what it answers.
   */
  write(answer: Answer, model: FoundationModel, random: Random, conversation?: Conversation): unknown;
  /** The chunk of a streamed answer that tells why it ended. */
  finalChunk(answer: Answer, model: FoundationModel, conversation?: Conversation): unknown;
  /** The native chunks of a streamed answer. */
  chunks(answer: Answer, model: FoundationModel, random: Random, conversation?: Conversation): Iterable<unknown>;
  /** How a guardrail's message is carried that stands in the place of an answer; as any answer where absent. */
  readonly blocked?: BlockedBodies;
}

/** The native body and chunks of an answer that says what a guardrail says. */
export interface BlockedBodies {
  write(answer: Answer): unknown;
  chunks(answer: Answer, model: FoundationModel, random: Random): Iterable<unknown>;
}

/** The object that the last chunk of every native stream carries. */
export function invocationMetrics({ usage, latencyMs, firstByteLatencyMs }: Answer) {
  return {
    inputTokenCount: usage.inputTokens,
    outputTokenCount: usage.outputTokens,
    invocationLatency: latencyMs,
    firstByteLatency: firstByteLatencyMs,
  };
}
