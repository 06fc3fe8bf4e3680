import { type Message, messages } from "../contracts/messages/messages.ts";

type MessageName = keyof typeof messages;
type Places<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Places<Rest> : never;
type Values<Name extends MessageName> = Record<Places<(typeof messages)[Name]["text"]>, string | number>;
type Fill<Name extends MessageName> = [Places<(typeof messages)[Name]["text"]>] extends [never]
  ? []
  : [values: Values<Name>, fields?: Readonly<Record<string, unknown>>];

/** An error that AWS would answer; the protocol layer turns it into a response or a stream's exception event. */
export class AwsError extends Error {
  /** The exception's shape name, for example `ValidationException`. */
  readonly code: string;
  /** Further members of the exception's shape, such as `resourceName` of TooManyTagsException. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The member of the body that carries the message: `Message` where the layer in front of the service answers. */
  readonly bodyKey: "message" | "Message";
  /** The HTTP status, where it is not the one that belongs to the code. */
  readonly status?: number | undefined;
  /** Further headers of the answer. */
  readonly headers?: Readonly<Record<string, string>>;

  constructor(
    code: string,
    message: string,
    fields: Readonly<Record<string, unknown>> = {},
    bodyKey: "message" | "Message" = "message",
  ) {
    super(message);
    this.name = "AwsError";
    this.code = code;
    this.fields = fields;
    this.bodyKey = bodyKey;
  }
}

/** Something AWS does and Outcrop does not: answered as 501, so that nobody takes it for an answer of AWS. */
export class NotEmulatedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "NotEmulatedError";
  }
}

/** State cannot be kept or read: the disk is full, the folder is another's. Told as a gap of the emulator, for AWS has no such error. */
export class StateError extends NotEmulatedError {
  constructor(message: string) {
    super(message);
    this.name = "StateError";
  }
}

/**
 * Thrown where an answer would begin or go on, for the door to break the connection without a word: `refuse` closes it, `reset`
 * and `reset-mid-body` break it off. In a door without a connection it is the client's own error.
 */
export class BrokenConnection extends Error {
  readonly how: "refuse" | "reset" | "reset-mid-body";
  /** Node's code of the error that a client sees. */
  readonly code = "ECONNRESET";

  constructor(how: "refuse" | "reset" | "reset-mid-body") {
    super("socket hang up");
    this.name = "BrokenConnection";
    this.how = how;
  }
}

/**
 * The error that belongs to `name` in the table of messages, with its places filled in; `fields` are further members of the
 * exception's shape.
 */
export function awsError<Name extends MessageName>(name: Name, ...[values, fields]: Fill<Name>): AwsError {
  const message: Message = messages[name];
  const filled: Readonly<Record<string, string | number>> = values ?? {};
  const text = message.text.replaceAll(/\{(\w+)\}/g, (_, place: string) => String(filled[place]));
  return new AwsError(message.code, text, fields, message.bodyKey);
}
