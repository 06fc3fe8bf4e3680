import type { FoundationModel } from "../../catalog/index.ts";
import { awsError } from "../../errors.ts";
import { createRandom, type Random } from "../../random.ts";
import { type Answer, answerText, toolUseId, toolUsesOf } from "../answer.ts";
import { tokensOfTool } from "../block-content.ts";
import { isObject } from "../body-schema.ts";
import { type Block, type Conversation, text } from "../conversation.ts";
import { say } from "../prose.ts";
import { countTokens } from "../tokens.ts";
import { Contents, type InputContent } from "./contents.ts";
import type { Content, InputEvent, InputEvents, Sensitivity } from "./input-event.ts";
import { Outbox, type OutputEvent } from "./outbox.ts";
import { type Prompt, readPrompt } from "./prompt.ts";
import { type Moment, Speaker } from "./speaker.ts";
import { SpeechUsage, speechTokens } from "./speech-usage.ts";
import type { VoiceDetector } from "./voice-activity.ts";

/** What a session stands on. */
export interface SpeechWorld {
  readonly model: FoundationModel;
  /** The seed that answers are derived from. */
  readonly seed: number;
  readonly requestId: string;
  /** Chance of this session alone, for its ids. */
  readonly random: Random;
  /** Milliseconds on the emulator's clock. */
  readonly nowMs: () => number;
  /** Answers the conversation so far. */
  readonly answer: (conversation: Conversation) => Promise<Answer>;
  /** Told what a client may wonder about, for the journal. */
  readonly note: (outcome: string) => void;
}

/** How long a pause ends the user's turn: https://docs.aws.amazon.com/nova/latest/nova2-userguide/sonic-turn-taking.html. */
const PAUSE_MS: Readonly<Record<Sensitivity, number>> = { HIGH: 1_500, MEDIUM: 1_750, LOW: 2_000 };

/**
 * The model does not answer words before it has heard so much audio, silence included (third-party measurement over 33 sessions of
 * Nova 2 Sonic, 2026-08: 66 ms are too little, 68 ms are enough).
 */
const LEAST_AUDIO_MS = 68;

/** What the first Nova Sonic takes of earlier conversation: https://github.com/aws-samples/sample-sonic-cdk-agent/issues/31. */
const HISTORY = { messages: 40, bytes: 1_024 } as const;

/**
 * One conversation with Nova Sonic: takes the client's events in order and gives the model's. It waits for nothing itself.
 *
 * The order of the model's events is the service's (https://docs.aws.amazon.com/nova/latest/userguide/output-events.html; third-party
 * measurements, 2026): one completion spans the prompt; every turn brings what the user said (FINAL), uses of tools, then sentence by
 * sentence the text (SPECULATIVE) and its audio, and at last the text of what was spoken (FINAL).
 */
export class SpeechSession {
  readonly usage = new SpeechUsage();
  readonly #world: SpeechWorld;
  readonly #outbox: Outbox;
  readonly #speaker: Speaker;
  readonly #contents: Contents;
  #stage: "new" | "started" | "prompted" | "finished" | "over" = "new";
  #prompt: Prompt | undefined;
  #maxTokens: number | undefined;
  #pauseMs = PAUSE_MS.MEDIUM;
  readonly #system: Block[] = [];
  readonly #turns: { role: "user" | "assistant"; blocks: Block[] }[] = [];
  /** Words of the user that wait for an answer: the last ones of the history, or those that stand for what is heard next. */
  #unanswered: string | undefined;
  #historyMessages = 0;
  /** The uses of tools whose results are missing. */
  readonly #awaited = new Set<string>();
  #detector: VoiceDetector | undefined;
  /** The audio of contents that have ended. */
  #heardBeforeMs = 0;
  #turnCount = 0;
  /** When there was last something to hear or to answer, and when there was any event. */
  #interactedMs: number;
  #eventMs: number;

  constructor(world: SpeechWorld) {
    this.#world = world;
    this.#outbox = new Outbox(world.random);
    this.#speaker = new Speaker(this.#outbox, this.usage);
    this.#contents = new Contents(world.requestId);
    this.#interactedMs = this.#eventMs = world.nowMs();
  }

  /** Whether the session has ended; what waits to be taken still counts. */
  get isOver(): boolean {
    return this.#stage === "over";
  }

