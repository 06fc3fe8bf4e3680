import { SlotRow } from "./slot-row.ts";
import type { Collection, Page, Scope, Store } from "./store.ts";

/** A record with an id, of whatever kind. */
interface Identified {
  readonly id: string;
}

/** Everything of one collection in one scope, oldest first. */
export interface ShelfContent {
  readonly collection: string;
  readonly scope: Scope;
  readonly records: Iterable<{ readonly position: number; readonly record: Identified }>;
  /** The position that the next new record gets. */
  readonly next: number;
}

/** The memory engine, with what an engine needs that keeps what is in it elsewhere too. */
export interface MemoryStore extends Store {
  shelves(): Iterable<ShelfContent>;
  /** Puts a record; a new one at a position that it has had before, if one is given. */
  restore(collection: string, scope: Scope, record: Identified, position?: number): void;
  remove(collection: string, scope: Scope, id: string): void;
  /** Gives new records positions from `position` on. */
  continueAt(collection: string, scope: Scope, position: number): void;
  clearNow(): void;
}

/** The default engine: state lives and dies with the process. */
export function createMemoryStore(): MemoryStore {
  const collections = new Map<string, MemoryCollection<Identified>>();
  const of = (name: string) => {
    const collection = collections.get(name) ?? new MemoryCollection();
    collections.set(name, collection);
    return collection;
  };
  const clearNow = () => {
    for (const collection of collections.values()) collection.clear();
  };
  return {
    collection: <T extends Identified>(name: string) => of(name) as unknown as Collection<T>,
    clear: async () => clearNow(),
    clearNow,
    *shelves() {
      for (const [collection, own] of collections) {
        for (const shelf of own.contents()) yield { collection, ...shelf };
      }
    },
    restore: (name, scope, record, position) => of(name).shelfFor(scope).put(record, position),
    remove: (name, scope, id) => void of(name).shelfFor(scope).delete(id),
    continueAt: (name, scope, position) => of(name).shelfFor(scope).continueAt(position),
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
    this.shelfFor(scope).put(record);
  }

  /** The shelf of a scope, made if need be. */
  shelfFor(scope: Scope): Shelf<T> {
    const known = this.#shelf(scope);
    if (known) return known;
    const { account, region } = scope;
    const shelf = new Shelf<T>({ account, region });
    this.#shelves.set(keyOf(scope), shelf);
    return shelf;
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

  async scopes() {
    return [...this.#shelves.values()].filter(({ size }) => size > 0).map(({ scope }) => scope);
  }

  *contents() {
    for (const shelf of this.#shelves.values()) yield shelf.content();
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
  readonly scope: Scope;

  constructor(scope: Scope) {
    this.scope = scope;
  }

  get size() {
    return this.#byId.size;
  }

  get(id: string): T | undefined {
    return this.#byId.get(id)?.record;
  }

  /** `position` is above all that have been given. */
  put(record: T, position = this.#nextPosition): void {
    const slot = this.#byId.get(record.id);
    if (slot) {
      slot.record = record;
      return;
    }
    const added: Slot<T> = { position, record };
    this.#nextPosition = position + 1;
    this.#byId.set(record.id, added);
    this.#row.append(added);
  }

  continueAt(position: number): void {
    this.#nextPosition = Math.max(position, this.#nextPosition);
  }

  content() {
    return { scope: this.scope, records: this.#byId.values(), next: this.#nextPosition };
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
