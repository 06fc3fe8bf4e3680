import { type AwsError, awsError } from "../../errors.ts";
import type { ImageSize } from "../images/image-size.ts";
import type { ImageModel } from "./model.ts";

/** What may be drawn. Source: the table of sizes of the documentation of Titan Image Generator. */
const titanSizes = new Set(
  "1024x1024 768x768 512x512 768x1152 384x576 1152x768 576x384 768x1280 384x640 1280x768 640x384 896x1152 448x576 1152x896 576x448 768x1408 384x704 1408x768 704x384 640x1408 320x704 1408x640 704x320 1152x640 1173x640".split(
    " ",
  ),
);

const TITAN_LONGEST = 1_408;
const CANVAS_SHORTEST = 320;
const CANVAS_LONGEST = 4_096;
/** The documentation says fewer than that; it names 2,048 by 2,048 as a size all the same. */
const CANVAS_MOST_PIXELS = 4_194_304;
const CANVAS_STEP = 16;
const WIDEST = 4;

/**
 * The refusal of a size that the model does not draw.
 * Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-image.html,
 * https://docs.aws.amazon.com/nova/latest/userguide/image-gen-access.html#image-gen-resolutions
 */
export function outputRefusal(width: number, height: number, model: ImageModel): AwsError | undefined {
  if (model === "titan") {
    return titanSizes.has(`${width}x${height}`) ? undefined : refuse(`the size ${width}x${height} is not supported`);
  }
  if (width % CANVAS_STEP !== 0 || height % CANVAS_STEP !== 0) {
    return refuse(`width and height must be divisible by ${CANVAS_STEP}, found ${width}x${height}`);
  }
  return canvasRefusal("the output image", width, height);
}

/** The refusal of an image that the model does not take; `member` names it. */
export function inputRefusal(member: string, { width, height }: ImageSize, model: ImageModel): AwsError | undefined {
  if (model === "canvas") return canvasRefusal(member, width, height);
  return Math.max(width, height) > TITAN_LONGEST
    ? refuse(`${member} must be at most ${TITAN_LONGEST} pixels on its longer side, found ${width}x${height}`)
    : undefined;
}

function canvasRefusal(what: string, width: number, height: number): AwsError | undefined {
  const [shorter, longer] = [Math.min(width, height), Math.max(width, height)];
  if (shorter < CANVAS_SHORTEST || longer > CANVAS_LONGEST) {
    return refuse(
      `each side of ${what} must be between ${CANVAS_SHORTEST} and ${CANVAS_LONGEST} pixels, found ${width}x${height}`,
    );
  }
  if (longer > WIDEST * shorter) {
    return refuse(`the aspect ratio of ${what} must be between 1:${WIDEST} and ${WIDEST}:1, found ${width}x${height}`);
  }
  return width * height > CANVAS_MOST_PIXELS
    ? refuse(`${what} must have at most ${CANVAS_MOST_PIXELS} pixels, found ${width}x${height}`)
    : undefined;
}

function refuse(problem: string): AwsError {
  return awsError("amazonImageInvalid", { problem });
}
