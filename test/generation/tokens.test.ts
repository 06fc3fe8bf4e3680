import { expect, test } from "vitest";
import { countTokens, splitTokens } from "../../emulator/generation/tokens.ts";
import { fc } from "./property.ts";

const anyText = fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }), fc.lorem({ maxCount: 30 }));

test("the tokens of a text, joined, are the text", () => {
  fc.assert(fc.property(anyText, (text) => splitTokens(text).join("") === text));
});

test("counting gives the number of tokens without making them", () => {
  fc.assert(fc.property(anyText, (text) => countTokens(text) === splitTokens(text).length));
});

test("a token never holds half a character", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => splitTokens(text).every((token) => token.isWellFormed())),
  );
});

test("the first tokens of a text are the tokens of its beginning", () => {
  fc.assert(
    fc.property(anyText, fc.nat(40), (text, count) => {
      const first = splitTokens(text).slice(0, count);
      expect(splitTokens(first.join(""))).toEqual(first);
    }),
  );
});

test("a word keeps the space before it, and long words fall into pieces", () => {
  expect(splitTokens("The quickest granite, 12345 of it!!\n\nEnd  .")).toEqual([
    "The",
    " quicke",
    "st",
    " granit",
    "e",
    ",",
    " 123",
    "45",
    " of",
    " it",
    "!!",
    "\n\n",
    "End",
    "  ",
    ".",
  ]);
});

test("a CJK character and an emoji are a token each", () => {
  expect(splitTokens("日本語は👍🏽 Grüße")).toEqual(["日", "本", "語", "は", "👍", "🏽", " Grüße"]);
});

test("a lone surrogate, which JSON can carry, is a token of its own", () => {
  expect(splitTokens("a\ud800b\udc00")).toEqual(["a", "\ud800", "b", "\udc00"]);
});

test("English prose has about four characters a token", () => {
  const prose =
    "An inference profile defines a foundation model and the Regions to which requests for it can be routed. " +
    "Create an application inference profile to track the costs and the usage of a model, in one Region or in several.";
  expect(prose.length / countTokens(prose)).toBeGreaterThan(3.5);
  expect(prose.length / countTokens(prose)).toBeLessThan(5);
});
