import type { Clock } from "../../clock.ts";
import { type AwsError, awsError } from "../../errors.ts";
import type { InputEvent } from "../../generation/speech/input-event.ts";
import type { OutputEvent } from "../../generation/speech/outbox.ts";
import type { SpeechSession } from "../../generation/speech/speech-session.ts";

/** How long a connection to Nova Sonic may last: https://docs.aws.amazon.com/nova/latest/userguide/speech.html. */
const LONGEST_SESSION_MS = 8 * 60 * 1_000;

/** How long the service waits for audio (or words) within a prompt, and for any event outside of one, as third parties measured. */
const AUDIO_GAP_MS = 55 * 1_000;
const EVENTS_GAP_MS = 60 * 1_000;

/** So many of the client's events are read ahead of what the session has taken. */
const READ_AHEAD = 8;

export interface SpeechStreamTools {
  readonly clock: Clock;
  readonly requestId: string;
  /** Aborts when the client goes away. */
  readonly signal: AbortSignal | undefined;
  /**
   * Whether the client is listened to while an answer goes out, so that it can be cut short; else only between answers, so that what
   * comes out does not depend on how fast it is read.
   */
  readonly listensMeanwhile: boolean;
}

/**
 * Runs a session: hands it the client's events as they arrive, and hands its own out as they are asked for. Ends when the session
 * does, when the client's events do, and without a word when the client goes away.
 * Errors: what the session and the events throw; AWS's ModelTimeoutException after eight minutes, and its ValidationException where
 * nothing comes from the client.
 */
export async function* runSpeech(
  session: SpeechSession,
  events: AsyncIterable<InputEvent>,
  { clock, requestId, signal, listensMeanwhile }: SpeechStreamTools,
): AsyncGenerator<OutputEvent> {
  const startMs = clock.now().getTime();
  const over = new AbortController();
  const end = () => over.abort();
  signal?.addEventListener("abort", end, { once: true });
  if (signal?.aborted) end();
  const input = readAhead(events, over.signal);

  /** The next deadline, and the error when it passes. */
  const deadline = (): { readonly atMs: number; readonly error: () => AwsError } => {
    const { for: what, sinceMs } = session.waiting;
    const lastMs = startMs + LONGEST_SESSION_MS;
    const gapMs = sinceMs + (what === "audio" ? AUDIO_GAP_MS : EVENTS_GAP_MS);
    if (lastMs <= gapMs) return { atMs: lastMs, error: () => awsError("speechTimedOut") };
    const missing = () =>
      what === "audio"
        ? awsError("speechAudioMissing", { requestId, seconds: AUDIO_GAP_MS / 1_000 })
        : awsError("speechEventsMissing");
    return { atMs: gapMs, error: missing };
  };

  try {
    while (!over.signal.aborted) {
      const { atMs, error } = deadline();
      const leftMs = atMs - clock.now().getTime();
      if (leftMs <= 0) throw error();
      if (listensMeanwhile) for (let event = input.take(); event; event = input.take()) await session.take(event);
      const output = session.next();
      if (output) {
        yield output;
        continue;
      }
      if (session.isOver) return;
      const event = input.take();
      if (event) await session.take(event);
      else if (input.isOver) session.end();
      else await input.wait(clock, leftMs);
    }
  } finally {
    signal?.removeEventListener("abort", end);
    end();
  }
}

/** Reads events before they are asked for, up to `READ_AHEAD`; stops for good when the signal aborts. */
function readAhead(events: AsyncIterable<InputEvent>, signal: AbortSignal) {
  const iterator = events[Symbol.asyncIterator]();
  const arrived: InputEvent[] = [];
  let failure: { readonly error: unknown } | undefined;
  let isOver = false;
  let isReading = false;
  let wake = () => {};

  const read = async () => {
    if (isReading || isOver || signal.aborted) return;
    isReading = true;
    try {
      while (arrived.length < READ_AHEAD && !signal.aborted) {
        const { done, value } = await iterator.next();
        if (done) {
          isOver = true;
          break;
        }
        arrived.push(value);
        wake();
      }
    } catch (error) {
      isOver = true;
      failure = { error };
    }
    isReading = false;
    wake();
  };
  signal.addEventListener(
    "abort",
    () => {
      wake();
      arrived.length = 0;
      // A generator that waits for the client learns of it when the door lets go of the request.
      iterator.return?.().catch(() => undefined);
    },
    { once: true },
  );

  return {
    /** The next event that has arrived. Throws what reading threw, once the events before it have been taken. */
    take(): InputEvent | undefined {
      const event = arrived.shift();
      if (!event && failure) throw failure.error;
      void read();
      return event;
    },
    /** Whether the client has said its last. */
    get isOver(): boolean {
      return isOver && arrived.length === 0 && !failure;
    },
    /** Waits until there is something to take, the events are over, so much time has passed, or the signal aborts. */
    async wait(clock: Clock, milliseconds: number): Promise<void> {
      const awake = new AbortController();
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const slept = clock.sleep(milliseconds, awake.signal).catch(() => undefined);
      if (arrived.length === 0 && !isOver && !signal.aborted) await Promise.race([woken, slept]);
      awake.abort();
    },
  };
}
