import { mkdir, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { StateError } from "../errors.ts";
import { changesOf, createLoggedStore, redo } from "../state/logged-store.ts";
import { createMemoryStore, type MemoryStore } from "../state/memory-store.ts";
import type { Store } from "../state/store.ts";
import { openChangeFile, writeChanges } from "./change-file.ts";
import { FolderTaken, lockFolder } from "./folder-lock.ts";

/** State that outlives the process. */
export interface KeptState extends AsyncDisposable {
  readonly store: Store;
  /** Where the files of jobs go that the scenario sends nowhere else. */
  readonly outputs: string;
  /** Forgets the files of jobs. */
  clearOutputs(): Promise<void>;
  /** Ends the keeping; the folder is free for another process then. */
  close(): Promise<void>;
}

/** A file with more lines than that and a multiple of what they leave is written anew when it is opened. */
const FEW_LINES = 1_000;
const TIMES_TOO_MANY = 2;

/**
 * Opens the state in a folder, which is made if need be: a file of changes, and the files of jobs. Throws StateError when another
 * Outcrop has it open, and for a folder that cannot be read or written.
 */
export async function openState(folder: string): Promise<KeptState> {
  let root: string;
  try {
    await mkdir(folder, { recursive: true });
    root = await realpath(folder);
  } catch (error) {
    throw new StateError(`Outcrop cannot keep its state in ${folder}: ${(error as Error).message}`);
  }
  const lock = await takeFolder(root);
  try {
    const memory = createMemoryStore();
    const path = join(root, "state.jsonl");
    let file = await openChangeFile(path, (change) => redo(memory, change));
    if (file.lines > FEW_LINES && file.lines > TIMES_TOO_MANY * sizeOf(memory)) {
      await file.close();
      await writeChanges(path, changesOf(memory));
      file = await openChangeFile(path, () => undefined);
    }
    const outputs = join(root, "outputs");
    const close = async () => {
      await file.close();
      await lock.release();
    };
    return {
      store: createLoggedStore(memory, file),
      outputs,
      clearOutputs: () => rm(outputs, { recursive: true, force: true }),
      close,
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

async function takeFolder(root: string): ReturnType<typeof lockFolder> {
  try {
    return await lockFolder(root);
  } catch (error) {
    throw error instanceof FolderTaken ? new StateError(error.message) : error;
  }
}

function sizeOf(memory: MemoryStore): number {
  let size = 0;
  for (const { records } of memory.shelves()) for (const _ of records) size += 1;
  return size;
}
