import type { Vector } from "./vector.ts";

/** A vector as the numbers of an answer; eight decimals, as recorded answers of Cohere have. */
export function toFloats(vector: Vector): number[] {
  return Array.from(vector, (value) => Math.round(value * 1e8) / 1e8);
}

/** Which half of each axis the vector is in: one number a dimension. */
export function toSigns(vector: Vector): (0 | 1)[] {
  return Array.from(vector, (value) => (value > 0 ? 1 : 0));
}

/** The values of a unit vector in steps from -128 to 127; four standard deviations fill the range. */
export function toInt8(vector: Vector): number[] {
  const scale = (127 * Math.sqrt(vector.length)) / 4;
  return Array.from(vector, (value) => Math.max(-128, Math.min(127, Math.round(value * scale))));
}

/** The same steps from 0 to 255. */
export function toUint8(vector: Vector): number[] {
  return toInt8(vector).map((value) => value + 128);
}

/** Eight signs a number, the first in the highest bit: 0 to 255. */
export function toPackedSigns(vector: Vector): number[] {
  const packed: number[] = [];
  toSigns(vector).forEach((sign, at) => {
    if (at % 8 === 0) packed.push(0);
    packed[packed.length - 1] = ((packed.at(-1) ?? 0) << 1) | sign;
  });
  return packed;
}

/** The same less 128. Source: https://docs.cohere.com/docs/embeddings ("binary" and "ubinary"). */
export function toSignedPackedSigns(vector: Vector): number[] {
  return toPackedSigns(vector).map((value) => value - 128);
}
