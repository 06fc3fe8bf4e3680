import { EventStreamCodec } from "@smithy/core/event-streams";
import type { AwsError, NotEmulatedError } from "../errors.ts";
import type { Random } from "../random.ts";
import { type ApiModel, shapeOf } from "./model.ts";
import type { Writer } from "./write.ts";

const utf8 = new TextEncoder();
/** The texts of headers, encoded once: there are a few dozen short ones, and six in every frame. */
const headerTexts = new Map<string, Uint8Array>();
const SHORT_TEXT = 64;
const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes as Uint8Array).toString("utf8"),
  (text) => {
    const bytes = headerTexts.get(text) ?? utf8.encode(text);
    if (text.length <= SHORT_TEXT) headerTexts.set(text, bytes);
    return bytes;
  },
);

/**
 * The padding that the service adds to every event, so that the length of a frame does not give its content away. In 1,544
 * recorded frames (the test cassettes of langchain-aws and opentelemetry-python-contrib) it is a prefix of this, 2 to 61 long.
 */
const PADDING = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** Encodes the events of one event-stream shape as `application/vnd.amazon.eventstream` frames. */
export interface EventEncoder {
  /** One event, given as the union member that it is: `{ messageStart: { role: "assistant" } }`. */
  event(union: Readonly<Record<string, unknown>>, random: Random): Uint8Array;
  /** An exception in mid-stream: the stream's own member for this error, else its internal server exception. */
  exception(error: AwsError): Uint8Array;
  /** A gap of the emulator that shows in mid-stream: an error that no event stream of AWS's models. */
  gap(error: NotEmulatedError): Uint8Array;
}

/** Compiles the encoder of the event-stream shape called `shapeName`. */
export function createEventEncoder(
  model: ApiModel,
  shapeName: string,
  writerOf: (shapeName: string) => Writer,
): EventEncoder {
  const members = shapeOf(model, shapeName).members ?? {};
  return {
    event(union, random) {
      const [name, value] = Object.entries(union).find(([, member]) => member !== undefined) ?? [];
      const member = name === undefined ? undefined : members[name];
      if (name === undefined || !member) throw new Error(`${shapeName} has no event ${name}`);
      const payload = writerOf(member.shape)(value) as Record<string, unknown>;
      payload.p = PADDING.slice(0, random.integer(2, 61));
      return frame({ ":event-type": name, ":content-type": "application/json", ":message-type": "event" }, payload);
    },
    exception(error) {
      const name = lowerFirst(error.code);
      const modelled = members[name] !== undefined;
      const type = modelled ? name : "internalServerException";
      const payload = modelled
        ? { message: error.message, ...error.fields }
        : { message: "The system encountered an unexpected error during processing. Try your request again." };
      return frame(
        { ":exception-type": type, ":content-type": "application/json", ":message-type": "exception" },
        payload,
      );
    },
    gap: ({ message }) =>
      frame(
        { ":error-code": "NotImplementedException", ":error-message": message, ":message-type": "error" },
        { message },
      ),
  };
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

function frame(headers: Readonly<Record<string, string>>, payload: unknown): Uint8Array {
  return codec.encode({
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, { type: "string", value }] as const),
    ),
    body: utf8.encode(JSON.stringify(payload)),
  });
}
