import type { FoundationModel } from "../catalog/index.ts";
import { awsError } from "../errors.ts";
import { type BodySchema, violationsOf } from "./body-schema.ts";
import { EMBEDDING_TYPES, type EmbeddingType, embeddingsByType } from "./embedding/cohere-vectors.ts";
import { cutText } from "./embedding/cut-text.ts";
import { meanVector, mediaVector, type Space, shortened, textVector, type Vector } from "./embedding/vector.ts";
import { describeImage, readEmbeddedImage } from "./images/cohere-image.ts";
import type { InputImage } from "./images/input-image.ts";
import type { TaskFamily } from "./task.ts";

/**
 * Cohere Embed v4: texts, images, or inputs of both.
 * Source of the request: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed-v4.html; of the answers:
 * recorded test cassettes of pydantic-ai (TestBedrock.test_cohere_v4_*), which name the type of the vectors also where the request
 * does not, and take START and END beside the LEFT and RIGHT of the documentation.
 */
export const cohereEmbedV4: TaskFamily = {
  read(body, model) {
    if (violationsOf(body, schema).length > 0) throw awsError("cohereRequestMalformed");
    const request = body as EmbedBody;
    const given = [request.texts, request.images, request.inputs].filter((input) => input !== undefined);
    if (given.length !== 1) throw awsError("cohereRequestMalformed");
    const items = readItems(request);
    return {
      inputTokens: items.reduce((sum, { tokens }) => sum + tokens, 0),
      text: items
        .flatMap(({ parts }) => parts)
        .filter((part) => typeof part === "string")
        .join("\n"),
      answer(random) {
        const vectors = items.map(({ parts }) => vectorOf(parts, request, model));
        return {
          body: {
            embeddings: embeddingsByType(vectors, request.embedding_types ?? ["float"]),
            id: random.uuid(),
            ...(request.images && { images: items.flatMap(({ parts }) => parts.filter(isImage).map(describeImage)) }),
            ...(request.inputs && { inputs: request.inputs }),
            response_type: "embeddings_by_type",
            ...(request.texts && { texts: request.texts }),
          },
          latencyMs: random.integer(90, 200),
        };
      },
    };
  },
};

const DIMENSIONS = 1_536;
const MOST_TOKENS = 128_000;
const MOST_ITEMS = 96;
const IMAGE_FORMATS = ["png", "jpeg", "webp", "gif"] as const;

type Part = string | InputImage;

interface Item {
  readonly parts: readonly Part[];
  readonly tokens: number;
}

function isImage(part: Part): part is InputImage {
  return typeof part !== "string";
}

function readItems({ texts, images, inputs, truncate = "NONE", max_tokens: limit = MOST_TOKENS }: EmbedBody): Item[] {
  const readText = (text: string): Item => {
    const cut = cutText(text, limit, CUTS[truncate]);
    if (!cut) throw awsError("inputTooLong");
    return { parts: [cut.text], tokens: cut.tokens };
  };
  const readImage = (uri: string, path: string): Item => {
    const image = readEmbeddedImage(uri, IMAGE_FORMATS, path);
    return { parts: [image], tokens: imageTokens(image) };
  };
  if (texts) return texts.map(readText);
  if (images) return images.map((uri, at) => readImage(uri, `images/${at}`));
  return (inputs ?? []).map(({ content }, at) => {
    const read = content.map((part, place) =>
      part.type === "text" ? readText(part.text) : readImage(urlOf(part), `inputs/${at}/content/${place}/image_url`),
    );
    return { parts: read.flatMap(({ parts }) => parts), tokens: read.reduce((sum, { tokens }) => sum + tokens, 0) };
  });
}

const MOST_PIXELS = 2_458_624;
const FEWEST_PIXELS = 3_136;

/** Source: the section "Token accounting" of the documentation. */
function imageTokens({ size }: InputImage): number {
  const pixels = Math.max(FEWEST_PIXELS, Math.min(MOST_PIXELS, size.width * size.height));
  return Math.round((pixels / 784) * 4);
}

function vectorOf(parts: readonly Part[], request: EmbedBody, { modelId }: FoundationModel): Vector {
  const space: Space = { model: modelId, dimensions: DIMENSIONS };
  const vectors = parts.map((part) =>
    isImage(part) ? mediaVector(space, part.bytes, request.input_type) : textVector(space, part, request.input_type),
  );
  return shortened(meanVector(vectors), request.output_dimension ?? DIMENSIONS);
}

const CUTS = { NONE: "none", START: "start", END: "end", LEFT: "start", RIGHT: "end" } as const;

type ContentPart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image_url"; readonly image_url: string | { readonly url: string } };

function urlOf({ image_url: image }: ContentPart & { type: "image_url" }): string {
  return typeof image === "string" ? image : image.url;
}

interface EmbedBody {
  readonly input_type: string;
  readonly texts?: readonly string[];
  readonly images?: readonly string[];
  readonly inputs?: readonly { readonly content: readonly ContentPart[] }[];
  readonly embedding_types?: readonly EmbeddingType[];
  readonly output_dimension?: number;
  readonly max_tokens?: number;
  readonly truncate?: keyof typeof CUTS;
}

const strings: BodySchema = { type: "list", items: { type: "string" }, minItems: 1, maxItems: MOST_ITEMS };

const contentPart: BodySchema = {
  type: "tagged",
  kinds: {
    text: { type: "object", required: ["text"], members: { type: { type: "string" }, text: { type: "string" } } },
    image_url: {
      type: "object",
      required: ["image_url"],
      members: {
        type: { type: "string" },
        // The documentation has had both forms.
        image_url: {
          type: "text-or-list",
          list: { type: "object", required: ["url"], members: { url: { type: "string" } } },
        },
      },
    },
  },
};

const schema: BodySchema = {
  type: "object",
  required: ["input_type"],
  members: {
    input_type: { type: "string", values: ["search_document", "search_query", "classification", "clustering"] },
    texts: strings,
    images: strings,
    inputs: {
      type: "list",
      minItems: 1,
      maxItems: MOST_ITEMS,
      items: {
        type: "object",
        required: ["content"],
        members: { content: { type: "list", minItems: 1, items: contentPart } },
      },
    },
    embedding_types: { type: "list", items: { type: "string", values: EMBEDDING_TYPES }, minItems: 1 },
    output_dimension: { type: "integer", values: [256, 512, 1_024, 1_536] },
    max_tokens: { type: "integer", minimum: 1, maximum: MOST_TOKENS },
    truncate: { type: "string", values: Object.keys(CUTS) },
  },
};
