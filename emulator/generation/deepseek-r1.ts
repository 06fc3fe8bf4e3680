import { awsError } from "../errors.ts";
import { type Answer, deltas } from "./answer.ts";
import { type BodySchema, violationsOf } from "./body-schema.ts";
import type { Conversation } from "./conversation.ts";
import { checkNative } from "./conversation-rules.ts";
import { type Family, invocationMetrics } from "./family.ts";
import { readDeepSeekPrompt } from "./prompt-templates.ts";

/**
 * The native body of DeepSeek R1: a prompt to be completed, with the reasoning in tags before the answer.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-deepseek.html; that all that is wrong with a body is a
 * bare "Validation Error" was reported of its fields in Converse, https://github.com/BerriAI/litellm/issues/33401.
 */
export const deepSeekR1: Family = {
  read(body, model) {
    if (violationsOf(body, { type: "object", required: ["prompt"], members }).length > 0) throw awsError("bodyInvalid");
    const { prompt, ...parameters } = body as R1Body;
    const { opensReasoning, ...said } = readDeepSeekPrompt(prompt);
    const conversation = {
      ...said,
      stopSequences: [],
      ...readParameters(parameters),
      reasoning: { isOpened: opensReasoning },
    };
    checkNative(conversation, model);
    return conversation;
  },

  readFields(fields) {
    const { prompt: _, ...parameters } = members;
    if (violationsOf(fields, { type: "object", members: parameters }).length > 0) throw awsError("bodyInvalid");
    return readParameters(fields);
  },

  write(answer, _model, _random, conversation) {
    return { choices: [{ text: [...parts(answer, conversation)].join(""), stop_reason: stopReason(answer) }] };
  },

  finalChunk,

  *chunks(answer, _model, _random, conversation) {
    for (const text of parts(answer, conversation)) yield { choices: [{ text, stop_reason: null }] };
    yield { ...finalChunk(answer), "amazon-bedrock-invocationMetrics": invocationMetrics(answer) };
  },
};

function* parts({ blocks }: Answer, conversation?: Conversation): Generator<string> {
  const reasoning = conversation?.reasoning;
  const isOpened = typeof reasoning === "object" && reasoning.isOpened;
  for (const block of blocks) {
    if (block.type === "reasoning") {
      if (!isOpened) yield "<think>\n";
      yield* deltas(block);
      yield "\n</think>\n\n";
    }
    if (block.type === "text") yield* deltas(block);
  }
}

function finalChunk(answer: Answer) {
  return { choices: [{ text: "", stop_reason: stopReason(answer) }] };
}

function stopReason({ stopReason: reason }: Answer): string {
  return reason === "max_tokens" || reason === "model_context_window_exceeded" ? "length" : "stop";
}

interface R1Parameters {
  readonly max_tokens?: number;
  readonly temperature?: number;
  readonly top_p?: number;
  readonly stop?: readonly string[];
}

interface R1Body extends R1Parameters {
  readonly prompt: string;
}

function readParameters({ max_tokens, temperature, top_p, stop }: R1Parameters): Partial<Conversation> {
  return {
    ...(max_tokens !== undefined && { maxTokens: max_tokens }),
    ...(temperature !== undefined && { temperature }),
    ...(top_p !== undefined && { topP: top_p }),
    ...(stop !== undefined && { stopSequences: stop }),
  };
}

const probability: BodySchema = { type: "number", minimum: 0, maximum: 1 };
const members: Readonly<Record<string, BodySchema>> = {
  prompt: { type: "string", minLength: 1 },
  max_tokens: { type: "integer", minimum: 1 },
  temperature: probability,
  top_p: probability,
  stop: { type: "list", items: { type: "string" }, maxItems: 10 },
};
