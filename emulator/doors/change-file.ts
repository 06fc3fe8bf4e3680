import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { StateError } from "../errors.ts";
import type { Change, ChangeLog } from "../state/logged-store.ts";
import { version } from "../version.ts";

/** The form of the file; one of another is not read. */
const FORMAT = 1;

/** A file of changes, each in a line of its own behind a checksum. */
export interface ChangeFile extends ChangeLog {
  /** How many lines it has. */
  readonly lines: number;
  /** Waits for what is being written, and closes the file. */
  close(): Promise<void>;
}

interface Waiting {
  readonly line: string;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Opens the file of changes at `path`, which is made if need be, and tells `onChange` of each that it has. A line at the end that is
 * cut off, as by a machine that stopped, is taken away: nobody was told of its change. Throws StateError for a file that cannot be
 * read or is none of Outcrop's.
 */
export async function openChangeFile(path: string, onChange: (change: Change) => void): Promise<ChangeFile> {
  const handle = await attempt(path, () => open(path, "a+", 0o600));
  try {
    const read = await readChanges(path, handle, onChange);
    if (read.bytes < read.size) await attempt(path, () => handle.truncate(read.bytes));
    const file = new Appending(path, handle, read.bytes, read.lines);
    if (read.bytes === 0) await file.writeHead();
    return file;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Puts a file with these changes in the place of what is at `path`, whole or not at all. */
export async function writeChanges(path: string, changes: Iterable<Change>): Promise<void> {
  const next = `${path}.new`;
  await attempt(path, async () => {
    await rm(next, { force: true });
    const handle = await open(next, "ax", 0o600);
    try {
      let text = head();
      for (const change of changes) {
        text += lineOf(change);
        if (text.length < 1_000_000) continue;
        await handle.appendFile(text);
        text = "";
      }
      await handle.appendFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(next, path);
  });
}

const checked = (json: string): string => `${crc32(json).toString(16).padStart(8, "0")} ${json}\n`;
const head = (): string => checked(JSON.stringify({ outcrop: "state", format: FORMAT, version }));
const lineOf = (change: Change): string => checked(JSON.stringify(change));

/** The JSON of a line; `undefined` when it is not whole. */
function jsonOf(line: string): unknown {
  const json = line.slice(9);
  if (line[8] !== " " || crc32(json) !== Number.parseInt(line.slice(0, 8), 16)) return undefined;
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}

async function readChanges(path: string, handle: FileHandle, onChange: (change: Change) => void) {
  const { size } = await handle.stat();
  let bytes = 0;
  let lines = 0;
  for await (const { text, isEnded } of linesOf(handle, size)) {
    if (!isEnded) break;
    lines += 1;
    const value = jsonOf(text);
    if (lines === 1) checkHead(path, value);
    else if (value === undefined) {
      throw new StateError(
        `${path}: line ${lines} is damaged. Outcrop has changed nothing; move the file away to begin anew.`,
      );
    } else redo(path, lines, value as Change, onChange);
    bytes += Buffer.byteLength(text) + 1;
  }
  return { bytes, size, lines };
}

function checkHead(path: string, value: unknown): void {
  const {
    outcrop,
    format,
    version: writer,
  } = (value ?? {}) as Partial<Record<"outcrop" | "format" | "version", unknown>>;
  if (outcrop !== "state") throw new StateError(`${path} is no state of Outcrop's`);
  if (format !== FORMAT) {
    throw new StateError(
      `${path} was written by Outcrop ${writer} in form ${format}, and this is ${version}, which reads form ${FORMAT}. Outcrop has changed nothing.`,
    );
  }
}

function redo(path: string, line: number, change: Change, onChange: (change: Change) => void): void {
  try {
    onChange(change);
  } catch (error) {
    throw new StateError(
      `${path}: line ${line} cannot be read (${(error as Error).message}). Outcrop has changed nothing.`,
    );
  }
}

async function* linesOf(handle: FileHandle, size: number): AsyncGenerator<{ text: string; isEnded: boolean }> {
  if (size === 0) return;
  let rest = Buffer.alloc(0);
  for await (const chunk of handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 1_048_576 })) {
    const bytes = Buffer.concat([rest, chunk as Buffer]);
    let from = 0;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, from)) {
      yield { text: bytes.toString("utf8", from, at), isEnded: true };
      from = at + 1;
    }
    rest = bytes.subarray(from);
  }
  if (rest.byteLength > 0) yield { text: rest.toString("utf8"), isEnded: false };
}

/**
 * Writes what has been given in one go, while more comes. A change is kept once the system has it, so that it outlives the process in
 * whatever way that ends; that it is on the disk is asked for at once and not waited for.
 */
class Appending implements ChangeFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  #bytes: number;
  #lines: number;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #syncing: Promise<void> | undefined;

  constructor(path: string, handle: FileHandle, bytes: number, lines: number) {
    this.#path = path;
    this.#handle = handle;
    this.#bytes = bytes;
    this.#lines = lines;
  }

  get lines(): number {
    return this.#lines;
  }

  writeHead(): Promise<void> {
    return this.#give(head());
  }

  append(change: Change): Promise<void> {
    return this.#give(lineOf(change));
  }

  async close(): Promise<void> {
    await this.#writing;
    await this.#syncing;
    await this.#handle.close();
  }

  #give(line: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ line, resolve, reject });
      this.#writing ??= this.#write().finally(() => {
        this.#writing = undefined;
      });
    });
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      const text = batch.map(({ line }) => line).join("");
      try {
        await attempt(this.#path, () => this.#handle.appendFile(text));
        this.#bytes += Buffer.byteLength(text);
        this.#lines += batch.length;
        for (const { resolve } of batch) resolve();
        this.#syncing ??= this.#sync();
      } catch (error) {
        // Half a line must not stand before the next one. Where that fails too, the next start takes it away.
        await this.#handle.truncate(this.#bytes).catch(() => undefined);
        for (const { reject } of batch) reject(error);
      }
    }
  }

  async #sync(): Promise<void> {
    await this.#handle.datasync().catch(() => undefined);
    this.#syncing = undefined;
  }
}

async function attempt<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StateError) throw error;
    throw new StateError(`Outcrop cannot keep its state in ${path}: ${(error as Error).message}`);
  }
}
