import type { BodySchema } from "../body-schema.ts";

const anything: BodySchema = { type: "any" };
const string: BodySchema = { type: "string" };
const boolean: BodySchema = { type: "boolean" };
const penalty: BodySchema = { type: "number", minimum: -2, maximum: 2 };
const count: BodySchema = { type: "integer", minimum: 1 };

/** An object of a chat-completions body; a member that is null is left out. */
function object(members: Readonly<Record<string, BodySchema>>, required: readonly string[] = []): BodySchema {
  return { type: "object", members, required, nullable: true };
}

const content: BodySchema = {
  type: "text-or-list",
  list: {
    type: "list",
    items: {
      type: "tagged",
      kinds: {
        text: object({ type: string, text: string }, ["text"]),
        image_url: object({ type: string, image_url: object({ url: string, detail: string }, ["url"]) }, ["image_url"]),
        input_audio: object(
          { type: string, input_audio: object({ data: string, format: string }, ["data", "format"]) },
          ["input_audio"],
        ),
        refusal: object({ type: string, refusal: string }, ["refusal"]),
      },
    },
  },
};

const toolCall = object(
  {
    id: string,
    type: { type: "string", values: ["function"] },
    function: object({ name: string, arguments: string }, ["name", "arguments"]),
  },
  ["id", "function"],
);

/** The messages of OpenAI's chat completions. */
export const chatMessages: BodySchema = {
  type: "list",
  minItems: 1,
  items: object(
    {
      role: { type: "string", values: ["system", "developer", "user", "assistant", "tool", "function"] },
      content,
      name: string,
      refusal: string,
      reasoning_content: string,
      reasoning: string,
      tool_calls: { type: "list", items: toolCall },
      tool_call_id: string,
      function_call: anything,
    },
    ["role"],
  ),
};

/** The tools of OpenAI's chat completions. */
export const chatTools: BodySchema = {
  type: "list",
  items: object(
    {
      type: { type: "string", values: ["function"] },
      function: object({ name: string, description: string, parameters: anything, strict: boolean }, ["name"]),
    },
    ["type", "function"],
  ),
};

/** The members of a chat-completions body; their names are those that the server itself lists, https://github.com/BerriAI/litellm/issues/16184 */
export const chatMembers: Readonly<Record<string, BodySchema>> = {
  audio: anything,
  frequency_penalty: penalty,
  function_call: anything,
  functions: anything,
  logit_bias: { type: "object", members: {}, open: true, nullable: true },
  logprobs: boolean,
  max_completion_tokens: count,
  max_tokens: count,
  messages: chatMessages,
  metadata: anything,
  modalities: { type: "list", items: string },
  model: string,
  n: count,
  parallel_tool_calls: boolean,
  prediction: anything,
  presence_penalty: penalty,
  prompt_cache_key: string,
  reasoning_effort: string,
  response_format: {
    type: "tagged",
    kinds: {
      json_object: object({ type: string }),
      json_schema: object(
        {
          type: string,
          json_schema: object({ name: string, description: string, schema: object({}), strict: boolean }, ["name"]),
        },
        ["json_schema"],
      ),
      text: object({ type: string }),
    },
  },
  safety_identifier: string,
  seed: { type: "integer" },
  service_tier: string,
  stop: { type: "text-or-list", list: { type: "list", items: string } },
  store: boolean,
  stream: boolean,
  stream_options: object({ include_usage: boolean }),
  temperature: { type: "number", minimum: 0, maximum: 2 },
  text: anything,
  tool_choice: anything,
  tools: chatTools,
  top_k: { type: "integer" },
  top_logprobs: { type: "integer", minimum: 0, maximum: 20 },
  top_p: { type: "number", minimum: 0, maximum: 1 },
  user: string,
  verbosity: string,
  web_search_options: anything,
};

export const chatBody: BodySchema = object(chatMembers, ["messages"]);
