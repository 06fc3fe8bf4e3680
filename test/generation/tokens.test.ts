import { expect, test } from "vitest";
import { countTokens, splitTokens } from "../../emulator/generation/tokens.ts";
import { fc } from "./property.ts";
import { tokenSamples } from "./token-samples.ts";

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

test.each<[text: string, tokens: string[]]>([
  ["The quickest granite, 12345 of it", ["The", " quickest", " granite", ",", " 123", "45", " of", " it"]],
  ["internationally", ["internat", "ionally"]],
  ["getWeather2 HTTPRequest", ["get", "Weather", "2", " HTTPRequ", "est"]],
  ['{"name": "x"},\n\n  "y"', ['{"', "name", '":', ' "', "x", '"},\n\n', "  ", '"', "y", '"']],
  ["if (a[0]) {\n\treturn;\n}", ["if", " (", "a", "[", "0", "])", " {\n", "\t", "return", ";\n", "}"]],
  ["!!!!! ----", ["!!!", "!!", " ---", "-"]],
  ["…… ……", ["……", " ……"]],
  ["Привет, мир", ["Прив", "ет", ",", " мир"]],
  ["한국어 날씨", ["한", "국", "어", " 날", "씨"]],
  ["\n\n\n\n\n", ["\n\n\n\n", "\n"]],
])("%j falls into these tokens", (text, tokens) => {
  expect(splitTokens(text)).toEqual(tokens);
});

test("a CJK character and an emoji are a token each", () => {
  expect(splitTokens("日本語は👍🏽 Grüße")).toEqual(["日", "本", "語", "は", "👍", "🏽", " Grüße"]);
});

test("a lone surrogate, which JSON can carry, is a token of its own", () => {
  expect(splitTokens("a\ud800b\udc00")).toEqual(["a", "\ud800", "b", "\udc00"]);
});

test.each(Object.entries(tokenSamples))(
  "%s has about as many tokens as a real tokenizer makes of it",
  (_, { text, tokens, within }) => {
    expect(Math.abs(countTokens(text) / tokens - 1)).toBeLessThan(within);
  },
);

test("English prose has about four characters a token", () => {
  const prose =
    "An inference profile defines a foundation model and the Regions to which requests for it can be routed. " +
    "Create an application inference profile to track the costs and the usage of a model, in one Region or in several.";
  expect(prose.length / countTokens(prose)).toBeGreaterThan(3.5);
  expect(prose.length / countTokens(prose)).toBeLessThan(5);
});
