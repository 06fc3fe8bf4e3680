/** The newest items, up to a limit. */
export interface Ring<Item> {
  /** Those that are still there, oldest first: a list of its own. */
  readonly items: Item[];
  /** How many older ones have made room for newer ones. */
  readonly dropped: number;
  /** Adds an item and gives back the one that makes room for it. */
  add(item: Item): Item | undefined;
  /** Changes the limit and gives back the items that there is no room for any more. */
  resize(limit: number): Item[];
  clear(): void;
}

/** An empty ring of at least one place. */
export function createRing<Item>(limit: number): Ring<Item> {
  let places = limit;
  let ring: Item[] = [];
  /** Where the oldest item stands, once the ring is full. */
  let start = 0;
  let dropped = 0;
  const items = () => [...ring.slice(start), ...ring.slice(0, start)];
  return {
    get items() {
      return items();
    },
    get dropped() {
      return dropped;
    },
    add(item) {
      if (ring.length < places) {
        ring.push(item);
        return undefined;
      }
      const oldest = ring[start];
      ring[start] = item;
      start = (start + 1) % places;
      dropped++;
      return oldest;
    },
    resize(next) {
      const all = items();
      const gone = all.splice(0, Math.max(0, all.length - next));
      dropped += gone.length;
      places = next;
      ring = all;
      start = 0;
      return gone;
    },
    clear() {
      ring = [];
      start = 0;
      dropped = 0;
    },
  };
}
