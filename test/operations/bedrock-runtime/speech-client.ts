import {
  BedrockRuntimeClient,
  type BedrockRuntimeClientConfig,
  InvokeModelWithBidirectionalStreamCommand,
  type InvokeModelWithBidirectionalStreamInput,
} from "@aws-sdk/client-bedrock-runtime";
import type { Emulator } from "../../../emulator/index.ts";

/** One event of the model's: `{ name: "textOutput", body: { content: "…" } }`. */
export interface SpeechEvent {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at what it expects to be there.
  readonly body: any;
}

const credentials = { accessKeyId: "AKIASPEECH", secretAccessKey: "secret" };

/** A client in the emulator's process; given an endpoint, the SDK's own over HTTP/2. */
export function speechClient(emulator: Emulator, settings: BedrockRuntimeClientConfig = {}): BedrockRuntimeClient {
  const door = settings.endpoint ? {} : { requestHandler: emulator.requestHandler() };
  // The SDK warns on the console of every stream that fails.
  const logger = { debug() {}, info() {}, warn() {}, error() {} };
  return new BedrockRuntimeClient({ region: "us-east-1", credentials, maxAttempts: 1, logger, ...door, ...settings });
}

/** Half a second of a tone that counts as speech, or as much as is asked for, in base64. */
export function tone(milliseconds = 500, sampleRate = 16_000): string {
  return samples(milliseconds, sampleRate, (at) => 8_000 * Math.sin((2 * Math.PI * 300 * at) / sampleRate));
}

export function silence(milliseconds = 2_000, sampleRate = 16_000): string {
  return samples(milliseconds, sampleRate, () => 0);
}

function samples(milliseconds: number, sampleRate: number, value: (at: number) => number): string {
  const length = (milliseconds * sampleRate) / 1_000;
  const bytes = Buffer.alloc(2 * length);
  for (let at = 0; at < length; at++) bytes.writeInt16LE(Math.round(value(at)), 2 * at);
  return bytes.toString("base64");
}

export const audioFormat = {
  mediaType: "audio/lpcm",
  sampleSizeBits: 16,
  channelCount: 1,
  encoding: "base64",
  audioType: "SPEECH",
} as const;

const LONGEST_CONTENT = 400_000;

export interface SessionSettings {
  readonly modelId?: string;
  readonly prompt?: object;
  readonly session?: object;
  readonly system?: string;
  readonly abortSignal?: AbortSignal;
}

/** A conversation with Nova Sonic, through an SDK client: what is said goes out at once, and what comes back is kept. */
export class SpeechConversation implements AsyncDisposable {
  readonly events: SpeechEvent[] = [];
  readonly #queue: InvokeModelWithBidirectionalStreamInput[] = [];
  /** What has been said, for a test that says it again. */
  readonly sentSoFar: InvokeModelWithBidirectionalStreamInput[] = [];
  readonly #reading: Promise<void>;
  #isOpen = true;
  #wakeSender = () => {};
  #wakeReader = () => {};
  #failure: { readonly error: unknown } | undefined;
  #isOver = false;
  #taken = 0;
  #names = 0;
  readonly audioName = "audio";

  constructor(
    client: BedrockRuntimeClient,
    { modelId = "amazon.nova-2-sonic-v1:0", abortSignal }: SessionSettings = {},
  ) {
    this.#reading = this.#read(client, modelId, abortSignal);
  }

  /** Says one event as it is. */
  say(name: string, body: object): void {
    this.sayBytes(JSON.stringify({ event: { [name]: body } }));
  }

  sayBytes(text: string): void {
    const event = { chunk: { bytes: Buffer.from(text) } };
    this.sentSoFar.push(event);
    this.#queue.push(event);
    this.#wakeSender();
  }

  /** Begins the session, the prompt and its system text. */
  begin({ session = {}, prompt = {}, system = "You are a kind assistant." }: SessionSettings = {}): this {
    this.say("sessionStart", { inferenceConfiguration: { maxTokens: 1_024, topP: 0.9, temperature: 0.7 }, ...session });
    this.say("promptStart", {
      promptName: "prompt",
      textOutputConfiguration: { mediaType: "text/plain" },
      audioOutputConfiguration: { ...audioFormat, sampleRateHertz: 24_000, voiceId: "matthew" },
      ...prompt,
    });
    return this.text("SYSTEM", system);
  }

