import type { MemoryStore } from "./memory-store.ts";
import { decodeRecord, encodeRecord } from "./record-json.ts";
import type { Collection, Store } from "./store.ts";

/** A change of state, as JSON. */
export type Change =
  /** A record that was put; with its position where the changes that have given it that are gone. */
  | readonly ["put", collection: string, account: string, region: string, record: unknown, position?: number]
  | readonly ["delete", collection: string, account: string, region: string, id: string]
  /** The position that the next new record gets. */
  | readonly ["next", collection: string, account: string, region: string, position: number]
  | readonly ["clear"];

/** Where changes are kept, in the order of their being given. */
export interface ChangeLog {
  /** Resolves once the change is kept; rejects when it cannot be, and then it is as if it had not been given. */
  append(change: Change): Promise<void>;
}

/** Does a change that was kept again. Throws for what is none. */
export function redo(memory: MemoryStore, change: Change): void {
  switch (change[0]) {
    case "put": {
      const [, collection, account, region, record, position] = change;
      memory.restore(collection, { account, region }, decodeRecord(record) as { readonly id: string }, position);
      return;
    }
    case "delete": {
      const [, collection, account, region, id] = change;
      memory.remove(collection, { account, region }, id);
      return;
    }
    case "next": {
      const [, collection, account, region, position] = change;
      memory.continueAt(collection, { account, region }, position);
      return;
    }
    case "clear":
      memory.clearNow();
      return;
    default:
      throw new Error(`there is no change "${String(change[0])}"`);
  }
}

/** The fewest changes that make an empty store what `memory` is. */
export function* changesOf(memory: MemoryStore): Generator<Change> {
  for (const { collection, scope, records, next } of memory.shelves()) {
    const { account, region } = scope;
    for (const { record, position } of records) {
      yield ["put", collection, account, region, encodeRecord(record), position];
    }
    yield ["next", collection, account, region, next];
  }
}

/** The memory engine, every change of which is kept before it is made: who is told of a change can count on it. */
export function createLoggedStore(memory: MemoryStore, log: ChangeLog): Store {
  return {
    collection<T extends { readonly id: string }>(name: string): Collection<T> {
      const inner = memory.collection<T>(name);
      return {
        get: (scope, id) => inner.get(scope, id),
        count: (scope) => inner.count(scope),
        page: (scope, from, limit) => inner.page(scope, from, limit),
        scopes: () => inner.scopes(),
        async put(scope, record) {
          await log.append(["put", name, scope.account, scope.region, encodeRecord(record)]);
          await inner.put(scope, record);
        },
        async delete(scope, id) {
          if ((await inner.get(scope, id)) === undefined) return false;
          await log.append(["delete", name, scope.account, scope.region, id]);
          return inner.delete(scope, id);
        },
      };
    },
    async clear() {
      await log.append(["clear"]);
      await memory.clear();
    },
  };
}
