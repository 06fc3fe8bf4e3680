/** Everything that AWS keeps apart is kept apart here: one account in one Region. */
export interface Scope {
  readonly account: string;
  readonly region: string;
}

/** A page of records in the order of their creation. */
export interface Page<T> {
  readonly records: readonly T[];
  /** Where the next page starts; `undefined` when this one was the last. */
  readonly next: number | undefined;
}

/** Records of one kind. Records are immutable: a change replaces the whole record. */
export interface Collection<T extends { readonly id: string }> {
  get(scope: Scope, id: string): Promise<T | undefined>;
  /** Adds a record, or replaces the one with the same id in its place. */
  put(scope: Scope, record: T): Promise<void>;
  /** Whether there was such a record. */
  delete(scope: Scope, id: string): Promise<boolean>;
  count(scope: Scope): Promise<number>;
  /** Up to `limit` records from position `from` on (0 is the start). A position outlives inserts and deletes. */
  page(scope: Scope, from: number, limit: number): Promise<Page<T>>;
  /** The accounts and Regions in which there are records. */
  scopes(): Promise<readonly Scope[]>;
}

/** All state between requests. Engines differ in where they keep it, never in what they answer. */
export interface Store {
  collection<T extends { readonly id: string }>(name: string): Collection<T>;
  /** Forgets every record of every account and Region. */
  clear(): Promise<void>;
}
