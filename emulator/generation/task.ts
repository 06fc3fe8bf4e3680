import type { FoundationModel } from "../catalog/index.ts";
import type { Random } from "../random.ts";

/** How models are spoken to that do not converse: they embed, rank or draw, through InvokeModel alone. */
export interface TaskFamily {
  /**
   * Reads a native body that was valid JSON. Throws what Bedrock answers to a body that the model's validator refuses, and
   * NotEmulatedError for what Bedrock takes and Outcrop does not.
   */
  read(body: unknown, model: FoundationModel): Task;
}

/** One request to such a model. */
export interface Task {
  /** Tokens of the prompt, by the rule of `tokens.ts`; 0 for a model that is not paid by tokens. */
  readonly inputTokens: number;
  /** What is asked for in words (the prompt, the query, the texts joined by line breaks), for rules that look at it. */
  readonly text: string;
  /** Answers it: the same request and the same chance give the same bytes. */
  answer(random: Random): TaskAnswer;
}

export interface TaskAnswer {
  /** The native body. */
  readonly body: unknown;
  /** Simulated. */
  readonly latencyMs: number;
}
