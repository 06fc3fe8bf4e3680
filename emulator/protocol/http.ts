/** One HTTP request as the doors hand it in, whatever carried it (HTTP/1.1, HTTP/2, msw, an SDK request handler). */
export interface HttpRequest {
  readonly method: string;
  /** The path as it was sent: still percent-encoded, without the query. */
  readonly path: string;
  /** The raw query string without `?`; empty when there is none. */
  readonly query: string;
  /** Header names in lower case; repeated headers are joined with `, `. Over HTTP/2 `:authority` stands beside `host`. */
  readonly headers: Readonly<Record<string, string>>;
  /** The address of the client, where a socket tells it. */
  readonly remoteAddress?: string;
  /** The body as it was sent, where that differs from `body`: signatures are made over it. */
  readonly sentBody?: Uint8Array;
  /** The whole body, already decoded from `Content-Encoding` and `Transfer-Encoding`. */
  readonly body: Uint8Array;
  /** The body as it arrives, of a request that goes on while it is answered (see `isEventStream`); `body` is empty then. */
  readonly stream?: AsyncIterable<Uint8Array>;
  /** The protocol that carried the request, where a socket tells it. */
  readonly httpVersion?: "1.1" | "2";
  /** Aborts when the client goes away. */
  readonly signal?: AbortSignal;
}

/** One HTTP response; a stream is an async iterable whose every chunk is to be flushed at once. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
}

/** The content type of event streams. */
export const EVENT_STREAM = "application/vnd.amazon.eventstream";

/** Whether a `Content-Type` header names this type, with or without parameters. */
export function isOfType(contentType: string, type: string): boolean {
  return contentType.split(";", 1)[0]?.trim().toLowerCase() === type;
}
