import type { HttpResponse } from "../protocol/http.ts";

/** A request that a door turns away before the emulator sees it. */
export class Refusal extends Error {
  readonly response: HttpResponse;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "Refusal";
    this.response = jsonAnswer(status, { message }, { "x-amzn-errortype": code });
  }
}

/** The body is larger than the door takes. */
export const entityTooLarge = () => new Refusal(413, "RequestEntityTooLargeException", "Request Entity Too Large");

/** The body cannot be undone from its `Content-Encoding`. */
export const undecodableBody = (encoding: string) =>
  new Refusal(400, "SerializationException", `The request body is not valid ${encoding} data`);

/** The body has a `Content-Encoding` that nobody here can undo. */
export const unsupportedEncoding = (encoding: string) =>
  new Refusal(415, "UnsupportedMediaTypeException", `Unsupported Content-Encoding: ${encoding}`);

/** The answer to a bug of the emulator itself; it never tells more than that, because the caller is not its reader. */
export const bugAnswer = (): HttpResponse =>
  jsonAnswer(
    500,
    { message: "Outcrop failed on this request (a bug of the emulator, not an answer of AWS). Its log has the error." },
    { "x-outcrop-bug": "true" },
  );

/** A JSON answer in the form of AWS's restJson1. */
export function jsonAnswer(status: number, body: object, headers: Readonly<Record<string, string>> = {}): HttpResponse {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    body: Buffer.from(JSON.stringify(body)),
  };
}
