/**
 * Compresses runs of equal bytes into a zlib stream, with the fixed codes of deflate and matches at distance 1 alone. It takes the
 * time of the runs, not of the bytes, and its output is the same on every machine: that of node:zlib differs between builds.
 * Sources: https://www.rfc-editor.org/rfc/rfc1951 (section 3.2.6), https://www.rfc-editor.org/rfc/rfc1950
 */
export class RunDeflater {
  readonly #bytes = [0x78, 0x01];
  #held = 0b011; // the last block, with fixed codes
  #count = 3;
  #low = 1;
  #high = 0;

  /** `length` times `byte`. */
  run(byte: number, length: number): void {
    if (length <= 0) return;
    this.#check(byte, length);
    this.#literal(byte);
    let left = length - 1;
    for (; left >= SHORTEST; left -= Math.min(left, LONGEST)) this.#match(Math.min(left, LONGEST));
    for (; left > 0; left--) this.#literal(byte);
  }

  finish(): Uint8Array {
    this.#code(0, 7);
    if (this.#count > 0) this.#bits(0, 8 - this.#count);
    return Uint8Array.from([...this.#bytes, this.#high >> 8, this.#high & 0xff, this.#low >> 8, this.#low & 0xff]);
  }

  /** Adler-32, over the whole run at once. */
  #check(byte: number, length: number): void {
    this.#high = (this.#high + length * this.#low + (byte * length * (length + 1)) / 2) % ADLER_BASE;
    this.#low = (this.#low + length * byte) % ADLER_BASE;
  }

  #literal(byte: number): void {
    if (byte < 144) this.#code(0x30 + byte, 8);
    else this.#code(0x190 + byte - 144, 9);
  }

  #match(length: number): void {
    const at = lengthBases.findLastIndex((base) => base <= length);
    const symbol = 1 + at;
    if (symbol < 24) this.#code(symbol, 7);
    else this.#code(0xc0 + symbol - 24, 8);
    this.#bits(length - (lengthBases[at] ?? 0), extraBits(at));
    this.#code(0, 5);
  }

  /** Codes stand in the stream with their highest bit first, numbers with their lowest. */
  #code(code: number, length: number): void {
    let reversed = 0;
    for (let bit = 0; bit < length; bit++) reversed |= ((code >> bit) & 1) << (length - 1 - bit);
    this.#bits(reversed, length);
  }

  #bits(bits: number, length: number): void {
    this.#held |= bits << this.#count;
    this.#count += length;
    for (; this.#count >= 8; this.#count -= 8, this.#held >>>= 8) this.#bytes.push(this.#held & 0xff);
  }
}

const ADLER_BASE = 65_521;
const SHORTEST = 3;
const LONGEST = 258;

/** How many bits after the symbol of a match tell its length from the symbol's base. */
function extraBits(at: number): number {
  return at < 8 || at === 28 ? 0 : Math.floor(at / 4) - 1;
}

const lengthBases = [SHORTEST];
for (let at = 0; at < 27; at++) lengthBases.push((lengthBases[at] ?? 0) + (1 << extraBits(at)));
lengthBases.push(LONGEST);
