import jpeg from "jpeg-js";
import { PNG } from "pngjs";
import { expect, test } from "vitest";
import type { FoundationModel } from "../../emulator/catalog/index.ts";
import { drawImage } from "../../emulator/generation/images/draw-image.ts";
import { taskFamilyOf } from "../../emulator/generation/task-families.ts";
import { createRandom } from "../../emulator/random.ts";
import { catalog, modelOf } from "../operations/bedrock-runtime/handlers.ts";
import { invoke, invokeThroughProfile, refusal } from "./invoke.ts";

const canvas = "amazon.nova-canvas-v1:0";
const sd35 = "stability.sd3-5-large-v1:0";
const stability = (name: string) => `stability.${name}`;

const image = (width = 640, height = 480, format: "png" | "jpeg" = "png", seed = 1) =>
  Buffer.from(drawImage({ width, height, text: "in", format, random: createRandom(seed) })).toString("base64");
const png = (base64: string) => PNG.sync.read(Buffer.from(base64, "base64"));
const sizeOf = (base64: string) => {
  const { width, height } = png(base64);
  return [width, height];
};
const textImage = (text: string, config: object = {}) => ({
  taskType: "TEXT_IMAGE",
  textToImageParams: { text },
  imageGenerationConfig: config,
});
const malformed = (violations: string) =>
  `ValidationException: Malformed input request: ${violations}, please reformat your input and try again.`;
const badRequest = (problem: string) => `ValidationException: 400 Bad Request: ${problem}. `;
const detail = (sentence: string) => `ValidationException: {"detail":"${sentence}"}`;

/** What Titan Image Generator, which no Region has any more, says to a body. */
async function titan(body: unknown) {
  const model = { ...modelOf(canvas), modelId: "amazon.titan-image-generator-v2:0" } as FoundationModel;
  const family = await taskFamilyOf(model);
  const answer = family?.read(body, model).answer(createRandom(1));
  return answer?.body as { images: string[]; maskImage?: string };
}

test("Nova Canvas draws as many images as asked, of the size asked, each another", async () => {
  const { body, headers } = await invoke(canvas, textImage("a fox", { width: 1280, height: 720, numberOfImages: 3 }));
  expect(Object.keys(body)).toEqual(["images"]);
  expect(body.images.map(sizeOf)).toEqual(Array(3).fill([1280, 720]));
  expect(new Set(body.images).size).toBe(3);
  expect(headers).not.toHaveProperty("x-amzn-bedrock-output-token-count");
});

test("the same request with the same seed draws the same bytes, another prompt, seed or setting others", async () => {
  const draw = async (text: string, config: object = {}) =>
    (await invoke(canvas, textImage(text, config))).body.images[0];
  const first = await draw("a fox");
  expect(await draw("a fox")).toBe(first);
  expect(await draw("a fox", { seed: 12 })).not.toBe(await draw("a fox", { seed: 13 }));
  expect(await draw("a hen")).not.toBe(first);
  expect(await draw("a fox", { quality: "premium" })).not.toBe(first);
  expect(sizeOf(first)).toEqual([1024, 1024]);
  expect(Buffer.from(first, "base64").length).toBeLessThan(60_000);
});

test("an image that is changed keeps its size, a PNG as well as a JPEG, and the mask comes back where asked", async () => {
  for (const format of ["png", "jpeg"] as const) {
    const { body } = await invoke(canvas, {
      taskType: "INPAINTING",
      inPaintingParams: { image: image(650, 487, format), maskPrompt: "the sky", text: "stars", returnMask: true },
    });
    expect(sizeOf(body.images[0])).toEqual([650, 487]);
    const mask = png(body.maskImage);
    expect([mask.width, mask.height]).toEqual([650, 487]);
    expect(new Set(mask.data)).toEqual(new Set([0, 255]));
  }
});

test("a removed background is transparent", async () => {
  const { body } = await invoke(canvas, {
    taskType: "BACKGROUND_REMOVAL",
    backgroundRemovalParams: { image: image() },
  });
  const { data } = png(body.images[0]);
  const alphas = data.filter((_, at) => at % 4 === 3);
  expect(new Set(alphas)).toEqual(new Set([0, 255]));
});

test("colours that are asked for are those of the picture", async () => {
  const { body } = await invoke(canvas, {
    taskType: "COLOR_GUIDED_GENERATION",
    colorGuidedGenerationParams: { text: "x", colors: ["#ff0000", "#FF0000"] },
  });
  const { data, width, height } = png(body.images[0]);
  expect([...data.subarray((width * height - 1) * 4)]).toEqual([255, 0, 0, 255]);
});

