import type { Random } from "../../random.ts";
import { encodeJpeg } from "./jpeg.ts";
import { layMosaic } from "./mosaic.ts";
import { encodePng } from "./png.ts";

export interface Drawing {
  /** In pixels, 1 to 65,535. */
  readonly width: number;
  readonly height: number;
  /** Written on the image; letters without a glyph are boxes, and what does not fit is cut. */
  readonly text: string;
  readonly format: "png" | "jpeg";
  /** The colours; the same chance draws the same bytes. */
  readonly random: Random;
}

/** A small image file: a gradient of coarse tiles, in colours of chance, with the text on it. */
export function drawImage({ width, height, text, format, random }: Drawing): Uint8Array {
  const mosaic = layMosaic(width, height, text, random);
  return format === "png" ? encodePng(mosaic) : encodeJpeg(mosaic);
}
