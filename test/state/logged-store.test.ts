import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openState } from "../../emulator/doors/state-folder.ts";
import { type Change, changesOf, createLoggedStore, redo } from "../../emulator/state/logged-store.ts";
import { createMemoryStore } from "../../emulator/state/memory-store.ts";
import { decodeRecord, encodeRecord } from "../../emulator/state/record-json.ts";
import type { Store } from "../../emulator/state/store.ts";
import { describeStore } from "./store-contract.ts";

const closing = new Map<Store, () => Promise<void>>();

describeStore(
  "the engine that keeps state in a folder",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "outcrop-state-"));
    const state = await openState(folder);
    closing.set(state.store, async () => {
      await state.close();
      await rm(folder, { recursive: true });
    });
    return state.store;
  },
  (store) => closing.get(store)?.(),
);

interface Note {
  readonly id: string;
  readonly text: string;
}

const step = fc.record({
  kind: fc.constantFrom("put", "put", "put", "delete", "clear"),
  region: fc.constantFrom("us-east-1", "eu-west-1"),
  id: fc.constantFrom("a", "b", "c", "d"),
});

async function take(store: Store, { kind, region, id }: { kind: string; region: string; id: string }, text: string) {
  const notes = store.collection<Note>("notes");
  if (kind === "clear") await store.clear();
  else if (kind === "put") await notes.put({ account: "111122223333", region }, { id, text });
  else await notes.delete({ account: "111122223333", region }, id);
}

/** Everything that a store answers, with the positions of pages. */
async function contentOf(store: Store) {
  const notes = store.collection<Note>("notes");
  const pages = ["us-east-1", "eu-west-1"].map(async (region) => {
    const scope = { account: "111122223333", region };
    const first = await notes.page(scope, 0, 2);
    return [first, first.next === undefined ? undefined : await notes.page(scope, first.next, 10)];
  });
  return Promise.all(pages);
}

describe("changes that are done again", () => {
  test("make the same store, from all of them and from the fewest", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const changes: Change[] = [];
        const log = {
          append: async (change: Change) => void changes.push(JSON.parse(JSON.stringify(change)) as Change),
        };
        const store = createLoggedStore(createMemoryStore(), log);
        for (const [at, one] of steps.entries()) await take(store, one, String(at));
        const again = createMemoryStore();
        for (const change of changes) redo(again, change);
        const fewest = createMemoryStore();
        for (const change of changesOf(again)) redo(fewest, JSON.parse(JSON.stringify(change)) as Change);
        const expected = await contentOf(store);
        expect(await contentOf(again)).toEqual(expected);
        expect(await contentOf(fewest)).toEqual(expected);
        // A position is never given twice, whatever was deleted at the end.
        for (const one of [store, again, fewest])
          await take(one, { kind: "put", region: "us-east-1", id: "new" }, "new");
        expect(await contentOf(fewest)).toEqual(await contentOf(store));
      }),
    );
  });

  test("of a change that cannot be kept there is nothing", async () => {
    const store = createLoggedStore(createMemoryStore(), { append: () => Promise.reject(new Error("disk full")) });
    await expect(take(store, { kind: "put", region: "us-east-1", id: "a" }, "a")).rejects.toThrow("disk full");
    expect(await store.collection("notes").count({ account: "111122223333", region: "us-east-1" })).toBe(0);
  });
});

test("a record is read back as it was, with its dates, maps, bytes and odd keys", () => {
  const keys = fc.oneof(fc.string(), fc.constantFrom("$date", "$map", "__proto__", "constructor"));
  const { record } = fc.letrec((tie) => ({
    record: fc.oneof(
      { depthSize: "small" },
      fc.string(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      fc.date({ noInvalidDate: true }),
      fc.uint8Array(),
      fc.array(tie("record"), { maxLength: 4 }),
      fc
        .array(fc.tuple(keys, tie("record")), { maxLength: 4 })
        .map((entries) => new Map(entries as [string, unknown][])),
      fc
        .array(fc.tuple(keys, tie("record")), { maxLength: 4 })
        .map((entries) => Object.fromEntries(entries as [string, unknown][])),
    ),
  }));
  fc.assert(
    fc.property(record, (value) => {
      const read = decodeRecord(JSON.parse(JSON.stringify(encodeRecord(value))));
      // JSON has no negative zero, and no record needs one.
      expect(normal(read)).toEqual(normal(value));
    }),
  );
});

const normal = (value: unknown): unknown => JSON.stringify(encodeRecord(value));
