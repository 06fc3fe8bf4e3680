/** One step on the way of a request, and what was decided there. */
export interface Decision {
  readonly step: string;
  readonly outcome: string;
  /** Further facts of the decision, as plain data. */
  readonly detail?: unknown;
}

/** What became of one request. It holds neither bodies nor credentials. */
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
  add(entry: JournalEntry): void;
  clear(): void;
}

/** A journal that keeps the newest `limit` entries and tells `onEntry` of each. */
export function createJournal(limit: number, onEntry?: (entry: JournalEntry) => void): Journal {
  let ring: JournalEntry[] = [];
  let total = 0;
  return {
    get entries() {
      const start = total % limit;
      return total <= limit ? [...ring] : [...ring.slice(start), ...ring.slice(0, start)];
    },
    get dropped() {
      return Math.max(0, total - limit);
    },
    add(entry) {
      ring[total % limit] = entry;
      total++;
      onEntry?.(entry);
    },
    clear() {
      ring = [];
      total = 0;
    },
  };
}
