/** The native bodies as their providers document them, written down apart from the emulator's own reading of them. */
export interface NativeShape {
  readonly of: RegExp;
  /** A request that says `text`, and no more than `maxTokens` where that is given. */
  readonly ask: (text: string, maxTokens?: number) => unknown;
  /** The text of an answer; throws when the body is not of the shape. */
  readonly textOf: (body: Json) => string;
  /** The text that a chunk adds. */
  readonly deltaOf: (chunk: Json) => string;
  /** Why it ended when nothing cut it, and when the tokens ran out. */
  readonly reasons: readonly [whole: string, cut: string];
  readonly reasonOf: (body: Json) => string;
}

// biome-ignore lint/suspicious/noExplicitAny: a body is looked at as a client does, without types
export type Json = any;

const string = (value: unknown): string => {
  if (typeof value !== "string") throw new Error(`no text: ${JSON.stringify(value)}`);
  return value;
};
const whole = (value: unknown): number => {
  if (!Number.isInteger(value) || (value as number) < 0) throw new Error(`no count: ${JSON.stringify(value)}`);
  return value as number;
};

const chatUsage = ({ prompt_tokens, completion_tokens, total_tokens }: Json) => {
  if (whole(prompt_tokens) + whole(completion_tokens) !== total_tokens) throw new Error("the usage does not add up");
};

/** https://platform.openai.com/docs/api-reference/chat/object */
const chatCompletions: NativeShape = {
  of: /^(?:openai|qwen|google|minimax|moonshot|moonshotai|nvidia|xai|zai)\.|^deepseek\.v3|^mistral\.(?:devstral|magistral|ministral|mistral-large-3|voxtral)|^writer\.palmyra-vision/,
  ask: (content, max_tokens) => ({ messages: [{ role: "user", content }], max_tokens }),
  textOf(body) {
    if (body.object !== "chat.completion" || !/^chatcmpl-[0-9a-f]{32}$/.test(body.id)) throw new Error("no completion");
    whole(body.created);
    chatUsage(body.usage);
    if (body.choices.length !== 1 || body.choices[0].message.role !== "assistant") throw new Error("not one choice");
    return string(body.choices[0].message.content);
  },
  deltaOf(chunk) {
    if (chunk.object !== "chat.completion.chunk") throw new Error("no chunk");
    return chunk.choices[0].delta.content ?? "";
  },
  reasons: ["stop", "length"],
  reasonOf: (body) => body.choices[0].finish_reason,
};

/** https://docs.aws.amazon.com/nova/latest/userguide/complete-request-schema.html */
const nova: NativeShape = {
  of: /^amazon\.nova/,
  ask: (text, maxTokens) => ({
    schemaVersion: "messages-v1",
    messages: [{ role: "user", content: [{ text }] }],
    inferenceConfig: { maxTokens },
  }),
  textOf(body) {
    const { inputTokens, outputTokens, totalTokens } = body.usage;
    if (whole(inputTokens) + whole(outputTokens) !== totalTokens) throw new Error("the usage does not add up");
    return body.output.message.content.map(({ text }: Json) => string(text)).join("");
  },
  deltaOf: (chunk) => chunk.contentBlockDelta?.delta.text ?? "",
  reasons: ["end_turn", "max_tokens"],
  reasonOf: (body) => body.stopReason ?? body.messageStop?.stopReason,
};

/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-text.html */
const titan: NativeShape = {
  of: /^amazon\.titan-text/,
  ask: (inputText, maxTokenCount) => ({ inputText, textGenerationConfig: { maxTokenCount } }),
  textOf(body) {
    whole(body.inputTextTokenCount);
    whole(body.results[0].tokenCount);
    return string(body.results[0].outputText);
  },
  deltaOf: (chunk) => string(chunk.outputText),
  reasons: ["FINISH", "LENGTH"],
  reasonOf: (body) => body.completionReason ?? body.results[0].completionReason,
};

