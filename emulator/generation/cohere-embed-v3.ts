import type { FoundationModel } from "../catalog/index.ts";
import { awsError } from "../errors.ts";
import { type BodySchema, isObject, type Violation, violationsOf } from "./body-schema.ts";
import { EMBEDDING_TYPES, type EmbeddingType, embeddingsByType } from "./embedding/cohere-vectors.ts";
import { cutText } from "./embedding/cut-text.ts";
import { toFloats } from "./embedding/encode-vector.ts";
import { mediaVector, textVector, type Vector } from "./embedding/vector.ts";
import { describeImage, readEmbeddedImage } from "./images/cohere-image.ts";
import { malformedInput } from "./json-schema-gate.ts";
import type { Task, TaskFamily } from "./task.ts";

/**
 * Cohere Embed v3, English and multilingual.
 * Source of the request: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed-v3.html; of the answers:
 * recorded test cassettes of pydantic-ai (TestBedrock.test_cohere_v3_*), which give the texts back in small letters.
 */
export const cohereEmbedV3: TaskFamily = {
  read(body, model) {
    const violations = [...inputViolations(body), ...violationsOf(body, schema)];
    if (violations.length > 0) throw malformedInput(violations);
    const request = body as EmbedBody;
    return request.texts ? embedTexts(request, request.texts, model) : embedImages(request, model);
  },
};

const DIMENSIONS = 1_024;
const MOST_TOKENS = 512;
const MOST_TEXTS = 96;
const MOST_CHARACTERS = 2_048;

function embedTexts(request: EmbedBody, texts: readonly string[], { modelId }: FoundationModel): Task {
  const cut = texts.map((text) => {
    const kept = cutText(text, MOST_TOKENS, CUTS[request.truncate ?? "NONE"]);
    if (!kept) throw awsError("inputTooLong");
    return kept;
  });
  return {
    inputTokens: cut.reduce((sum, { tokens }) => sum + tokens, 0),
    text: texts.join("\n"),
    answer(random) {
      const space = { model: modelId, dimensions: DIMENSIONS };
      const vectors = cut.map(({ text }) => textVector(space, text, request.input_type));
      return {
        body: {
          ...head(vectors, request, random.uuid()),
          texts: texts.map((text) => text.toLowerCase()),
        },
        latencyMs: random.integer(60, 110),
      };
    },
  };
}

const CUTS = { NONE: "none", START: "start", END: "end" } as const;

/** An image is paid by the image, so it has no tokens. */
function embedImages(request: EmbedBody, { modelId }: FoundationModel): Task {
  const images = (request.images ?? []).map((uri, at) => readEmbeddedImage(uri, ["png", "jpeg"], `images/${at}`));
  return {
    inputTokens: 0,
    text: "",
    answer(random) {
      const space = { model: modelId, dimensions: DIMENSIONS };
      const vectors = images.map(({ bytes }) => mediaVector(space, bytes));
      return {
        body: { ...head(vectors, request, random.uuid()), images: images.map(describeImage), texts: [] },
        latencyMs: random.integer(120, 300),
      };
    },
  };
}

function head(vectors: readonly Vector[], { embedding_types: types }: EmbedBody, id: string) {
  return types
    ? { embeddings: embeddingsByType(vectors, types), id, response_type: "embeddings_by_type" }
    : { embeddings: vectors.map(toFloats), id, response_type: "embeddings_floats" };
}

/**
 * A body has texts, or images and the input type `image`. The five keys that are missed in one that has neither are recorded
 * (https://github.com/langchain-ai/langchainjs/issues/8450); what is said of one that has the wrong one of them, or both, is assumed.
 */
function inputViolations(body: unknown): Violation[] {
  if (!isObject(body)) return [];
  const required = (key: string): Violation => ({ path: [], kind: "required", key });
  const hasTexts = Object.hasOwn(body, "texts");
  const hasImages = Object.hasOwn(body, "images");
  if (!hasTexts && !hasImages) return ["images", "texts", "texts", "texts", "texts"].map(required);
  const wanted = body.input_type === "image" ? "images" : "texts";
  const other = wanted === "texts" ? "images" : "texts";
  return [
    ...(Object.hasOwn(body, wanted) ? [] : [required(wanted)]),
    ...(Object.hasOwn(body, other) ? [{ path: [], kind: "extraneous" as const, key: other }] : []),
  ];
}

interface EmbedBody {
  readonly texts?: readonly string[];
  readonly images?: readonly string[];
  readonly input_type: string;
  readonly truncate?: keyof typeof CUTS;
  readonly embedding_types?: readonly EmbeddingType[];
}

const schema: BodySchema = {
  type: "object",
  required: ["input_type"],
  members: {
    texts: { type: "list", items: { type: "string", maxLength: MOST_CHARACTERS }, maxItems: MOST_TEXTS },
    images: { type: "list", items: { type: "string" }, minItems: 1, maxItems: 1 },
    input_type: {
      type: "string",
      values: ["search_document", "search_query", "classification", "clustering", "image"],
    },
    truncate: { type: "string", values: Object.keys(CUTS) },
    embedding_types: { type: "list", items: { type: "string", values: EMBEDDING_TYPES }, minItems: 1 },
  },
};
