import type { Random } from "../../random.ts";
import { GLYPH_HEIGHT, glyphsOf, widthOf } from "./font.ts";
import { wrap } from "./wrap.ts";

/** The side of a tile in pixels: that of a JPEG block, so that a tile is one number there. */
export const TILE = 8;

export type Colour = readonly [red: number, green: number, blue: number];

/** A picture of flat square tiles, row by row; the tiles on the right and lower edge may stick out of it. */
export interface Mosaic {
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly rows: number;
  /** The colour of each tile, as its place in the palette. */
  readonly tiles: Uint8Array;
  /** At most 16 colours. */
  readonly palette: readonly Colour[];
  /** How many of the palette's first colours are transparent, in a format that can say so. */
  readonly transparent: number;
}

export interface Gradient {
  /** The colours that it goes through; two of chance where there are none. */
  readonly colours?: readonly Colour[] | undefined;
  readonly transparent?: boolean | undefined;
}

const STEPS = 14;
const PAPER = 14;
const INK = 15;

/** Lays a gradient in a direction of chance, and on it the text, as large as it fits; what does not fit is cut. */
export function layMosaic(
  width: number,
  height: number,
  text: string,
  random: Random,
  { colours, transparent = false }: Gradient = {},
): Mosaic {
  const columns = Math.ceil(width / TILE);
  const rows = Math.ceil(height / TILE);
  const chosen = [anyColour(random, 40, 150), anyColour(random, 90, 215)];
  const steps = stepsThrough(colours && colours.length > 0 ? colours : chosen);
  const [across, down] = [random.integer(-4, 4), random.integer(1, 4)];
  const tiles = new Uint8Array(columns * rows);
  const least = Math.min(0, across * (columns - 1));
  const span = Math.abs(across) * (columns - 1) + down * (rows - 1) + 1;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      tiles[row * columns + column] = Math.floor(((column * across + row * down - least) * STEPS) / span);
    }
  }
  const palette = [...steps, [12, 14, 20], [250, 250, 245]] as const;
  const mosaic = { width, height, columns, rows, tiles, palette, transparent: transparent ? STEPS : 0 };
  writeText(mosaic, text);
  return mosaic;
}

function anyColour(random: Random, low: number, high: number): Colour {
  return [random.integer(low, high), random.integer(low, high), random.integer(low, high)];
}

function stepsThrough(colours: readonly Colour[]): Colour[] {
  return Array.from({ length: STEPS }, (_, step) => {
    const place = (step / (STEPS - 1)) * (colours.length - 1);
    const from = colours[Math.floor(place)] ?? [0, 0, 0];
    return between(from, colours[Math.ceil(place)] ?? from, place % 1);
  });
}

function between(from: Colour, to: Colour, share: number): Colour {
  const mix = (at: 0 | 1 | 2) => Math.round(from[at] + (to[at] - from[at]) * share);
  return [mix(0), mix(1), mix(2)];
}

/** Tiles between the edge of the picture and the letters: one of the picture, one of the sheet. */
const FRAME = 2;
const LARGEST = 4;
/** A prompt may be longer; only the largest images have room for as much. */
const MOST_CHARACTERS = 4_000;

/** Letters of ink on a sheet of paper, from the upper left corner; their pixels are squares of some tiles. */
function writeText(mosaic: Mosaic, text: string): void {
  const words = text.slice(0, MOST_CHARACTERS).split(/\s+/).filter(Boolean);
  if (words.length === 0) return;
  for (let scale = LARGEST; scale >= 1; scale--) {
    const wide = Math.floor((mosaic.columns - 2 * FRAME) / scale);
    const high = Math.max(0, Math.floor((mosaic.rows - 2 * FRAME + scale) / (scale * (GLYPH_HEIGHT + 1))));
    const isLast = scale === 1;
    if (!isLast && words.some((word) => widthOf(word) > wide)) continue;
    const lines = wrap(words, wide);
    if (lines.length > high && !isLast) continue;
    writeLines(mosaic, lines.slice(0, high), scale);
    return;
  }
}

function writeLines(mosaic: Mosaic, lines: readonly string[], scale: number): void {
  if (lines.length === 0) return;
  const widest = Math.max(...lines.map(widthOf)) * scale;
  const height = (lines.length * (GLYPH_HEIGHT + 1) - 1) * scale;
  fill(mosaic, FRAME - 1, FRAME - 1, widest + 2, height + 2, PAPER);
  lines.forEach((line, at) => {
    const y = FRAME + at * (GLYPH_HEIGHT + 1) * scale;
    let x = FRAME;
    for (const glyph of glyphsOf(line)) {
      glyph.forEach((pixels, row) => {
        pixels.forEach((inked, column) => {
          if (inked) fill(mosaic, x + column * scale, y + row * scale, scale, scale, INK);
        });
      });
      x += ((glyph[0]?.length ?? 0) + 1) * scale;
    }
  });
}

function fill({ columns, rows, tiles }: Mosaic, left: number, top: number, wide: number, high: number, colour: number) {
  const right = Math.min(columns, left + wide);
  if (left >= right) return;
  for (let row = top; row < Math.min(rows, top + high); row++) {
    tiles.fill(colour, row * columns + left, row * columns + right);
  }
}

/** A mask as models give it back: a black rectangle in the middle of white. */
export function layMask(width: number, height: number): Mosaic {
  const columns = Math.ceil(width / TILE);
  const rows = Math.ceil(height / TILE);
  const mosaic: Mosaic = {
    width,
    height,
    columns,
    rows,
    tiles: new Uint8Array(columns * rows),
    palette: [
      [255, 255, 255],
      [0, 0, 0],
    ],
    transparent: 0,
  };
  const [left, top] = [Math.floor(columns / 4), Math.floor(rows / 4)];
  fill(mosaic, left, top, columns - 2 * left, rows - 2 * top, 1);
  return mosaic;
}
