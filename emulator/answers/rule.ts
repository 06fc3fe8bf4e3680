import type { CallCondition } from "../conditions/condition.ts";
import type { TextCondition } from "../conditions/text-condition.ts";

/** One entry of a scenario's section `answers`: which requests, and what the model says to them. The first that matches is the one. */
export interface AnswerRule {
  /** Which requests; all when absent. What is named must all be true. */
  readonly when?: AnswerCondition | undefined;
  /** What is said: the same each time, or one after the other, the last of them for all that follow. */
  readonly then: Reply | readonly Reply[];
  /** After so many times the rule is used up; never when absent. */
  readonly times?: number | undefined;
}

export interface AnswerCondition extends Omit<CallCondition, "text"> {
  /** The model's provider, as its id begins: `anthropic`, `amazon`, `meta`, …; `*` stands for any characters. */
  readonly family?: CallCondition["model"];
  /** Tags of the inference profile. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
  /** Of the request, or of the invocation log; `*` stands for any characters. */
  readonly requestMetadata?: Readonly<Record<string, string>> | undefined;
  readonly lastUserText?: string | TextCondition | undefined;
  readonly systemText?: string | TextCondition | undefined;
  /** The results of tools in the last turn. */
  readonly toolResult?: string | TextCondition | undefined;
  /** The number of the user's turn, counted from 1. */
  readonly turn?: number | undefined;
}

/** What a rule says. Texts, at any depth, may hold `{{…}}`: see `template.ts`. */
export type Reply = WrittenReply | ReplyFunction;

/** In process: makes the reply from what is known of the request. */
export type ReplyFunction = (request: AnswerFacts) => WrittenReply | string | Promise<WrittenReply | string>;

export interface WrittenReply {
  readonly reasoning?: string | undefined;
  readonly text?: string | undefined;
  /** The text is this value as JSON. */
  readonly json?: unknown;
  /** Uses of tools; an input that is not given is made to satisfy the tool's schema. */
  readonly toolCalls?: readonly ScriptedToolCall[] | undefined;
  /** Why the answer ends, in the words of Converse. */
  readonly stopReason?: string | undefined;
  /** The body that InvokeModel answers, as it is. */
  readonly body?: unknown;
  /** The chunks that InvokeModelWithResponseStream answers, as they are. */
  readonly chunks?: readonly unknown[] | undefined;
  /** The exception that is answered instead: `ThrottlingException`. */
  readonly error?: string | undefined;
  /** Its message; AWS's when absent. */
  readonly message?: string | undefined;
  /** How a stream hands the answer out. */
  readonly stream?: StreamShape | undefined;
}

export interface ScriptedToolCall {
  readonly name: string;
  readonly input?: unknown;
  /** The id of the use; one is made up when it is absent. */
  readonly id?: string | undefined;
}

export interface StreamShape {
  /** How many tokens each delta carries: always as many, or these over and over. */
  readonly chunkTokens?: number | readonly number[] | undefined;
  readonly timeToFirstTokenMs?: number | undefined;
  readonly tokensPerSecond?: number | undefined;
  readonly perChunkMs?: number | undefined;
}

/** What is known of a request when answers are looked up. */
export interface AnswerFacts {
  readonly operation: string;
  readonly model: string;
  readonly profileId?: string | undefined;
  readonly profileName?: string | undefined;
  readonly profileArn?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly account: string;
  /** The ARNs that the caller can be named by: its own, and that of its role when it has assumed one. */
  readonly principal: string | readonly string[];
  readonly source: string;
  readonly destination: string;
  readonly requestMetadata: Readonly<Record<string, string>>;
  readonly lastUserText: string;
  readonly systemText: string;
  /** The text of the tool results in the last turn; absent when it has none. */
  readonly toolResult?: string | undefined;
  /** The number of the user's turn, counted from 1. */
  readonly turn: number;
}
