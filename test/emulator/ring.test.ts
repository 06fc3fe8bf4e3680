import fc from "fast-check";
import { expect, test } from "vitest";
import { createRing } from "../../emulator/ring.ts";

const step = fc.oneof(
  fc.nat({ max: 1_000 }),
  fc.record({ resize: fc.integer({ min: 1, max: 6 }) }),
  fc.constant("clear"),
);

test("a ring holds the newest items whatever is added, resized and cleared, and counts those that are gone", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.array(step, { maxLength: 60 }), (limit, steps) => {
      const ring = createRing<number>(limit);
      let [places, dropped, model] = [limit, 0, [] as number[]];
      for (const one of steps) {
        let gone: number[] = [];
        if (typeof one === "number") {
          model.push(one);
          gone = model.splice(0, model.length - places);
          expect(ring.add(one)).toBe(gone[0]);
        } else if (typeof one === "object") {
          places = one.resize;
          gone = model.splice(0, Math.max(0, model.length - places));
          expect(ring.resize(places)).toEqual(gone);
        } else {
          ring.clear();
          model = [];
          dropped = 0;
        }
        dropped += gone.length;
        expect(ring.items).toEqual(model);
        expect(ring.dropped).toBe(dropped);
      }
    }),
  );
});
