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

  #shelf({ account, region }: Scope): Shelf<T> {
    const key = `${account} ${region}`;
    let shelf = this.#shelves.get(key);
    if (!shelf) {
      shelf = new Shelf();
      this.#shelves.set(key, shelf);
    }
    return shelf;
  }

  async get(scope: Scope, id: string) {
    return this.#shelf(scope).get(id);
  }

  async put(scope: Scope, record: T) {
    this.#shelf(scope).put(record);
  }

  async delete(scope: Scope, id: string) {
    return this.#shelf(scope).delete(id);
  }

  async count(scope: Scope) {
    return this.#shelf(scope).size;
  }

  async page(scope: Scope, from: number, limit: number) {
    return this.#shelf(scope).page(from, limit);
  }

  clear() {
    this.#shelves.clear();
  }
}

interface Slot<T> {
  readonly position: number;
  record: T | undefined;
}

/**
 * The records of one scope in the order of their creation. Each keeps the position it was given, so a page is a binary search
 * and a walk, however many records there are; emptied slots are swept out once they outnumber the full ones.
 */
class Shelf<T extends { readonly id: string }> {
  readonly #byId = new Map<string, Slot<T>>();
  #slots: Slot<T>[] = [];
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
    this.#slots.push(added);
    this.#byId.set(record.id, added);
  }

  delete(id: string): boolean {
    const slot = this.#byId.get(id);
    if (!slot) return false;
    slot.record = undefined;
    this.#byId.delete(id);
    if (this.#slots.length > 32 && this.#slots.length > 2 * this.#byId.size) {
      this.#slots = this.#slots.filter((kept) => kept.record !== undefined);
    }
    return true;
  }

  page(from: number, limit: number): Page<T> {
    const records: T[] = [];
    for (let index = this.#firstAt(from); index < this.#slots.length; index++) {
      const slot = this.#slots[index];
      if (slot?.record === undefined) continue;
      if (records.length === limit) return { records, next: slot.position };
      records.push(slot.record);
    }
    return { records, next: undefined };
  }

  /** The index of the first slot at or after `position`. */
  #firstAt(position: number): number {
    let low = 0;
    let high = this.#slots.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#slots[middle]?.position ?? 0) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
