import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Store } from "../../emulator/state/store.ts";

interface Note {
  readonly id: string;
  readonly text: string;
}

const here = { account: "111122223333", region: "us-east-1" };
const note = (id: string, text = id): Note => ({ id, text });

/**
 * What every engine of the Store has to keep to. `open` gives an empty store; `close`, where there is one, gives back what it
 * holds.
 */
export function describeStore(
  engine: string,
  open: () => Promise<Store> | Store,
  close: (store: Store) => Promise<void> | void = () => undefined,
): void {
  const withNotes = async (work: (notes: ReturnType<typeof collect>, store: Store) => Promise<void>) => {
    const store = await open();
    try {
      await work(collect(store), store);
    } finally {
      await close(store);
    }
  };
  const collect = (store: Store) => store.collection<Note>("notes");
  const storeTest = (title: string, work: Parameters<typeof withNotes>[0]) => test(title, () => withNotes(work));

  describe(engine, () => {
    storeTest("an empty collection answers that it is empty", async (notes) => {
      expect(await notes.get(here, "a")).toBeUndefined();
      expect(await notes.delete(here, "a")).toBe(false);
      expect(await notes.count(here)).toBe(0);
      expect(await notes.page(here, 0, 10)).toEqual({ records: [], next: undefined });
    });

    storeTest("a record that was put can be read, counted and deleted once", async (notes) => {
      await notes.put(here, note("a"));
      expect(await notes.get(here, "a")).toEqual(note("a"));
      expect(await notes.count(here)).toBe(1);
      expect(await notes.delete(here, "a")).toBe(true);
      expect(await notes.delete(here, "a")).toBe(false);
      expect(await notes.get(here, "a")).toBeUndefined();
      expect(await notes.count(here)).toBe(0);
    });

    storeTest("a page is in the order of creation, and a replaced record keeps its place", async (notes) => {
      for (const id of ["c", "a", "b"]) await notes.put(here, note(id));
      await notes.put(here, note("c", "new"));
      const { records, next } = await notes.page(here, 0, 10);
      expect(records).toEqual([note("c", "new"), note("a"), note("b")]);
      expect(next).toBeUndefined();
      expect(await notes.count(here)).toBe(3);
    });

    storeTest("a record that was deleted and put again stands at the end", async (notes) => {
      for (const id of ["a", "b"]) await notes.put(here, note(id));
      await notes.delete(here, "a");
      await notes.put(here, note("a"));
      expect((await notes.page(here, 0, 10)).records).toEqual([note("b"), note("a")]);
    });

    storeTest("a position outlives the deletion of the record that stood there", async (notes) => {
      for (const id of ["a", "b", "c", "d"]) await notes.put(here, note(id));
      const { next = 0 } = await notes.page(here, 0, 2);
      await notes.delete(here, "c");
      await notes.put(here, note("e"));
      expect(await notes.page(here, next, 10)).toEqual({ records: [note("d"), note("e")], next: undefined });
    });

    storeTest("a page of no records points at where it would start", async (notes) => {
      await notes.put(here, note("a"));
      const { records, next } = await notes.page(here, 0, 0);
      expect(records).toEqual([]);
      expect((await notes.page(here, next ?? -1, 1)).records).toEqual([note("a")]);
    });

    storeTest("a position past the end is the end", async (notes) => {
      await notes.put(here, note("a"));
      expect(await notes.page(here, 1_000_000, 5)).toEqual({ records: [], next: undefined });
    });

    storeTest("collections of two names share nothing, and one name is one collection", async (notes, store) => {
      await notes.put(here, note("a"));
      expect(await store.collection("other").count(here)).toBe(0);
      expect(await store.collection("notes").count(here)).toBe(1);
    });

    storeTest("clear forgets every collection of every account and Region", async (notes, store) => {
      await notes.put(here, note("a"));
      await notes.put({ ...here, region: "eu-west-1" }, note("a"));
      await store.collection<Note>("other").put(here, note("a"));
      await store.clear();
      expect(await notes.count(here)).toBe(0);
      expect(await notes.count({ ...here, region: "eu-west-1" })).toBe(0);
      expect(await store.collection("other").count(here)).toBe(0);
      await notes.put(here, note("b"));
      expect((await notes.page(here, 0, 10)).records).toEqual([note("b")]);
    });

    test("accounts and Regions see nothing of one another", async () => {
      const scope = fc.record({
        account: fc.constantFrom("111122223333", "999988887777", "111122223334"),
        region: fc.constantFrom("us-east-1", "us-west-2", "eu-west-1"),
      });
      const put = fc.record({ scope, id: fc.constantFrom("a", "b", "c"), kind: fc.constantFrom("put", "delete") });
      await fc.assert(
        fc.asyncProperty(fc.array(put, { maxLength: 60 }), (steps) =>
          withNotes(async (notes) => {
            const expected = new Map<string, Map<string, Note>>();
            for (const [index, step] of steps.entries()) {
              const key = `${step.scope.account} ${step.scope.region}`;
              const own = expected.get(key) ?? new Map<string, Note>();
              expected.set(key, own);
              if (step.kind === "put") {
                await notes.put(step.scope, note(step.id, String(index)));
                own.set(step.id, note(step.id, String(index)));
              } else {
                expect(await notes.delete(step.scope, step.id)).toBe(own.delete(step.id));
              }
            }
            for (const [key, own] of expected) {
              const [account = "", region = ""] = key.split(" ");
              expect((await notes.page({ account, region }, 0, 100)).records).toEqual([...own.values()]);
              expect(await notes.count({ account, region })).toBe(own.size);
            }
          }),
        ),
        { numRuns: 50 },
      );
    });

    test("pages show what is there throughout exactly once, whatever comes and goes between them", async () => {
      const step = fc.record({ put: fc.nat(30), remove: fc.array(fc.nat(2_000), { maxLength: 40 }) });
      await fc.assert(
        fc.asyncProperty(fc.nat(1_500), fc.integer({ min: 1, max: 400 }), fc.array(step), (start, size, steps) =>
          withNotes(async (notes) => {
            let made = 0;
            const alive: string[] = [];
            const add = async () => {
              const id = `n${made++}`;
              alive.push(id);
              await notes.put(here, note(id));
            };
            while (made < start) await add();
            const throughout = new Set(alive);
            const seen: string[] = [];
            let next: number | undefined = 0;
            for (let page = 0; next !== undefined; page++) {
              const answer: { records: readonly Note[]; next: number | undefined } = await notes.page(here, next, size);
              expect(answer.records.length).toBeLessThanOrEqual(size);
              seen.push(...answer.records.map(({ id }) => id));
              next = answer.next;
              for (const index of steps[page]?.remove ?? []) {
                const [id] = alive.splice(index % Math.max(1, alive.length), 1);
                if (id === undefined) continue;
                throughout.delete(id);
                await notes.delete(here, id);
              }
              for (let count = steps[page]?.put ?? 0; count > 0; count--) await add();
            }
            expect(new Set(seen).size).toBe(seen.length);
            expect(seen.filter((id) => throughout.has(id))).toEqual([...throughout]);
          }),
        ),
        { numRuns: 40 },
      );
    }, 20_000);

    test(
      "100,000 records are paged through, each once and in order",
      () =>
        withNotes(async (notes) => {
          for (let index = 0; index < 100_000; index++) await notes.put(here, note(String(index)));
          expect(await notes.count(here)).toBe(100_000);
          let expected = 0;
          for (let next: number | undefined = 0; next !== undefined; ) {
            const page: { records: readonly Note[]; next: number | undefined } = await notes.page(here, next, 1_000);
            for (const { id } of page.records) if (id !== String(expected++)) throw new Error(`${id} is out of order`);
            next = page.next;
          }
          expect(expected).toBe(100_000);
        }),
      20_000,
    );
  });
}
