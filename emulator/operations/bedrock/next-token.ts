import { createHmac, timingSafeEqual } from "node:crypto";
import { awsError } from "../../errors.ts";

/** What a token carries: where the next page starts, and the request that it continues. */
interface Continuation {
  /** Account, Region and filters of the first request; a token is good for these alone. */
  readonly request: readonly string[];
  readonly position: number;
}

/** Makes and reads the opaque `nextToken`s of list operations; a token that was changed or belongs elsewhere is refused. */
export function createNextTokens(seed: number) {
  const seal = (payload: string) => createHmac("sha256", `outcrop next token ${seed}`).update(payload).digest();
  return {
    write(continuation: Continuation): string {
      const payload = JSON.stringify([continuation.position, ...continuation.request]);
      return Buffer.concat([seal(payload), Buffer.from(payload)]).toString("base64url");
    },

    /** The position at which the page starts: 0 without a token. */
    read(token: string | undefined, request: readonly string[]): number {
      if (token === undefined) return 0;
      const bytes = Buffer.from(token, "base64url");
      const payload = bytes.subarray(32).toString("utf8");
      const sealed = bytes.subarray(0, 32);
      if (sealed.byteLength !== 32 || !timingSafeEqual(sealed, seal(payload))) throw awsError("nextTokenInvalid");
      const [position, ...ofRequest] = JSON.parse(payload) as [number, ...string[]];
      if (JSON.stringify(ofRequest) !== JSON.stringify(request)) throw awsError("nextTokenInvalid");
      return position;
    },
  };
}

export type NextTokens = ReturnType<typeof createNextTokens>;
