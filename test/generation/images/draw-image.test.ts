import jpeg from "jpeg-js";
import { PNG } from "pngjs";
import { expect, test } from "vitest";
import { drawImage } from "../../../emulator/generation/images/draw-image.ts";
import { createRandom } from "../../../emulator/random.ts";
import { fc } from "../property.ts";

type Format = "png" | "jpeg";
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

const decode = (format: Format, bytes: Uint8Array): Pixels =>
  format === "png" ? PNG.sync.read(Buffer.from(bytes)) : jpeg.decode(bytes, { useTArray: true });
const draw = (width: number, height: number, text: string, format: Format, seed = 1) =>
  drawImage({ width, height, text, format, random: createRandom(seed) });

/** The colour of the pixel in the middle of a tile, as the sum of its parts. */
const brightness = ({ width, data }: Pixels, x: number, y: number) =>
  [0, 1, 2].reduce((sum, at) => sum + (data[(y * width + x) * 4 + at] ?? 0), 0);

test.each(["png", "jpeg"] as const)("every %s is a file that other decoders read, of the size asked for", (format) => {
  fc.assert(
    fc.property(
      fc.nat(200),
      fc.nat(200),
      fc.string({ unit: "grapheme", maxLength: 60 }),
      fc.nat(),
      (w, h, text, seed) => {
        const pixels = decode(format, draw(w + 1, h + 1, text, format, seed));
        expect([pixels.width, pixels.height]).toEqual([w + 1, h + 1]);
      },
    ),
    { numRuns: 100 },
  );
});

test("a JPEG and a PNG of the same chance show the same picture", () => {
  const [png, jpg] = (["png", "jpeg"] as const).map((format) => decode(format, draw(133, 90, "fox", format)));
  for (let at = 0; at < (png?.data.length ?? 0); at++) {
    expect(Math.abs((png?.data[at] ?? 0) - (jpg?.data[at] ?? 0))).toBeLessThanOrEqual(2);
  }
});

test("the text can be read on the picture", () => {
  // At 320 pixels a short text has letters whose pixels are four tiles, 32 pixels, wide; the first stands two tiles from the edge.
  const pixels = decode("png", draw(320, 320, "L", "png"));
  const rows = [0, 1, 2, 3, 4].map((row) =>
    [0, 1, 2].map((column) => (brightness(pixels, 32 + column * 32, 32 + row * 32) > 600 ? "#" : ".")).join(""),
  );
  expect(rows).toEqual(["#..", "#..", "#..", "#..", "###"]);
});

test("a letter without a glyph is a box, and an accent is dropped", () => {
  expect(draw(320, 320, "É", "png")).toEqual(draw(320, 320, "e", "png"));
  expect(draw(320, 320, "語", "png")).toEqual(draw(320, 320, "н", "png"));
  expect(draw(320, 320, "語", "png")).not.toEqual(draw(320, 320, "o", "png"));
});

test("the same chance draws the same bytes, another chance or text others", () => {
  const bytes = draw(512, 512, "a fox", "png", 7);
  expect(draw(512, 512, "a fox", "png", 7)).toEqual(bytes);
  expect(draw(512, 512, "a fox", "png", 8)).not.toEqual(bytes);
  expect(draw(512, 512, "a hen", "png", 7)).not.toEqual(bytes);
});

test.each(["png", "jpeg"] as const)("a large %s is small, however long its text", (format) => {
  const text = "The quick brown fox jumps over the lazy dog. ".repeat(100);
  expect(draw(1024, 1024, text, format).length).toBeLessThan(60_000);
  expect(draw(4096, 4096, text, format).length).toBeLessThan(400_000);
});
