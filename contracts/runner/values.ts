/** The values that steps send and meet: what JSON has, and the bytes, times and missing members of the SDK. */

/** A map of JSON, without what stands for a time or for bytes. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Date) &&
    !(value instanceof Uint8Array)
  );
}

/** What a value is called in messages and by `$type`. */
export function typeOf(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  if (value instanceof Date) return "timestamp";
  if (value instanceof Uint8Array) return "bytes";
  return typeof value === "object" ? "map" : typeof value;
}

/**
 * A value of the SDK as plain JSON: a time as ISO 8601, bytes as `{ $json }` or `{ $text }` or `{ $base64 }`, whichever reads best,
 * and without members that are `undefined`.
 */
export function plain(value: unknown): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof Uint8Array) return plainBytes(value);
  if (Array.isArray(value)) return value.map(plain);
  if (!isMap(value)) return value;
  const kept = Object.entries(value).filter(([, item]) => item !== undefined && typeof item !== "function");
  return Object.fromEntries(kept.map(([key, item]) => [key, plain(item)]));
}

function plainBytes(bytes: Uint8Array): unknown {
  const text = textOf(bytes);
  if (text === undefined) return { $base64: Buffer.from(bytes).toString("base64") };
  try {
    return { $json: JSON.parse(text) as unknown };
  } catch {
    return { $text: text };
  }
}

/** The UTF-8 text of bytes; `undefined` for bytes that are none. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const LONGEST_SHOWN = 200;

/** A value as far as a message shows it. */
export function show(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(plain(value)) ?? String(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}… (${text.length} characters)` : text;
}

/** The value at a JSON pointer (RFC 6901); `undefined` where there is none. Bytes that hold JSON are looked into. */
export function valueAt(pointer: string, value: unknown): unknown {
  if (pointer === "") return value;
  const keys = pointer
    .slice(1)
    .split("/")
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  return keys.reduce<unknown>((inner, key) => {
    const opened = inner instanceof Uint8Array ? (plainBytes(inner) as { readonly $json?: unknown }).$json : inner;
    if (Array.isArray(opened)) return /^\d+$/.test(key) ? (opened[Number(key)] as unknown) : undefined;
    return isMap(opened) && Object.hasOwn(opened, key) ? opened[key] : undefined;
  }, value);
}