  text(role: "SYSTEM" | "USER" | "ASSISTANT", content: string, interactive = false): this {
    const contentName = `text-${++this.#names}`;
    this.#content(contentName, {
      type: "TEXT",
      role,
      interactive,
      textInputConfiguration: { mediaType: "text/plain" },
    });
    this.say("textInput", { promptName: "prompt", contentName, content });
    return this.end(contentName);
  }

  /** Opens the microphone. */
  listen(contentName = this.audioName, sampleRateHertz = 16_000): this {
    const audioInputConfiguration = { ...audioFormat, sampleRateHertz };
    return this.#content(contentName, { type: "AUDIO", role: "USER", interactive: true, audioInputConfiguration });
  }

  /** Streams audio, in events of about ten seconds each. */
  audio(content: string, contentName = this.audioName): this {
    for (let at = 0; at === 0 || at < content.length; at += LONGEST_CONTENT) {
      const piece = content.slice(at, at + LONGEST_CONTENT);
      this.say("audioInput", { promptName: "prompt", contentName, content: piece });
    }
    return this;
  }

  toolResult(toolUseId: string, content: string): this {
    const contentName = `tool-${++this.#names}`;
    const textInputConfiguration = { mediaType: "text/plain" };
    const toolResultInputConfiguration = { toolUseId, type: "TEXT", textInputConfiguration };
    this.#content(contentName, { type: "TOOL", role: "TOOL", interactive: false, toolResultInputConfiguration });
    this.say("toolResult", { promptName: "prompt", contentName, content });
    return this.end(contentName);
  }

  end(contentName = this.audioName): this {
    this.say("contentEnd", { promptName: "prompt", contentName });
    return this;
  }

  /** Ends the prompt and the session, and the request with them; gives all events once the answer is over. */
  async finish(): Promise<readonly SpeechEvent[]> {
    this.say("promptEnd", { promptName: "prompt" });
    this.say("sessionEnd", {});
    this.hangUp();
    return this.over();
  }

  /** Ends the request without a word. */
  hangUp(): void {
    this.#isOpen = false;
    this.#wakeSender();
  }

  /** Waits until the answer is over; throws what ended it. */
  async over(): Promise<readonly SpeechEvent[]> {
    await this.#reading;
    if (this.#failure) throw this.#failure.error;
    return this.events;
  }

  /** The events from where the last call stopped up to the next one that is meant. Throws what ended the answer before. */
  async until(isMeant: (event: SpeechEvent) => boolean): Promise<readonly SpeechEvent[]> {
    const from = this.#taken;
    for (;;) {
      for (; this.#taken < this.events.length; ) {
        const event = this.events[this.#taken++];
        if (event && isMeant(event)) return this.events.slice(from, this.#taken);
      }
      if (this.#failure) throw this.#failure.error;
      if (this.#isOver) throw new Error(`the answer ended after ${this.events.map(({ name }) => name).join(", ")}`);
      await new Promise<void>((resolve) => {
        this.#wakeReader = resolve;
      });
    }
  }

  /** The rest of a turn: up to the last FINAL text of what was spoken. */
  turn(): Promise<readonly SpeechEvent[]> {
    return this.until(
      ({ name, body }) => name === "contentEnd" && body.type === "TEXT" && body.stopReason === "END_TURN",
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.hangUp();
    await this.#reading;
  }

  #content(contentName: string, body: object): this {
    this.say("contentStart", { promptName: "prompt", contentName, ...body });
    return this;
  }

  async *#send(): AsyncGenerator<InvokeModelWithBidirectionalStreamInput> {
    for (;;) {
      const next = this.#queue.shift();
      if (next) yield next;
      else if (!this.#isOpen) return;
      else
        await new Promise<void>((resolve) => {
          this.#wakeSender = resolve;
        });
    }
  }

  async #read(client: BedrockRuntimeClient, modelId: string, abortSignal: AbortSignal | undefined): Promise<void> {
    try {
      const command = new InvokeModelWithBidirectionalStreamCommand({ modelId, body: this.#send() });
      const { body = [] } = await client.send(command, abortSignal ? { abortSignal } : {});
      for await (const { chunk } of body as AsyncIterable<{ chunk?: { bytes?: Uint8Array } }>) {
        const [[name, event] = ["", {}]] = Object.entries(JSON.parse(Buffer.from(chunk?.bytes ?? []).toString()).event);
        this.events.push({ name, body: event });
        this.#wakeReader();
      }
    } catch (error) {
      this.#failure = { error };
    }
    this.#isOver = true;
    this.hangUp();
    this.#wakeReader();
  }
}

/** What was said in words in some events, by role and stage. */
export function textsIn(events: readonly SpeechEvent[]): readonly string[] {
  let stage = "";
  return events.flatMap(({ name, body }) => {
    if (name === "contentStart")
      stage = body.additionalModelFields ? JSON.parse(body.additionalModelFields).generationStage : "";
    return name === "textOutput" ? [`${body.role} ${stage}: ${body.content}`] : [];
  });
}

/** The names of the events in order, those of audio once for each content. */
export function outlineOf(events: readonly SpeechEvent[]): readonly string[] {
  const outline: string[] = [];
  for (const { name, body } of events) {
    const line =
      name === "contentStart"
        ? `${name} ${body.role} ${body.type}`
        : name === "contentEnd"
          ? `${name} ${body.stopReason}`
          : name;
    if (line !== "audioOutput" || outline.at(-1) !== line) outline.push(line);
  }
  return outline;
}

/** The audio in some events, as samples. */
export function audioIn(events: readonly SpeechEvent[]): Buffer {
  return Buffer.concat(
    events.flatMap(({ name, body }) => (name === "audioOutput" ? [Buffer.from(body.content, "base64")] : [])),
  );
}
