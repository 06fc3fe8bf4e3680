import { expect, test } from "vitest";
import type { FoundationModel } from "../../emulator/catalog/index.ts";
import { answerPieces, answerText, deltas } from "../../emulator/generation/answer.ts";
import { compose as composeAnswer } from "../../emulator/generation/compose.ts";
import { type Conversation, text } from "../../emulator/generation/conversation.ts";
import { splitTokens } from "../../emulator/generation/tokens.ts";
import { modelOf } from "../operations/bedrock-runtime/handlers.ts";
import { fc } from "./property.ts";

const haiku = modelOf("anthropic.claude-3-haiku-20240307-v1:0");
const nova = modelOf("amazon.nova-lite-v1:0");

/** An answer, and its text and tokens. */
function compose(conversation: Conversation, model: FoundationModel, seed: number) {
  const answer = composeAnswer(conversation, model, { seed });
  return { ...answer, text: answerText(answer), pieces: answerPieces(answer) };
}

function ask(question: string, rest: Partial<Conversation> = {}): Conversation {
  return { system: [], turns: [{ role: "user", blocks: [text(question)] }], stopSequences: [], ...rest };
}

test("one question, one model and one seed have one answer, on every machine", () => {
  expect(compose(ask("What is granite?"), haiku, 42)).toMatchObject({
    text: "It comes down to indexing the digital card. If the DRAM matrix is busy, try compressing the mobile one instead. Once the card is ready, reboot it through the neural EXE feed.",
    stopReason: "end_turn",
    usage: { inputTokens: 11, outputTokens: 38 },
    latencyMs: 1065,
    firstByteLatencyMs: 191,
  });
});

test("another seed, model, question or system text gives another answer", () => {
  const texts = [
    compose(ask("What is granite?"), haiku, 42),
    compose(ask("What is granite?"), haiku, 43),
    compose(ask("What is granite?"), nova, 42),
    compose(ask("What is basalt?"), haiku, 42),
    compose(ask("What is granite?", { system: [text("Be brief.")] }), haiku, 42),
  ].map(({ text }) => text);
  expect(new Set(texts).size).toBe(texts.length);
});

test("the length of answers varies, and stays within a few sentences", () => {
  const lengths = Array.from({ length: 200 }, (_, seed) => compose(ask("?"), haiku, seed).usage.outputTokens);
  expect(new Set(lengths).size).toBeGreaterThan(20);
  expect(Math.min(...lengths)).toBeGreaterThan(10);
  expect(Math.max(...lengths)).toBeLessThan(200);
});

test("a token limit gives a beginning of the same answer, and max_tokens exactly when it cuts", () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 120 }), (question, maxTokens) => {
      const whole = compose(ask(question), haiku, 7);
      const cut = compose(ask(question, { maxTokens }), haiku, 7);
      expect(whole.text.startsWith(cut.text)).toBe(true);
      expect(cut.usage.outputTokens).toBe(Math.min(maxTokens, whole.usage.outputTokens));
      expect(cut.stopReason).toBe(maxTokens < whole.usage.outputTokens ? "max_tokens" : "end_turn");
    }),
  );
});

test("a stop sequence cuts the answer where it first occurs, also across tokens", () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(300), fc.integer({ min: 1, max: 12 }), (question, from, length) => {
      const whole = compose(ask(question), haiku, 7).text;
      const at = from % whole.length;
      const stop = whole.slice(at, at + length);
      const cut = compose(ask(question, { stopSequences: ["\u0000 never", stop] }), haiku, 7);
      expect(cut.text).toBe(whole.slice(0, whole.indexOf(stop)));
      expect(cut.stopReason).toBe("stop_sequence");
      expect(cut.stopSequence).toBe(stop);
      expect(cut.pieces).toEqual(splitTokens(cut.text));
    }),
  );
});

test("of several stop sequences the one that occurs first counts", () => {
  const { text } = compose(ask("What is granite?"), haiku, 42);
  const [first = "", , third = ""] = text.split(" ");
  const cut = compose(ask("What is granite?", { stopSequences: [third, first] }), haiku, 42);
  expect(cut).toMatchObject({ text: "", stopReason: "stop_sequence", stopSequence: first });
  expect(cut.usage.outputTokens).toBe(0);
});

test("a stop sequence beyond the token limit does not count", () => {
  const whole = compose(ask("What is granite?"), haiku, 42);
  const stop = whole.pieces.slice(5, 7).join("");
  const before = compose(ask("What is granite?", { maxTokens: 6, stopSequences: [stop] }), haiku, 42);
  const after = compose(ask("What is granite?", { maxTokens: 7, stopSequences: [stop] }), haiku, 42);
  expect(before.stopReason).toBe("max_tokens");
  expect(after.stopReason).toBe("stop_sequence");
});

test("Nova keeps the stop sequence in its text and reports the end of its turn", () => {
  // Recorded test cassette test_stop_settings of pydantic-ai: stopSequences ["Paris"], answer "The city of Paris", end_turn.
  const { text } = compose(ask("Name a city."), nova, 42);
  const word = text.split(" ")[2] ?? "";
  const cut = compose(ask("Name a city.", { stopSequences: [word] }), nova, 42);
  expect(cut.text).toBe(text.slice(0, text.indexOf(word) + word.length));
  expect(cut.stopReason).toBe("end_turn");
  expect(cut.stopSequence).toBeUndefined();
});

test("a stream hands out the text in several portions", () => {
  fc.assert(
    fc.property(fc.string(), (question) => {
      const answer = compose(ask(question), haiku, 7);
      const portions = [...deltas(answer)];
      expect(portions.join("")).toBe(answer.text);
      expect(portions.length).toBeGreaterThan(3);
      expect(portions.every((portion) => portion !== "")).toBe(true);
    }),
  );
});

test("simulated times are whole milliseconds, the first token before the last", () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 50 }), (question, maxTokens) => {
      const { latencyMs, firstByteLatencyMs } = compose(ask(question, { maxTokens }), haiku, 7);
      expect(Number.isInteger(latencyMs) && Number.isInteger(firstByteLatencyMs)).toBe(true);
      expect(firstByteLatencyMs).toBeLessThan(latencyMs);
    }),
  );
});

test("a conversation of very many turns is answered", () => {
  const turns = Array.from({ length: 300_000 }, (_, at) => ({
    role: at % 2 === 0 ? ("user" as const) : ("assistant" as const),
    blocks: [text("a")],
  }));
  expect(compose({ system: [], turns, stopSequences: [] }, haiku, 1).text).not.toBe("");
});
