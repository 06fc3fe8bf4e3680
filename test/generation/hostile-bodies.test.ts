import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AwsError, NotEmulatedError } from "../../emulator/errors.ts";
import { compose } from "../../emulator/generation/compose.ts";
import { familyOf } from "../../emulator/generation/families.ts";
import { createRandom } from "../../emulator/random.ts";
import { modelOf } from "../operations/bedrock-runtime/handlers.ts";

const tool = { type: "function", function: { name: "f", parameters: { type: "object", properties: {} } } };
const chat = {
  messages: [
    { role: "system", content: "Be brief." },
    {
      role: "user",
      content: [
        { type: "text", text: "Hi" },
        { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw==" } },
      ],
    },
    {
      role: "assistant",
      content: null,
      tool_calls: [{ id: "1", type: "function", function: { name: "f", arguments: "{}" } }],
    },
    { role: "tool", tool_call_id: "1", content: "x" },
  ],
  tools: [tool],
  tool_choice: "auto",
  max_tokens: 20,
  temperature: 0.5,
  top_p: 0.5,
  stop: ["x"],
  response_format: { type: "json_object" },
};

/** One body of every family with as many of its members as there are. */
const bodies: readonly (readonly [modelId: string, body: object])[] = [
  ["google.gemma-3-27b-it", { ...chat, stream_options: { include_usage: true }, reasoning_effort: "low", seed: 1 }],
  [
    "amazon.nova-pro-v1:0",
    {
      schemaVersion: "messages-v1",
      system: [{ text: "Be brief." }, { cachePoint: { type: "default" } }],
      messages: [
        {
          role: "user",
          content: [
            { text: "Hi" },
            { image: { format: "png", source: { bytes: "iVBORw==" } } },
            { document: { format: "pdf", name: "n", source: { s3Location: { uri: "s3://a/b" } } } },
          ],
        },
        { role: "assistant", content: [{ toolUse: { toolUseId: "1", name: "f", input: {} } }] },
        { role: "user", content: [{ toolResult: { toolUseId: "1", content: [{ json: {} }], status: "success" } }] },
      ],
      inferenceConfig: { maxTokens: 20, temperature: 0.5, topK: 5, stopSequences: ["x"] },
      toolConfig: {
        tools: [{ toolSpec: { name: "f", inputSchema: { json: { type: "object" } } } }],
        toolChoice: { any: {} },
      },
    },
  ],
  [
    "meta.llama4-scout-17b-instruct-v1:0",
    { prompt: "Hi", max_gen_len: 5, temperature: 0.5, top_p: 0.5, images: ["iVBORw=="] },
  ],
  ["mistral.mixtral-8x7b-instruct-v0:1", { prompt: "Hi", max_tokens: 5, top_k: 5, stop: ["x"] }],
  ["mistral.pixtral-large-2502-v1:0", chat],
  [
    "cohere.command-r-v1:0",
    {
      message: "Hi",
      chat_history: [
        { role: "USER", message: "x" },
        { role: "CHATBOT", message: "y", tool_calls: [{ name: "f", parameters: {} }] },
        { role: "TOOL", tool_results: [{ call: { name: "f", parameters: {} }, outputs: [{}] }] },
      ],
      documents: [{ title: "t", snippet: "s", _excludes: ["title"] }],
      tools: [{ name: "f", description: "d", parameter_definitions: { a: { type: "List[str]", required: true } } }],
      tool_results: [{ call: { name: "f", parameters: {} }, outputs: [{ a: 1 }] }],
      p: 0.5,
      k: 5,
    },
  ],
  [
    "ai21.jamba-1-5-large-v1:0",
    { messages: [{ role: "user", content: "Hi" }], tools: [tool], n: 1, stop: "x", max_tokens: 5 },
  ],
  ["deepseek.r1-v1:0", { prompt: "<｜User｜>Hi<｜Assistant｜><think>\n", max_tokens: 5, stop: ["x"] }],
  ["writer.palmyra-x5-v1:0", { messages: [{ role: "user", content: "Hi" }], tools: [tool], max_tokens: 5 }],
  ["amazon.titan-text-express-v1", { inputText: "Hi", textGenerationConfig: { maxTokenCount: 5 } }],
];

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

/** The value with another in the place that a path names. */
function put(value: unknown, [step, ...rest]: Path, other: unknown): unknown {
  if (step === undefined) return other;
  const copy = Array.isArray(value) ? [...value] : { ...(value as object) };
  Object.assign(copy, { [step]: put((value as Record<string | number, unknown>)[step], rest, other) });
  return copy;
}

const junk = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.constantFrom<unknown>(null, "", [], {}, -1, 1e308, 0.5, "x".repeat(5_000), { type: "text" }, [null], [[]], [{}]),
  fc.constant(JSON.parse('{"__proto__":{"text":"x"},"constructor":1,"type":"toString"}')),
);

describe.each(bodies)("%s", (modelId, body) => {
  const model = modelOf(modelId);
  const family = familyOf(model);

  test("takes the body that the others are made from", () => {
    expect(() => family.read(body, model)).not.toThrow();
  });

  test("refuses whatever is wrong in AWS's way or by name, and answers the rest", () => {
    const paths = pathsOf(body);
    fc.assert(
      fc.property(fc.constantFrom(...paths), junk, (path, other) => {
        try {
          const conversation = family.read(put(body, path, other), model);
          const random = createRandom(1);
          // A schema that is none is found out when a value of it is made.
          const answer = compose(conversation, model, { seed: 1 });
          expect(JSON.stringify(family.write(answer, model, random, conversation))).toBeTypeOf("string");
          expect([...family.chunks(answer, model, random, conversation)].length).toBeGreaterThan(0);
        } catch (error) {
          expect(error instanceof AwsError || error instanceof NotEmulatedError, String(error)).toBe(true);
          expect((error as Error).message.length).toBeLessThan(20_000);
        }
      }),
      { numRuns: 400 },
    );
  });

  test("refuses any fields in Converse in AWS's way or by name", () => {
    const { readFields } = family;
    if (!readFields) return;
    const plain = family.read(body, model);
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(body), "reasoningConfig", "unknown"), junk, (name, value) => {
        try {
          readFields({ [name]: value }, plain, model);
        } catch (error) {
          expect(error instanceof AwsError || error instanceof NotEmulatedError, String(error)).toBe(true);
        }
      }),
    );
  });
});
