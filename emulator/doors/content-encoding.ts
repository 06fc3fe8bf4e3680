import { promisify } from "node:util";
import { gunzip, inflate, inflateRaw } from "node:zlib";
import { entityTooLarge, undecodableBody, unsupportedEncoding } from "./refusal.ts";

const inflaters = { gzip: promisify(gunzip), zlib: promisify(inflate), raw: promisify(inflateRaw) };

/**
 * Undoes `Content-Encoding` (gzip, deflate, identity).
 *
 * Takes the bytes as sent, the header's value and the largest size of the result; throws a `Refusal`: 413 beyond the limit,
 * 400 for damaged data, 415 for any other encoding.
 */
export async function decodeContent(
  body: Uint8Array,
  contentEncoding: string | undefined,
  limitBytes: number,
): Promise<Uint8Array> {
  if (body.byteLength > limitBytes) throw entityTooLarge();
  const encoding = contentEncoding?.trim().toLowerCase() ?? "";
  if (encoding === "" || encoding === "identity") return body;
  if (encoding !== "gzip" && encoding !== "x-gzip" && encoding !== "deflate") throw unsupportedEncoding(encoding);
  const inflater = encoding === "deflate" ? (hasZlibHeader(body) ? inflaters.zlib : inflaters.raw) : inflaters.gzip;
  try {
    return await inflater(body, { maxOutputLength: limitBytes });
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE"
      ? entityTooLarge()
      : undecodableBody(encoding);
  }
}

// RFC 9110 means the zlib format by `deflate`, yet a known part of clients sends the bare deflate stream.
function hasZlibHeader(body: Uint8Array): boolean {
  const [first = 0, second = 0] = body;
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
}
