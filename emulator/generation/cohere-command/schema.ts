import type { BodySchema } from "../body-schema.ts";

const string: BodySchema = { type: "string" };
const boolean: BodySchema = { type: "boolean" };
const anything: BodySchema = { type: "any" };
const anyObject: BodySchema = { type: "object", members: {}, open: true };
const penalty: BodySchema = { type: "number", minimum: 0, maximum: 1 };

function object(members: Readonly<Record<string, BodySchema>>, required: readonly string[] = []): BodySchema {
  return { type: "object", members, required };
}

function list(items: BodySchema): BodySchema {
  return { type: "list", items };
}

const call = object({ name: string, parameters: anyObject }, ["name", "parameters"]);
const toolResult = object({ call, outputs: list(anything) }, ["call", "outputs"]);

/** https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-cohere-command-r-plus.html */
export const commandMembers: Readonly<Record<string, BodySchema>> = {
  message: string,
  chat_history: list(
    object(
      {
        role: { type: "string", values: ["USER", "CHATBOT", "SYSTEM", "TOOL"] },
        message: string,
        tool_calls: list(call),
        tool_results: list(toolResult),
      },
      ["role"],
    ),
  ),
  documents: list(anything),
  search_queries_only: boolean,
  preamble: string,
  max_tokens: { type: "integer", minimum: 1 },
  temperature: { type: "number", minimum: 0, maximum: 1 },
  p: { type: "number", minimum: 0.01, maximum: 0.99 },
  k: { type: "number", minimum: 0, maximum: 500 },
  prompt_truncation: { type: "string", values: ["OFF", "AUTO_PRESERVE_ORDER"] },
  frequency_penalty: penalty,
  presence_penalty: penalty,
  seed: { type: "integer" },
  return_prompt: boolean,
  tools: list(object({ name: string, description: string, parameter_definitions: anyObject }, ["name", "description"])),
  tool_results: list(toolResult),
  stop_sequences: list(string),
  raw_prompting: boolean,
};