  /** What the session waits for, and since when. */
  get waiting(): { readonly for: "audio" | "events"; readonly sinceMs: number } {
    return this.#stage === "prompted"
      ? { for: "audio", sinceMs: this.#interactedMs }
      : { for: "events", sinceMs: this.#eventMs };
  }

  /** The next event that the model has to send; `undefined` when it waits for the client. */
  next(): OutputEvent | undefined {
    return this.#outbox.take();
  }

  /** Takes an event of the client's. Throws AWS's error when it does not fit, which ends the session. */
  async take(event: InputEvent): Promise<void> {
    this.#eventMs = this.#world.nowMs();
    if (event.name === "sessionStart") this.#startSession(event.body);
    else if (event.name === "promptStart") this.#startPrompt(event.body);
    else if (event.name === "sessionEnd") this.end();
    else await this.#takeOfPrompt(event);
  }

  /** Ends the session in good order, as sessionEnd does. */
  end(): void {
    if (this.#stage === "prompted" && this.#system.length > 0) this.#outbox.endCompletion();
    this.#stage = "over";
  }

  get #now(): Moment {
    const heardMs = this.#heardBeforeMs + (this.#detector?.heardMs ?? 0);
    return { clockMs: this.#world.nowMs(), heardMs };
  }

  #startSession({ inferenceConfiguration, ...detection }: InputEvents["sessionStart"]): void {
    if (this.#stage !== "new") throw awsError("speechInputInvalid");
    this.#stage = "started";
    this.#maxTokens = inferenceConfiguration?.maxTokens;
    const { endpointingSensitivity } = detection.turnDetectionConfiguration ?? detection;
    this.#pauseMs = PAUSE_MS[endpointingSensitivity ?? "MEDIUM"];
  }

  #startPrompt(event: InputEvents["promptStart"]): void {
    if (this.#stage !== "started") throw awsError("speechInputInvalid");
    this.#prompt = readPrompt(event, this.#world.model, this.#world.requestId);
    this.#stage = "prompted";
    this.#interactedMs = this.#eventMs;
    for (const tool of this.#prompt.tools?.tools ?? []) this.usage.input.textTokens += tokensOfTool(tool);
  }

  #endPrompt(): void {
    this.#contents.finish(this.#prompt?.name ?? "");
    this.#outbox.endCompletion();
    this.#stage = "finished";
  }

  async #takeOfPrompt(
    event: Exclude<InputEvent, { readonly name: "sessionStart" | "promptStart" | "sessionEnd" }>,
  ): Promise<void> {
    if (this.#stage !== "prompted" || event.body.promptName !== this.#prompt?.name) {
      throw awsError("speechInputInvalid");
    }
    switch (event.name) {
      case "contentStart":
        this.#startContent(event.body);
        break;
      case "textInput":
      case "toolResult":
        this.#takeText(event.name, event.body);
        break;
      case "audioInput":
        await this.#takeAudio(event.body);
        break;
      case "contentEnd":
        await this.#endContent(this.#contents.end(event.body.contentName));
        break;
      case "promptEnd":
        this.#endPrompt();
    }
  }

  #startContent(event: InputEvents["contentStart"]): void {
    const content = this.#contents.start(event, this.#pauseMs, this.#awaited);
    if (content.type === "AUDIO") this.#detector = content.detector;
  }

  #takeText(name: "textInput" | "toolResult", piece: Content): void {
    const content = this.#contents.addText(name, piece);
    if (content.type === "TOOL" || content.interactive) this.#interactedMs = this.#eventMs;
  }

