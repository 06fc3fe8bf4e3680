import type { Kind } from "./kind.ts";
import type { ConnectionBreak } from "./rule.ts";

/** The connection breaks. */
export interface ConnectionFault {
  readonly kind: "connection";
  readonly how: ConnectionBreak;
}

/** Thrown where the answer would go on, for the door to break the connection; in a door without one, the client's own error. */
export class BrokenConnection extends Error {
  readonly how: ConnectionBreak;
  /** Node's code of the error that a client sees. */
  readonly code = "ECONNRESET";

  constructor(how: ConnectionBreak) {
    super("socket hang up");
    this.name = "BrokenConnection";
    this.how = how;
  }
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
