import { violationsOf } from "../body-schema.ts";
import { drawMask } from "../images/draw-image.ts";
import { drawPicture, settingsOf } from "../images/picture.ts";
import { malformedInput } from "../json-schema-gate.ts";
import type { Task, TaskFamily } from "../task.ts";
import type { ImageBody, ImageConfig, TaskParams, TaskType } from "./body.ts";
import { type ImageModel, imageModelOf } from "./model.ts";
import { readColours, readSources, type Sources } from "./read.ts";
import { bodySchema, paramsOf, taskSchema } from "./schema.ts";
import { outputRefusal } from "./sizes.ts";

/**
 * Amazon Titan Image Generator v2 and Amazon Nova Canvas. What they draw is a flat picture with the prompt written on it: of the size
 * that is asked for, or that of the image that is changed, and in other colours for another seed, prompt or image. They are paid by
 * the image, so nothing is counted in tokens.
 */
export const amazonImage: TaskFamily = {
  read(body, foundationModel) {
    const model = imageModelOf(foundationModel);
    const { task, params, config } = readBody(body, model);
    const sources = readSources(task, params, model);
    const colours = readColours(params);
    const size = sources.base?.size ?? outputSize(config, model);
    const { seed = DEFAULT_SEEDS[model], numberOfImages = 1 } = config;
    const text = params.text ?? "";
    const settings = settingsOf([params, { ...config, numberOfImages: undefined }]);
    return {
      inputTokens: 0,
      text,
      answer(random) {
        const drawn = Array.from({ length: numberOfImages }, (_, index) =>
          drawPicture({
            model: foundationModel.modelId,
            seed,
            index,
            sources: sources.all.map(({ bytes }) => bytes),
            settings,
            width: size.width,
            height: size.height,
            text: text === "" ? task.replaceAll("_", " ") : text,
            format: "png",
            colours,
            transparent: task === "BACKGROUND_REMOVAL",
          }),
        );
        return {
          body: { images: drawn, ...maskOf(params, sources) },
          latencyMs: numberOfImages * random.integer(2_500, 6_000),
        };
      },
    } satisfies Task;
  },
};

/** Sources: the sections on `seed` of both documentations. */
const DEFAULT_SEEDS: Readonly<Record<ImageModel, number>> = { titan: 42, canvas: 12 };
/** The documentation of Titan has 1,408 by 1,408, which its own table does not allow. */
const DEFAULT_SIDE = 1_024;

function readBody(body: unknown, model: ImageModel): { task: TaskType; params: TaskParams; config: ImageConfig } {
  const first = violationsOf(body, taskSchema(model));
  if (first.length > 0) throw malformedInput(first);
  const { taskType: task } = body as ImageBody;
  const violations = violationsOf(body, bodySchema(task, model));
  if (violations.length > 0) throw malformedInput(violations);
  const read = body as ImageBody;
  return { task, params: read[paramsOf[task]] ?? {}, config: read.imageGenerationConfig ?? {} };
}

function outputSize({ width = DEFAULT_SIDE, height = DEFAULT_SIDE }: ImageConfig, model: ImageModel) {
  const refusal = outputRefusal(width, height, model);
  if (refusal) throw refusal;
  return { width, height };
}

function maskOf({ returnMask }: TaskParams, { base }: Sources) {
  if (!returnMask || !base) return {};
  const { width, height } = base.size;
  return { maskImage: Buffer.from(drawMask(width, height)).toString("base64") };
}
