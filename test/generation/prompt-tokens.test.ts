import { expect, test } from "vitest";
import { text } from "../../emulator/generation/conversation.ts";
import { countConversation } from "../../emulator/generation/prompt-tokens.ts";

test("turns and system texts cost a few tokens beside their words", () => {
  const turns = [{ role: "user" as const, blocks: [text("hello")] }];
  expect(countConversation({ system: [], turns, stopSequences: [] })).toBe(8);
  expect(countConversation({ system: [text("hello")], turns, stopSequences: [] })).toBe(13);
  expect(countConversation({ system: [], turns: [...turns, ...turns], stopSequences: [] })).toBe(13);
});
