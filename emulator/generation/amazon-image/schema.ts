import type { BodySchema } from "../body-schema.ts";
import type { ImageBody, TaskType } from "./body.ts";
import type { ImageModel } from "./model.ts";

/** Where the parameters of a task stand. */
export const paramsOf = {
  TEXT_IMAGE: "textToImageParams",
  COLOR_GUIDED_GENERATION: "colorGuidedGenerationParams",
  IMAGE_VARIATION: "imageVariationParams",
  INPAINTING: "inPaintingParams",
  OUTPAINTING: "outPaintingParams",
  BACKGROUND_REMOVAL: "backgroundRemovalParams",
  VIRTUAL_TRY_ON: "virtualTryOnParams",
} as const satisfies Record<TaskType, keyof ImageBody>;

const tasks: Readonly<Record<ImageModel, readonly TaskType[]>> = {
  titan: [
    "TEXT_IMAGE",
    "COLOR_GUIDED_GENERATION",
    "IMAGE_VARIATION",
    "INPAINTING",
    "OUTPAINTING",
    "BACKGROUND_REMOVAL",
  ],
  canvas: Object.keys(paramsOf) as TaskType[],
};

/** What the service counts as the longest prompt. */
const longestText: Readonly<Record<ImageModel, number>> = { titan: 512, canvas: 1_024 };

const string: BodySchema = { type: "string" };
const share: BodySchema = { type: "number", minimum: 0, maximum: 1 };
const oneOf = (...values: string[]): BodySchema => ({ type: "string", values });

/** Which task a body asks for; the rest of it depends on that. */
export function taskSchema(model: ImageModel): BodySchema {
  return {
    type: "object",
    required: ["taskType"],
    members: { ...everyMember, taskType: oneOf(...tasks[model]) },
  };
}

/** Members that some task has. */
const everyMember: Readonly<Record<string, BodySchema>> = Object.fromEntries(
  [...Object.values(paramsOf), "imageGenerationConfig"].map((name) => [name, { type: "any" }]),
);

/**
 * The body of one task.
 * Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-image.html,
 * https://docs.aws.amazon.com/nova/latest/userguide/image-gen-req-resp-structure.html. Width and height of a task whose output has
 * the size of its input are taken, as the documentation's own sample sends them, and have no effect.
 */
export function bodySchema(task: TaskType, model: ImageModel): BodySchema {
  const name = paramsOf[task];
  return {
    type: "object",
    required: ["taskType", name],
    members: {
      taskType: string,
      [name]: paramsSchema(task, model),
      ...(task !== "BACKGROUND_REMOVAL" && { imageGenerationConfig: config }),
    },
  };
}

const config: BodySchema = {
  type: "object",
  members: {
    width: { type: "integer" },
    height: { type: "integer" },
    quality: oneOf("standard", "premium"),
    cfgScale: { type: "number", minimum: 1.1, maximum: 10 },
    seed: { type: "integer", minimum: 0, maximum: 2_147_483_646 },
    numberOfImages: { type: "integer", minimum: 1, maximum: 5 },
  },
};

function paramsSchema(task: TaskType, model: ImageModel): BodySchema {
  const text: BodySchema = { type: "string", minLength: 1, maxLength: longestText[model] };
  const texts = { text, negativeText: text };
  const mask = { image: string, maskPrompt: string, maskImage: string, returnMask: { type: "boolean" as const } };
  switch (task) {
    case "TEXT_IMAGE":
      return object(["text"], {
        ...texts,
        conditionImage: string,
        controlMode: oneOf("CANNY_EDGE", "SEGMENTATION"),
        controlStrength: share,
        ...(model === "canvas" && { style: oneOf(...styles) }),
      });
    case "COLOR_GUIDED_GENERATION":
      return object(["text", "colors"], {
        ...texts,
        colors: { type: "list", items: string, minItems: 1, maxItems: 10 },
        referenceImage: string,
      });
    case "IMAGE_VARIATION":
      return object(["images"], {
        ...texts,
        images: { type: "list", items: string, minItems: 1, maxItems: 5 },
        similarityStrength: { type: "number", minimum: 0.2, maximum: 1 },
      });
    case "INPAINTING":
      return object(["image"], { ...texts, ...mask });
    case "OUTPAINTING":
      return object(["image", "text"], { ...texts, ...mask, outPaintingMode: oneOf("DEFAULT", "PRECISE") });
    case "BACKGROUND_REMOVAL":
      return object(["image"], { image: string });
    case "VIRTUAL_TRY_ON":
      return tryOn;
  }
}

function object(required: readonly string[], members: Readonly<Record<string, BodySchema>>): BodySchema {
  return { type: "object", required, members };
}

const styles = [
  "3D_ANIMATED_FAMILY_FILM",
  "DESIGN_SKETCH",
  "FLAT_VECTOR_ILLUSTRATION",
  "GRAPHIC_NOVEL_ILLUSTRATION",
  "MAXIMALISM",
  "MIDCENTURY_RETRO",
  "PHOTOREALISM",
  "SOFT_DIGITAL_PAINTING",
];

const maskShape = oneOf("CONTOUR", "BOUNDING_BOX", "DEFAULT");
const kept = oneOf("ON", "OFF", "DEFAULT");

const tryOn = object(["sourceImage", "referenceImage", "maskType"], {
  sourceImage: string,
  referenceImage: string,
  maskType: oneOf("IMAGE", "GARMENT", "PROMPT"),
  imageBasedMask: object(["maskImage"], { maskImage: string }),
  garmentBasedMask: object(["garmentClass"], {
    maskShape,
    garmentClass: oneOf(
      ..."UPPER_BODY LOWER_BODY FULL_BODY FOOTWEAR LONG_SLEEVE_SHIRT SHORT_SLEEVE_SHIRT NO_SLEEVE_SHIRT OTHER_UPPER_BODY LONG_PANTS SHORT_PANTS OTHER_LOWER_BODY LONG_DRESS SHORT_DRESS FULL_BODY_OUTFIT OTHER_FULL_BODY SHOES BOOTS OTHER_FOOTWEAR".split(
        " ",
      ),
    ),
    garmentStyling: object([], {
      longSleeveStyle: oneOf("SLEEVE_DOWN", "SLEEVE_UP"),
      tuckingStyle: oneOf("UNTUCKED", "TUCKED"),
      outerLayerStyle: oneOf("CLOSED", "OPEN"),
    }),
  }),
  promptBasedMask: object(["maskPrompt"], { maskShape, maskPrompt: string }),
  maskExclusions: object([], { preserveBodyPose: kept, preserveHands: kept, preserveFace: kept }),
  mergeStyle: oneOf("BALANCED", "SEAMLESS", "DETAILED"),
  returnMask: { type: "boolean" },
});
