import { awsError } from "../../errors.ts";
import type { ImageFormat } from "../images/image-size.ts";
import {
  detailLevel,
  embeddingDimension,
  embeddingMode,
  embeddingPurpose,
  formats,
  oneOf,
  schemaVersion,
} from "../nova-embeddings-members.ts";
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

/** Source: https://docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html ("Complete asynchronous schema") */
const schema = objectOf(
  {
    schemaVersion,
    taskType: oneOf("SEGMENTED_EMBEDDING"),
    segmentedEmbeddingParams: objectOf(
      {
        embeddingPurpose,
        embeddingDimension,
        text,
        image: objectOf(
          {
            format: formats.image,
            source,
            detailLevel,
          },
          ["format", "source"],
        ),
        audio: objectOf({ format: formats.audio, source, segmentationConfig: seconds }, [
          "format",
          "source",
          "segmentationConfig",
        ]),
        video: objectOf(
          {
            format: formats.video,
            source,
            embeddingMode,
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
