import fc from "fast-check";
import { expect, test } from "vitest";
import type { Conversation } from "../../emulator/generation/conversation.ts";
import { readDeepSeekPrompt, readInstructions, readLlamaPrompt } from "../../emulator/generation/prompt-templates.ts";

const said = ({ system, turns }: Pick<Conversation, "system" | "turns">) => ({
  system: system.map((block) => block.type === "text" && block.text),
  turns: turns.map(({ role, blocks }) => [role, ...blocks.map((block) => block.type === "text" && block.text)]),
});

/** Words that no template has among its tags, without blanks around them. */
const words = fc.stringMatching(/^[a-zé.,?!]+(?: [a-zé.,?!]+)*$/);
const dialogue = fc.record({
  system: fc.option(words, { nil: undefined }),
  exchanges: fc.array(fc.tuple(words, words), { maxLength: 4 }),
  question: words,
});
const expected = ({
  system,
  exchanges,
  question,
}: {
  system?: string | undefined;
  exchanges: [string, string][];
  question: string;
}) => ({
  system: system === undefined ? [] : [system],
  turns: [
    ...exchanges.flatMap(([user, assistant]) => [
      ["user", user],
      ["assistant", assistant],
    ]),
    ["user", question],
  ],
});

test.each([
  ["Llama 3", "<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"],
  ["Llama 4", "<|begin_of_text|>", "<|header_start|>", "<|header_end|>", "<|eot|>"],
])("a prompt of %s's template says what was put into it", (_, begin, open, close, end) => {
  const message = (role: string, text: string) => `${open}${role}${close}\n\n${text}${end}`;
  fc.assert(
    fc.property(dialogue, (spoken) => {
      const { system, exchanges, question } = spoken;
      const prompt = [
        begin,
        ...(system === undefined ? [] : [message("system", system)]),
        ...exchanges.flatMap(([user, assistant]) => [message("user", user), message("assistant", assistant)]),
        message("user", question),
        `${open}assistant${close}\n\n`,
      ].join("");
      expect(said(readLlamaPrompt(prompt))).toEqual(expected(spoken));
    }),
  );
});

test("a prompt of Mistral's template says what was put into it", () => {
  fc.assert(
    fc.property(dialogue, (spoken) => {
      const { exchanges, question } = spoken;
      const past = exchanges.map(([user, assistant]) => `[INST] ${user} [/INST]\n${assistant}</s>\n`).join("");
      expect(said(readInstructions(`<s>${past}[INST] ${question} [/INST]`))).toEqual(
        expected({ ...spoken, system: undefined }),
      );
    }),
  );
});

test("a prompt of DeepSeek's template says what was put into it, and whether it opens the reasoning", () => {
  fc.assert(
    fc.property(dialogue, fc.boolean(), (spoken, opens) => {
      const { system = "", exchanges, question } = spoken;
      const past = exchanges.map(
        ([user, assistant]) => `<｜User｜>${user}<｜Assistant｜>${assistant}<｜end▁of▁sentence｜>`,
      );
      const prompt = `<｜begin▁of▁sentence｜>${system}${past.join("")}<｜User｜>${question}<｜Assistant｜>${opens ? "<think>\n" : ""}`;
      const { opensReasoning, ...read } = readDeepSeekPrompt(prompt);
      expect(said(read)).toEqual(expected(spoken));
      expect(opensReasoning).toBe(opens);
    }),
  );
});

test("Llama 2's instructions stand in the first message", () => {
  expect(said(readLlamaPrompt("[INST] <<SYS>>\nBe brief.\n<</SYS>>\n\nHello [/INST]"))).toEqual({
    system: ["Be brief."],
    turns: [["user", "Hello"]],
  });
});

test("the beginning of an answer in the prompt is the model's own turn", () => {
  const prompt =
    "<|start_header_id|>user<|end_header_id|>\n\nHello<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\nWell,";
  expect(said(readLlamaPrompt(prompt)).turns).toEqual([
    ["user", "Hello"],
    ["assistant", "Well,"],
  ]);
});

test("a prompt without a template, or with nothing but its tags, is the user's", () => {
  for (const read of [readLlamaPrompt, readInstructions, readDeepSeekPrompt]) {
    // Recorded with Mistral Small: opentelemetry-js-contrib, bedrock-invokemodelwithstreams-adds-mistral-ai…json
    const prompt = "\n\nHuman: Hello, How are you today? \n\nAssistant:";
    expect(said(read(prompt))).toEqual({ system: [], turns: [["user", prompt.trim()]] });
  }
  expect(said(readInstructions("<s>[INST][/INST]")).turns).toEqual([["user", "<s>[INST][/INST]"]]);
});

test("any prompt is read, and leaves at least one turn with something in it", () => {
  const pieces = fc.constantFrom(
    "[INST]",
    "[/INST]",
    "<<SYS>>",
    "<</SYS>>",
    "<|start_header_id|>",
    "system",
    "<|end_header_id|>",
    "<|eot_id|>",
    "<｜User｜>",
    "<think>",
    "x",
    " ",
  );
  fc.assert(
    fc.property(fc.array(pieces, { minLength: 1 }), (all) => {
      for (const read of [readLlamaPrompt, readInstructions, readDeepSeekPrompt]) {
        const { turns } = read(all.join(""));
        expect(turns.length).toBeGreaterThan(0);
        for (const { blocks } of turns) expect(blocks.length).toBeGreaterThan(0);
      }
    }),
  );
});

test("a prompt of a megabyte of tags is read at once", () => {
  const prompt = "<|start_header_id|>user<|end_header_id|>[INST]<<SYS>><｜User｜>x".repeat(20_000);
  for (const read of [readLlamaPrompt, readInstructions, readDeepSeekPrompt]) {
    expect(read(prompt).turns.length).toBeGreaterThan(0);
  }
});
