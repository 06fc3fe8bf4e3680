import type { FoundationModel } from "../catalog/index.ts";
import { awsError } from "../errors.ts";
import { type Answer, answerPieces, answerText } from "./answer.ts";
import { type BodySchema, violationsOf } from "./body-schema.ts";
import type { Block, Conversation } from "./conversation.ts";
import { checkNative } from "./conversation-rules.ts";
import { type Family, invocationMetrics } from "./family.ts";
import { decodeBase64 } from "./images/input-image.ts";
import { malformedInput } from "./json-schema-gate.ts";
import { readLlamaPrompt } from "./prompt-templates.ts";

/**
 * The native body of Meta's Llama from version 3.
 * Source of the request: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-meta.html; of the answers: recorded test
 * cassettes of openllmetry (test_meta_llama3_completion) and of dd-trace-py (meta_invoke_stream, Llama 2).
 */
export const metaLlama: Family = {
  read(body, model) {
    const schema = schemaFor(model);
    const violations = violationsOf(body, { ...schema, required: ["prompt"] });
    if (violations.length > 0) throw malformedInput(violations);
    const { prompt, images, ...parameters } = body as LlamaBody;
    const conversation = {
      ...withImages(readLlamaPrompt(prompt), images ?? []),
      stopSequences: [],
      ...readParameters(parameters),
    };
    checkNative(conversation, model);
    return conversation;
  },

  readFields(fields, _, model) {
    const { prompt: _prompt, images: _images, ...members } = schemaFor(model).members;
    const violations = violationsOf(fields, { type: "object", members });
    if (violations.length > 0) throw malformedInput(violations);
    return readParameters(fields);
  },

  write(answer) {
    const { inputTokens, outputTokens } = answer.usage;
    return {
      generation: answerText(answer),
      prompt_token_count: inputTokens,
      generation_token_count: outputTokens,
      stop_reason: stopReason(answer),
    };
  },

  finalChunk,

  /** One token a chunk; the first alone counts the prompt. */
  *chunks(answer) {
    const pieces = answerPieces(answer);
    const last = pieces.pop() ?? "";
    let prompt: number | null = answer.usage.inputTokens;
    for (const [at, generation] of pieces.entries()) {
      yield { generation, prompt_token_count: prompt, generation_token_count: at + 1, stop_reason: null };
      prompt = null;
    }
    const { stop_reason } = finalChunk(answer);
    yield {
      generation: last,
      prompt_token_count: prompt,
      generation_token_count: answer.usage.outputTokens,
      stop_reason,
      "amazon-bedrock-invocationMetrics": invocationMetrics(answer),
    };
  },
};

interface LlamaParameters {
  readonly max_gen_len?: number;
  readonly temperature?: number;
  readonly top_p?: number;
}

interface LlamaBody extends LlamaParameters {
  readonly prompt: string;
  readonly images?: readonly string[];
}

function readParameters({ max_gen_len, temperature, top_p }: LlamaParameters): Partial<Conversation> {
  return {
    ...(max_gen_len !== undefined && { maxTokens: max_gen_len }),
    ...(temperature !== undefined && { temperature }),
    ...(top_p !== undefined && { topP: top_p }),
  };
}

/** Images came with Llama 3.2. */
function schemaFor({ modelId }: FoundationModel): BodySchema & { type: "object" } {
  const hasImages = !/^meta\.llama3-(?:1-)?\d+b-/.test(modelId);
  return {
    type: "object",
    members: {
      prompt: { type: "string", minLength: 1 },
      max_gen_len: { type: "integer", minimum: 1 },
      temperature: { type: "number", minimum: 0, maximum: 1 },
      top_p: { type: "number", minimum: 0, maximum: 1 },
      ...(hasImages && { images: { type: "list", items: { type: "string" } } }),
    },
  };
}

/** Images belong to what the user said last. */
function withImages({ system, turns }: Pick<Conversation, "system" | "turns">, images: readonly string[]) {
  if (images.length === 0) return { system, turns };
  const shown = images.map(readImage);
  const at = turns.findLastIndex(({ role }) => role === "user");
  return {
    system,
    turns: turns.map((turn, index) => (index === at ? { ...turn, blocks: [...shown, ...turn.blocks] } : turn)),
  };
}

function readImage(image: string, at: number): Block {
  const bytes = decodeBase64(image.replace(/^data:image\/[a-z]+;base64,/, ""));
  if (!bytes) throw awsError("malformedInput", { violations: `#/images/${at}: not valid Base64` });
  return { type: "image", format: bytes[0] === 0xff ? "jpeg" : "png", bytes };
}

function finalChunk(answer: Answer) {
  return { stop_reason: stopReason(answer) };
}

function stopReason({ stopReason: reason }: Answer): string {
  return reason === "max_tokens" || reason === "model_context_window_exceeded" ? "length" : "stop";
}
