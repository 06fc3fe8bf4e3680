import {
  ConverseCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
} from "@aws-sdk/client-bedrock-runtime";
import { describe, expect, test } from "vitest";
import type { FoundationModel } from "../../emulator/catalog/index.ts";
import { AwsError, NotEmulatedError } from "../../emulator/errors.ts";
import { compose } from "../../emulator/generation/compose.ts";
import { familyOf } from "../../emulator/generation/families.ts";
import { createEmulator } from "../../emulator/index.ts";
import { createRandom } from "../../emulator/random.ts";
import { failureOf, invalid, runtime } from "../emulator/callers.ts";
import { collect, modelOf } from "../operations/bedrock-runtime/handlers.ts";
import type { Json } from "./native-shapes.ts";

/** What a model answers to a body; `undefined` when it takes it. */
function refusal(model: FoundationModel, body: unknown): string | undefined {
  try {
    familyOf(model).read(body, model);
    return undefined;
  } catch (error) {
    if (error instanceof NotEmulatedError) return `501: ${error.message}`;
    if (error instanceof AwsError) return error.message;
    throw error;
  }
}

/** The body and the chunks that a family answers with, without the way of a request. */
function answers(model: FoundationModel, body: unknown): { body: Json; chunks: Json[] } {
  const family = familyOf(model);
  const conversation = family.read(body, model);
  const answer = compose(conversation, model, { seed: 7 });
  const random = createRandom(7);
  return {
    body: family.write(answer, model, random, conversation),
    chunks: [...family.chunks(answer, model, random, conversation)],
  };
}

const malformed = (violations: string) =>
  `Malformed input request: ${violations}, please reformat your input and try again.`;

