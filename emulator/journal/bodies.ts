import { BodyCopy } from "./body-copy.ts";

/** As many characters of bodies does a journal hold; the oldest ones make room for newer ones. */
const ALL_BODIES_CHARACTERS = 64 * 1024 * 1024;

/** What an entry holds of bodies, while it is in the making. */
export interface BodyHolder {
  input?: unknown;
  output?: unknown;
  bodiesClipped?: true;
  bodiesDropped?: true;
}

/** The bodies of a journal's entries, and what they take of its memory. */
export class Bodies {
  readonly #sizes = new Map<BodyHolder, number>();
  readonly #limit: number;
  #total = 0;

  constructor(limit: number = ALL_BODIES_CHARACTERS) {
    this.#limit = limit;
  }

  /** Keeps an entry's input or output; gives back what was given, of whose streams every event is kept as it passes. */
  keep<Body extends Readonly<Record<string, unknown>>>(
    holder: BodyHolder,
    member: "input" | "output",
    body: Body,
  ): Body {
    const copy = new BodyCopy();
    const kept: Record<string, unknown> = {};
    const passed: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(body)) {
      if (isStream(value)) {
        const events: unknown[] = [];
        kept[name] = events;
        passed[name] = watched(value, (event) => {
          if (copy.isClipped || !this.#sizes.has(holder)) return;
          const before = copy.size;
          events.push(copy.copy(event));
          this.#grow(holder, copy, copy.size - before);
        });
      } else if (value !== undefined) kept[name] = copy.copy(value, name);
    }
    holder[member] = kept;
    this.#sizes.set(holder, this.#sizes.get(holder) ?? 0);
    this.#grow(holder, copy, copy.size);
    return Object.keys(passed).length === 0 ? body : { ...body, ...passed };
  }

  /** The entry has left the journal. */
  forget(holder: BodyHolder): void {
    this.#total -= this.#sizes.get(holder) ?? 0;
    this.#sizes.delete(holder);
  }

  clear(): void {
    this.#sizes.clear();
    this.#total = 0;
  }

  #grow(holder: BodyHolder, { isClipped }: BodyCopy, characters: number): void {
    if (isClipped) holder.bodiesClipped = true;
    this.#sizes.set(holder, (this.#sizes.get(holder) ?? 0) + characters);
    this.#total += characters;
    for (const oldest of this.#sizes.keys()) {
      if (this.#total <= this.#limit) break;
      this.forget(oldest);
      delete oldest.input;
      delete oldest.output;
      oldest.bodiesDropped = true;
    }
  }
}

const isStream = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === "object" && value !== null && Symbol.asyncIterator in value;

/** The same events, each shown to `onEvent`. No generator, since that would hold back a reader who leaves while an event is awaited. */
function watched<Event>(events: AsyncIterable<Event>, onEvent: (event: Event) => void): AsyncIterable<Event> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = events[Symbol.asyncIterator]();
      const { return: leave, throw: fail } = iterator;
      return {
        async next() {
          const step = await iterator.next();
          if (!step.done) onEvent(step.value);
          return step;
        },
        ...(leave && { return: (value?: unknown) => leave.call(iterator, value) }),
        ...(fail && { throw: (error?: unknown) => fail.call(iterator, error) }),
      };
    },
  };
}
