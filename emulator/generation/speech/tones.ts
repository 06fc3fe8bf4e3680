import type { SampleRate } from "./input-event.ts";

/** How long a chunk of spoken audio is: about what the service sends (38 chunks for a sentence of three seconds, third party 2026). */
export const CHUNK_MS = 80;

/** How many chunks it takes to say a token of text: some four tokens a second, as people speak. */
const CHUNKS_PER_TOKEN = 3;

/** How long it takes to say so many tokens, in milliseconds. */
export const spokenMs = (tokens: number): number => tokens * CHUNKS_PER_TOKEN * CHUNK_MS;

/**
 * Speaks tokens of text, as 16-bit linear PCM in base64, one chunk after the other. No words can be heard in it: every token is a short
 * tone, followed by a pause, at a pitch that is the token's own; the same text sounds the same.
 */
export function* speak(pieces: Iterable<string>, sampleRate: SampleRate): Generator<string> {
  for (const piece of pieces) {
    const pitch = pitchOf(piece);
    for (let part = 0; part < CHUNKS_PER_TOKEN; part++) yield chunkOf(pitch, part, sampleRate);
  }
}

const PITCHES = 24;
const LOWEST_HERTZ = 220;

function pitchOf(piece: string): number {
  let sum = 0;
  for (let at = 0; at < piece.length; at++) sum += piece.charCodeAt(at);
  return sum % PITCHES;
}

/** There are few of them, and a session needs thousands. */
const chunks = new Map<string, string>();

function chunkOf(pitch: number, part: number, sampleRate: SampleRate): string {
  const key = `${pitch} ${part} ${sampleRate}`;
  const chunk = chunks.get(key) ?? synthesize(pitch, part, sampleRate);
  chunks.set(key, chunk);
  return chunk;
}

const LOUDNESS = 8_000;
/** The tone's share of the time that a token takes; the rest is a pause. */
const TONE_SHARE = 0.75;
const FADE_SECONDS = 0.005;

function synthesize(pitch: number, part: number, sampleRate: SampleRate): string {
  const length = (sampleRate * CHUNK_MS) / 1_000;
  const hertz = LOWEST_HERTZ * 2 ** (pitch / 12);
  const toneSeconds = (TONE_SHARE * spokenMs(1)) / 1_000;
  const samples = Buffer.alloc(2 * length);
  for (let at = 0; at < length; at++) {
    const seconds = (part * length + at) / sampleRate;
    const fade = Math.min(1, seconds / FADE_SECONDS, Math.max(0, toneSeconds - seconds) / FADE_SECONDS);
    samples.writeInt16LE(Math.round(LOUDNESS * fade * Math.sin(2 * Math.PI * hertz * seconds)), 2 * at);
  }
  return samples.toString("base64");
}