const weather = {
  type: "function",
  function: {
    name: "weather",
    description: "The weather in a city",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
};
const asking = "What is the weather in Oslo?";

describe("Llama", () => {
  const llama31 = modelOf("meta.llama3-1-70b-instruct-v1:0");
  const llama4 = modelOf("meta.llama4-scout-17b-instruct-v1:0");

  test("streams a token a chunk and counts the prompt once, as recorded", () => {
    const { body, chunks } = answers(llama31, { prompt: "Hello" });
    expect(chunks[0]).toMatchObject({
      prompt_token_count: body.prompt_token_count,
      generation_token_count: 1,
      stop_reason: null,
    });
    expect(chunks[1]).toMatchObject({ prompt_token_count: null, generation_token_count: 2, stop_reason: null });
    expect(chunks.at(-1)).toMatchObject({ generation_token_count: body.generation_token_count, stop_reason: "stop" });
    expect(Object.keys(body)).toEqual(["generation", "prompt_token_count", "generation_token_count", "stop_reason"]);
  });

  test.each([
    [{ messages: [] }, "#: required key [prompt] not found#: extraneous key [messages] is not permitted"],
    [{ prompt: "" }, "#/prompt: expected minLength: 1, actual: 0"],
    [{ prompt: "x", max_gen_len: 0 }, "#/max_gen_len: 0 is not greater or equal to 1"],
    [{ prompt: "x", temperature: 1.5 }, "#/temperature: 1.5 is not less or equal to 1"],
    [{ prompt: "x", max_tokens: 5 }, "#: extraneous key [max_tokens] is not permitted"],
    [{ prompt: "x", images: ["aGk="] }, "#: extraneous key [images] is not permitted"],
  ])("refuses a body that is not its own: %#", (body, violations) => {
    expect(refusal(llama31, body)).toBe(malformed(violations));
  });

  test("sees images from version 3.2 on, where the model has the modality", () => {
    const body = { prompt: "<|image|>What is this?", images: ["iVBORw0KGgo="] };
    expect(familyOf(llama4).read(body, llama4).turns[0]?.blocks).toMatchObject([
      { type: "image", format: "png" },
      { type: "text", text: "What is this?" },
    ]);
    const llama33 = modelOf("meta.llama3-3-70b-instruct-v1:0");
    expect(refusal(llama33, body)).toBe("meta.llama3-3-70b-instruct-v1:0 does not support image input.");
    expect(refusal(llama4, { ...body, images: ["é"] })).toBe(malformed("#/images/0: not valid Base64"));
  });
});

describe("Mistral", () => {
  const seven = modelOf("mistral.mistral-7b-instruct-v0:2");
  const large = modelOf("mistral.mistral-large-2402-v1:0");
  const pixtral = modelOf("mistral.pixtral-large-2502-v1:0");

  test("Large answers a prompt as a completion and a chat as a chat", () => {
    expect(Object.keys(answers(large, { prompt: "<s>[INST] Hi [/INST]" }).body)).toEqual(["outputs"]);
    expect(Object.keys(answers(large, { messages: [{ role: "user", content: "Hi" }] }).body)).toEqual(["choices"]);
  });

  test("whatever is wrong with a body is a validation error and no more", () => {
    // https://github.com/promptfoo/promptfoo/issues/913, https://github.com/langgenius/dify/issues/6323
    for (const [model, body] of [
      [seven, { messages: [{ role: "user", content: "Hi" }] }],
      [seven, { prompt: "Hi", max_gen_len: 5 }],
      [seven, { prompt: "Hi", stop: Array.from({ length: 11 }, String) }],
      [pixtral, { prompt: "Hi" }],
      [large, {}],
      [large, []],
    ] as const) {
      expect(refusal(model, body)).toBe("Validation Error");
    }
  });

  test("a chat calls tools, and their results are talked about", () => {
    const ask = { role: "user", content: asking };
    const { body, chunks } = answers(pixtral, { messages: [ask], tools: [weather], tool_choice: "any" });
    expect(body.choices[0].stop_reason).toBe("tool_calls");
    const [call] = body.choices[0].message.tool_calls;
    expect(call).toEqual({
      id: expect.stringMatching(/^\w{22}$/),
      function: { name: "weather", arguments: expect.any(String) },
    });
    expect(JSON.parse(call.function.arguments)).toEqual({ city: expect.any(String) });
    expect(chunks.at(-1)?.choices[0].message.tool_calls).toEqual([call]);
    const result = { role: "tool", tool_call_id: call.id, content: "Rain" };
    const told = answers(pixtral, { messages: [ask, body.choices[0].message, result], tools: [weather] });
    expect(told.body.choices[0]).toMatchObject({
      stop_reason: "stop",
      message: { content: expect.stringContaining("Rain") },
    });
  });

  test("Pixtral sees the images of a chat", () => {
    const url = "data:image/jpeg;base64,/9j/4AAQ";
    const content = [
      { type: "text", text: "Describe this" },
      { type: "image_url", image_url: { url } },
    ];
    const body = { messages: [{ role: "user", content }] };
    expect(familyOf(pixtral).read(body, pixtral).turns[0]?.blocks[1]).toMatchObject({ type: "image", format: "jpeg" });
    expect(refusal(large, body)).toBe("mistral.mistral-large-2402-v1:0 does not support image input.");
  });
});

describe("Cohere Command R", () => {
  const command = modelOf("cohere.command-r-plus-v1:0");

  test.each([
    // https://github.com/langgenius/dify/issues/4198 word for word; the second of https://github.com/promptfoo/promptfoo/issues/914
    [
      { stream: true, prompt: "Hi" },
      "#: required key [message] not found#: extraneous key [stream] is not permitted#: extraneous key [prompt] is not permitted",
    ],
    [{ message: "Hi", p: 1 }, "#/p: 1 is not less or equal to 0.99"],
    [{ message: "Hi", k: 501 }, "#/k: 501 is not less or equal to 500"],
    [
      { message: "Hi", chat_history: [{ role: "user", message: "x" }] },
      "#/chat_history/0/role: user is not a valid enum value",
    ],
  ])("refuses as recorded: %#", (body, violations) => {
    expect(refusal(command, body)).toBe(malformed(violations));
  });

  test("remembers the conversation and repeats it", () => {
    const chat_history = [
      { role: "USER", message: "Who discovered gravity?" },
      { role: "CHATBOT", message: "Newton" },
    ];
    const { system, turns } = familyOf(command).read(
      { message: "When?", chat_history, preamble: "Be brief." },
      command,
    );
    expect(system).toEqual([{ type: "text", text: "Be brief." }]);
    expect(turns.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
    const { body, chunks } = answers(command, { message: "When?", chat_history });
    expect(body.chat_history).toEqual([
      ...chat_history,
      { role: "USER", message: "When?" },
      { role: "CHATBOT", message: body.text },
    ]);
    expect(chunks.at(-1)).toMatchObject({
      is_finished: true,
      event_type: "stream-end",
      finish_reason: "COMPLETE",
      response: { ...body, meta: { api_version: { version: "1" } } },
    });
    expect(body.response_id).toMatch(/^[0-9a-f]{8}\/[0-9a-f-]{36}$/);
  });

  test("cites its documents by their places, with the places in the text", () => {
    const documents = [
      { title: "Habitats", snippet: "Bears live in forests." },
      { title: "Tall penguins", snippet: "Emperor penguins are the tallest." },
    ];
    const { body, chunks } = answers(command, { message: "Which penguins are tallest?", documents });
    expect(body.citations.length).toBeGreaterThan(0);
    for (const { start, end, text, document_ids } of body.citations) {
      expect(body.text.slice(start, end)).toBe(text);
      const at = Number(document_ids[0].replace("doc_", ""));
      expect(documents[at]?.snippet).toContain(text);
    }
    const event = chunks.find(({ event_type }) => event_type === "citation-generation");
    expect(event).toEqual({ is_finished: false, event_type: "citation-generation", citations: body.citations });
  });

  test("calls tools whose parameters are Python's, and answers their results with text", () => {
    const tools = [
      {
        name: "weather",
        description: "The weather in a city",
        parameter_definitions: {
          city: { type: "str", description: "Where", required: true },
          days: { type: "List[int]", required: true },
        },
      },
    ];
    expect(familyOf(command).read({ message: asking, tools }, command).tools?.tools[0]?.schema).toEqual({
      type: "object",
      properties: {
        city: { type: "string", description: "Where" },
        days: { type: "array", items: { type: "integer" } },
      },
      required: ["city", "days"],
    });
    const { body, chunks } = answers(command, { message: asking, tools });
    expect(body.tool_calls).toEqual([
      { name: "weather", parameters: { city: expect.any(String), days: expect.any(Array) } },
    ]);
    expect(chunks.at(-2)).toEqual({
      is_finished: false,
      event_type: "tool-calls-generation",
      tool_calls: body.tool_calls,
    });
    const tool_results = [{ call: body.tool_calls[0], outputs: [{ sky: "grey" }] }];
    const told = answers(command, { message: asking, tools, tool_results }).body;
    expect(told).not.toHaveProperty("tool_calls");
    expect(told.text).toContain("grey");
  });

  test.each(["search_queries_only", "return_prompt"])("%s is refused by name", (name) => {
    expect(refusal(command, { message: "Hi", [name]: true })).toBe(
      `501: Outcrop does not emulate ${name} in the body of Cohere Command R yet.`,
    );
    expect(refusal(command, { message: "Hi", [name]: false })).toBeUndefined();
  });
});

describe("AI21 Jamba", () => {
  const jamba = modelOf("ai21.jamba-1-5-mini-v1:0");
  const messages = [{ role: "user", content: asking }];

  test("refuses what is not its own, and more answers than one by name", () => {
    expect(refusal(jamba, { prompt: "x" })).toBe(
      malformed("#: required key [messages] not found#: extraneous key [prompt] is not permitted"),
    );
    expect(refusal(jamba, { messages, max_tokens: 4_097 })).toContain("4097 is not less or equal to 4096");
    expect(refusal(jamba, { messages, n: 2 })).toBe("501: Outcrop does not emulate n in the body of AI21 Jamba yet.");
  });

  test("calls tools, in the stream too", () => {
    const { body, chunks } = answers(jamba, { messages, tools: [weather] });
    expect(body.choices[0]).toMatchObject({
      finish_reason: "tool_calls",
      message: { tool_calls: [{ function: { name: "weather" } }] },
    });
    const calls = chunks.flatMap(({ choices }) => choices[0].delta.tool_calls ?? []);
    expect(calls).toEqual([{ index: 0, ...body.choices[0].message.tool_calls[0] }]);
    expect(chunks.at(-1)?.usage).toEqual(body.usage);
  });
});

describe("DeepSeek R1", () => {
  const r1 = modelOf("deepseek.r1-v1:0");

  test("goes on with the reasoning that the prompt opens, or opens it itself", () => {
    const { text: opened } = answers(r1, { prompt: "<｜User｜>Hi<｜Assistant｜><think>\n" }).body.choices[0];
    const { text: own } = answers(r1, { prompt: "<｜User｜>Hi<｜Assistant｜>" }).body.choices[0];
    expect(own).toBe(`<think>\n${opened}`);
    expect(opened).toMatch(/^[^<]+\n<\/think>\n\n[^<]+$/);
  });

  test("takes no chat, and no field of Converse but its own", async () => {
    expect(refusal(r1, { messages: [] })).toBe("Validation Error");
    // https://github.com/BerriAI/litellm/issues/33401
    const call = runtime(createEmulator()).send(
      new ConverseCommand({
        modelId: "us.deepseek.r1-v1:0",
        messages: [{ role: "user", content: [{ text: "Hi" }] }],
        additionalModelRequestFields: { thinking: { type: "enabled" } },
      }),
    );
    expect(await failureOf(call)).toEqual(invalid("The model returned the following errors: Validation Error"));
  });

  test("has its reasoning behind the text in Converse, as recorded", async () => {
    // test_bedrock_model_thinking_part_deepseek of pydantic-ai
    const { output } = await runtime(createEmulator()).send(
      new ConverseCommand({ modelId: "us.deepseek.r1-v1:0", messages: [{ role: "user", content: [{ text: "Hi" }] }] }),
    );
    expect(output?.message?.content?.map((block) => Object.keys(block)[0])).toEqual(["text", "reasoningContent"]);
  });
});

describe("Writer Palmyra", () => {
  const modelId = "us.writer.palmyra-x5-v1:0";
  const client = () =>
    runtime(createEmulator({ scenario: { clock: { start: "2026-01-01T00:00:00Z", mode: "frozen" } } }), {
      region: "us-west-2",
    });
  const invoke = async (body: object): Promise<Json> => {
    const command = new InvokeModelCommand({ modelId, body: JSON.stringify(body), contentType: "application/json" });
    return JSON.parse((await client().send(command)).body.transformToString());
  };
  const stream = async (body: object): Promise<Json[]> => {
    const input = { modelId, body: JSON.stringify(body), contentType: "application/json" };
    const output = await client().send(new InvokeModelWithResponseStreamCommand(input));
    return (await collect(output.body)).map(({ chunk }) => JSON.parse(new TextDecoder().decode(chunk?.bytes)));
  };

  test("answers a chat with the documented members in their order", async () => {
    // https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-palmyra-x5.html
    const body = await invoke({ messages: [{ role: "user", content: { text: "Explain granite" } }] });
    expect(Object.keys(body)).toEqual(["id", "object", "created", "model", "choices", "usage", "prompt_logprobs"]);
    expect(Object.keys(body.choices[0])).toEqual(["index", "message", "logprobs", "finish_reason", "stop_reason"]);
    expect(Object.keys(body.choices[0].message)).toEqual(["role", "reasoning_content", "content", "tool_calls"]);
    expect(body).toMatchObject({ created: 1_767_225_600, model: "writer.palmyra-x5-v1:0" });
  });

  test("answers a prompt as recorded, and ends its stream with a text", async () => {
    // unit_tests/llms/test_bedrock.py of langchain-aws (2025-05)
    const body = await invoke({ prompt: "Hello" });
    expect(body).toMatchObject({ object: "text_completion", choices: [{ index: 0, finish_reason: "stop" }] });
    const chunks = await stream({ prompt: "Hello" });
    expect(chunks.at(-1)).toBe("[DONE]");
    expect(Object.keys(chunks[0])).toEqual(["id", "object", "created", "model", "choices", "usage"]);
    expect(Object.keys(chunks[0].choices[0])).toEqual(["index", "text", "logprobs", "finish_reason", "stop_reason"]);
    const text = chunks.slice(0, -1).map(({ choices }) => choices[0].text);
    expect(text.join("")).toBe(body.choices[0].text);
  });

  test("tells the sequence that ended the text", async () => {
    const messages = [{ role: "user", content: "Explain granite" }];
    const text: string = (await invoke({ messages })).choices[0].message.content;
    const stop = text.slice(5, 9);
    expect((await invoke({ messages, stop: [stop] })).choices[0]).toMatchObject({
      finish_reason: "stop",
      stop_reason: stop,
    });
  });
});

test("what Converse has no word for is carried to the model's own body, and checked as there", async () => {
  const converse = (modelId: string, additionalModelRequestFields: Json, region = "us-east-1") =>
    runtime(createEmulator(), { region }).send(
      new ConverseCommand({
        modelId,
        messages: [{ role: "user", content: [{ text: "Hi" }] }],
        additionalModelRequestFields,
      }),
    );
  expect((await converse("mistral.mistral-7b-instruct-v0:2", { top_k: 50 })).stopReason).toBe("end_turn");
  expect((await converse("us.meta.llama3-3-70b-instruct-v1:0", { max_gen_len: 2 })).stopReason).toBe("max_tokens");
  expect(await failureOf(converse("us.meta.llama3-3-70b-instruct-v1:0", { top_k: 5 }))).toEqual(
    invalid(`The model returned the following errors: ${malformed("#: extraneous key [top_k] is not permitted")}`),
  );
  expect((await failureOf(converse("mistral.mistral-7b-instruct-v0:2", { top_k: 0 }))).message).toBe(
    "The model returned the following errors: Validation Error",
  );
});
