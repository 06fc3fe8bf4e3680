import { createRing } from "../ring.ts";
import { Bodies } from "./bodies.ts";
import { type Har, toHar, toJsonl } from "./export.ts";

/** One step on the way of a request, and what was decided there. */
export interface Decision {
  readonly step: string;
  readonly outcome: string;
  /** Further facts of the decision, as plain data. */
  readonly detail?: unknown;
}

/** What became of one request. It never holds credentials, and bodies where the scenario asks for them (`journal: { bodies: true }`). */
export interface JournalEntry {
  readonly id: string;
  /** When the request arrived, by the emulator's clock (ISO 8601). */
  readonly time: string;
  readonly method: string;
  readonly path: string;
  readonly service?: string;
  readonly operation?: string;
  readonly account?: string;
  readonly principal?: string;
  readonly accessKeyId?: string;
  /** The address that the request came from; absent when it came through no socket. */
  readonly sourceIp?: string;
  readonly userAgent?: string;
  /** The source Region. */
  readonly source?: string;
  /** The Region that processed the request. */
  readonly destination?: string;
  /** `modelId` as it was sent. */
  readonly modelId?: string;
  /** What else the request names, by member: `inferenceProfileIdentifier`, `resourceARN`, … */
  readonly names?: Readonly<Record<string, string>>;
  readonly resolved?: {
    readonly kind: string;
    readonly model: string;
    readonly profileArn?: string;
    readonly profileName?: string;
    readonly promptRouterArn?: string;
    readonly destinations: readonly string[];
  };
  readonly decision: readonly Decision[];
  /** The SDK's own count of its attempts, from `amz-sdk-invocation-id` and `amz-sdk-request`. */
  readonly attempt?: { readonly invocationId: string; readonly number?: number; readonly max?: number };
  /** The HTTP status of the answer; 0 when there was none. */
  readonly status: number;
  readonly error?: { readonly code: string; readonly message: string };
  readonly usage?: {
    readonly inputTokens: number;
    readonly outputTokens: number;
    readonly cacheReadInputTokens?: number;
    readonly cacheWriteInputTokens?: number;
  };
  /** In US dollars, by the catalogue's list prices; absent where a price is not known. */
  readonly costUsd?: number;
  /** The operation's input, of requests that could be read; event streams are lists of events, and JSON in bytes is read. */
  readonly input?: unknown;
  /** The operation's output, likewise. */
  readonly output?: unknown;
  /** Whether a body had more than there was room for. */
  readonly bodiesClipped?: true;
  /** Whether the bodies have made room for those of newer requests. */
  readonly bodiesDropped?: true;
  /** The caller's own words about the request. */
  readonly requestMetadata?: Readonly<Record<string, string>>;
  /** Of a denied request: what each level of policies said, and the smallest change that would allow it. */
  readonly explanation?: unknown;
  readonly warnings?: readonly string[];
}

/** Every request with the decisions taken on it, newest last, up to a limit. */
export interface Journal {
  /** The entries that are still there, oldest first. */
  readonly entries: readonly JournalEntry[];
  /** How many older entries have made room for newer ones. */
  readonly dropped: number;
  /** The entries as JSON, one a line. */
  toJsonl(): string;
  /** The entries as an HTTP Archive 1.2, which browsers and proxies show. */
  toHar(): Har;
  /** Where bodies are kept; absent when they are not. */
  readonly bodies: Bodies | undefined;
  /** Keeps the newest `limit` entries from now on, and bodies or none: what has been kept of them stays. */
  configure(settings: JournalSettings): void;
  add(entry: JournalEntry): void;
  clear(): void;
}

export interface JournalSettings {
  /** How many requests are kept. */
  readonly limit: number;
  /** Whether inputs and outputs are kept as well. */
  readonly bodies: boolean;
}

/** A journal that keeps the newest `limit` entries and tells `onEntry` of each. */
export function createJournal(limit: number, onEntry?: (entry: JournalEntry) => void): Journal {
  const ring = createRing<JournalEntry>(limit);
  const bodies = new Bodies();
  let keepsBodies = false;
  return {
    get entries() {
      return ring.items;
    },
    get dropped() {
      return ring.dropped;
    },
    get bodies() {
      return keepsBodies ? bodies : undefined;
    },
    toJsonl: () => toJsonl(ring.items),
    toHar: () => toHar(ring.items),
    configure(settings) {
      keepsBodies = settings.bodies;
      for (const gone of ring.resize(settings.limit)) bodies.forget(gone);
    },
    add(entry) {
      const gone = ring.add(entry);
      if (gone) bodies.forget(gone);
      onEntry?.(entry);
    },
    clear() {
      ring.clear();
      bodies.clear();
    },
  };
}
