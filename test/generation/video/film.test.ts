import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { writeFilm } from "../../../emulator/generation/video/film.ts";
import { type Colour, keyPicture, parameterSets } from "../../../emulator/generation/video/h264.ts";
import { createRandom } from "../../../emulator/random.ts";
import { boxesOf, coloursOf, numbersOf, sizeOf } from "./decoder.ts";

const HD = { width: 1280, height: 720, rate: 24 };
const film = (seconds: readonly number[], format = HD) =>
  writeFilm(
    seconds.map((length, at) => ({ seconds: length, random: createRandom(42, String(at)) })),
    format,
  );

test("a film has the size, the duration and the pictures a second that were asked for", () => {
  const boxes = boxesOf(film([6]));
  const [, , , timescale, duration] = numbersOf(boxes.get("moov/mvhd"));
  expect([timescale, duration]).toEqual([24, 144]);
  expect(numbersOf(boxes.get("moov/trak/tkhd")).slice(-2)).toEqual([1280 * 0x10000, 720 * 0x10000]);
  expect(numbersOf(boxes.get("moov/trak/mdia/minf/stbl/stts")).slice(2)).toEqual([144, 1]);
});

test("the tables of a film find every picture", () => {
  const bytes = film([6, 6]);
  const boxes = boxesOf(bytes);
  const [, , start = 0] = numbersOf(boxes.get("moov/trak/mdia/minf/stbl/stco"));
  const [, , count, ...sizes] = numbersOf(boxes.get("moov/trak/mdia/minf/stbl/stsz"));
  const [, keyCount, ...keys] = numbersOf(boxes.get("moov/trak/mdia/minf/stbl/stss"));
  expect([count, keyCount, keys]).toEqual([288, 6, [1, 49, 97, 145, 193, 241]]);
  let at = start;
  for (const [index, size] of sizes.entries()) {
    expect(numbersOf(bytes.subarray(at, at + 4))).toEqual([size - 4]);
    expect(bytes[at + 4]).toBe(keys.includes(index + 1) ? 0x65 : 0x41);
    at += size;
  }
  expect(at).toBe(bytes.byteLength);
});

test("two minutes take half a megabyte", () => {
  expect(film(Array.from({ length: 20 }, () => 6)).byteLength).toBeLessThan(512 * 1024);
});

test("the same chance films the same, another films something else", () => {
  expect(film([6])).toEqual(film([6]));
  const other = writeFilm([{ seconds: 6, random: createRandom(43) }], HD);
  expect(Buffer.from(other).equals(film([6]))).toBe(false);
});

// These very bytes were decoded without a complaint by `ffmpeg -xerror` (5.1), with ffprobe's 144 frames of 1280x720 at 24 a second.
test("the film that FFmpeg has checked is still the same", () => {
  const bytes = writeFilm([{ seconds: 6, random: createRandom(42).fork("1") }], HD);
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(
    "00e273e0dda135ef12910ebd728829554d9b2e9895373a8f1a15c6e62b0cac0b",
  );
});

const colour = fc.tuple(
  fc.integer({ min: 1, max: 255 }),
  fc.integer({ min: 1, max: 255 }),
  fc.integer({ min: 1, max: 255 }),
);
const pictures = fc
  .record({
    width: fc.integer({ min: 1, max: 60 }),
    height: fc.integer({ min: 1, max: 60 }),
    palette: fc.array(colour, { minLength: 1, maxLength: 4 }),
  })
  .chain(({ width, height, palette }) => {
    const columns = Math.ceil((width * 2) / 16);
    const rows = Math.ceil((height * 2) / 16);
    const cells = fc.array(fc.nat(palette.length - 1), { minLength: columns * rows, maxLength: columns * rows });
    return cells.map((of) => ({
      width: width * 2,
      height: height * 2,
      columns,
      rows,
      grid: of.map((one) => palette[one] as Colour),
    }));
  });

test("every picture is decoded to its colours and its size, however they lie beside each other", () => {
  fc.assert(
    fc.property(pictures, ({ width, height, columns, rows, grid }) => {
      const picture = {
        width,
        height,
        colourAt: (column: number, row: number) => grid[row * columns + column] as Colour,
      };
      expect(sizeOf(parameterSets(picture).sequence)).toEqual({ width, height });
      expect(coloursOf(keyPicture(picture, 0), columns, rows)).toEqual(grid);
    }),
  );
});
