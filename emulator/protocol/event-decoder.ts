import { AwsError, awsError } from "../errors.ts";
import { decodeMessage, type EventMessage, readMessages } from "./event-messages.ts";
import { parseJson } from "./json.ts";
import { type ApiModel, shapeOf } from "./model.ts";
import type { Reader } from "./read.ts";

/** A message that wraps an event and carries a signature over it, as clients with AWS credentials send every event. */
export interface SignedEvent {
  /** The wrapped event's bytes; empty in the message that ends the stream. */
  readonly payload: Uint8Array;
  readonly date: Date;
  readonly signature: Uint8Array;
}

/** Checks each message of a stream in order, `undefined` standing for one that carries no signature; throws AWS's error. */
export type EventVerifier = (event: SignedEvent | undefined) => void | Promise<void>;

/** Decodes the events of one event-stream shape. */
export type EventDecoder = (
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  verify: EventVerifier | undefined,
) => AsyncGenerator<Record<string, unknown>>;

/** What decoding an event stands on, of the service's API model. */
export interface EventDecoderTools {
  readonly model: ApiModel;
  readonly readerOf: (shapeName: string) => Reader;
  readonly checkOf: (shapeName: string) => (value: unknown) => void;
}

/**
 * Compiles the decoder of the event-stream shape called `shapeName`: bytes in any portions become events, each given as the union
 * member that it is, read and checked one by one. Signed and unsigned messages are both taken; a signed one without content ends
 * the stream (https://docs.aws.amazon.com/transcribe/latest/dg/streaming-http2.html, whose framing all of AWS's event streams share).
 * Errors: AWS's ValidationException, for what is no message, no event of this stream, or breaks a constraint.
 */
export function createEventDecoder(shapeName: string, { model, readerOf, checkOf }: EventDecoderTools): EventDecoder {
  const members = shapeOf(model, shapeName).members ?? {};
  const readEvent = ({ headers, body }: EventMessage): Record<string, unknown> => {
    const name = textHeader(headers, ":event-type") ?? "";
    const shape = Object.hasOwn(members, name) ? members[name]?.shape : undefined;
    if (textHeader(headers, ":message-type") !== "event" || shape === undefined) throw awsError("inputChunkUnreadable");
    const event = readPayload(body, readerOf(shape));
    checkOf(shape)(event);
    return { [name]: event };
  };
  return async function* (chunks, verify) {
    for await (const message of readMessages(chunks)) {
      const signed = readSigned(message);
      await verify?.(signed);
      if (signed?.payload.byteLength === 0) return;
      yield readEvent(signed ? decodeMessage(signed.payload) : message);
    }
  };
}

/** What is wrong with an event's JSON is told as the stream tells it: it has no exception for what a body is refused with. */
function readPayload(body: Uint8Array, read: Reader): unknown {
  try {
    return read(parseJson(body));
  } catch (error) {
    throw error instanceof AwsError ? awsError("inputChunkUnreadable") : error;
  }
}

function readSigned({ headers, body }: EventMessage): SignedEvent | undefined {
  const signature = headers[":chunk-signature"];
  if (signature === undefined) return undefined;
  const date = headers[":date"];
  if (signature.type !== "binary" || date?.type !== "timestamp") throw awsError("inputChunkUnreadable");
  return { payload: body, date: date.value, signature: signature.value };
}

function textHeader(headers: EventMessage["headers"], name: string): string | undefined {
  const header = headers[name];
  return header?.type === "string" ? header.value : undefined;
}
