/**
 * Records as JSON that is read back as it was: dates, maps and bytes too. What stands for these is a map with one key that begins
 * with `$`; a map of a record's own with such a key is written as its entries.
 */
export function encodeRecord(value: unknown): unknown {
  if (typeof value === "number") return Number.isFinite(value) ? value : { $number: String(value) };
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => encodeRecord(item === undefined ? null : item));
  if (value instanceof Date) return { $date: value.toISOString() };
  if (value instanceof Map) return { $map: [...value].map(([key, item]) => [key, encodeRecord(item)]) };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString("base64") };
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .map(([key, item]) => [key, encodeRecord(item)] as const);
  return entries.some(([key]) => key.startsWith("$")) ? { $entries: entries } : Object.fromEntries(entries);
}

/** The record that `encodeRecord` has written. Throws for what it has not. */
export function decodeRecord(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(decodeRecord);
  const [[key = "", inner] = []] = Object.entries(value);
  switch (key) {
    case "$number":
      return Number(inner);
    case "$date":
      return new Date(String(inner));
    case "$map":
      return new Map((inner as [string, unknown][]).map(([name, item]) => [name, decodeRecord(item)]));
    case "$bytes":
      return new Uint8Array(Buffer.from(String(inner), "base64"));
    case "$entries":
      return fromEntries(inner as [string, unknown][]);
    default:
      return fromEntries(Object.entries(value));
  }
}

/** A key may be `__proto__`, as keys of JSON may. */
function fromEntries(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(entries.map(([name, item]) => [name, decodeRecord(item)]));
}
