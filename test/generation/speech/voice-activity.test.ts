import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SampleRate } from "../../../emulator/generation/speech/input-event.ts";
import { VoiceDetector } from "../../../emulator/generation/speech/voice-activity.ts";

/** Audio of so many milliseconds each: a sine of the level, by turns with silence. */
function audio(parts: readonly (readonly [milliseconds: number, level: number])[], sampleRate: SampleRate): Buffer {
  return Buffer.concat(
    parts.map(([milliseconds, level]) => {
      const length = (milliseconds * sampleRate) / 1_000;
      const bytes = Buffer.alloc(2 * length);
      for (let at = 0; at < length; at++) bytes.writeInt16LE(Math.round(level * Math.sin(at / 3)), 2 * at);
      return bytes;
    }),
  );
}

function heard(pcm: Buffer, sampleRate: SampleRate, cuts: readonly number[] = []) {
  const detector = new VoiceDetector(sampleRate, 1_500);
  const places = [...new Set(cuts.map((cut) => cut % (pcm.byteLength + 1)))].sort((a, b) => a - b);
  const found = [0, ...places].flatMap((start, at) => [
    ...detector.hear(pcm.subarray(start, places[at] ?? pcm.byteLength)),
  ]);
  return { found, last: detector.finish(), heardMs: detector.heardMs };
}

const rates: readonly SampleRate[] = [8_000, 16_000, 24_000];

describe("speech in audio", () => {
  it.each(rates)("at %i Hz begins with what is loud and ends after the pause", (rate) => {
    const pcm = audio(
      [
        [300, 0],
        [400, 8_000],
        [1_500, 0],
        [200, 8_000],
        [100, 0],
      ],
      rate,
    );
    expect(heard(pcm, rate)).toEqual({
      found: [{ type: "start" }, { type: "end", speechMs: 400 }, { type: "start" }],
      last: { type: "end", speechMs: 200 },
      heardMs: 2_500,
    });
  });

  it("goes on over a shorter pause, which counts as part of it", () => {
    const pcm = audio(
      [
        [400, 8_000],
        [1_490, 0],
        [100, 8_000],
        [1_500, 0],
      ],
      16_000,
    );
    expect(heard(pcm, 16_000).found).toEqual([{ type: "start" }, { type: "end", speechMs: 1_990 }]);
  });

  it.each([
    [
      "a click",
      [
        [50, 30_000],
        [2_000, 0],
      ],
    ],
    [
      "a hum below the level",
      [
        [2_000, 690],
        [2_000, 0],
      ],
    ],
    ["nothing", []],
  ] as const)("is not heard in %s", (_what, parts) => {
    expect(heard(audio(parts, 16_000), 16_000)).toMatchObject({ found: [], last: undefined });
  });

  it("is the same however the audio is portioned, also within a sample", () => {
    const part = fc.tuple(
      fc.integer({ min: 1, max: 200 }).map((tens) => 10 * tens),
      fc.constantFrom(0, 400, 8_000),
    );
    const cases = fc.record({ parts: fc.array(part, { maxLength: 6 }), cuts: fc.array(fc.nat(), { maxLength: 20 }) });
    fc.assert(
      fc.property(cases, fc.constantFrom(...rates), ({ parts, cuts }, rate) => {
        const pcm = audio(parts, rate);
        expect(heard(pcm, rate, cuts)).toEqual(heard(pcm, rate));
      }),
      { numRuns: 60 },
    );
  });
});