test.each([
  ["TEXT_IMAGE", "textToImageParams", { text: "a", conditionImage: image(), controlMode: "SEGMENTATION" }],
  [
    "COLOR_GUIDED_GENERATION",
    "colorGuidedGenerationParams",
    { text: "a", colors: ["#000000"], referenceImage: image() },
  ],
  ["IMAGE_VARIATION", "imageVariationParams", { images: [image(), image()], similarityStrength: 0.5 }],
  ["OUTPAINTING", "outPaintingParams", { image: image(), text: "a", maskImage: image(), outPaintingMode: "PRECISE" }],
  [
    "VIRTUAL_TRY_ON",
    "virtualTryOnParams",
    {
      sourceImage: image(),
      referenceImage: image(400, 400),
      maskType: "GARMENT",
      garmentBasedMask: { garmentClass: "UPPER_BODY" },
      mergeStyle: "SEAMLESS",
    },
  ],
  [
    "VIRTUAL_TRY_ON",
    "virtualTryOnParams",
    { sourceImage: image(), referenceImage: image(), maskType: "IMAGE", imageBasedMask: { maskImage: image() } },
  ],
])("Nova Canvas carries out %s", async (taskType, params, given) => {
  const { body } = await invoke(canvas, { taskType, [params]: given });
  expect(sizeOf(body.images[0])).toEqual(/PAINTING|TRY_ON/.test(taskType) ? [640, 480] : [1024, 1024]);
});

test.each([
  [{ prompt: "a fox" }, malformed("#: required key [taskType] not found#: extraneous key [prompt] is not permitted")],
  [{ taskType: "VIDEO" }, malformed("#/taskType: VIDEO is not a valid enum value")],
  [{ taskType: "TEXT_IMAGE" }, malformed("#: required key [textToImageParams] not found")],
  // https://docs.aws.amazon.com/nova/latest/userguide/image-gen-req-resp-structure.html, and as public code quotes it (2025)
  [textImage("x".repeat(1_469)), malformed("#/textToImageParams/text: expected maxLength: 1024, actual: 1469")],
  [
    { taskType: "TEXT_IMAGE", textToImageParams: { text: "a", images: [] } },
    malformed("#/textToImageParams: extraneous key [images] is not permitted"),
  ],
  [{ ...textImage("a"), inPaintingParams: {} }, malformed("#: extraneous key [inPaintingParams] is not permitted")],
  [
    textImage("a", { numberOfImages: 6 }),
    malformed("#/imageGenerationConfig/numberOfImages: 6 is not less or equal to 5"),
  ],
  [textImage("a", { cfgScale: 1 }), malformed("#/imageGenerationConfig/cfgScale: 1 is not greater or equal to 1.1")],
  [
    textImage("a", { seed: 2_147_483_647 }),
    malformed("#/imageGenerationConfig/seed: 2147483647 is not less or equal to 2147483646"),
  ],
  [textImage("a", { width: 1000 }), badRequest("width and height must be divisible by 16, found 1000x1024")],
  [
    textImage("a", { width: 304 }),
    badRequest("each side of the output image must be between 320 and 4096 pixels, found 304x1024"),
  ],
  [
    textImage("a", { width: 4096, height: 512 }),
    badRequest("the aspect ratio of the output image must be between 1:4 and 4:1, found 4096x512"),
  ],
  [
    textImage("a", { width: 2064, height: 2048 }),
    badRequest("the output image must have at most 4194304 pixels, found 2064x2048"),
  ],
  [
    { taskType: "BACKGROUND_REMOVAL", backgroundRemovalParams: { image: "bm8gaW1hZ2U=" } },
    badRequest("backgroundRemovalParams.image is not a PNG or JPEG image in base64"),
  ],
  [
    { taskType: "BACKGROUND_REMOVAL", backgroundRemovalParams: { image: image() }, imageGenerationConfig: {} },
    malformed("#: extraneous key [imageGenerationConfig] is not permitted"),
  ],
  [
    { taskType: "INPAINTING", inPaintingParams: { image: image(100, 100), maskPrompt: "a" } },
    badRequest("each side of inPaintingParams.image must be between 320 and 4096 pixels, found 100x100"),
  ],
  [
    { taskType: "INPAINTING", inPaintingParams: { image: image() } },
    badRequest("provide either maskPrompt or maskImage"),
  ],
  [
    { taskType: "OUTPAINTING", outPaintingParams: { image: image(), text: "a", maskImage: image(480, 640) } },
    badRequest("the mask image must have the size of the image"),
  ],
  [
    { taskType: "TEXT_IMAGE", textToImageParams: { text: "a", controlStrength: 1 } },
    badRequest("controlMode and controlStrength need a conditionImage"),
  ],
  [
    { taskType: "COLOR_GUIDED_GENERATION", colorGuidedGenerationParams: { text: "a", colors: ["red"] } },
    badRequest("red is no colour #RRGGBB"),
  ],
  [
    {
      taskType: "VIRTUAL_TRY_ON",
      virtualTryOnParams: { sourceImage: image(), referenceImage: image(), maskType: "PROMPT" },
    },
    malformed("#/virtualTryOnParams: required key [promptBasedMask] not found"),
  ],
])("Nova Canvas refuses a body that breaks its rules (%#)", async (body, message) => {
  expect(await refusal(canvas, body)).toBe(message);
});

