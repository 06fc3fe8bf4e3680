import { version } from "../version.ts";
import type { JournalEntry } from "./journal.ts";

/** An HTTP Archive 1.2 (http://www.softwareishard.com/blog/har-12-spec/). */
export interface Har {
  readonly log: {
    readonly version: "1.2";
    readonly creator: { readonly name: string; readonly version: string };
    readonly entries: readonly HarEntry[];
  };
}

interface Header {
  readonly name: string;
  readonly value: string;
}

export interface HarEntry {
  readonly startedDateTime: string;
  readonly time: number;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly httpVersion: string;
    readonly cookies: readonly never[];
    readonly headers: readonly Header[];
    readonly queryString: readonly never[];
    readonly postData?: { readonly mimeType: string; readonly text: string };
    readonly headersSize: number;
    readonly bodySize: number;
  };
  readonly response: {
    readonly status: number;
    readonly statusText: string;
    readonly httpVersion: string;
    readonly cookies: readonly never[];
    readonly headers: readonly Header[];
    readonly content: { readonly size: number; readonly mimeType: string; readonly text?: string };
    readonly redirectURL: string;
    readonly headersSize: number;
    readonly bodySize: number;
  };
  readonly cache: Readonly<Record<string, never>>;
  readonly timings: { readonly send: number; readonly wait: number; readonly receive: number };
  /** The whole journal entry, but for the bodies, which stand above. */
  readonly _outcrop: object;
}

/** Entries as JSON, one a line. */
export function toJsonl(entries: readonly JournalEntry[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join("");
}

/**
 * Entries as an HTTP Archive. Of headers it has what the journal keeps, so never a credential; times of answers are not measured and 0.
 * Bodies are the operation's input and output as JSON, which is not byte for byte what was sent.
 */
export function toHar(entries: readonly JournalEntry[]): Har {
  return { log: { version: "1.2", creator: { name: "Outcrop", version }, entries: entries.map(harEntry) } };
}

const JSON_TYPE = "application/json";
/** The sizes that are not known, in the words of the format. */
const UNKNOWN = -1;

function harEntry({ input, output, ...entry }: JournalEntry): HarEntry {
  const { time, method, userAgent, attempt, status, error } = entry;
  const body = output ?? (error && { message: error.message });
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = [
    ["user-agent", userAgent],
    ["amz-sdk-invocation-id", attempt?.invocationId],
  ].flatMap(([name = "", value]) => (value === undefined ? [] : [{ name, value }]));
  return {
    startedDateTime: time,
    time: 0,
    request: {
      method,
      url: urlOf(entry),
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers,
      queryString: [],
      ...(input === undefined ? {} : { postData: { mimeType: JSON_TYPE, text: JSON.stringify(input) } }),
      headersSize: UNKNOWN,
      bodySize: UNKNOWN,
    },
    response: {
      status,
      statusText: error?.code ?? "",
      httpVersion: "HTTP/1.1",
      cookies: [],
      headers: [{ name: "x-amzn-requestid", value: entry.id }],
      content: { size: text === undefined ? 0 : Buffer.byteLength(text), mimeType: JSON_TYPE, ...(text && { text }) },
      redirectURL: "",
      headersSize: UNKNOWN,
      bodySize: UNKNOWN,
    },
    cache: {},
    timings: { send: 0, wait: 0, receive: 0 },
    _outcrop: entry,
  };
}

/** The address that the request would have had at AWS. */
function urlOf({ service, source, path }: JournalEntry): string {
  const host = service && source ? `${service}.${source}.amazonaws.com` : "outcrop.localhost";
  return `https://${host}${path.startsWith("/") ? path : `/${path}`}`;
}
