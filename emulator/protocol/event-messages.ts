import { crc32 } from "node:zlib";
import { EventStreamCodec, type Message } from "@smithy/core/event-streams";
import { awsError } from "../errors.ts";

/** One message of `application/vnd.amazon.eventstream`, its checksums verified. */
export type EventMessage = Message;

/**
 * The longest message that is read. AWS's format allows 16 MB (https://smithy.io/2.0/aws/amazon-eventstream.html); the one event that
 * Bedrock reads holds at most a million bytes in base64, so that any message longer than this breaks that constraint anyway.
 */
export const LONGEST_MESSAGE = 2 * 1024 * 1024;

/** Total length, length of the headers, checksum of the two. */
const PRELUDE = 12;
const CHECKSUM = 4;

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString("utf8"),
  (text) => Buffer.from(text),
);

/**
 * The messages in a stream of bytes, however the bytes are portioned. A wrong prelude is refused as soon as its twelve bytes are
 * there, so that nothing waits for the length it makes up. Bytes that are left over at the end are refused too.
 * Errors: AWS's ValidationException for bytes that are no message, and for a message that is too long.
 */
export async function* readMessages(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<EventMessage> {
  let pending: Uint8Array[] = [];
  let size = 0;
  let needed = PRELUDE;
  for await (const chunk of chunks) {
    if (chunk.byteLength === 0) continue;
    pending.push(chunk);
    size += chunk.byteLength;
    if (size < needed) continue;
    let bytes = pending.length === 1 ? chunk : Buffer.concat(pending, size);
    for (needed = lengthOf(bytes); needed <= bytes.byteLength; needed = lengthOf(bytes)) {
      // The copy lets the rest of the chunk go, however long the message is kept.
      yield decodeMessage(bytes.slice(0, needed));
      bytes = bytes.subarray(needed);
    }
    pending = bytes.byteLength === 0 ? [] : [bytes];
    size = bytes.byteLength;
  }
  if (size > 0) throw awsError("inputChunkUnreadable");
}

/** How many bytes must be there before the next look: those of the whole message once its prelude is there. */
function lengthOf(bytes: Uint8Array): number {
  if (bytes.byteLength < PRELUDE) return PRELUDE;
  const view = new DataView(bytes.buffer, bytes.byteOffset, PRELUDE);
  const total = view.getUint32(0);
  const headers = view.getUint32(4);
  const isSound = view.getUint32(8) === crc32(bytes.subarray(0, 8)) && headers <= total - PRELUDE - CHECKSUM;
  if (!isSound || total < PRELUDE + CHECKSUM || total > LONGEST_MESSAGE) throw awsError("inputChunkUnreadable");
  return total;
}

/** One message out of its own bytes; throws AWS's ValidationException when they are not exactly that. */
export function decodeMessage(bytes: Uint8Array): EventMessage {
  try {
    return codec.decode(bytes);
  } catch {
    throw awsError("inputChunkUnreadable");
  }
}
