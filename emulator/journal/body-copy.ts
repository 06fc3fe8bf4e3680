/** As many characters of one body are kept. */
export const BODY_CHARACTERS = 65_536;

/** Native bodies that are longer are not read for it. */
const LONGEST_NATIVE_BODY = 4 * 1024 * 1024;
const DEEPEST = 64;
const REDACTED = "[redacted]";

/** Members that hold a secret by their name, when they are texts. */
const SECRET_NAME =
  /secret|passw(or)?d|credential|authorization|api[-_]?key|(session|access|security|bearer|refresh)[-_]?token/i;

/** Long-term and short-term Bedrock API keys (https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html). */
const SECRET_TEXT = /\bABSK[A-Za-z0-9+/=]{20,}|\bbedrock-api-key-[A-Za-z0-9+/=_-]{20,}/g;

/** Copies a body as plain data, clipped to `BODY_CHARACTERS` in all; secrets are left out. */
export class BodyCopy {
  #left = BODY_CHARACTERS;

  /** Whether something had no room. */
  get isClipped(): boolean {
    return this.#left < 0;
  }

  /** How many characters have been taken, by and large. */
  get size(): number {
    return Math.min(BODY_CHARACTERS, BODY_CHARACTERS - this.#left);
  }

  copy(value: unknown, name = "", depth = 0): unknown {
    if (this.isClipped) return "…";
    if (typeof value === "string") return SECRET_NAME.test(name) ? this.#text(REDACTED) : this.#text(value);
    if (typeof value !== "object" || value === null) return this.#plain(value);
    if (value instanceof Date) return this.#text(Number.isNaN(value.getTime()) ? "" : value.toISOString());
    if (value instanceof Uint8Array) return this.#bytes(value, depth);
    if (depth >= DEEPEST) return this.#text("…");
    if (Array.isArray(value)) return this.#list(value, depth);
    return this.#members(value, depth);
  }

  #plain(value: unknown): unknown {
    this.#left -= 8;
    return typeof value === "bigint" ? String(value) : value;
  }

  #text(text: string): string {
    const kept = text.slice(0, Math.max(0, this.#left));
    this.#left -= text.length + 2;
    // A secret must not survive because the clip cuts its end off, so it is looked for in the whole text.
    const clean = (kept.length < text.length ? text.slice(0, kept.length + 1_024) : text).replace(
      SECRET_TEXT,
      REDACTED,
    );
    return kept.length < text.length ? `${clean.slice(0, kept.length)}…` : clean;
  }

  /** A native body is JSON; anything else is told by its length. */
  #bytes(bytes: Uint8Array, depth: number): unknown {
    const isObject = bytes[0] === 0x7b || bytes[0] === 0x5b;
    if (isObject && bytes.byteLength <= LONGEST_NATIVE_BODY) {
      try {
        return this.copy(JSON.parse(Buffer.from(bytes).toString("utf8")), "", depth);
      } catch {
        // Bytes of some other kind.
      }
    }
    this.#left -= 16;
    return { $bytes: bytes.byteLength };
  }

  #list(list: readonly unknown[], depth: number): unknown[] {
    const items: unknown[] = [];
    for (const item of list) {
      items.push(this.copy(item, "", depth + 1));
      if (this.isClipped) break;
    }
    return items;
  }

  #members(value: object, depth: number): Record<string, unknown> {
    const members: [string, unknown][] = [];
    for (const [name, member] of Object.entries(value)) {
      if (member === undefined) continue;
      this.#left -= name.length + 4;
      members.push([name.slice(0, 256), this.copy(member, name, depth + 1)]);
      if (this.isClipped) break;
    }
    return Object.fromEntries(members);
  }
}
