import type { SampleRate } from "./input-event.ts";

/** What is noticed in the user's audio; the lengths are of audio, not of time on any clock. */
export type VoiceActivity = { readonly type: "start" } | SpeechEnd;

/** The user has been silent for long enough; `speechMs` is how long there was somebody to hear before. */
export interface SpeechEnd {
  readonly type: "end";
  readonly speechMs: number;
}

const WINDOW_MS = 10;

/**
 * How loud a window has to be to count as speech: the root mean square of its samples. Some 36 dB below the loudest there is, which
 * room noise stays under and a test's sine does not.
 */
const SPEECH_LEVEL = 500;

/** So many loud windows in a row are somebody who speaks; fewer are a click. */
const ONSET_WINDOWS = 6;

/**
 * Hears in 16-bit linear PCM when the user begins and stops to speak, by loudness alone: speech is what is loud, and it is over after
 * `pauseMs` of silence. The result does not depend on how the audio is portioned.
 */
export class VoiceDetector {
  readonly #pauseMs: number;
  readonly #windowBytes: number;
  #rest: Buffer = Buffer.alloc(0);
  #heardMs = 0;
  #loudWindows = 0;
  #quietMs = 0;
  /** Of the speech that goes on; `undefined` when nobody speaks. */
  #speechMs: number | undefined;

  constructor(sampleRate: SampleRate, pauseMs: number) {
    this.#pauseMs = pauseMs;
    this.#windowBytes = (2 * sampleRate * WINDOW_MS) / 1_000;
  }

  /** How much audio has been heard. */
  get heardMs(): number {
    return this.#heardMs;
  }

  /** Hears more audio; gives what happens in it, in order. */
  *hear(pcm: Uint8Array): Generator<VoiceActivity> {
    const bytes = this.#rest.byteLength === 0 ? Buffer.from(pcm) : Buffer.concat([this.#rest, pcm]);
    let at = 0;
    for (; at + this.#windowBytes <= bytes.byteLength; at += this.#windowBytes) {
      this.#heardMs += WINDOW_MS;
      const noticed = this.#look(isLoud(bytes, at, at + this.#windowBytes));
      if (noticed) yield noticed;
    }
    this.#rest = bytes.subarray(at);
  }

  /** Ends the audio: whoever still speaks has finished. */
  finish(): SpeechEnd | undefined {
    return this.#speechMs === undefined ? undefined : this.#end();
  }

  #look(loud: boolean): VoiceActivity | undefined {
    if (loud) {
      this.#loudWindows++;
      if (this.#speechMs === undefined) {
        if (this.#loudWindows < ONSET_WINDOWS) return undefined;
        this.#speechMs = ONSET_WINDOWS * WINDOW_MS;
        this.#quietMs = 0;
        return { type: "start" };
      }
      // A pause within what is said is part of it.
      this.#speechMs += this.#quietMs + WINDOW_MS;
      this.#quietMs = 0;
      return undefined;
    }
    this.#loudWindows = 0;
    if (this.#speechMs === undefined) return undefined;
    this.#quietMs += WINDOW_MS;
    return this.#quietMs >= this.#pauseMs ? this.#end() : undefined;
  }

  #end(): SpeechEnd {
    const speechMs = this.#speechMs ?? 0;
    this.#speechMs = undefined;
    this.#loudWindows = 0;
    return { type: "end", speechMs };
  }
}

function isLoud(bytes: Buffer, start: number, end: number): boolean {
  let sum = 0;
  for (let at = start; at < end; at += 2) sum += bytes.readInt16LE(at) ** 2;
  return sum >= ((end - start) / 2) * SPEECH_LEVEL ** 2;
}
