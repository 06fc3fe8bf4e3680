import { BrokenConnection } from "../errors.ts";
import type { Kind } from "./kind.ts";
import type { ConnectionBreak } from "./rule.ts";

/** The connection breaks. */
export interface ConnectionFault {
  readonly kind: "connection";
  readonly how: ConnectionBreak;
}

const WAYS: readonly ConnectionBreak[] = ["refuse", "reset", "reset-mid-body"];

export const connection: Kind<ConnectionFault> = {
  keys: ["connection"],
  isOutcome: true,
  isAskedFor: (then) => then.connection !== undefined,
  compile({ connection: how = "reset" }, { refuse }) {
    if (!WAYS.includes(how)) refuse("connection", `"${how}" is none of ${WAYS.join(", ")}`);
    return { unfit: () => undefined, draw: () => ({ kind: "connection", how }) };
  },
};

/** The first half of a body, or of a stream's first frame; then the connection breaks. */
export async function* breakMidBody(body: Uint8Array | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const pieces = body instanceof Uint8Array ? [body] : body;
  for await (const piece of pieces) {
    yield piece.subarray(0, Math.ceil(piece.byteLength / 2));
    break;
  }
  throw new BrokenConnection("reset-mid-body");
}
