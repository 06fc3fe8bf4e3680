import type { BodySchema } from "./body-schema.ts";
import type { ImageFormat } from "./images/image-size.ts";
import {
  detailLevel,
  embeddingDimension,
  embeddingMode,
  embeddingPurpose,
  formats,
  oneOf,
  schemaVersion,
} from "./nova-embeddings-members.ts";

/** A body of Amazon Nova Multimodal Embeddings, once it has the form of the schema below. */
export interface NovaEmbeddingBody {
  readonly singleEmbeddingParams: SingleEmbeddingParams;
}

export interface Source {
  readonly bytes?: string;
  readonly s3Location?: object;
}

export interface TextParams {
  readonly truncationMode: TruncationMode;
  readonly value?: string;
  readonly source?: Source;
}

export interface SingleEmbeddingParams {
  readonly embeddingPurpose: string;
  readonly embeddingDimension?: number;
  readonly text?: TextParams;
  readonly image?: { readonly detailLevel?: string; readonly format: ImageFormat; readonly source: Source };
  readonly audio?: { readonly source: Source };
  readonly video?: { readonly source: Source; readonly embeddingMode: string };
}

export type TruncationMode = "NONE" | "START" | "END";

const source: BodySchema = {
  type: "object",
  members: {
    bytes: { type: "string" },
    s3Location: {
      type: "object",
      required: ["uri"],
      members: { uri: { type: "string" }, bucketOwner: { type: "string" } },
    },
  },
};

/** Source: https://docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html */
export const novaEmbeddingSchema: BodySchema = {
  type: "object",
  required: ["taskType", "singleEmbeddingParams"],
  members: {
    schemaVersion,
    taskType: oneOf("SINGLE_EMBEDDING"),
    singleEmbeddingParams: {
      type: "object",
      required: ["embeddingPurpose"],
      members: {
        embeddingPurpose,
        embeddingDimension,
        text: {
          type: "object",
          required: ["truncationMode"],
          members: {
            truncationMode: oneOf("NONE", "START", "END"),
            value: { type: "string", minLength: 1, maxLength: 8_192 },
            source,
          },
        },
        image: {
          type: "object",
          required: ["format", "source"],
          members: {
            detailLevel,
            format: formats.image,
            source,
          },
        },
        audio: {
          type: "object",
          required: ["format", "source"],
          members: { format: formats.audio, source },
        },
        video: {
          type: "object",
          required: ["format", "source", "embeddingMode"],
          members: {
            format: formats.video,
            source,
            embeddingMode,
          },
        },
      },
    },
  },
};