test("Titan Image Generator has sizes, prompts and tasks of its own", async () => {
  const [drawn = ""] = (await titan(textImage("a fox", { width: 1173, height: 640 }))).images;
  expect(sizeOf(drawn)).toEqual([1173, 640]);
  await expect(titan(textImage("a", { width: 1280, height: 720 }))).rejects.toThrow(
    "the size 1280x720 is not supported",
  );
  await expect(titan(textImage("x".repeat(536)))).rejects.toThrow(
    "#/textToImageParams/text: expected maxLength: 512, actual: 536",
  );
  await expect(titan({ taskType: "VIRTUAL_TRY_ON" })).rejects.toThrow(
    "#/taskType: VIRTUAL_TRY_ON is not a valid enum value",
  );
  await expect(
    titan({ taskType: "BACKGROUND_REMOVAL", backgroundRemovalParams: { image: image(1_409, 400) } }),
  ).rejects.toThrow("must be at most 1408 pixels on its longer side, found 1409x400");
});

test("Stability answers with a seed, no reason to stop, and an image in the ratio that was asked for", async () => {
  const { body } = await invoke(sd35, { prompt: "a fox", seed: 7, aspect_ratio: "16:9" });
  expect(Object.keys(body)).toEqual(["seeds", "finish_reasons", "images"]);
  expect(body).toMatchObject({ seeds: [7], finish_reasons: [null] });
  expect(sizeOf(body.images[0])).toEqual([1344, 768]);
});

test("Stability chooses a seed where there is none, and draws the same again with it", async () => {
  const { body } = await invoke(sd35, { prompt: "a fox" });
  expect(body.seeds[0]).toBeGreaterThan(0);
  expect((await invoke(sd35, { prompt: "a fox", seed: body.seeds[0] })).body.images).toEqual(body.images);
  expect((await invoke(sd35, { prompt: "a fox", seed: 5 })).body.images).not.toEqual(body.images);
});

test("Stability draws JPEG where asked, and refuses WebP by name", async () => {
  const { body } = await invoke(sd35, { prompt: "a fox", output_format: "jpeg" });
  const { width, height } = jpeg.decode(Buffer.from(body.images[0], "base64"));
  expect([width, height]).toEqual([1024, 1024]);
  expect(await refusal(sd35, { prompt: "a", output_format: "webp" })).toContain(
    "Outcrop does not emulate output_format webp of Stability AI",
  );
});

