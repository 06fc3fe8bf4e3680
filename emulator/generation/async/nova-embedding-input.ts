import { awsError } from "../../errors.ts";
import type { BodySchema } from "../body-schema.ts";
import type { ImageFormat } from "../images/image-size.ts";
import { checkInput, objectOf, s3Location } from "./input-schema.ts";

/** What StartAsyncInvoke is asked of Nova Multimodal Embeddings. */
export interface SegmentedParams {
  readonly embeddingPurpose: string;
  readonly embeddingDimension?: number;
  readonly text?: {
    readonly truncationMode: "START" | "END" | "NONE";
    readonly value?: string;
    readonly source?: NovaSource;
    readonly segmentationConfig: { readonly maxLengthChars?: number };
  };
  readonly image?: { readonly format: ImageFormat; readonly source: NovaSource; readonly detailLevel?: string };
  readonly audio?: { readonly source: NovaSource; readonly segmentationConfig: { readonly durationSeconds?: number } };
  readonly video?: {
    readonly source: NovaSource;
    readonly embeddingMode: "AUDIO_VIDEO_COMBINED" | "AUDIO_VIDEO_SEPARATE";
    readonly segmentationConfig: { readonly durationSeconds?: number };
  };
}

export interface NovaSource {
  readonly bytes?: string;
  readonly s3Location?: { readonly uri: string };
}

const MEDIA = ["text", "image", "audio", "video"] as const;

const oneOf = (...values: string[]): BodySchema => ({ type: "string", values });
const source = objectOf({ bytes: { type: "string", minLength: 1 }, s3Location });
const seconds = objectOf({ durationSeconds: { type: "integer", minimum: 1, maximum: 30 } });

const text = objectOf(
  {
    truncationMode: oneOf("START", "END", "NONE"),
    value: { type: "string", minLength: 1, maxLength: 8_192 },
    source,
    segmentationConfig: objectOf({ maxLengthChars: { type: "integer", minimum: 800, maximum: 50_000 } }),
  },
  ["truncationMode", "segmentationConfig"],
);

const purposes = oneOf(
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

/** Source: https://docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html ("Complete asynchronous schema") */
const schema = objectOf(
  {
    schemaVersion: oneOf("nova-multimodal-embed-v1"),
    taskType: oneOf("SEGMENTED_EMBEDDING"),
    segmentedEmbeddingParams: objectOf(
      {
        embeddingPurpose: purposes,
        embeddingDimension: { type: "integer", values: [256, 384, 1_024, 3_072] },
        text,
        image: objectOf(
          {
            format: oneOf("png", "jpeg", "gif", "webp"),
            source,
            detailLevel: oneOf("STANDARD_IMAGE", "DOCUMENT_IMAGE"),
          },
          ["format", "source"],
        ),
        audio: objectOf({ format: oneOf("mp3", "wav", "ogg"), source, segmentationConfig: seconds }, [
          "format",
          "source",
          "segmentationConfig",
        ]),
        video: objectOf(
          {
            format: oneOf("mp4", "mov", "mkv", "webm", "flv", "mpeg", "mpg", "wmv", "3gp"),
            source,
            embeddingMode: oneOf("AUDIO_VIDEO_COMBINED", "AUDIO_VIDEO_SEPARATE"),
            segmentationConfig: seconds,
          },
          ["format", "source", "embeddingMode", "segmentationConfig"],
        ),
      },
      ["embeddingPurpose"],
    ),
  },
  ["taskType", "segmentedEmbeddingParams"],
);

/** Reads and checks a model input; exactly one of text, image, audio and video is there. */
export function readSegmentedParams(input: unknown): SegmentedParams {
  checkInput(input, schema);
  const params = (input as { readonly segmentedEmbeddingParams: SegmentedParams }).segmentedEmbeddingParams;
  const given = MEDIA.filter((media) => params[media] !== undefined);
  if (given.length !== 1) {
    const violations = `#/segmentedEmbeddingParams: ${given.length} subschemas matched instead of one`;
    throw awsError("asyncInputInvalid", { violations });
  }
  return params;
}
