import { expect, test } from "vitest";
import { AwsError, NotEmulatedError } from "../../emulator/errors.ts";
import { drawImage } from "../../emulator/generation/images/draw-image.ts";
import { taskFamilyOf } from "../../emulator/generation/task-families.ts";
import { createRandom } from "../../emulator/random.ts";
import { catalog } from "../operations/bedrock-runtime/handlers.ts";
import { fc } from "./property.ts";

/** A small picture, so that bodies go further than to the check of their images. */
const picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

const names = [
  "inputText dimensions normalize embeddingTypes inputImage embeddingConfig outputEmbeddingLength",
  "texts images inputs content type text image_url url input_type truncate embedding_types output_dimension max_tokens",
  "schemaVersion taskType singleEmbeddingParams embeddingPurpose embeddingDimension image audio video value source bytes",
  "s3Location uri truncationMode format embeddingMode inputType mediaSource mediaSources base64String multi_input text_image",
  "query documents top_n api_version textToImageParams imageVariationParams inPaintingParams virtualTryOnParams maskPrompt",
  "maskImage colors colorGuidedGenerationParams imageGenerationConfig width height seed numberOfImages prompt mode strength",
  "aspect_ratio output_format init_image style_image mask left backgroundRemovalParams sourceImage referenceImage maskType",
].flatMap((line) => line.split(" "));

const leaf = fc.oneof(
  fc.constantFrom("TEXT_IMAGE", "INPAINTING", "VIRTUAL_TRY_ON", "SINGLE_EMBEDDING", "search_query", "image", "text"),
  fc.constantFrom("GENERIC_INDEX", "NONE", "png", "float", "GARMENT", "1:1", "image_url", "<@one>", picture),
  fc.constant(`data:image/png;base64,${picture}`),
  fc.integer({ min: -1, max: 2_000 }),
  fc.constantFrom<unknown>(null, true, "", {}, [], 1.5),
);
const body = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    leaf,
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie("value"), { maxKeys: 5 }),
  ),
})).value;

const large = Buffer.from(drawImage({ width: 320, height: 320, text: "", format: "png", random: createRandom(1) }));
const drawn = large.toString("base64");
const config = { width: 320, height: 320, numberOfImages: 2, seed: 1 };

/** Bodies that some model takes; with one place changed they come far into the reading of them. */
const samples: readonly unknown[] = [
  { inputText: "granite", dimensions: 256, normalize: true, embeddingTypes: ["float"] },
  { inputText: "granite", inputImage: drawn, embeddingConfig: { outputEmbeddingLength: 256 } },
  { texts: ["granite", "marble"], input_type: "search_query", truncate: "END", embedding_types: ["int8"] },
  { images: [`data:image/png;base64,${drawn}`], input_type: "image" },
  {
    inputs: [
      {
        content: [
          { type: "text", text: "x" },
          { type: "image_url", image_url: `data:image/png;base64,${drawn}` },
        ],
      },
    ],
    input_type: "clustering",
    max_tokens: 5,
  },
  {
    taskType: "SINGLE_EMBEDDING",
    singleEmbeddingParams: { embeddingPurpose: "CLUSTERING", text: { truncationMode: "END", value: "granite" } },
  },
  {
    taskType: "SINGLE_EMBEDDING",
    singleEmbeddingParams: { embeddingPurpose: "CLUSTERING", image: { format: "png", source: { bytes: drawn } } },
  },
  { inputType: "text_image", text_image: { inputText: "x", mediaSource: { base64String: drawn } } },
  {
    inputType: "multi_input",
    multi_input: { inputText: "<@one>", mediaSources: [{ name: "one", mediaType: "image", base64String: drawn }] },
  },
  { query: "granite", documents: ["granite", "marble"], top_n: 1, api_version: 2, max_tokens_per_doc: 9 },
  { taskType: "TEXT_IMAGE", textToImageParams: { text: "a", conditionImage: drawn }, imageGenerationConfig: config },
  { taskType: "COLOR_GUIDED_GENERATION", colorGuidedGenerationParams: { text: "a", colors: ["#123456"] } },
  { taskType: "OUTPAINTING", outPaintingParams: { text: "a", image: drawn, maskImage: drawn, returnMask: true } },
  {
    taskType: "VIRTUAL_TRY_ON",
    virtualTryOnParams: {
      sourceImage: drawn,
      referenceImage: drawn,
      maskType: "IMAGE",
      imageBasedMask: { maskImage: drawn },
    },
  },
  { prompt: "a", image: drawn, mode: "image-to-image", strength: 0.5, seed: 3, output_format: "jpeg" },
  { prompt: "a", image: drawn, mask: drawn, search_prompt: "b", select_prompt: "c", left: 3, style_preset: "anime" },
  { init_image: drawn, style_image: drawn, prompt: "a" },
];

/** A sample in which the value at one place, found by chance, is another. */
const changed = fc
  .tuple(fc.constantFrom(...samples), fc.array(fc.nat(20), { maxLength: 5 }), leaf)
  .map(([sample, path, value]) => change(sample, path, value));

function change(of: unknown, [turn, ...rest]: readonly number[], value: unknown): unknown {
  if (typeof of !== "object" || of === null || turn === undefined) return value;
  const keys = Object.keys(of);
  const key = keys[turn % (keys.length + 1)];
  const copy = structuredClone(of) as Record<string, unknown>;
  // Past the last key one is added.
  if (key === undefined) copy[names[turn % names.length] ?? "x"] = value;
  else copy[key] = change(copy[key], rest, value);
  return copy;
}

const models = catalog.models
  .all()
  .filter(
    ({ modelId, outputModalities }) =>
      outputModalities.some((modality) => modality === "EMBEDDING" || modality === "IMAGE") ||
      modelId.includes("rerank"),
  );

test.each(models.map((model) => [model.modelId, model] as const))(
  "%s answers or refuses any body",
  async (_, model) => {
    const family = await taskFamilyOf(model);
    fc.assert(
      fc.property(fc.oneof(body, changed), (given) => {
        try {
          const task = family?.read(given, model);
          expect(task?.inputTokens).toBeGreaterThanOrEqual(0);
          JSON.stringify(task?.answer(createRandom(1)).body);
        } catch (error) {
          if (!(error instanceof AwsError || error instanceof NotEmulatedError)) throw error;
          expect(error.message.length).toBeLessThan(20_000);
        }
      }),
      { numRuns: 400 },
    );
  },
);
