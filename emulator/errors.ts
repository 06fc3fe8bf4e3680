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
