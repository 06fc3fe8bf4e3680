import fc from "fast-check";
import { expect, test } from "vitest";
import { difficultyOf } from "../../emulator/routing/prompt-difficulty.ts";

test.each<[prompt: string, difficulty: number | undefined]>([
  ["", undefined],
  [" \n\t", undefined],
  ["What is 2+2?", 0],
  ["Which plane flies to the planet of plants?", 0],
  ["Compare both.", 10],
  ["compare, Compare, COMPARE", 10],
  ["Compare both and evaluate the trade-offs.", 30],
  ["Analyse the design and explain why it fails.", 30],
  ["Analyse, compare, evaluate and refactor.", 30],
  [Array(19).fill("word").join(" "), 0],
  [Array(20).fill("word").join(" "), 1],
  [Array(1_000).fill("word").join(" "), 20],
  [`${Array(1_000).fill("word").join(" ")} design plan debug proof`, 50],
])("the difficulty of %j is %j", (prompt, difficulty) => {
  expect(difficultyOf(prompt)).toBe(difficulty);
});

test("the difficulty of any prompt with words is a whole number from 0 to 50", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (noise) => {
      const difficulty = difficultyOf(`a ${noise}`) ?? -1;
      expect(Number.isInteger(difficulty) && difficulty >= 0 && difficulty <= 50).toBe(true);
    }),
  );
});
