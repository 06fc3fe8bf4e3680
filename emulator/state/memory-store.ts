import { SlotRow } from "./slot-row.ts";
import type { Collection, Page, Scope, Store } from "./store.ts";

/** The default engine: state lives and dies with the process. */
export function createMemoryStore(): Store {
  const collections = new Map<string, MemoryCollection<{ readonly id: string }>>();
  return {
    collection<T extends { readonly id: string }>(name: string) {
      const collection = collections.get(name) ?? new MemoryCollection();
      collections.set(name, collection);
      return collection as unknown as Collection<T>;
    },
    async clear() {
      for (const collection of collections.values()) collection.clear();
    },
  };
}

class MemoryCollection<T extends { readonly id: string }> implements Collection<T> {
  readonly #shelves = new Map<string, Shelf<T>>();

  /** Reading makes no shelf: a caller that only asks, under ever new accounts, must not make the memory grow. */
  #shelf(scope: Scope): Shelf<T> | undefined {
    return this.#shelves.get(keyOf(scope));
  }

  async get(scope: Scope, id: string) {
    return this.#shelf(scope)?.get(id);
  }

  async put(scope: Scope, record: T) {
    let shelf = this.#shelf(scope);
    if (!shelf) {
      shelf = new Shelf();
      this.#shelves.set(keyOf(scope), shelf);
    }
    shelf.put(record);
  }

  async delete(scope: Scope, id: string) {
    return this.#shelf(scope)?.delete(id) ?? false;
  }

  async count(scope: Scope) {
    return this.#shelf(scope)?.size ?? 0;
  }

  async page(scope: Scope, from: number, limit: number) {
    return this.#shelf(scope)?.page(from, limit) ?? { records: [], next: undefined };
  }

  clear() {
    this.#shelves.clear();
  }
}

const keyOf = ({ account, region }: Scope) => `${account} ${region}`;

interface Slot<T> {
  readonly position: number;
  record: T;
}

/** The records of one scope: by id, and in the order of their creation. Each keeps the position it was given. */
class Shelf<T extends { readonly id: string }> {
  readonly #byId = new Map<string, Slot<T>>();
  readonly #row = new SlotRow<Slot<T>>();
  #nextPosition = 0;

  get size() {
    return this.#byId.size;
  }

  get(id: string): T | undefined {
    return this.#byId.get(id)?.record;
  }

  put(record: T): void {
    const slot = this.#byId.get(record.id);
    if (slot) {
      slot.record = record;
      return;
    }
    const added: Slot<T> = { position: this.#nextPosition++, record };
    this.#byId.set(record.id, added);
    this.#row.append(added);
  }

  delete(id: string): boolean {
    const slot = this.#byId.get(id);
    if (!slot) return false;
    this.#row.delete(slot.position);
    return this.#byId.delete(id);
  }

  page(from: number, limit: number): Page<T> {
    // One more than asked for: it is where the next page starts.
    const slots = this.#row.from(from, limit + 1);
    return { records: slots.slice(0, limit).map(({ record }) => record), next: slots[limit]?.position };
  }
}
