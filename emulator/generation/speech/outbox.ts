import type { Random } from "../../random.ts";
import type { SampleRate } from "./input-event.ts";

/** One event of Nova Sonic's, as it goes into a chunk of the stream: `{ event: { textOutput: { … } } }`. */
export interface OutputEvent {
  readonly event: Readonly<Record<string, object>>;
}

export type StopReason = "PARTIAL_TURN" | "END_TURN" | "INTERRUPTED" | "TOOL_USE";

/** What a content of the model's is. */
export type OutputContent =
  | { readonly type: "TEXT"; readonly role: "USER" | "ASSISTANT"; readonly stage: "SPECULATIVE" | "FINAL" }
  | { readonly type: "AUDIO"; readonly sampleRate: SampleRate }
  | { readonly type: "TOOL" };

/** An event that waits to be taken, and what it belongs to. It is made when it is taken: audio is much larger than its recipe. */
interface Waiting {
  readonly make: () => OutputEvent;
  /** What is withdrawn together. */
  readonly group: object | undefined;
}

/** A content that has been opened. */
export interface OpenContent {
  /** Adds an event to the content; its body is made when it goes out. */
  add(name: string, body: () => object): void;
  /** Ends the content; `onTaken` is told when that goes out. */
  end(stopReason: StopReason, onTaken?: () => void): void;
}

/**
 * The events that a session has to send, in order, each with the ids that hold a conversation together. Members stand in alphabetical
 * order, as recorded events have them (https://github.com/kyopark2014/voice-to-voice/blob/main/output_stream.md).
 */
export class Outbox {
  readonly #sessionId: string;
  readonly #random: Random;
  #promptName = "";
  #completionId = "";
  #waiting: Waiting[] = [];
  /** Of the content whose start has gone out and whose end has not. */
  #current: { readonly id: string; readonly type: string } | undefined;

  constructor(random: Random) {
    this.#random = random;
    this.#sessionId = random.uuid();
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** Takes the next event out. */
  take(): OutputEvent | undefined {
    return this.#waiting.shift()?.make();
  }

  startCompletion(promptName: string): void {
    this.#promptName = promptName;
    this.#completionId = this.#random.uuid();
    this.put("completionStart", () => ({}));
  }

  endCompletion(): void {
    this.put("completionEnd", () => ({ stopReason: "END_TURN" }));
  }

  /** Puts an event of the whole completion at the end. */
  put(name: string, body: () => object, group?: object): void {
    const ids = { completionId: this.#completionId, promptName: this.#promptName, sessionId: this.#sessionId };
    this.#waiting.push({ make: () => ({ event: { [name]: inOrder({ ...ids, ...body() }) } }), group });
  }

  /** Opens a content at the end; its events belong to `group`. */
  open(content: OutputContent, group?: object): OpenContent {
    const id = this.#random.uuid();
    const role = content.type === "TEXT" ? content.role : content.type === "AUDIO" ? "ASSISTANT" : "TOOL";
    const put = (name: string, body: () => object) => this.put(name, () => ({ contentId: id, ...body() }), group);
    put("contentStart", () => {
      this.#current = { id, type: content.type };
      return { type: content.type, role, ...configurationOf(content) };
    });
    return {
      add: (name, body) => put(name, () => ({ role, ...body() })),
      end: (stopReason, onTaken) =>
        put("contentEnd", () => {
          this.#current = undefined;
          onTaken?.();
          return { stopReason, type: content.type };
        }),
    };
  }

  /** Withdraws what still waits of a group; a content of it that has begun ends with INTERRUPTED. Tells whether anything did. */
  withdraw(group: object): boolean {
    const kept = this.#waiting.filter((waiting) => waiting.group !== group);
    const isWithdrawn = kept.length < this.#waiting.length;
    this.#waiting = kept;
    const current = this.#current;
    if (isWithdrawn && current) {
      this.put("contentEnd", () => {
        this.#current = undefined;
        return { contentId: current.id, stopReason: "INTERRUPTED", type: current.type };
      });
    }
    return isWithdrawn;
  }
}

function configurationOf(content: OutputContent): object {
  switch (content.type) {
    case "TEXT":
      return {
        additionalModelFields: JSON.stringify({ generationStage: content.stage }),
        textOutputConfiguration: { mediaType: "text/plain" },
      };
    case "AUDIO":
      return {
        audioOutputConfiguration: {
          audioType: "SPEECH",
          channelCount: 1,
          encoding: "base64",
          mediaType: "audio/lpcm",
          sampleRateHertz: content.sampleRate,
          sampleSizeBits: 16,
        },
      };
    case "TOOL":
      return { toolUseOutputConfiguration: { mediaType: "application/json" } };
  }
}

function inOrder(body: object): object {
  return Object.fromEntries(Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1)));
}
