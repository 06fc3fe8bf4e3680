import type { HttpRequest } from "../../emulator/protocol/http.ts";
import type { CalledOperation } from "../runner/operations.ts";

/** Bytes of an answer's body, and when they came. */
export interface Chunk {
  /** Milliseconds from the request. */
  readonly atMs: number;
  readonly bytes: Uint8Array;
}

/** How an answer's body ended. */
export type End = "whole" | "left by the client" | "broken off by the upstream";

/** A call as it went over the wire, in both directions. */
export interface Exchange {
  readonly operation: CalledOperation;
  /** The decoded labels of the path. */
  readonly labels: Readonly<Record<string, string>>;
  /** As the client sent it. */
  readonly request: HttpRequest;
  /** The source Region. */
  readonly region: string;
  readonly accessKeyId: string | undefined;
  readonly startedAt: Date;
  /** From the request to the end of the answer. */
  readonly milliseconds: number;
  readonly status: number;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly chunks: readonly Chunk[];
  readonly end: End;
}
