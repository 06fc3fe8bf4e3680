import { expect, test } from "vitest";
import { drawImage } from "../../../emulator/generation/images/draw-image.ts";
import { readImageSize } from "../../../emulator/generation/images/image-size.ts";
import { createRandom } from "../../../emulator/random.ts";
import { fc } from "../property.ts";

// One red picture of 37 by 21 pixels, encoded by Pillow 12.
const samples = {
  gif: "R0lGODdhJQAVAIEAAMgeKAAAAAAAAAAAACwAAAAAJQAVAEAILwABCBxIsKDBgwgTKlzIsKHDhxAjSpxIsaLFixgzatzIsaPHjyBDihxJsqRJkgEBADs=",
  "webp, lossy":
    "UklGRkgAAABXRUJQVlA4IDwAAAAwAwCdASolABUAPm02l0ikIyIhJWgAgA2JZwB2AABfF1UwAP7wG9//oUbKJin//9pZ/9Sz/6ln+KgAAAA=",
  "webp, lossless": "UklGRh4AAABXRUJQVlA4TBEAAAAvJAAFAAdQjyIXpf+BiOh/AAA=",
  "webp, extended":
    "UklGRnYAAABXRUJQVlA4WAoAAAAwAAAAJAAAFAAASUNDUAIAAAB4eEFMUEgKAAAAAQdQhYgIRET/A1ZQOCA8AAAAMAMAnQEqJQAVAD5tNpdIpCMiISVoAIANiWcAdgAAXxdVMAD+8Bvf/6FGyiYp///aWf/Us/+pZ/ioAAAA",
  "jpeg, progressive, with Exif":
    "/9j/4AAQSkZJRgABAQAAAQABAAD/4QAMRXhpZgAAYWJjZP/bAEMACAYGBwYFCAcHBwkJCAoMFA0MCwsMGRITDxQdGh8eHRocHCAkLicgIiwjHBwoNyksMDE0NDQfJzk9ODI8LjM0Mv/bAEMBCQkJDAsMGA0NGDIhHCEyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMjIyMv/CABEIABUAJQMBIgACEQEDEQH/xAAVAAEBAAAAAAAAAAAAAAAAAAAABf/EABYBAQEBAAAAAAAAAAAAAAAAAAAEBv/aAAwDAQACEAMQAAABkCTSgAAAAf/EABQQAQAAAAAAAAAAAAAAAAAAADD/2gAIAQEAAQUCf//EABQRAQAAAAAAAAAAAAAAAAAAACD/2gAIAQMBAT8BX//EABQRAQAAAAAAAAAAAAAAAAAAACD/2gAIAQIBAT8BX//EABQQAQAAAAAAAAAAAAAAAAAAADD/2gAIAQEABj8Cf//EABQQAQAAAAAAAAAAAAAAAAAAADD/2gAIAQEAAT8hf//aAAwDAQACAAMAAAAQDDDDDD//xAAUEQEAAAAAAAAAAAAAAAAAAAAg/9oACAEDAQE/EF//xAAUEQEAAAAAAAAAAAAAAAAAAAAg/9oACAECAQE/EF//xAAUEAEAAAAAAAAAAAAAAAAAAAAw/9oACAEBAAE/EH//2Q==",
};

test.each(Object.entries(samples))("the size of a picture is read: %s", (name, base64) => {
  const format = name.split(",")[0];
  expect(readImageSize(Buffer.from(base64, "base64"))).toEqual({ format, width: 37, height: 21 });
});

test("the size of every picture that Outcrop draws is read", () => {
  const side = fc.integer({ min: 1, max: 3_000 });
  fc.assert(
    fc.property(side, side, fc.constantFrom("png" as const, "jpeg" as const), (width, height, format) => {
      const bytes = drawImage({ width, height, text: "", format, random: createRandom(1) });
      expect(readImageSize(bytes)).toEqual({ format, width, height });
    }),
    { numRuns: 50 },
  );
});

test("what is no picture, or breaks off before its size, has none", () => {
  expect(readImageSize(Buffer.from("<svg/>"))).toBeUndefined();
  for (const base64 of Object.values(samples)) {
    const bytes = Buffer.from(base64, "base64");
    const lengths = Array.from({ length: bytes.length }, (_, length) => readImageSize(bytes.subarray(0, length)));
    const first = lengths.findIndex((size) => size !== undefined);
    // From where the size is told on it is the same, however little of the picture follows.
    expect(first).toBeGreaterThan(9);
    expect(new Set(lengths.slice(first).map((size) => JSON.stringify(size))).size).toBe(1);
  }
});

test("no bytes break the reading", () => {
  const heads = Object.values(samples).map((base64) => Buffer.from(base64, "base64").subarray(0, 12));
  fc.assert(
    fc.property(fc.constantFrom(...heads), fc.uint8Array({ maxLength: 60 }), (head, rest) => {
      const size = readImageSize(Buffer.concat([head, rest]));
      if (size) expect(Math.min(size.width, size.height)).toBeGreaterThan(0);
    }),
  );
});
