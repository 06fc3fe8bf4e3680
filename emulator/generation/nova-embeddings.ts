import type { FoundationModel } from "../catalog/index.ts";
import { awsError, NotEmulatedError } from "../errors.ts";
import { type Violation, violationsOf } from "./body-schema.ts";
import { cutText } from "./embedding/cut-text.ts";
import { toFloats } from "./embedding/encode-vector.ts";
import { mediaVector, shortened, textVector, type Vector } from "./embedding/vector.ts";
import type { ImageFormat } from "./images/image-size.ts";
import { decodeBase64, readInputImage } from "./images/input-image.ts";
import { malformedInput } from "./json-schema-gate.ts";
import {
  type NovaEmbeddingBody,
  novaEmbeddingSchema,
  type SingleEmbeddingParams,
  type Source,
  type TextParams,
} from "./nova-embeddings-body.ts";
import type { TaskFamily } from "./task.ts";

/**
 * Amazon Nova Multimodal Embeddings, the synchronous task SINGLE_EMBEDDING.
 * Source: https://docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html, and recorded test cassettes of pydantic-ai
 * (TestBedrock.test_nova_*), whose requests count some 15 tokens more than their text has.
 */
export const novaEmbeddings: TaskFamily = {
  read(body, model) {
    const violations = violationsOf(body, novaEmbeddingSchema);
    if (violations.length > 0) throw malformedInput(violations);
    const params = (body as NovaEmbeddingBody).singleEmbeddingParams;
    const given = MEDIA.filter((media) => params[media] !== undefined);
    if (given.length !== 1) throw malformedInput(mediaViolations(given));
    const read = readMedia(params, model);
    return {
      inputTokens: PROMPT_TOKENS + read.tokens,
      text: read.text,
      answer: (random) => ({
        body: { embeddings: read.embeddings() },
        latencyMs: random.integer(150, 220),
      }),
    };
  },
};

const MEDIA = ["text", "image", "audio", "video"] as const;
const DIMENSIONS = 3_072;
const PROMPT_TOKENS = 15;
const MOST_TOKENS = 8_172;

/** That exactly one is wanted is documented; the wording is assumed. */
function mediaViolations(given: readonly string[]): Violation[] {
  const path = ["singleEmbeddingParams"];
  return given.length === 0
    ? MEDIA.map((key) => ({ path, kind: "required", key }))
    : given.slice(1).map((key) => ({ path, kind: "extraneous", key }));
}

interface Embedding {
  readonly embeddingType: string;
  readonly embedding: number[];
  readonly truncatedCharLength?: number;
}

interface Read {
  readonly text: string;
  readonly tokens: number;
  embeddings(): Embedding[];
}

function readMedia(params: SingleEmbeddingParams, { modelId }: FoundationModel): Read {
  const { embeddingPurpose: purpose, embeddingDimension: dimensions = DIMENSIONS, text, image, audio, video } = params;
  const space = { model: modelId, dimensions: DIMENSIONS };
  const floats = (vector: Vector) => toFloats(shortened(vector, dimensions));
  if (text) return readText(text, (kept) => floats(textVector(space, kept, purpose)));
  const embed = (embeddingType: string, bytes: Uint8Array, detail = "") => ({
    embeddingType,
    embedding: floats(mediaVector(space, bytes, `${purpose} ${detail}`)),
  });
  if (image) {
    const bytes = bytesOf(image.source, "image", image.format);
    return { text: "", tokens: 0, embeddings: () => [embed("IMAGE", bytes, image.detailLevel)] };
  }
  if (audio) {
    const bytes = bytesOf(audio.source, "audio");
    return { text: "", tokens: 0, embeddings: () => [embed("AUDIO", bytes)] };
  }
  const bytes = bytesOf(video?.source, "video");
  const types = video?.embeddingMode === "AUDIO_VIDEO_SEPARATE" ? ["VIDEO", "AUDIO"] : ["AUDIO_VIDEO_COMBINED"];
  return { text: "", tokens: 0, embeddings: () => types.map((type) => embed(type, bytes, type)) };
}

const CUTS = { NONE: "none", START: "start", END: "end" } as const;

function readText({ value, source, truncationMode }: TextParams, floats: (text: string) => number[]): Read {
  if (source) throw s3NotEmulated("text");
  if (value === undefined) {
    throw malformedInput([{ path: ["singleEmbeddingParams", "text"], kind: "required", key: "value" }]);
  }
  const cut = cutText(value, MOST_TOKENS, CUTS[truncationMode]);
  if (!cut) throw awsError("inputTooLong");
  const truncated = cut.text === value ? {} : { truncatedCharLength: [...cut.text].length };
  return {
    text: value,
    tokens: cut.tokens,
    embeddings: () => [{ embeddingType: "TEXT", embedding: floats(cut.text), ...truncated }],
  };
}

/** The bytes of media; of an image they must be what the request says they are. */
function bytesOf(source: Source | undefined, media: "image" | "audio" | "video", format?: ImageFormat): Uint8Array {
  if (source?.s3Location) throw s3NotEmulated(media);
  const base64 = source?.bytes ?? "";
  const bytes = format ? readInputImage(base64, [format])?.bytes : decodeBase64(base64);
  if (bytes) return bytes;
  const problem = format ? `not a ${format} image in base64` : "no base64";
  throw awsError("mediaInvalid", { path: `singleEmbeddingParams/${media}/source/bytes`, problem });
}

function s3NotEmulated(media: string): NotEmulatedError {
  return new NotEmulatedError(
    `Outcrop does not emulate singleEmbeddingParams.${media}.source.s3Location of Amazon Nova Multimodal Embeddings: it reads no S3 bucket. Send the bytes.`,
  );
}
