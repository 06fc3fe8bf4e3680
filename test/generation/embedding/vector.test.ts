import { expect, test } from "vitest";
import { meanVector, mediaVector, shortened, textVector } from "../../../emulator/generation/embedding/vector.ts";
import { fc } from "../property.ts";

const space = { model: "a-model", dimensions: 256 };
const dot = (one: Float64Array, other: Float64Array) =>
  one.reduce((sum, value, at) => sum + value * (other[at] ?? 0), 0);
const text = fc.string({ unit: "grapheme", maxLength: 80 });
const sentence = fc
  .array(fc.constantFrom("granite", "marble", "quarry", "the", "of", "old", "stone", "ship", "sail", "harbour"), {
    minLength: 3,
    maxLength: 12,
  })
  .map((words) => words.join(" "));

test("every text has a unit vector of the length that was asked for, also when it is cut", () => {
  fc.assert(
    fc.property(text, fc.integer({ min: 64, max: 256 }), (given, dimensions) => {
      const vector = shortened(textVector(space, given), dimensions);
      expect(vector).toHaveLength(dimensions);
      expect(dot(vector, vector)).toBeCloseTo(1, 10);
    }),
  );
});

test("a text is nearer to itself with a word more than to a text without any of its words", () => {
  const other = textVector(space, "Interest rates rose in Europe last week");
  fc.assert(
    fc.property(sentence, (given) => {
      const vector = textVector(space, given);
      expect(dot(vector, textVector(space, `${given} cliff`))).toBeGreaterThan(dot(vector, other) + 0.1);
    }),
  );
});

test("different texts have different vectors", () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      fc.pre(one !== other);
      expect(textVector(space, one)).not.toEqual(textVector(space, other));
    }),
  );
});

test("models have spaces of their own", () => {
  const vector = textVector(space, "granite quarry");
  expect(Math.abs(dot(vector, textVector({ ...space, model: "another" }, "granite quarry")))).toBeLessThan(0.3);
});

test("the bytes of media choose their direction, and a mean lies between", () => {
  const [one, other] = [Uint8Array.of(1), Uint8Array.of(2)].map((bytes) => mediaVector(space, bytes));
  if (!one || !other) throw new Error("two vectors were made");
  expect(Math.abs(dot(one, other))).toBeLessThan(0.3);
  expect(dot(meanVector([one, other]), one)).toBeCloseTo(dot(meanVector([one, other]), other), 10);
});

test("letters of scripts without blanks count one by one", () => {
  const [one, other] = ["東京は日本の首都", "日本の首都は東京"].map((given) => textVector(space, given));
  if (!one || !other) throw new Error("two vectors were made");
  expect(dot(one, other)).toBeGreaterThan(0.7);
});
