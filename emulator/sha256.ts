import { createHash, createHmac } from "node:crypto";
import type { Checksum } from "@smithy/types";

/** Node's SHA-256 in the form that the signer of AWS's requests takes. */
export class Sha256 implements Checksum {
  readonly #hash;

  constructor(secret?: Parameters<typeof toBytes>[0]) {
    this.#hash = secret === undefined ? createHash("sha256") : createHmac("sha256", toBytes(secret));
  }

  update(chunk: Uint8Array): void {
    this.#hash.update(chunk);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    throw new Error("the signer makes a new hash for each digest");
  }
}

function toBytes(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === "string") return Buffer.from(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return new Uint8Array(data);
}
