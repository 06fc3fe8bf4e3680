import { awsError } from "../errors.ts";
import { type BodySchema, violationsOf } from "./body-schema.ts";
import { toFloats } from "./embedding/encode-vector.ts";
import { meanVector, mediaVector, shortened, textVector, type Vector } from "./embedding/vector.ts";
import { type InputImage, readInputImage } from "./images/input-image.ts";
import { malformedInput } from "./json-schema-gate.ts";
import type { TaskFamily } from "./task.ts";
import { countTokens } from "./tokens.ts";

/**
 * Amazon Titan multimodal embeddings G1: of a text, of an image, or the mean of both.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-mm.html; of the limits:
 * https://docs.aws.amazon.com/bedrock/latest/userguide/titan-multiemb-models.html
 */
export const titanEmbedImage: TaskFamily = {
  read(body, { modelId }) {
    const violations = violationsOf(body, schema);
    if (violations.length > 0) throw malformedInput(violations);
    const { inputText, inputImage, embeddingConfig } = body as MultimodalBody;
    if (inputText === undefined && inputImage === undefined) throw awsError("titanInputMissing");
    const inputTokens = inputText === undefined ? 0 : countTokens(inputText);
    if (inputTokens > MOST_TOKENS) throw awsError("titanTooManyTokens", { limit: MOST_TOKENS, count: inputTokens });
    const image = inputImage === undefined ? undefined : readImage(inputImage);
    const space = { model: modelId, dimensions: DIMENSIONS };
    return {
      inputTokens,
      text: inputText ?? "",
      answer(random) {
        const vectors: Vector[] = [];
        if (inputText !== undefined) vectors.push(textVector(space, inputText));
        if (image) vectors.push(mediaVector(space, image.bytes));
        const vector = shortened(meanVector(vectors), embeddingConfig?.outputEmbeddingLength ?? DIMENSIONS);
        return {
          // `message` tells of errors; that it is null without one is assumed, AWS's samples read it so.
          body: { embedding: toFloats(vector), inputTextTokenCount: inputTokens, message: null },
          latencyMs: random.integer(90, 250),
        };
      },
    };
  },
};

const DIMENSIONS = 1_024;
const MOST_TOKENS = 256;
const MOST_PIXELS = 2_048 * 2_048;

function readImage(base64: string): InputImage {
  const image = readInputImage(base64, ["png", "jpeg"]);
  if (!image) throw awsError("titanImageUnreadable", { member: "inputImage", formats: "PNG or JPEG" });
  if (image.size.width * image.size.height > MOST_PIXELS) throw awsError("titanTooManyPixels");
  return image;
}

interface MultimodalBody {
  readonly inputText?: string;
  readonly inputImage?: string;
  readonly embeddingConfig?: { readonly outputEmbeddingLength?: number };
}

const schema: BodySchema = {
  type: "object",
  members: {
    inputText: { type: "string" },
    inputImage: { type: "string" },
    embeddingConfig: {
      type: "object",
      members: { outputEmbeddingLength: { type: "integer", values: [256, 384, 1_024] } },
    },
  },
};
