import { createHash } from "node:crypto";
import type { Random } from "../random.ts";

const BYTES = 254;
/** How the signatures of models begin, in their own serialization. */
const BEGINNING = Buffer.from([0x12, 0xfb, 0x01]);
/** What tells a signature of Outcrop from one of a model. */
const MARK = Buffer.from("outcrop");
const DIGEST_BYTES = 16;
const FEWEST_BYTES = 48;
const CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The signature of a reasoning: Base64 that vouches for its text. */
export function sign(text: string, random: Random): string {
  const head = Buffer.concat([BEGINNING, MARK, digest(text)]);
  const rest = Buffer.from(random.characters(Math.ceil(((BYTES - head.length) * 4) / 3), CHARACTERS), "base64");
  return Buffer.concat([head, rest]).subarray(0, BYTES).toString("base64");
}

/**
 * Whether a signature can be the one of `text`. One that Outcrop made has to be that of this very text. One that a model made cannot
 * be read by anybody else: it passes when it has a signature's form, so that recorded conversations can be replayed.
 */
export function isSignatureOf(signature: string, text: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(signature)) return false;
  const bytes = Buffer.from(signature, "base64");
  if (bytes.length < FEWEST_BYTES) return false;
  const at = BEGINNING.length;
  if (!bytes.subarray(at, at + MARK.length).equals(MARK)) return true;
  return bytes.subarray(at + MARK.length, at + MARK.length + DIGEST_BYTES).equals(digest(text));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest().subarray(0, DIGEST_BYTES);
}
