/** Writes the bits of H.264: most significant first, with its variable-length codes. */
export class BitWriter {
  readonly #bytes: number[] = [];
  #bits = 0;
  #value = 0;

  /** The `count` lowest bits of `value`; at most 24 at a time. */
  bits(count: number, value: number): this {
    this.#value = (this.#value << count) | value;
    this.#bits += count;
    while (this.#bits >= 8) {
      this.#bits -= 8;
      this.#bytes.push((this.#value >>> this.#bits) & 0xff);
    }
    this.#value &= (1 << this.#bits) - 1;
    return this;
  }

  /** An Exp-Golomb code of an unsigned number (ITU-T H.264, 9.1): as many zeros as there are bits behind the first one. */
  unsigned(value: number): this {
    const code = value + 1;
    const length = 32 - Math.clz32(code);
    return this.bits(length - 1, 0).bits(length, code);
  }

  /** Whole bytes, at a place where a byte begins. */
  bytes(value: Uint8Array): this {
    if (this.#bits !== 0) throw new RangeError("bytes are written where a byte begins");
    for (const byte of value) this.#bytes.push(byte);
    return this;
  }

  /** Zeros up to where a byte begins. */
  align(): this {
    return this.#bits === 0 ? this : this.bits(8 - this.#bits, 0);
  }

  /** The end of every unit: a one, and zeros up to where a byte begins (rbsp_trailing_bits, 7.3.2.11). */
  finish(): Uint8Array {
    this.bits(1, 1).align();
    return Uint8Array.from(this.#bytes);
  }
}
