import type { ImageSize } from "../images/image-size.ts";
import type { StabilityBody } from "./body.ts";
import type { OutputSize } from "./services.ts";

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** About a megapixel in each ratio, the sides within the documented 640 to 1,536 pixels; the numbers themselves are assumed. */
const sizes: Readonly<Record<string, readonly [number, number]>> = {
  "21:9": [1_536, 640],
  "16:9": [1_344, 768],
  "3:2": [1_216, 832],
  "5:4": [1_088, 896],
  "1:1": [1_024, 1_024],
  "4:5": [896, 1_088],
  "2:3": [832, 1_216],
  "9:16": [768, 1_344],
  "9:21": [640, 1_536],
};

const FOUR_K = 4_096;

/** How large the picture is that answers a request, which may have been made from an image. */
export function outputSize(kind: OutputSize, body: StabilityBody, image: ImageSize | undefined): Size {
  const [width, height] = sizes[body.aspect_ratio ?? "1:1"] ?? [1_024, 1_024];
  const aspect = { width, height };
  if (!image || kind === "aspect") return aspect;
  switch (kind) {
    case "aspect-or-image":
    case "image":
      return { width: image.width, height: image.height };
    case "fourfold":
      return { width: 4 * image.width, height: 4 * image.height };
    case "4k": {
      const factor = FOUR_K / Math.max(image.width, image.height);
      return { width: Math.round(image.width * factor), height: Math.round(image.height * factor) };
    }
    case "extended": {
      const { left = 0, right = 0, up = 0, down = 0 } = body;
      return { width: image.width + left + right, height: image.height + up + down };
    }
  }
}
