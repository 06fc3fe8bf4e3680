/** Reads back what the film writer writes: MP4 boxes, and H.264 pictures of plain macroblocks. An independent reading of the standards. */

/** The boxes of an MP4 file by their path, such as `moov/trak/mdia/mdhd`, without their headers. */
export function boxesOf(bytes: Uint8Array, path = ""): Map<string, Uint8Array> {
  const boxes = new Map<string, Uint8Array>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.byteLength; ) {
    const size = view.getUint32(at);
    if (size < 8 || at + size > bytes.byteLength) throw new Error(`a box of ${size} bytes at ${at} of ${path}`);
    const type = Buffer.from(bytes.subarray(at + 4, at + 8)).toString("latin1");
    const content = bytes.subarray(at + 8, at + size);
    boxes.set(path + type, content);
    if (["moov", "trak", "mdia", "minf", "stbl"].includes(type)) {
      for (const [name, inner] of boxesOf(content, `${path}${type}/`)) boxes.set(name, inner);
    }
    at += size;
  }
  return boxes;
}

/** The 32-bit numbers of a box. */
export function numbersOf(bytes: Uint8Array | undefined): number[] {
  if (!bytes) throw new Error("there is no such box");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.byteLength / 4) }, (_, at) => view.getUint32(at * 4));
}

class BitReader {
  readonly #bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array) {
    // What stands between so that nothing looks like the start of a unit goes out.
    const plain: number[] = [];
    for (const [at, byte] of bytes.entries()) {
      if (!(byte === 3 && bytes[at - 1] === 0 && bytes[at - 2] === 0)) plain.push(byte);
    }
    this.#bytes = Uint8Array.from(plain);
  }

  bits(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++, this.at++) {
      value = value * 2 + (((this.#bytes[this.at >> 3] ?? 0) >> (7 - (this.at & 7))) & 1);
    }
    return value;
  }

  unsigned(): number {
    let zeros = 0;
    while (this.bits(1) === 0) if (++zeros > 32) throw new Error("no number");
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  pixels(count: number): Uint8Array {
    this.at = Math.ceil(this.at / 8) * 8;
    const from = this.at / 8;
    this.at += count * 8;
    return this.#bytes.subarray(from, from + count);
  }

  /** Whether only a one and zeros are left. */
  isAtEnd(): boolean {
    if (this.bits(1) !== 1) return false;
    while (this.at < this.#bytes.byteLength * 8) if (this.bits(1) !== 0) return false;
    return true;
  }
}

/** The size in pixels that a sequence parameter set tells. */
export function sizeOf(sequence: Uint8Array): { width: number; height: number } {
  const reader = new BitReader(sequence.subarray(1));
  reader.bits(24);
  for (let i = 0; i < 4; i++) reader.unsigned();
  reader.bits(1);
  const columns = reader.unsigned() + 1;
  const rows = reader.unsigned() + 1;
  reader.bits(2);
  const [left, right, top, bottom] = reader.bits(1) ? [0, 0, 0, 0].map(() => reader.unsigned()) : [0, 0, 0, 0];
  reader.bits(1);
  if (!reader.isAtEnd()) throw new Error("the sequence parameter set goes on");
  return {
    width: columns * 16 - ((left ?? 0) + (right ?? 0)) * 2,
    height: rows * 16 - ((top ?? 0) + (bottom ?? 0)) * 2,
  };
}

/** The colours of the macroblocks of a key picture, row by row. */
export function coloursOf(unit: Uint8Array, columns: number, rows: number): number[][] {
  if (unit[0] !== 0x65) throw new Error("not a key picture");
  const reader = new BitReader(unit.subarray(1));
  if (reader.unsigned() !== 0 || reader.unsigned() !== 7 || reader.unsigned() !== 0) throw new Error("another slice");
  if (reader.bits(8) !== 0) throw new Error("a key picture has the number 0");
  reader.unsigned();
  reader.bits(2);
  if (reader.unsigned() !== 0 || reader.unsigned() !== 1) throw new Error("another quantiser or filter");
  const colours: number[][] = [];
  const coefficients: number[] = [];
  for (let at = 0; at < columns * rows; at++) {
    const left = at % columns > 0 ? at - 1 : undefined;
    const above = at >= columns ? at - columns : undefined;
    const type = reader.unsigned();
    if (type === 25) {
      const pixels = reader.pixels(384);
      const planes = [pixels.subarray(0, 256), pixels.subarray(256, 320), pixels.subarray(320)];
      if (!planes.every((plane) => plane.every((value) => value === plane[0]))) throw new Error("not one colour");
      colours.push(planes.map((plane) => plane[0] ?? 0));
      coefficients.push(16);
      continue;
    }
    const from = type === 2 ? left : above;
    if (type !== 1 && type !== 2) throw new Error(`a macroblock of type ${type}`);
    if (reader.unsigned() !== (type === 2 ? 1 : 2)) throw new Error("brightness and colours are predicted apart");
    if (reader.unsigned() !== 0) throw new Error("another quantiser");
    const known = [left, above].flatMap((one) => (one === undefined ? [] : [coefficients[one] ?? 0]));
    const context = known.length === 2 ? ((known[0] ?? 0) + (known[1] ?? 0) + 1) >> 1 : (known[0] ?? 0);
    const none = context >= 8 ? reader.bits(6) === 3 : reader.bits(1) === 1;
    if (!none) throw new Error("coefficients");
    colours.push(colours[from ?? -1] ?? []);
    coefficients.push(0);
  }
  if (!reader.isAtEnd()) throw new Error("the picture goes on");
  return colours;
}
