import type { TestedClient } from "../tested-clients.ts";

/** What the tests of a client tell the reporter that writes the tables; it runs in another process. */
export interface ClientMeta {
  /** All clients there are, in the order of the tables. */
  readonly clients: readonly string[];
  /** What behaviours are about, in the order of the columns. */
  readonly topics: readonly string[];
  readonly client: string;
  readonly version: string;
  /** By topic: why the client cannot. */
  readonly cannot: Readonly<Record<string, string>>;
  /** By topic: what it does otherwise than an AWS SDK. */
  readonly otherwise: Readonly<Record<string, string>>;
  readonly tells: TestedClient["tells"];
  readonly defaults: TestedClient["defaults"];
}

declare module "vitest" {
  interface TaskMeta {
    /** Of a test of one behaviour of a client. */
    cell?: { readonly client: string; readonly topic: string };
    /** Of the last test of a client. */
    client?: ClientMeta;
  }
}