/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-meta.html */
const llama: NativeShape = {
  of: /^meta\.llama/,
  ask: (text, max_gen_len) => ({
    prompt: `<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\n${text}<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n`,
    max_gen_len,
  }),
  textOf(body) {
    whole(body.prompt_token_count);
    whole(body.generation_token_count);
    return string(body.generation);
  },
  deltaOf: (chunk) => string(chunk.generation),
  reasons: ["stop", "length"],
  reasonOf: (body) => body.stop_reason,
};

/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-mistral-text-completion.html */
const mistralText: NativeShape = {
  of: /^mistral\.(?:mistral-7b|mixtral|mistral-small-2402)/,
  ask: (text, max_tokens) => ({ prompt: `<s>[INST] ${text} [/INST]`, max_tokens }),
  textOf: (body) => string(body.outputs[0].text),
  deltaOf: (chunk) => string(chunk.outputs[0].text),
  reasons: ["stop", "length"],
  reasonOf: (body) => body.outputs[0].stop_reason,
};

/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-mistral-chat-completion.html */
const mistralChat: NativeShape = {
  of: /^mistral\.(?:mistral-large-24|pixtral)/,
  ask: (content, max_tokens) => ({ messages: [{ role: "user", content }], max_tokens }),
  textOf(body) {
    if (body.choices[0].message.role !== "assistant") throw new Error("nobody speaks");
    return string(body.choices[0].message.content);
  },
  deltaOf: (chunk) => string(chunk.choices[0].message.content),
  reasons: ["stop", "length"],
  reasonOf: (body) => body.choices[0].stop_reason,
};

/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-cohere-command-r-plus.html */
const cohere: NativeShape = {
  of: /^cohere\.command/,
  ask: (message, max_tokens) => ({ message, max_tokens }),
  textOf(body) {
    string(body.response_id);
    string(body.generation_id);
    return string(body.text);
  },
  deltaOf: (chunk) => (chunk.event_type === "text-generation" ? string(chunk.text) : ""),
  reasons: ["COMPLETE", "MAX_TOKENS"],
  reasonOf: (body) => body.finish_reason,
};

/** https://docs.ai21.com/reference/jamba-1-6-api-ref */
const jamba: NativeShape = {
  of: /^ai21\.jamba/,
  ask: (content, max_tokens) => ({ messages: [{ role: "user", content }], max_tokens, n: 1 }),
  textOf(body) {
    chatUsage(body.usage);
    string(body.id);
    return string(body.choices[0].message.content);
  },
  deltaOf: (chunk) => chunk.choices[0].delta.content ?? "",
  reasons: ["stop", "length"],
  reasonOf: (body) => body.choices[0].finish_reason,
};

/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-deepseek.html */
const r1: NativeShape = {
  of: /^deepseek\.r1/,
  ask: (text, max_tokens) => ({
    prompt: `<｜begin▁of▁sentence｜><｜User｜>${text}<｜Assistant｜><think>\n`,
    max_tokens,
  }),
  textOf: (body) => string(body.choices[0].text),
  deltaOf: (chunk) => string(chunk.choices[0].text),
  reasons: ["stop", "length"],
  reasonOf: (body) => body.choices[0].stop_reason,
};

/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-palmyra-x5.html */
const palmyra: NativeShape = {
  of: /^writer\.palmyra-x/,
  ask: (content, max_tokens) => ({ messages: [{ role: "user", content }], max_tokens }),
  textOf(body) {
    if (body.object !== "chat.completion") throw new Error("no completion");
    chatUsage(body.usage);
    return string(body.choices[0].message.content);
  },
  deltaOf: (chunk) => (chunk === "[DONE]" ? "" : (chunk.choices[0].delta.content ?? "")),
  reasons: ["stop", "length"],
  reasonOf: (body) => body.choices[0].finish_reason,
};

export const shapes: readonly NativeShape[] = [
  nova,
  titan,
  chatCompletions,
  llama,
  mistralText,
  mistralChat,
  cohere,
  jamba,
  r1,
  palmyra,
];
