import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hash } from "node:crypto";
import { awsError } from "../../errors.ts";

/** What a token continues: the account, Region and filters of the first request. A token is good for these alone. */
type ContinuedRequest = readonly string[];

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const POSITION_BYTES = 8;
const SEAL_BYTES = 16;

/**
 * Makes and reads the opaque `nextToken`s of list operations. A token holds nothing but the position of the next page,
 * encrypted and sealed together with the request; one that was changed or belongs to another request is refused with
 * ValidationException.
 */
export function createNextTokens(seed: number) {
  // A key object, as Node would make one of the bytes for every token, which takes it several times as long as to encrypt.
  const key = createSecretKey(hash("sha256", `outcrop next token ${seed}`, "buffer"));
  // Derived, not drawn: the same page has the same token in every run, and no nonce ever serves two positions.
  const nonceFor = (request: ContinuedRequest, position: number) =>
    createHmac("sha256", `outcrop next token nonce ${seed}`)
      .update(JSON.stringify([position, ...request]))
      .digest()
      .subarray(0, NONCE_BYTES);
  const sealed = (request: ContinuedRequest) => Buffer.from(JSON.stringify(request));

  return {
    write(request: ContinuedRequest, position: number): string {
      const nonce = nonceFor(request, position);
      const cipher = createCipheriv(CIPHER, key, nonce).setAAD(sealed(request));
      const plain = Buffer.alloc(POSITION_BYTES);
      plain.writeBigUInt64BE(BigInt(position));
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString("base64url");
    },

    /** The position at which the page starts: 0 without a token. */
    read(token: string | undefined, request: ContinuedRequest): number {
      if (token === undefined) return 0;
      const bytes = Buffer.from(token, "base64url");
      // Node skips characters that are not of the alphabet; only the one true spelling of a token is taken.
      const isWhole = bytes.byteLength === NONCE_BYTES + POSITION_BYTES + SEAL_BYTES;
      if (!isWhole || bytes.toString("base64url") !== token) throw awsError("nextTokenInvalid");
      const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES))
        .setAAD(sealed(request))
        .setAuthTag(bytes.subarray(-SEAL_BYTES));
      try {
        const plain = decipher.update(bytes.subarray(NONCE_BYTES, -SEAL_BYTES));
        return Number(Buffer.concat([plain, decipher.final()]).readBigUInt64BE());
      } catch {
        throw awsError("nextTokenInvalid");
      }
    },
  };
}

export type NextTokens = ReturnType<typeof createNextTokens>;
