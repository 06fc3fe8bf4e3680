/** What the tests tell the reporter that writes the table; it runs in another process. */
export interface ClientMeta {
  /** All clients there are, in the order of the table. */
  readonly clients: readonly string[];
  /** All topics, in the order of the columns. */
  readonly topics: readonly string[];
  readonly client: string;
  readonly version: string;
  /** By topic: why the client cannot. */
  readonly cannot: Readonly<Record<string, string>>;
  /** By topic: what it does otherwise than an AWS SDK. */
  readonly otherwise: Readonly<Record<string, string>>;
}

declare module "vitest" {
  interface TaskMeta {
    /** Of a test of one behaviour of a client. */
    cell?: { readonly client: string; readonly topic: string };
    /** Of the last test of a client. */
    client?: ClientMeta;
  }
}
