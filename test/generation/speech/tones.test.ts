import { expect, test } from "vitest";
import { CHUNK_MS, speak, spokenMs } from "../../../emulator/generation/speech/tones.ts";
import { VoiceDetector } from "../../../emulator/generation/speech/voice-activity.ts";

const pcmOf = (chunks: Iterable<string>) => Buffer.concat([...chunks].map((chunk) => Buffer.from(chunk, "base64")));

test.each([8_000, 16_000, 24_000] as const)("a token at %i Hz takes its time, sounds, and never clips", (rate) => {
  const chunks = [...speak([" granite", ",", " mica"], rate)];
  const pcm = pcmOf(chunks);
  expect(pcm.byteLength).toBe((spokenMs(3) * 2 * rate) / 1_000);
  expect(new Set(chunks.map((chunk) => Buffer.from(chunk, "base64").byteLength))).toEqual(
    new Set([(CHUNK_MS * 2 * rate) / 1_000]),
  );
  const samples = new Int16Array(pcm.buffer.slice(pcm.byteOffset, pcm.byteOffset + pcm.byteLength));
  expect(samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBeLessThanOrEqual(8_000);
  // What is spoken is loud enough to be heard as speech, should a loudspeaker's sound come back through a microphone.
  expect([...new VoiceDetector(rate, 1_500).hear(pcm)]).toEqual([{ type: "start" }]);
});

test("the same text sounds the same, and another one different", () => {
  expect(pcmOf(speak(["gra", "nite"], 24_000))).toEqual(pcmOf(speak(["gra", "nite"], 24_000)));
  expect(pcmOf(speak(["gra"], 24_000))).not.toEqual(pcmOf(speak(["grb"], 24_000)));
});

test("a tone begins and ends softly, so that it does not click", () => {
  const pcm = pcmOf(speak(["a"], 24_000));
  let largestStep = 0;
  for (let at = 2; at < pcm.byteLength; at += 2) {
    largestStep = Math.max(largestStep, Math.abs(pcm.readInt16LE(at) - pcm.readInt16LE(at - 2)));
  }
  // A sine of 830 Hz moves at most so far from one sample to the next.
  expect(largestStep).toBeLessThan((8_000 * 2 * Math.PI * 880) / 24_000);
});
