import { splitTokens } from "../tokens.ts";
import type { SampleRate } from "./input-event.ts";
import type { Outbox, StopReason } from "./outbox.ts";
import { type SpeechUsage, speechTokens } from "./speech-usage.ts";
import { CHUNK_MS, speak, spokenMs } from "./tones.ts";

/** A moment: by the emulator's clock, and by how much of the user's audio has come in. */
export interface Moment {
  readonly clockMs: number;
  readonly heardMs: number;
}

/** What the model says in place of a text when it has been interrupted; clients look for it letter by letter. */
const INTERRUPTED = '{ "interrupted" : true }';

/** An answer that is being spoken. */
interface Speech {
  readonly from: Moment;
  readonly lengthMs: number;
  /** The sentences whose audio has gone out to its end. */
  readonly delivered: string[];
}

/** Speaks the model's answers, and stops when it is interrupted. */
export class Speaker {
  readonly #outbox: Outbox;
  readonly #usage: SpeechUsage;
  #speech: Speech | undefined;

  constructor(outbox: Outbox, usage: SpeechUsage) {
    this.#outbox = outbox;
    this.#usage = usage;
  }

  /**
   * Says a text, sentence by sentence. The audio goes out at once, and is taken to be heard in its own time from `now` on; `lastStop`
   * is why the answer ends.
   */
  say(text: string, sampleRate: SampleRate, now: Moment, lastStop: StopReason): void {
    const sentences = text.split(/(?<=[.!?…])\s+/).filter((sentence) => sentence !== "");
    const speech: Speech = { from: now, lengthMs: spokenMs(splitTokens(text).length), delivered: [] };
    this.#speech = speech;
    sentences.forEach((sentence, at) => {
      this.#sayOne(sentence, sampleRate, speech, at === sentences.length - 1 ? lastStop : "PARTIAL_TURN");
    });
    sentences.forEach((sentence, at) => {
      this.#write(sentence, "FINAL", at === sentences.length - 1 ? lastStop : "PARTIAL_TURN", speech);
    });
  }

  /**
   * Stops an answer that is not heard to its end at that moment: what has not gone out is withdrawn. Gives the sentences that had;
   * `undefined` when there was nothing to interrupt.
   */
  interrupt(now: Moment): readonly string[] | undefined {
    const speech = this.#speech;
    if (!speech) return undefined;
    this.#speech = undefined;
    const isWithdrawn = this.#outbox.withdraw(speech);
    // Whichever is further: a client that streams its microphone in real time, or one that sends nothing while it plays.
    const playedMs = Math.max(now.clockMs - speech.from.clockMs, now.heardMs - speech.from.heardMs);
    if (!isWithdrawn && playedMs >= speech.lengthMs) return undefined;
    this.#write(INTERRUPTED, "FINAL", "INTERRUPTED", undefined);
    return speech.delivered;
  }

  #sayOne(sentence: string, sampleRate: SampleRate, speech: Speech, stop: StopReason): void {
    const pieces = splitTokens(sentence);
    const text = this.#outbox.open({ type: "TEXT", role: "ASSISTANT", stage: "SPECULATIVE" }, speech);
    text.add("textOutput", () => {
      this.#usage.output.textTokens += pieces.length;
      return { content: sentence };
    });
    text.end("PARTIAL_TURN");
    const audio = this.#outbox.open({ type: "AUDIO", sampleRate }, speech);
    for (const content of speak(pieces, sampleRate)) {
      audio.add("audioOutput", () => {
        this.#usage.output.speechTokens += speechTokens(CHUNK_MS);
        return { content };
      });
    }
    audio.end(stop, () => speech.delivered.push(sentence));
    this.#outbox.put("usageEvent", () => this.#usage.tell(), speech);
  }

  #write(content: string, stage: "SPECULATIVE" | "FINAL", stop: StopReason, group: object | undefined): void {
    const text = this.#outbox.open({ type: "TEXT", role: "ASSISTANT", stage }, group);
    text.add("textOutput", () => ({ content }));
    text.end(stop);
  }
}
