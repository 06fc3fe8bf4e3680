import { rename, rm, writeFile } from "node:fs/promises";
import { AwsError } from "../../emulator/errors.ts";
import { CallFailure } from "../runner/caller.ts";
import { type Advance, type Composed, type ComposeOptions, compose, type Omission } from "./compose.ts";
import type { Exchange } from "./exchange.ts";
import { Hearing } from "./hear.ts";
import { RecordingText } from "./recording-text.ts";
import type { Recorded } from "./survey.ts";

/** A scenario has at most 10,000 steps, and a call may take three. */
const MOST_CALLS = 3_000;
/** So many requests that differ are told of when they are left out; further ones are counted together. */
const MOST_OMISSIONS = 200;
/** So often what has come is written, and of a long recording so seldom that it takes a tenth of the time. */
const WRITE_EVERY_MS = 1_000;
const TIMES_ITS_OWN = 9;
/** What all answers may be together. */
const MOST_BYTES = 256 * 1024 * 1024;

/** What became of a recording. */
export interface RecordingSummary {
  readonly steps: number;
  /** Calls by operation, as steps or not. */
  readonly calls: ReadonlyMap<string, number>;
  readonly leftOut: readonly Omission[];
  /** How often something was hidden, by what it was. */
  readonly hidden: ReadonlyMap<string, number>;
}

/**
 * The calls of a recording, and the file that they are written to: whole each time and put in place at once, so that whenever the
 * process ends there is a file that can be replayed.
 */
export class Recording {
  readonly #file: string;
  readonly #options: ComposeOptions;
  readonly #text = new RecordingText();
  readonly #hearing = new Hearing();
  readonly #calls: Recorded[] = [];
  readonly #advances: Advance[] = [];
  readonly #counts = new Map<string, number>();
  readonly #leftOut = new Map<string, Omission>();
  /** What is heard and written goes one after the other. */
  #work: Promise<void> = Promise.resolve();
  #isChanged = true;
  #bytes = 0;
  #composed: Pick<Composed, "count" | "leftOut" | "hidden"> = { count: 0, leftOut: [], hidden: new Map() };

  constructor(file: string, options: ComposeOptions) {
    this.#file = file;
    this.#options = options;
  }

  /** Adds a call that is over. */
  add(exchange: Exchange): void {
    const { name } = exchange.operation;
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    this.#bytes += exchange.chunks.reduce((sum, { bytes }) => sum + bytes.byteLength, exchange.request.body.byteLength);
    if (this.#calls.length >= MOST_CALLS || this.#bytes > MOST_BYTES) {
      this.leaveOut(name, `a recording has at most ${MOST_CALLS} calls and ${MOST_BYTES} bytes`);
      return;
    }
    this.#work = this.#work.then(() => this.#hear(exchange));
  }

  /** Notes that the upstream's clock was moved. */
  advance(at: Date, milliseconds: number): void {
    if (this.#advances.length < MOST_CALLS) this.#advances.push({ at, milliseconds });
    else this.leaveOut("POST /_outcrop/clock", `a recording has at most ${MOST_CALLS} of them`);
  }

  /** Notes a call that is not recorded; `why` completes "because …". */
  leaveOut(operation: string, why: string): void {
    const key = `${operation}: ${why}`;
    const isKnown = this.#leftOut.has(key) || this.#leftOut.size < MOST_OMISSIONS;
    const named = isKnown ? { operation, why } : { operation: "others", why: "there are too many to tell of each" };
    const { times = 0 } = this.#leftOut.get(isKnown ? key : "") ?? {};
    this.#leftOut.set(isKnown ? key : "", { ...named, times: times + 1 });
    this.#isChanged = true;
  }

  /** Writes what there is. Rejects when the file cannot be written. */
  async write(): Promise<void> {
    const written = this.#work.then(() => this.#write());
    this.#work = written.catch(() => undefined);
    await written;
  }

  /** Writes what has come now and then, until the function that it gives is called; `onError` is told when that fails. */
  writeWhileGoing(onError: (error: Error) => void): () => void {
    let timer: NodeJS.Timeout | undefined;
    let isOver = false;
    const writeIn = (milliseconds: number) => {
      timer = setTimeout(async () => {
        const started = performance.now();
        await this.write().catch(onError);
        if (!isOver) writeIn(Math.max(WRITE_EVERY_MS, TIMES_ITS_OWN * (performance.now() - started)));
      }, milliseconds);
    };
    writeIn(WRITE_EVERY_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }

  get summary(): RecordingSummary {
    const { count, leftOut, hidden } = this.#composed;
    return { steps: count, calls: this.#counts, leftOut, hidden };
  }

  async #hear(exchange: Exchange): Promise<void> {
    const { operation, end, headers } = exchange;
    this.#isChanged = true;
    if (end !== "whole") return this.leaveOut(operation.name, `its answer was ${end}`);
    const encoding = headers["content-encoding"] ?? "identity";
    if (encoding !== "identity") return this.leaveOut(operation.name, `its answer is encoded with ${encoding}`);
    try {
      this.#calls.push({ exchange, heard: await this.#hearing.hear(exchange) });
    } catch (error) {
      if (!(error instanceof AwsError || error instanceof CallFailure)) throw error;
      // Its message may quote what is to be hidden.
      this.leaveOut(
        operation.name,
        `no SDK would have sent or read it (${error instanceof AwsError ? error.code : error.name})`,
      );
    }
  }

  async #write(): Promise<void> {
    if (!this.#isChanged) return;
    this.#isChanged = false;
    const composed = await compose(
      { calls: this.#calls, advances: this.#advances, leftOut: [...this.#leftOut.values()] },
      this.#options,
    );
    this.#composed = composed;
    const next = `${this.#file}.${process.pid}.part`;
    try {
      await writeFile(next, await this.#text.of(composed));
      await rename(next, this.#file);
    } catch (error) {
      this.#isChanged = true;
      await rm(next, { force: true });
      throw error;
    }
  }
}
