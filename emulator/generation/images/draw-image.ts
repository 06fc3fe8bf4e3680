import type { Random } from "../../random.ts";
import { encodeJpeg } from "./jpeg.ts";
import { type Gradient, layMask, layMosaic } from "./mosaic.ts";
import { encodePng } from "./png.ts";

export interface Drawing extends Gradient {
  /** In pixels, 1 to 65,535. */
  readonly width: number;
  readonly height: number;
  /** Written on the image; letters without a glyph are boxes, and what does not fit is cut. */
  readonly text: string;
  readonly format: "png" | "jpeg";
  /** The direction of the gradient, and its colours unless they are given; the same chance draws the same bytes. */
  readonly random: Random;
}

/** A small image file: a gradient of coarse tiles with the text on it. Where it is to be transparent, a PNG is but for the text. */
export function drawImage({ width, height, text, format, random, ...gradient }: Drawing): Uint8Array {
  const mosaic = layMosaic(width, height, text, random, gradient);
  return format === "png" ? encodePng(mosaic) : encodeJpeg(mosaic);
}

/** A PNG of a mask: black in the middle, white around it. */
export function drawMask(width: number, height: number): Uint8Array {
  return encodePng(layMask(width, height));
}
