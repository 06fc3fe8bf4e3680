import type { BodySchema } from "./body-schema.ts";

/** Members that the synchronous and the asynchronous body of Amazon Nova Multimodal Embeddings have in common. */

export const oneOf = (...values: string[]): BodySchema => ({ type: "string", values });

export const schemaVersion = oneOf("nova-multimodal-embed-v1");

export const embeddingPurpose = oneOf(
  "GENERIC_INDEX",
  "GENERIC_RETRIEVAL",
  "TEXT_RETRIEVAL",
  "IMAGE_RETRIEVAL",
  "VIDEO_RETRIEVAL",
  "DOCUMENT_RETRIEVAL",
  "AUDIO_RETRIEVAL",
  "CLASSIFICATION",
  "CLUSTERING",
);

export const embeddingDimension: BodySchema = { type: "integer", values: [256, 384, 1_024, 3_072] };

export const detailLevel = oneOf("STANDARD_IMAGE", "DOCUMENT_IMAGE");

export const embeddingMode = oneOf("AUDIO_VIDEO_COMBINED", "AUDIO_VIDEO_SEPARATE");

export const formats = {
  image: oneOf("png", "jpeg", "gif", "webp"),
  audio: oneOf("mp3", "wav", "ogg"),
  video: oneOf("mp4", "mov", "mkv", "webm", "flv", "mpeg", "mpg", "wmv", "3gp"),
};
