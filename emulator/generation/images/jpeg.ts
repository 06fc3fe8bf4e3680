import type { Colour, Mosaic } from "./mosaic.ts";

/**
 * A baseline JPEG of flat blocks: a block is its mean alone, as the difference from the block before it. Without a cosine
 * transform it takes milliseconds where a general encoder takes a tenth of a second.
 * Source: https://www.w3.org/Graphics/JPEG/itu-t81.pdf, sections B.2 and F.1.2; https://www.w3.org/Graphics/JPEG/jfif3.pdf
 */
export function encodeJpeg({ width, height, tiles, palette }: Mosaic): Uint8Array {
  const colours = palette.map(toYcc);
  const head = headers(width, height);
  // A block takes at most three times 14 bits, each byte at most two for the zero that follows 0xff.
  const writer = new BitWriter(head, tiles.length * 12 + 16);
  let before: Colour = [0, 0, 0];
  for (const tile of tiles) {
    const colour = colours[tile] ?? before;
    for (const at of [0, 1, 2] as const) writeBlock(writer, colour[at] - before[at]);
    before = colour;
  }
  return writer.finish();
}

/** Y, Cb and Cr less 128. */
function toYcc([red, green, blue]: Colour): Colour {
  return [
    Math.round(0.299 * red + 0.587 * green + 0.114 * blue) - 128,
    Math.round(-0.168736 * red - 0.331264 * green + 0.5 * blue),
    Math.round(0.5 * red - 0.418688 * green - 0.081312 * blue),
  ];
}

type Code = readonly [bits: number, length: number];

/** The codes of the Huffman tables in `headers`: most blocks are like the one before, so that has the one-bit code. */
const SIZE_CODES: readonly [Code, ...Code[]] = [
  [0b0, 1],
  [0b1000, 4],
  [0b1001, 4],
  [0b1010, 4],
  [0b1011, 4],
  [0b1100, 4],
  [0b1101, 4],
  [0b1110, 4],
  [0b11110, 5],
];
const DC_LENGTHS = [1, 0, 0, 7, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const DC_SIZES = [0, 1, 2, 3, 4, 5, 6, 7, 8];
const END_OF_BLOCK: Code = [0b0, 1];
const AC_LENGTHS = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const AC_SIZES = [0];

function writeBlock(writer: BitWriter, difference: number): void {
  const size = 32 - Math.clz32(Math.abs(difference));
  const [bits, length] = SIZE_CODES[size] ?? SIZE_CODES[0];
  writer.write(bits, length);
  if (size > 0) writer.write(difference < 0 ? difference + (1 << size) - 1 : difference, size);
  writer.write(...END_OF_BLOCK);
}

const COMPONENTS = [1, 2, 3];

function headers(width: number, height: number): number[] {
  return [
    0xff,
    0xd8,
    ...segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    // All quantized by 8, the factor between a flat block's value and its first coefficient: nothing is lost.
    ...segment(0xdb, [0, ...Array<number>(64).fill(8)]),
    ...segment(0xc0, [8, ...word(height), ...word(width), 3, ...COMPONENTS.flatMap((id) => [id, 0x11, 0])]),
    ...segment(0xc4, [0x00, ...DC_LENGTHS, ...DC_SIZES, 0x10, ...AC_LENGTHS, ...AC_SIZES]),
    ...segment(0xda, [3, ...COMPONENTS.flatMap((id) => [id, 0x00]), 0, 63, 0]),
  ];
}

function segment(marker: number, data: readonly number[]): number[] {
  return [0xff, marker, ...word(data.length + 2), ...data];
}

function word(value: number): [number, number] {
  return [value >> 8, value & 0xff];
}

/** Bits from the highest down, with a zero after each 0xff. */
class BitWriter {
  #bytes: Uint8Array;
  #at: number;
  #held = 0;
  #count = 0;

  constructor(head: readonly number[], room: number) {
    this.#bytes = new Uint8Array(head.length + room);
    this.#bytes.set(head);
    this.#at = head.length;
  }

  write(bits: number, length: number): void {
    this.#held = (this.#held << length) | bits;
    this.#count += length;
    while (this.#count >= 8) {
      this.#count -= 8;
      const byte = (this.#held >> this.#count) & 0xff;
      this.#bytes[this.#at++] = byte;
      if (byte === 0xff) this.#bytes[this.#at++] = 0;
    }
    this.#held &= (1 << this.#count) - 1;
  }

  /** Fills the last byte with ones and ends the image. */
  finish(): Uint8Array {
    if (this.#count > 0) this.write((1 << (8 - this.#count)) - 1, 8 - this.#count);
    this.#bytes[this.#at++] = 0xff;
    this.#bytes[this.#at++] = 0xd9;
    return this.#bytes.slice(0, this.#at);
  }
}
