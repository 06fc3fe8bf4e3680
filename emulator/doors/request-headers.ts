/** A header record without prototype: a client may name a header `constructor` or `__proto__`. */
export function emptyHeaders(): Record<string, string> {
  return Object.create(null) as Record<string, string>;
}

/** Adds one header to the record: name in lower case, a repeated one joined by `, `. */
export function addHeader(headers: Record<string, string>, name: string, value: string): void {
  const key = name.toLowerCase();
  const known = headers[key];
  headers[key] = known === undefined ? value : `${known}, ${value}`;
}

/**
 * The header record of Node's flat list of names and values.
 *
 * Of HTTP/2's pseudo-headers only `:authority` stays, because SigV4 over HTTP/2 signs it; `host` repeats it when the client
 * sent none.
 */
export function readHeaders(rawHeaders: readonly string[]): Record<string, string> {
  const headers = emptyHeaders();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    if (name.startsWith(":") && name !== ":authority") continue;
    addHeader(headers, name, rawHeaders[index + 1] as string);
  }
  const authority = headers[":authority"];
  if (authority !== undefined) headers.host ??= authority;
  return headers;
}
