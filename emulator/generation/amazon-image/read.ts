import { awsError } from "../../errors.ts";
import { type InputImage, readInputImage } from "../images/input-image.ts";
import type { Colour } from "../images/mosaic.ts";
import { malformedInput } from "../json-schema-gate.ts";
import type { TaskParams, TaskType } from "./body.ts";
import type { ImageModel } from "./model.ts";
import { paramsOf } from "./schema.ts";
import { inputRefusal } from "./sizes.ts";

/** What a task is to draw from. */
export interface Sources {
  /** The image that is changed, whose size the answer has. */
  readonly base?: InputImage;
  /** Every image of the request, the base first. */
  readonly all: readonly InputImage[];
}

/** Reads the images of a task and checks what the schema cannot tell. */
export function readSources(task: TaskType, params: TaskParams, model: ImageModel): Sources {
  const read = (member: string, base64: string | undefined) =>
    base64 === undefined ? [] : [readImage(`${paramsOf[task]}.${member}`, base64, model)];
  switch (task) {
    case "TEXT_IMAGE":
      checkControl(params);
      return { all: read("conditionImage", params.conditionImage) };
    case "COLOR_GUIDED_GENERATION":
      return { all: read("referenceImage", params.referenceImage) };
    case "IMAGE_VARIATION":
      return { all: (params.images ?? []).flatMap((image, at) => read(`images[${at}]`, image)) };
    case "BACKGROUND_REMOVAL":
      return sourcesOf(read("image", params.image));
    case "INPAINTING":
    case "OUTPAINTING": {
      const hasPrompt = params.maskPrompt !== undefined;
      if (hasPrompt === (params.maskImage !== undefined)) refuse("provide either maskPrompt or maskImage");
      return sourcesOf(read("image", params.image), read("maskImage", params.maskImage));
    }
    case "VIRTUAL_TRY_ON": {
      const mask = `${(params.maskType ?? "").toLowerCase()}BasedMask` as "imageBasedMask";
      if (params[mask] === undefined) {
        throw malformedInput([{ path: [paramsOf[task]], kind: "required", key: mask }]);
      }
      const maskImage =
        params.maskType === "IMAGE" ? read("imageBasedMask.maskImage", params.imageBasedMask?.maskImage) : [];
      const base = read("sourceImage", params.sourceImage);
      return sourcesOf(base, maskImage, read("referenceImage", params.referenceImage));
    }
  }
}

function sourcesOf(
  base: readonly InputImage[],
  mask: readonly InputImage[] = [],
  others: readonly InputImage[] = [],
): Sources {
  const [changed] = base;
  const [masking] = mask;
  if (
    changed &&
    masking &&
    (changed.size.width !== masking.size.width || changed.size.height !== masking.size.height)
  ) {
    refuse("the mask image must have the size of the image");
  }
  return { ...(changed && { base: changed }), all: [...base, ...mask, ...others] };
}

function checkControl({ conditionImage, controlMode, controlStrength }: TaskParams): void {
  if (conditionImage === undefined && (controlMode !== undefined || controlStrength !== undefined)) {
    refuse("controlMode and controlStrength need a conditionImage");
  }
}

function readImage(member: string, base64: string, model: ImageModel): InputImage {
  const image = readInputImage(base64, ["png", "jpeg"]);
  if (!image) throw awsError("amazonImageInvalid", { problem: `${member} is not a PNG or JPEG image in base64` });
  const refusal = inputRefusal(member, image.size, model);
  if (refusal) throw refusal;
  return image;
}

/** The colours that a picture is to have; `undefined` when the request names none. */
export function readColours({ colors }: TaskParams): Colour[] | undefined {
  return colors?.map((colour) => {
    const [, red, green, blue] = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(colour) ?? [];
    if (red === undefined || green === undefined || blue === undefined) return refuse(`${colour} is no colour #RRGGBB`);
    return [Number.parseInt(red, 16), Number.parseInt(green, 16), Number.parseInt(blue, 16)];
  });
}

function refuse(problem: string): never {
  throw awsError("amazonImageInvalid", { problem });
}