  async #takeAudio(piece: Content): Promise<void> {
    const { detector, pcm } = this.#contents.addAudio(piece);
    this.#interactedMs = this.#eventMs;
    for (const activity of detector.hear(pcm)) {
      if (activity.type === "start") this.#interrupt();
      else await this.#answerSpeech(activity.speechMs);
    }
  }

  async #endContent(content: InputContent): Promise<void> {
    if (content.type === "TEXT") await this.#endText(content);
    else if (content.type === "TOOL") await this.#endToolResult(content);
    else {
      const spoken = content.detector.finish();
      this.#heardBeforeMs += content.detector.heardMs;
      this.#detector = undefined;
      if (spoken) await this.#answerSpeech(spoken.speechMs);
      else if (this.#unanswered !== undefined) await this.#answerSpeech(0);
    }
  }

  async #endText({ role, interactive, text: words }: InputContent & { readonly type: "TEXT" }): Promise<void> {
    this.usage.input.textTokens += countTokens(words);
    if (role === "SYSTEM") {
      this.#system.push(text(words));
      this.#outbox.startCompletion(this.#prompt?.name ?? "");
      this.#outbox.put("usageEvent", () => this.usage.tell());
    } else if (role === "USER" && interactive) await this.#answerWords(words);
    else this.#remember(role === "USER" ? "user" : "assistant", words);
  }

  /** Earlier conversation. What the assistant is said to have said once audio has begun is dropped, as the service drops it. */
  #remember(role: "user" | "assistant", words: string): void {
    if (role === "assistant" && this.#contents.hasAudio) return;
    this.#checkHistory(role, words);
    if (this.#unanswered !== undefined) this.#turns.push({ role: "user", blocks: [text(this.#unanswered)] });
    this.#unanswered = role === "user" ? words : undefined;
    if (role === "assistant") this.#turns.push({ role, blocks: [text(words)] });
  }

  #checkHistory(role: "user" | "assistant", words: string): void {
    if (this.#contents.hasAudio) return;
    this.#historyMessages++;
    if (this.#historyMessages === 1 && role === "assistant") throw awsError("speechInputInvalid");
    if (!this.#world.model.modelId.startsWith("amazon.nova-sonic-")) return;
    if (this.#historyMessages > HISTORY.messages || Buffer.byteLength(words) > HISTORY.bytes) {
      throw awsError("speechHistoryTooLong", { requestId: this.#world.requestId });
    }
  }

  async #endToolResult({ toolUseId: id, text: result }: InputContent & { readonly type: "TOOL" }): Promise<void> {
    const { requestId } = this.#world;
    let value: unknown;
    try {
      value = JSON.parse(result);
    } catch {
      throw awsError("speechToolResultUnreadable", { requestId });
    }
    if (!isObject(value)) throw awsError("speechToolResultNotObject", { requestId });
    this.#awaited.delete(id);
    this.usage.input.textTokens += countTokens(result);
    const block: Block = { type: "toolResult", id, blocks: [text(result)], status: "success" };
    const last = this.#turns.at(-1);
    // The results of one turn's tools are one turn of the user's.
    if (last?.role === "user" && last.blocks.every(({ type }) => type === "toolResult")) last.blocks.push(block);
    else this.#turns.push({ role: "user", blocks: [block] });
    if (this.#awaited.size === 0) await this.#answer("auto");
  }

  /** Answers what was heard. Its words are the user's last ones that nothing has answered yet, else they are made up. */
  async #answerSpeech(speechMs: number): Promise<void> {
    this.#turnCount++;
    const { seed, model } = this.#world;
    const made = () => say(createRandom(seed, model.modelId, "heard", String(this.#turnCount), String(speechMs)));
    const words = this.#unanswered ?? (made().split(". ")[0] ?? "").toLowerCase();
    this.#unanswered = undefined;
    this.usage.input.speechTokens += speechTokens(speechMs);
    const transcript = this.#outbox.open({ type: "TEXT", role: "USER", stage: "FINAL" });
    transcript.add("textOutput", () => ({ content: words }));
    transcript.end("PARTIAL_TURN");
    this.#outbox.put("usageEvent", () => this.usage.tell());
    this.#turns.push({ role: "user", blocks: [text(words)] });
    await this.#answer();
  }

  async #answerWords(words: string): Promise<void> {
    this.#outbox.put("usageEvent", () => this.usage.tell());
    if (this.#now.heardMs < LEAST_AUDIO_MS) {
      this.#world.note(
        `words are not answered before ${LEAST_AUDIO_MS} ms of audio, silence or not, have been streamed`,
      );
      return;
    }
    if (this.#unanswered !== undefined) this.#turns.push({ role: "user", blocks: [text(this.#unanswered)] });
    this.#unanswered = undefined;
    this.#turns.push({ role: "user", blocks: [text(words)] });
    await this.#answer();
  }

  /** Answers the conversation so far: calls tools, speaks, or both. What follows the results of tools is the model's own choice. */
  async #answer(choice?: "auto"): Promise<void> {
    const answer = await this.#world.answer(this.#conversation(choice));
    const blocks: Block[] = [];
    const words = answerText(answer);
    const uses = toolUsesOf(answer);
    if (words !== "" || uses.length === 0) {
      const stop = uses.length === 0 ? "END_TURN" : "PARTIAL_TURN";
      this.#speaker.say(words, this.#prompt?.sampleRate ?? 24_000, this.#now, stop);
      blocks.push(text(words));
    }
    for (const use of uses) {
      const id = toolUseId(use, "tooluse_");
      const content = this.#outbox.open({ type: "TOOL" });
      content.add("toolUse", () => {
        this.usage.output.textTokens += use.pieces.length;
        return { content: JSON.stringify(use.input), toolName: use.name, toolUseId: id };
      });
      content.end("TOOL_USE");
      this.#awaited.add(id);
      blocks.push({ type: "toolUse", id, name: use.name, input: use.input });
    }
    this.#turns.push({ role: "assistant", blocks });
  }

  #conversation(choice: "auto" | undefined): Conversation {
    const tools = this.#prompt?.tools;
    return {
      system: this.#system,
      turns: this.#turns,
      maxTokens: this.#maxTokens,
      stopSequences: [],
      tools: tools && choice ? { ...tools, choice: { type: choice } } : tools,
    };
  }

  /** The user begins to speak: an answer that is not heard to its end is cut short, also in what the model remembers of it. */
  #interrupt(): void {
    const heard = this.#speaker.interrupt(this.#now);
    const last = this.#turns.at(-1);
    if (!heard || last?.role !== "assistant") return;
    const rest = last.blocks.filter(({ type }) => type !== "text");
    last.blocks = heard.length === 0 ? rest : [text(heard.join(" ")), ...rest];
  }
}
