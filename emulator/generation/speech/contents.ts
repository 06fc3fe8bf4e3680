import { awsError } from "../../errors.ts";
import type { Content, InputEvents } from "./input-event.ts";
import { VoiceDetector } from "./voice-activity.ts";

type ContentStart = InputEvents["contentStart"];

/** A content of the client's that has begun. */
export type InputContent = WordContent | { readonly type: "AUDIO"; readonly detector: VoiceDetector; bytes: number };

type WordContent =
  | { readonly type: "TEXT"; readonly role: ContentStart["role"]; readonly interactive: boolean; text: string }
  | { readonly type: "TOOL"; readonly toolUseId: string; text: string };

/** Contents that may be begun in one session; those that may be open at a time are fewer, and no client needs as many. */
const MOST_CONTENTS = 10_000;

/** What a client has said in words may be so long altogether. */
const MOST_CHARACTERS = 1_000_000;

/**
 * The contents of one prompt: which are open, and in which order they may come.
 * Errors: AWS's ValidationException in the words of what was measured (see contracts/messages/speech.ts), else in general words.
 */
export class Contents {
  readonly #requestId: string;
  readonly #names = new Set<string>();
  readonly #open = new Map<string, InputContent>();
  #hasAudio = false;
  #hasSystem = false;
  #characters = 0;

  constructor(requestId: string) {
    this.#requestId = requestId;
  }

  /** Whether audio has been streamed, which ends the time of the chat history. */
  get hasAudio(): boolean {
    return this.#hasAudio;
  }

  /** Begins a content. Audio is listened to for pauses of `pauseMs`; `awaited` are the tool uses without a result. */
  start(event: ContentStart, pauseMs: number, awaited: ReadonlySet<string>): InputContent {
    const { contentName, type, role } = event;
    if (this.#names.has(contentName) || this.#names.size >= MOST_CONTENTS) throw awsError("speechInputInvalid");
    if (this.#names.size === 0 && role !== "SYSTEM") throw this.#error("speechSystemNotFirst");
    if (role === "SYSTEM" && this.#hasSystem) throw this.#error("speechSystemTwice");
    const content =
      type === "TEXT"
        ? textContent(event)
        : type === "AUDIO"
          ? this.#audioContent(event, pauseMs)
          : this.#toolContent(event, awaited);
    this.#names.add(contentName);
    this.#open.set(contentName, content);
    this.#hasSystem ||= role === "SYSTEM";
    this.#hasAudio ||= type === "AUDIO";
    return content;
  }

  /** Adds a piece to an open content of its type, and gives that content. */
  addText(name: "textInput" | "toolResult", { contentName, content: piece }: Content): WordContent {
    const content = this.#open.get(contentName);
    if (content?.type === "TOOL" && name === "textInput") throw this.#error("speechToolResultUnreadable");
    if (!content || content.type === "AUDIO" || content.type !== (name === "toolResult" ? "TOOL" : "TEXT")) {
      throw awsError("speechInputInvalid");
    }
    this.#characters += piece.length;
    if (this.#characters > MOST_CHARACTERS) throw this.#error("speechHistoryTooLong");
    content.text += piece;
    return content;
  }

  /** Adds samples to the open audio; gives them, and who hears them. */
  addAudio({ contentName, content: piece }: Content): { readonly detector: VoiceDetector; readonly pcm: Uint8Array } {
    const content = this.#open.get(contentName);
    if (content?.type !== "AUDIO") throw awsError("speechInputInvalid");
    if (this.#isOpen("TEXT")) throw this.#error("speechHistoryIncomplete");
    if (piece.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(piece)) throw awsError("speechInputInvalid");
    const pcm = Buffer.from(piece, "base64");
    content.bytes += pcm.byteLength;
    return { detector: content.detector, pcm };
  }

  /** Ends a content and gives it back. */
  end(contentName: string): InputContent {
    const content = this.#open.get(contentName);
    if (!content) throw awsError("speechInputInvalid");
    const isEmpty = content.type === "AUDIO" ? content.bytes === 0 : content.text === "";
    if (isEmpty) throw awsError("speechContentEmpty", { requestId: this.#requestId, contentName });
    this.#open.delete(contentName);
    return content;
  }

  /** Checks that the prompt may end. */
  finish(promptName: string): void {
    if (this.#open.size > 0) throw this.#error("speechContentsOpen");
    if (!this.#hasAudio) throw awsError("speechPromptWithoutAudio", { requestId: this.#requestId, promptName });
  }

  #audioContent({ role, audioInputConfiguration }: ContentStart, pauseMs: number): InputContent {
    if (role !== "USER" || !audioInputConfiguration) throw awsError("speechInputInvalid");
    if (this.#isOpen("AUDIO")) throw awsError("speechAudioTwice");
    return { type: "AUDIO", detector: new VoiceDetector(audioInputConfiguration.sampleRateHertz, pauseMs), bytes: 0 };
  }

  #toolContent({ role, toolResultInputConfiguration }: ContentStart, awaited: ReadonlySet<string>): InputContent {
    const { toolUseId, textInputConfiguration: { mediaType } = {} } = toolResultInputConfiguration ?? {};
    if (role !== "TOOL" || toolUseId === undefined || mediaType === undefined) {
      throw this.#error("speechToolResultUnreadable");
    }
    if (mediaType !== "text/plain") throw this.#error("speechToolResultMediaType");
    const isAnswered = [...this.#open.values()].some((open) => open.type === "TOOL" && open.toolUseId === toolUseId);
    if (!awaited.has(toolUseId) || isAnswered) throw awsError("speechInputInvalid");
    return { type: "TOOL", toolUseId, text: "" };
  }

  #isOpen(type: ContentStart["type"]): boolean {
    for (const content of this.#open.values()) if (content.type === type) return true;
    return false;
  }

  #error(
    name:
      | "speechSystemNotFirst"
      | "speechSystemTwice"
      | "speechHistoryIncomplete"
      | "speechHistoryTooLong"
      | "speechContentsOpen"
      | "speechToolResultUnreadable"
      | "speechToolResultMediaType",
  ) {
    return awsError(name, { requestId: this.#requestId });
  }
}

function textContent({ role, interactive = false }: ContentStart): InputContent {
  if (role === "TOOL") throw awsError("speechInputInvalid");
  return { type: "TEXT", role, interactive, text: "" };
}
