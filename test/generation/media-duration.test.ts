import fc from "fast-check";
import { expect, test } from "vitest";
import { mediaSeconds } from "../../emulator/generation/async/media-duration.ts";
import { writeFilm } from "../../emulator/generation/video/film.ts";
import { createRandom } from "../../emulator/random.ts";

test("the duration of an MP4 file is read from it", () => {
  const film = writeFilm([{ seconds: 2.5, random: createRandom(1) }], { width: 32, height: 32, rate: 24 });
  expect(mediaSeconds(film, "video")).toBe(2.5);
});

test("the duration of other media is guessed from their size", () => {
  expect(mediaSeconds(new Uint8Array(1_250_000), "video")).toBe(10);
  expect(mediaSeconds(new Uint8Array(160_000), "audio")).toBe(10);
  expect(mediaSeconds(new Uint8Array(3), "video")).toBe(1);
});

test("whatever the bytes are, the duration is a number of seconds that a model takes", () => {
  const film = writeFilm([{ seconds: 1, random: createRandom(1) }], { width: 32, height: 32, rate: 24 });
  const broken = fc
    .tuple(fc.nat(film.byteLength - 1), fc.nat(255), fc.nat(film.byteLength))
    .map(([at, value, length]) => film.with(at, value).subarray(0, length));
  const wav = fc
    .uint8Array({ maxLength: 64 })
    .map((rest) => Uint8Array.from([...Buffer.from("RIFF\0\0\0\0WAVE"), ...rest]));
  fc.assert(
    fc.property(fc.oneof(broken, wav, fc.uint8Array()), (bytes) => {
      const seconds = mediaSeconds(bytes, "video");
      expect(seconds).toBeGreaterThanOrEqual(0);
      expect(seconds).toBeLessThanOrEqual(4 * 60 * 60);
    }),
  );
});
