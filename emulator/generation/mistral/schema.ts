import type { BodySchema } from "../body-schema.ts";
import { chatMessages, chatTools } from "../chat-completions/schema.ts";

const probability: BodySchema = { type: "number", minimum: 0, maximum: 1 };

const parameters: Readonly<Record<string, BodySchema>> = {
  max_tokens: { type: "integer", minimum: 1 },
  temperature: probability,
  top_p: probability,
  stop: { type: "list", items: { type: "string" }, maxItems: 10 },
};

/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-mistral-text-completion.html */
export const completionMembers: Readonly<Record<string, BodySchema>> = {
  prompt: { type: "string", minLength: 1 },
  ...parameters,
  top_k: { type: "integer", minimum: 1, maximum: 200 },
};

/**
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-mistral-chat-completion.html; `stop` is in what it says of the
 * answer, `response_format` is Mistral's own.
 */
export const chatMembers: Readonly<Record<string, BodySchema>> = {
  messages: chatMessages,
  tools: chatTools,
  tool_choice: { type: "string", values: ["auto", "any", "none"] },
  ...parameters,
  response_format: {
    type: "tagged",
    kinds: { json_object: { type: "object", members: { type: { type: "string" } } } },
  },
};
