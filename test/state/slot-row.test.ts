import fc from "fast-check";
import { expect, test } from "vitest";
import { type Placed, SlotRow } from "../../emulator/state/slot-row.ts";

/** A row of `length` slots that counts how often any of them is looked at. */
function countedRow(length: number) {
  let looks = 0;
  const row = new SlotRow<Placed>();
  const slotAt = (position: number): Placed => ({
    get position() {
      looks++;
      return position;
    },
  });
  for (let position = 0; position < length; position++) row.append(slotAt(position));
  const count = (work: () => void) => {
    looks = 0;
    work();
    return looks;
  };
  return { row, count };
}

test("a page looks at about as many slots in a long row as in a short one", () => {
  const short = countedRow(100);
  const long = countedRow(100_000);
  for (const from of [0, 50, 99_900]) {
    const looks = long.count(() => expect(long.row.from(from, 100)).toHaveLength(100));
    // A binary search over 1,000 times as many slots takes 10 steps more.
    expect(looks).toBeLessThanOrEqual(short.count(() => short.row.from(0, 100)) + 20);
  }
});

test("what was deleted costs a page nothing, not even half of a long row", () => {
  const { row, count } = countedRow(100_000);
  for (let position = 0; position < 50_000; position++) row.delete(position);
  expect(count(() => expect(row.from(0, 100)).toHaveLength(100))).toBeLessThan(40);
  for (let position = 50_000; position < 99_999; position++) row.delete(position);
  expect(count(() => expect(row.from(0, 100)).toHaveLength(1))).toBeLessThan(40);
});

test("a delete looks at a few slots only", () => {
  const { row, count } = countedRow(100_000);
  expect(count(() => row.delete(70_000))).toBeLessThan(40);
  expect(count(() => row.delete(70_000))).toBeLessThan(40);
});

test("a row does what a plain list would do", () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("append" as const), count: fc.nat(1_500) }),
    fc.record({ kind: fc.constant("delete" as const), at: fc.nat(3_000), count: fc.nat(900) }),
    fc.record({ kind: fc.constant("read" as const), at: fc.nat(3_200), count: fc.nat(1_200) }),
  );
  const property = fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
    const row = new SlotRow<Placed>();
    let plain: Placed[] = [];
    let next = 0;
    for (const { kind, count, ...place } of steps) {
      const at = "at" in place ? place.at : 0;
      if (kind === "append") {
        for (let made = 0; made < count; made++) {
          const slot = { position: next++ };
          row.append(slot);
          plain.push(slot);
        }
      } else if (kind === "delete") {
        for (let position = at; position < at + count; position++) row.delete(position);
        plain = plain.filter(({ position }) => position < at || position >= at + count);
      } else {
        expect(row.from(at, count)).toEqual(plain.filter(({ position }) => position >= at).slice(0, count));
      }
    }
    expect(row.from(0, Number.MAX_SAFE_INTEGER)).toEqual(plain);
  });
  fc.assert(property, { numRuns: 60 });
});
