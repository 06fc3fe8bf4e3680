import { BitWriter } from "./bit-writer.ts";

/** A colour as video has it: brightness, and the differences of blue and red, each 1 to 255. */
export type Colour = readonly [y: number, cb: number, cr: number];

/** A picture of plain macroblocks: 16 by 16 pixels of one colour each. */
export interface Picture {
  /** In pixels; even numbers, as colours are shared by two by two pixels. */
  readonly width: number;
  readonly height: number;
  /** The colour of the macroblock in a column and a row. The same object where it is the same colour. */
  colourAt(column: number, row: number): Colour;
}

/** In macroblocks; the last ones may reach over the edge. */
const gridOf = ({ width, height }: Picture) => ({ columns: Math.ceil(width / 16), rows: Math.ceil(height / 16) });

/** What a decoder must know beforehand: the units that MP4 keeps apart from the pictures. */
export interface ParameterSets {
  readonly sequence: Uint8Array;
  readonly picture: Uint8Array;
}

/** Constrained Baseline, which every decoder knows; level 4 holds pictures of up to 8,192 macroblocks. */
const PROFILE = 66;
const CONSTRAINTS = 0xc0;
const LEVEL = 40;

/** frame_num has 8 bits: more pictures than that may not stand between two key pictures. */
const FRAME_NUMBER_BITS = 8;
export const LONGEST_GROUP = 2 ** FRAME_NUMBER_BITS;

/** Source: ITU-T H.264, 7.3.2.1 and 7.3.2.2 */
export function parameterSets(picture: Picture): ParameterSets {
  const { columns, rows } = gridOf(picture);
  const right = columns * 16 - picture.width;
  const bottom = rows * 16 - picture.height;
  const sequence = new BitWriter()
    .bits(8, PROFILE)
    .bits(8, CONSTRAINTS)
    .bits(8, LEVEL)
    .unsigned(0)
    .unsigned(FRAME_NUMBER_BITS - 4)
    // Pictures are shown in the order in which they come.
    .unsigned(2)
    .unsigned(1)
    .bits(1, 0)
    .unsigned(columns - 1)
    .unsigned(rows - 1)
    .bits(1, 1)
    .bits(1, 1)
    .bits(1, right + bottom > 0 ? 1 : 0);
  if (right + bottom > 0) {
    sequence
      .unsigned(0)
      .unsigned(right / 2)
      .unsigned(0)
      .unsigned(bottom / 2);
  }
  sequence.bits(1, 0);
  const sets = new BitWriter().unsigned(0).unsigned(0).bits(1, 0).bits(1, 0);
  sets.unsigned(0).unsigned(0).unsigned(0).bits(1, 0).bits(2, 0);
  // The quantisers do not matter; the last three bits allow slices to switch the deblocking filter off.
  sets.unsigned(0).unsigned(0).unsigned(0).bits(1, 1).bits(1, 0).bits(1, 0);
  return { sequence: unit(0x67, sequence.finish()), picture: unit(0x68, sets.finish()) };
}

/** Profile, compatibility and level, as MP4 repeats them. */
export const profileBytes: readonly number[] = [PROFILE, CONSTRAINTS, LEVEL];

/**
 * A picture that stands for itself. A macroblock whose colour differs from its neighbours' is written pixel by pixel; any other is
 * predicted from the left or from above, which takes a byte. `number` tells apart key pictures that follow each other.
 * Source: ITU-T H.264, 7.3.3 to 7.3.5, tables 7-11 and 9-5
 */
export function keyPicture(picture: Picture, number: number): Uint8Array {
  const { columns, rows } = gridOf(picture);
  const slice = new BitWriter()
    .unsigned(0)
    .unsigned(7)
    .unsigned(0)
    .bits(FRAME_NUMBER_BITS, 0)
    .unsigned(number % 2);
  slice.bits(1, 0).bits(1, 0).unsigned(0).unsigned(1);
  let above: boolean[] = [];
  for (let row = 0; row < rows; row++) {
    const written: boolean[] = [];
    for (let column = 0; column < columns; column++) {
      const colour = picture.colourAt(column, row);
      const fromLeft = column > 0 && picture.colourAt(column - 1, row) === colour;
      const fromAbove = row > 0 && picture.colourAt(column, row - 1) === colour;
      if (fromLeft || fromAbove) {
        // I_16x16, horizontal or vertical, without coefficients; then the same prediction for the colours; then no change of quantiser.
        slice
          .unsigned(fromLeft ? 2 : 1)
          .unsigned(fromLeft ? 1 : 2)
          .unsigned(0);
        const besideWritten = written[column - 1] === true || above[column] === true;
        // "No coefficients" is written by the number that the neighbours have, which is 16 for one written pixel by pixel.
        if (besideWritten) slice.bits(6, 0b000011);
        else slice.bits(1, 1);
      } else {
        slice.unsigned(25).align().bytes(plainBlock(colour));
      }
      written.push(!fromLeft && !fromAbove);
    }
    above = written;
  }
  return unit(0x65, slice.finish());
}

/** 16 by 16 of brightness, then 8 by 8 of either colour. */
function plainBlock([y, cb, cr]: Colour): Uint8Array {
  return new Uint8Array(384).fill(y, 0, 256).fill(cb, 256, 320).fill(cr, 320);
}

/** A picture that is the same as the one before. `number` counts from the last key picture, which has 0. */
export function samePicture(picture: Picture, number: number): Uint8Array {
  const { columns, rows } = gridOf(picture);
  const slice = new BitWriter().unsigned(0).unsigned(5).unsigned(0).bits(FRAME_NUMBER_BITS, number);
  slice
    .bits(1, 0)
    .bits(1, 0)
    .bits(1, 0)
    .unsigned(0)
    .unsigned(1)
    .unsigned(columns * rows);
  return unit(0x41, slice.finish());
}

/**
 * A unit with its first byte; where its bytes would look like the start of another, a 3 stands between (7.4.1.1).
 */
function unit(header: number, payload: Uint8Array): Uint8Array {
  const bytes = [header];
  let zeros = 0;
  for (const byte of payload) {
    if (zeros >= 2 && byte <= 3) {
      bytes.push(3);
      zeros = 0;
    }
    bytes.push(byte);
    zeros = byte === 0 ? zeros + 1 : 0;
  }
  return Uint8Array.from(bytes);
}
