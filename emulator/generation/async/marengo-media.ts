import { awsError } from "../../errors.ts";
import type { BodySchema } from "../body-schema.ts";
import type { Cut } from "./clips.ts";
import { checkInput, objectOf, s3Location } from "./input-schema.ts";

/** What is asked for of a video or of audio, in the words of either version. */
export interface MediaRequest {
  readonly kind: "video" | "audio";
  readonly source: MarengoSource;
  readonly from: number;
  /** The end, in seconds from the beginning or from `from`; the end of the media when absent. */
  readonly to?: number;
  readonly cut: Cut;
  readonly options: readonly string[];
  /** Of the whole, of its clips, or both; the older version has clips alone and does not say so. */
  readonly scopes: readonly ("clip" | "asset")[];
  readonly types: readonly ("separate_embedding" | "fused_embedding")[];
}

export interface MarengoSource {
  readonly base64String?: string;
  readonly s3Location?: { readonly uri: string };
}

const listOf = (...values: string[]): BodySchema => ({ type: "list", minItems: 1, items: { type: "string", values } });
const number = (minimum: number, maximum?: number): BodySchema => ({
  type: "number",
  minimum,
  ...(maximum === undefined ? {} : { maximum }),
});
const source = objectOf({ base64String: { type: "string", minLength: 1 }, s3Location });

/** What the newer version takes below `video` or `audio`. */
function thirdSchema(kind: "video" | "audio", options: readonly string[]): BodySchema {
  const media = objectOf(
    {
      mediaSource: source,
      startSec: number(0),
      endSec: number(0),
      segmentation: objectOf(
        {
          method: { type: "string", values: kind === "video" ? ["dynamic", "fixed"] : ["fixed"] },
          dynamic: objectOf({ minDurationSec: { type: "integer", minimum: 1, maximum: 5 } }),
          fixed: objectOf({ durationSec: { type: "integer", minimum: 1, maximum: 10 } }),
        },
        ["method"],
      ),
      embeddingOption: listOf(...options),
      embeddingType: listOf("separate_embedding", "fused_embedding"),
      embeddingScope: listOf("clip", "asset"),
    },
    ["mediaSource"],
  );
  return objectOf({ inputType: { type: "string" }, [kind]: media, inferenceId: { type: "string" } }, [kind]);
}

interface ThirdMedia {
  readonly mediaSource: MarengoSource;
  readonly startSec?: number;
  readonly endSec?: number;
  readonly segmentation?: {
    readonly method: "dynamic" | "fixed";
    readonly dynamic?: { readonly minDurationSec?: number };
    readonly fixed?: { readonly durationSec?: number };
  };
  readonly embeddingOption?: readonly string[];
  readonly embeddingType?: MediaRequest["types"];
  readonly embeddingScope?: MediaRequest["scopes"];
}

const THIRD_OPTIONS = { video: ["visual", "audio", "transcription"], audio: ["audio", "transcription"] } as const;

/**
 * Reads video or audio for Marengo Embed 3.0. That both scopes are embedded when none is named is assumed.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-marengo-3.html
 */
export function readThirdMedia(input: unknown, kind: "video" | "audio"): MediaRequest {
  checkInput(input, thirdSchema(kind, THIRD_OPTIONS[kind]));
  const media = (input as Record<string, ThirdMedia>)[kind] as ThirdMedia;
  const { segmentation, embeddingType: types = ["separate_embedding"], startSec: from = 0, endSec: to } = media;
  const options = media.embeddingOption ?? THIRD_OPTIONS[kind];
  if (types.includes("fused_embedding") && new Set(options).size < 2) {
    throw awsError("mediaInvalid", {
      path: `${kind}/embeddingType`,
      problem: "fused_embedding requires two embedding options",
    });
  }
  return {
    kind,
    source: media.mediaSource,
    from,
    ...(to === undefined ? {} : { to }),
    cut: thirdCut(segmentation, kind),
    options: [...new Set(options)],
    scopes: media.embeddingScope ?? ["clip", "asset"],
    types,
  };
}

/** "Video: dynamic segmentation. Audio: fixed, as evenly as possible with segments close to 10 seconds." */
function thirdCut(segmentation: ThirdMedia["segmentation"], kind: "video" | "audio"): Cut {
  if (segmentation?.method === "fixed") return { every: segmentation.fixed?.durationSec ?? 6 };
  if (segmentation || kind === "video") return { shotsFrom: segmentation?.dynamic?.minDurationSec ?? 4 };
  return { near: 10 };
}

interface SecondMedia {
  readonly mediaSource: MarengoSource;
  readonly startSec?: number;
  readonly lengthSec?: number;
  readonly useFixedLengthSec?: number;
  readonly minClipSec?: number;
  readonly embeddingOption?: readonly string[];
}

const SECOND_OPTIONS = { video: ["visual-text", "visual-image", "audio"], audio: ["audio"] } as const;

/**
 * Reads video or audio for Marengo Embed 2.7.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-marengo.html
 */
export function readSecondMedia(input: unknown, kind: "video" | "audio"): MediaRequest {
  const schema = objectOf(
    {
      inputType: { type: "string" },
      mediaSource: source,
      startSec: number(0),
      lengthSec: number(0),
      useFixedLengthSec: number(2, 10),
      ...(kind === "video" ? { minClipSec: { type: "integer", minimum: 1, maximum: 5 } as const } : {}),
      embeddingOption: listOf(...SECOND_OPTIONS[kind]),
    },
    ["mediaSource"],
  );
  checkInput(input, schema);
  const media = input as SecondMedia;
  const { startSec: from = 0, lengthSec, useFixedLengthSec: every, minClipSec = Math.min(4, every ?? 4) } = media;
  if (every !== undefined && every < minClipSec) {
    throw awsError("mediaInvalid", { path: "useFixedLengthSec", problem: "must not be less than minClipSec" });
  }
  const dynamic: Cut = kind === "video" ? { shotsFrom: minClipSec } : { near: 10 };
  return {
    kind,
    source: media.mediaSource,
    from,
    ...(lengthSec === undefined ? {} : { to: from + lengthSec }),
    cut: every === undefined ? dynamic : { every },
    options: [...new Set(media.embeddingOption ?? SECOND_OPTIONS[kind])],
    scopes: ["clip"],
    types: ["separate_embedding"],
  };
}
