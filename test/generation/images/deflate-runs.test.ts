import { inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { RunDeflater } from "../../../emulator/generation/images/deflate-runs.ts";
import { fc } from "../property.ts";

test("zlib reads every sequence of runs back", () => {
  const run = fc.tuple(fc.nat(255), fc.nat(2_000));
  fc.assert(
    fc.property(fc.array(run, { maxLength: 20 }), (runs) => {
      const deflater = new RunDeflater();
      for (const [byte, length] of runs) deflater.run(byte, length);
      const expected = Buffer.concat(runs.map(([byte, length]) => Buffer.alloc(length, byte)));
      expect(inflateSync(deflater.finish()).equals(expected)).toBe(true);
    }),
  );
});

test("every length of a run can be told", () => {
  for (let length = 1; length <= 600; length++) {
    const deflater = new RunDeflater();
    deflater.run(200, length);
    expect(inflateSync(deflater.finish()).length).toBe(length);
  }
});
