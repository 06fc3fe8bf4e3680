import { isObject } from "../../generation/body-schema.ts";

type Fields = { [key: string]: Fields | unknown };

/**
 * The fields of `source` that JSON Pointers name, in objects nested as `source` nests them; `undefined` when none is there.
 * A recorded stream answered `{"delta":{"stop_sequence":null}}` to `/delta/stop_sequence` (test fixtures of vercel/ai).
 */
export function pickFields(source: unknown, pointers: readonly string[]): Record<string, unknown> | undefined {
  const picked: Fields = {};
  for (const pointer of pointers) {
    const keys = pointer.split("/").slice(1).map(unescapeKey);
    const found = find(source, keys);
    if (found) place(picked, keys, found.value);
  }
  return Object.keys(picked).length === 0 ? undefined : picked;
}

function unescapeKey(key: string): string {
  return key.replaceAll("~1", "/").replaceAll("~0", "~");
}

function find(source: unknown, keys: readonly string[]): { readonly value: unknown } | undefined {
  let value = source;
  for (const key of keys) {
    if (!isObject(value) || !Object.hasOwn(value, key)) return undefined;
    value = value[key];
  }
  return { value };
}

function place(target: Fields, keys: readonly string[], value: unknown): void {
  const last = keys.at(-1);
  if (last === undefined) return;
  let at = target;
  for (const key of keys.slice(0, -1)) {
    const inner = at[key];
    // A pointer to a whole and another into it: the whole already holds the part.
    const next: Fields = isObject(inner) ? { ...inner } : {};
    at[key] = next;
    at = next;
  }
  at[last] = value;
}
