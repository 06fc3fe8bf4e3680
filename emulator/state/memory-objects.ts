import { type ObjectPlace, type Objects, ObjectsError } from "./objects.ts";

/** All objects together; older ones make room for newer ones. */
const LARGEST_SUM_BYTES = 256 * 1024 * 1024;

/** One object. */
const LARGEST_OBJECT_BYTES = 64 * 1024 * 1024;

/** An object as a list shows it. */
export interface ObjectSummary extends ObjectPlace {
  readonly bytes: number;
}

/** Objects that live and die with the process. */
export interface MemoryObjects extends Objects {
  /** All objects, by bucket and key. */
  summaries(): readonly ObjectSummary[];
  /** How many objects have made room for newer ones. */
  readonly dropped: number;
  clear(): void;
}

interface Kept extends ObjectPlace {
  readonly body: Uint8Array;
}

/** Makes the place for objects that a scenario sends nowhere else. */
export function createMemoryObjects(): MemoryObjects {
  // In the order of writing, so that the first is the oldest.
  const objects = new Map<string, Kept>();
  let sum = 0;
  let dropped = 0;

  const remove = (name: string) => {
    sum -= objects.get(name)?.body.byteLength ?? 0;
    objects.delete(name);
  };

  return {
    get: async (bucket, key) => objects.get(nameOf(bucket, key))?.body,
    async put(bucket, key, body) {
      if (body.byteLength > LARGEST_OBJECT_BYTES) {
        throw new ObjectsError(
          `An object in Outcrop's memory has at most ${LARGEST_OBJECT_BYTES} bytes, and not ${body.byteLength}. The scenario's section "output" can send it elsewhere.`,
        );
      }
      const name = nameOf(bucket, key);
      remove(name);
      objects.set(name, { bucket, key, body: Uint8Array.from(body) });
      sum += body.byteLength;
      for (const oldest of objects.keys()) {
        if (sum <= LARGEST_SUM_BYTES) break;
        remove(oldest);
        dropped++;
      }
    },
    list: async (bucket, prefix) =>
      [...objects.values()]
        .filter((kept) => kept.bucket === bucket && kept.key.startsWith(prefix))
        .map(({ key }) => key)
        .sort(),
    summaries: () =>
      [...objects.keys()].sort().map((name) => {
        const { bucket, key, body } = objects.get(name) as Kept;
        return { bucket, key, bytes: body.byteLength };
      }),
    get dropped() {
      return dropped;
    },
    clear() {
      objects.clear();
      sum = 0;
      dropped = 0;
    },
  };
}

/** A bucket's name has no slash. */
const nameOf = (bucket: string, key: string) => `${bucket}/${key}`;
