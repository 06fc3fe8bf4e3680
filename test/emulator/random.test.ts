import fc from "fast-check";
import { expect, test } from "vitest";
import { createRandom, type Random } from "../../emulator/random.ts";

const draw = (random: Random, count = 20) => Array.from({ length: count }, () => random.float());
const seeds = fc.oneof(fc.integer(), fc.string());

test("the same seed and labels give the same numbers, other ones other numbers", () => {
  fc.assert(
    fc.property(seeds, fc.array(fc.string()), (seed, labels) => {
      expect(draw(createRandom(seed, ...labels))).toEqual(draw(createRandom(seed, ...labels)));
      expect(draw(createRandom(seed, ...labels, "more"))).not.toEqual(draw(createRandom(seed, ...labels)));
    }),
  );
});

test("the numbers of a seed are the same in every version and on every machine", () => {
  expect(createRandom(42).uuid()).toBe("9913f372-73ae-4a23-96b7-298613961293");
});

test("labels are not run together", () => {
  expect(draw(createRandom(1, "ab", "c"))).not.toEqual(draw(createRandom(1, "a", "bc")));
  expect(draw(createRandom(1).fork("a").fork("b"))).not.toEqual(draw(createRandom(1).fork("a", "b", "")));
});

test("a fork is independent: it neither moves its parent nor depends on how far that has come", () => {
  fc.assert(
    fc.property(seeds, fc.string(), fc.nat(50), (seed, label, steps) => {
      const moved = createRandom(seed);
      draw(moved, steps);
      expect(draw(moved.fork(label))).toEqual(draw(createRandom(seed).fork(label)));
      const untouched = createRandom(seed);
      draw(untouched, steps);
      expect(draw(moved)).toEqual(draw(untouched));
    }),
  );
});

test("floats lie in [0, 1) and integers within their bounds, both included", () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: -1000, max: 1000 }), fc.nat(1000), (seed, low, span) => {
      const random = createRandom(seed);
      for (const value of draw(random)) expect(value >= 0 && value < 1).toBe(true);
      const value = random.integer(low, low + span);
      expect(value >= low && value <= low + span && Number.isInteger(value)).toBe(true);
    }),
  );
  const random = createRandom(7);
  expect(new Set(Array.from({ length: 200 }, () => random.integer(1, 3)))).toEqual(new Set([1, 2, 3]));
});

test("a UUID has the form of version 4 and does not come twice", () => {
  const random = createRandom("uuid");
  const uuids = Array.from({ length: 10_000 }, () => random.uuid());
  for (const uuid of uuids)
    expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(uuids).size).toBe(uuids.length);
});

test("characters come from the alphabet, every one of them", () => {
  const text = createRandom(3).characters(1_000, "abc");
  expect(text).toMatch(/^[abc]{1000}$/);
  expect(new Set(text).size).toBe(3);
});