test.each([
  ["stable-image-core-v1:1", { prompt: "a", aspect_ratio: "9:21" }, [640, 1536]],
  ["stable-image-ultra-v1:1", { prompt: "a", image: image(640, 480), strength: 0.5 }, [640, 480]],
  ["stable-creative-upscale-v1:0", { prompt: "a", image: image(512, 256) }, [4096, 2048]],
  ["stable-conservative-upscale-v1:0", { prompt: "a", image: image(256, 512) }, [2048, 4096]],
  ["stable-fast-upscale-v1:0", { image: image(100, 50) }, [400, 200]],
  ["stable-image-inpaint-v1:0", { prompt: "a", image: image(), mask: image(10, 10) }, [640, 480]],
  ["stable-outpaint-v1:0", { image: image(), left: 10, up: 20, down: 1 }, [650, 501]],
  ["stable-image-search-recolor-v1:0", { prompt: "a", image: image(), select_prompt: "b" }, [640, 480]],
  ["stable-image-search-replace-v1:0", { prompt: "a", image: image(), search_prompt: "b" }, [640, 480]],
  ["stable-image-erase-object-v1:0", { image: image(), mask: image() }, [640, 480]],
  ["stable-image-remove-background-v1:0", { image: image() }, [640, 480]],
  ["stable-image-control-sketch-v1:0", { prompt: "a", image: image(), control_strength: 0.2 }, [640, 480]],
  ["stable-image-control-structure-v1:0", { prompt: "a", image: image() }, [640, 480]],
  ["stable-image-style-guide-v1:0", { prompt: "a", image: image(), aspect_ratio: "3:2" }, [1216, 832]],
  ["stable-style-transfer-v1:0", { init_image: image(), style_image: image(64, 64) }, [640, 480]],
])("%s draws an image of its size", async (name, body, size) => {
  expect(sizeOf((await invoke(stability(name), body)).body.images[0])).toEqual(size);
});

test("Stability's services answer behind an application profile", async () => {
  const body = { prompt: "a", image: image(), seed: 3 };
  const name = stability("stable-image-control-sketch-v1:0");
  expect((await invokeThroughProfile(name, body)).body).toEqual((await invoke(name, body)).body);
});

test("every model of the catalogue that embeds, ranks or draws has its family", async () => {
  const tasks = catalog.models
    .all()
    .filter(
      ({ modelId, outputModalities }) =>
        outputModalities.some((modality) => modality === "EMBEDDING" || modality === "IMAGE") ||
        modelId.includes("rerank"),
    );
  expect(tasks.length).toBeGreaterThan(25);
  for (const model of tasks)
    expect([model.modelId, await taskFamilyOf(model)]).toEqual([model.modelId, expect.anything()]);
});

test.each([
  // https://github.com/BerriAI/litellm/issues/6722
  ["sd3-5-large-v1:0", { text_prompts: [] }, malformed("#: required key [prompt] not found")],
  // https://github.com/BerriAI/litellm/issues/6826
  [
    "sd3-5-large-v1:0",
    { prompt: "a", max_tokens: 10 },
    detail(
      "Invalid field in request. Available fields: ['prompt', 'negative_prompt', 'mode', 'strength', 'seed', 'output_format', 'image', 'aspect_ratio']",
    ),
  ],
  // https://github.com/aws-samples/amazon-bedrock-client-for-mac/issues/121
  [
    "stable-image-control-sketch-v1:0",
    { text_prompts: [{ text: "big dog" }] },
    detail(
      "Invalid field 'text_prompts' in request. Available fields for control-sketch are: image, prompt, control_strength, negative_prompt, seed, output_format, style_preset",
    ),
  ],
  [
    "sd3-5-large-v1:0",
    { prompt: "a", aspect_ratio: "5:3" },
    malformed("#/aspect_ratio: 5:3 is not a valid enum value"),
  ],
  ["sd3-5-large-v1:0", { prompt: "x".repeat(10_001) }, malformed("#/prompt: expected maxLength: 10000, actual: 10001")],
  [
    "sd3-5-large-v1:0",
    { prompt: "a", mode: "image-to-image" },
    detail("image-to-image requires the fields 'prompt', 'image' and 'strength'."),
  ],
  ["stable-image-inpaint-v1:0", { image: image() }, detail("Missing required field 'prompt' in request.")],
  [
    "stable-outpaint-v1:0",
    { image: image(), left: 0 },
    detail("At least one of 'left', 'right', 'up' and 'down' must be greater than 0."),
  ],
  [
    "stable-image-remove-background-v1:0",
    { image: "AAAA" },
    detail("'image' is not a jpeg, png or webp image in base64."),
  ],
  [
    "stable-image-remove-background-v1:0",
    { image: image(1000, 100) },
    detail("The aspect ratio of 'image' must be between 1:2.5 and 2.5:1, found 1000x100."),
  ],
  [
    "stable-creative-upscale-v1:0",
    { prompt: "a", image: image(1025, 1024) },
    detail("'image' must have at most 1048576 pixels, found 1025x1024."),
  ],
  [
    "stable-fast-upscale-v1:0",
    { image: image(31, 100) },
    detail("Every side of 'image' must be at least 32 pixels, found 31x100."),
  ],
])("%s refuses a body that breaks its rules (%#)", async (name, body, message) => {
  expect(await refusal(stability(name), body)).toBe(message);
});
