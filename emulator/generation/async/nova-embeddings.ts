import { hash } from "node:crypto";
import { awsError } from "../../errors.ts";
import { type AsyncBench, asyncFamily, jsonFile, type OpenObject } from "../async-task.ts";
import { cutText } from "../embedding/cut-text.ts";
import { toFloats } from "../embedding/encode-vector.ts";
import { mediaVector, shortened, textVector, type Vector } from "../embedding/vector.ts";
import { readImageSize } from "../images/image-size.ts";
import { decodeBase64 } from "../images/input-image.ts";
import { countTokens } from "../tokens.ts";
import { cutClips } from "./clips.ts";
import { mediaSeconds } from "./media-duration.ts";
import { type NovaSource, readSegmentedParams, type SegmentedParams } from "./nova-embedding-input.ts";

interface NovaPlan {
  readonly purpose: string;
  readonly dimensions: number;
  /** Where the input came from; `undefined` when it was in the request. */
  readonly sourceUri: string | undefined;
  readonly work: TextWork | MediaWork;
}

interface TextWork {
  readonly kind: "text";
  /** The text itself when it was in the request; else it is read again when the work is done. */
  readonly text: string | undefined;
  readonly truncationMode: "START" | "END" | "NONE";
  readonly maxLengthChars: number;
}

interface MediaWork {
  readonly kind: "media";
  readonly digest: string;
  /** What is embedded, and in which file. */
  readonly outputs: readonly { readonly type: string; readonly file: string }[];
  /** Of an image nothing is cut. */
  readonly segments?: { readonly seconds: number; readonly every: number };
}

const DIMENSIONS = 3_072;
const MOST_TOKENS = 8_172;
/** "For text embeddings you cannot have more than 1900 segments. For audio and video embeddings … 1434." */
const MOST_SEGMENTS = { text: 1_900, media: 1_434 };

/** How long the work takes is not documented: ten seconds, and what follows for a text or media, are assumed. */
const WORK_MS = 10_000;
const WORK_MS_PER_SECOND = 100;
const WORK_MS_PER_TOKEN = 1;

/**
 * Amazon Nova Multimodal Embeddings, the asynchronous task SEGMENTED_EMBEDDING. It leaves `segmented-embedding-result.json` and a file of
 * lines for each kind of embedding. That AUDIO_VIDEO_COMBINED is in `embedding-audio-video.jsonl` is how AWS's own samples read it.
 * The documentation calls a segment's end inclusive in one place and exclusive in another; here it is exclusive, as public code takes it.
 * Source: https://docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html
 */
export const asyncNovaEmbeddings = asyncFamily<NovaPlan>({
  hasManifest: true,
  async read(input, _model, open) {
    const params = readSegmentedParams(input);
    const { embeddingPurpose: purpose, embeddingDimension: dimensions = DIMENSIONS, text } = params;
    const common = { purpose, dimensions };
    if (text) {
      const content = await textOf(text, open);
      const tokens = countTokens(content);
      const { truncationMode, segmentationConfig, value } = text;
      const { maxLengthChars = 32_000 } = segmentationConfig;
      const work: TextWork = { kind: "text", text: value, truncationMode, maxLengthChars };
      const plan = { ...common, sourceUri: text.source?.s3Location?.uri, work };
      return { text: content, inputTokens: tokens, durationMs: WORK_MS + tokens * WORK_MS_PER_TOKEN, plan };
    }
    const { source, work } = await mediaWork(params, open);
    const seconds = work.segments?.seconds ?? 0;
    const durationMs = WORK_MS + Math.round(seconds * WORK_MS_PER_SECOND);
    return { text: "", inputTokens: 0, durationMs, plan: { ...common, sourceUri: source.s3Location?.uri, work } };
  },
  async carryOut(plan, bench) {
    const { work } = plan;
    const lines = work.kind === "text" ? await textLines(plan, work, bench) : mediaLines(plan, work, bench);
    if (typeof lines === "string") return { files: {}, failureMessage: lines };
    const failure = bench.defect && FAILURES[bench.defect];
    const embeddingResults = lines.map(({ type, file, segments }) =>
      failure
        ? { embeddingType: type, status: "FAILURE", ...failure }
        : { embeddingType: type, status: statusOf(segments), outputFileUri: bench.uriOf(file) },
    );
    const result = jsonFile({ sourceFileUri: plan.sourceUri, embeddingDimension: plan.dimensions, embeddingResults });
    const files: Record<string, Uint8Array> = { "segmented-embedding-result.json": result };
    if (failure) return { files, failureMessage: failure.message };
    for (const { file, segments } of lines) {
      files[file] = Buffer.from(segments.map((segment) => `${JSON.stringify(segment)}\n`).join(""));
    }
    return { files };
  },
});

const FAILURES = {
  blocked: { failureReason: "INVALID_CONTENT", message: "The input has been blocked by our content filters." },
  broken: { failureReason: "INTERNAL_SERVER_EXCEPTION", message: "Something went wrong." },
};

interface Segment {
  readonly embedding?: number[];
  readonly segmentMetadata: object;
  readonly status: "SUCCESS" | "FAILURE";
  readonly failureReason?: string;
  readonly message?: string;
}

interface Lines {
  readonly type: string;
  readonly file: string;
  readonly segments: readonly Segment[];
}

function statusOf(segments: readonly Segment[]) {
  const failed = segments.filter(({ status }) => status === "FAILURE").length;
  if (failed === 0) return "SUCCESS";
  return failed === segments.length ? "FAILURE" : "PARTIAL_SUCCESS";
}

/** The text of a request: in it, or in the object that it names. */
async function textOf({ value, source }: NonNullable<SegmentedParams["text"]>, open: OpenObject): Promise<string> {
  if ((value === undefined) === (source === undefined)) {
    throw awsError("asyncInputInvalid", {
      violations: "#/segmentedEmbeddingParams/text: exactly one of value and source",
    });
  }
  if (value !== undefined) return value;
  if (!source?.s3Location) {
    const violations = "#/segmentedEmbeddingParams/text/source: required key [s3Location] not found";
    throw awsError("asyncInputInvalid", { violations });
  }
  return Buffer.from(await open(source.s3Location.uri)).toString("utf8");
}

async function mediaWork(
  { image, audio, video }: SegmentedParams,
  open: OpenObject,
): Promise<{ readonly source: NovaSource; readonly work: MediaWork }> {
  if (image) {
    const bytes = await bytesOf(image.source, "image", open);
    if (readImageSize(bytes)?.format !== image.format) {
      throw awsError("asyncImageUnreadable", { pointer: "#/segmentedEmbeddingParams/image", format: image.format });
    }
    const outputs = [{ type: "IMAGE", file: "embedding-image.json" }];
    return { source: image.source, work: { kind: "media", digest: hash("sha256", bytes), outputs } };
  }
  const media = (audio ?? video) as NonNullable<typeof audio>;
  const kind = audio ? "audio" : "video";
  const bytes = await bytesOf(media.source, kind, open);
  const { durationSeconds: every = 5 } = media.segmentationConfig;
  return {
    source: media.source,
    work: {
      kind: "media",
      digest: hash("sha256", bytes),
      outputs: outputsOf(video?.embeddingMode),
      segments: { seconds: mediaSeconds(bytes, kind), every },
    },
  };
}

function outputsOf(mode: NonNullable<SegmentedParams["video"]>["embeddingMode"] | undefined): MediaWork["outputs"] {
  const audio = { type: "AUDIO", file: "embedding-audio.jsonl" };
  if (mode === undefined) return [audio];
  if (mode === "AUDIO_VIDEO_SEPARATE") return [{ type: "VIDEO", file: "embedding-video.jsonl" }, audio];
  return [{ type: "AUDIO_VIDEO_COMBINED", file: "embedding-audio-video.jsonl" }];
}

async function bytesOf({ bytes, s3Location }: NovaSource, media: string, open: OpenObject): Promise<Uint8Array> {
  const pointer = `#/segmentedEmbeddingParams/${media}/source`;
  if ((bytes === undefined) === (s3Location === undefined)) {
    throw awsError("asyncInputInvalid", { violations: `${pointer}: exactly one of bytes and s3Location` });
  }
  if (s3Location) return open(s3Location.uri);
  const decoded = decodeBase64(bytes ?? "");
  if (!decoded) throw awsError("asyncInputInvalid", { violations: `${pointer}/bytes: no base64` });
  return decoded;
}

/** One line for each segment of a text, or why there is none. */
async function textLines(plan: NovaPlan, work: TextWork, bench: AsyncBench): Promise<readonly Lines[] | string> {
  const text = work.text ?? Buffer.from(await bench.open(plan.sourceUri ?? "")).toString("utf8");
  const pieces = segmentsOf(text, work.maxLengthChars);
  if (pieces.length > MOST_SEGMENTS.text) return tooMany(pieces.length, MOST_SEGMENTS.text);
  const space = { model: bench.model.modelId, dimensions: DIMENSIONS };
  const cut = work.truncationMode === "NONE" ? "none" : work.truncationMode === "START" ? "start" : "end";
  const segments = pieces.map(([start, end], segmentIndex): Segment => {
    const content = text.slice(start, end);
    const kept = cutText(content, MOST_TOKENS, cut);
    const place = { segmentIndex, segmentStartCharPosition: start, segmentEndCharPosition: end };
    if (!kept) {
      const message = `The segment has more than ${MOST_TOKENS} tokens.`;
      return { segmentMetadata: place, status: "FAILURE", failureReason: "INVALID_CONTENT", message };
    }
    const truncated = kept.text === content ? {} : { truncatedCharLength: kept.text.length };
    const vector = textVector(space, kept.text, plan.purpose);
    return { embedding: floats(vector, plan), segmentMetadata: { ...place, ...truncated }, status: "SUCCESS" };
  });
  return [{ type: "TEXT", file: "embedding-text.jsonl", segments }];
}

/** Cuts a text after at most so many characters, between words where there is a blank. */
function segmentsOf(text: string, most: number): readonly (readonly [start: number, end: number])[] {
  const segments: [number, number][] = [];
  for (let start = 0; start < text.length; ) {
    let end = Math.min(text.length, start + most);
    if (end < text.length) {
      const blank = text.slice(start, end + 1).search(/\s\S*$/u);
      if (blank > 0) end = start + blank + 1;
      // Not between the halves of a character.
      else if (/[\uD800-\uDBFF]/.test(text[end - 1] ?? "")) end--;
    }
    end = Math.min(end, start + most);
    segments.push([start, end]);
    start = end;
  }
  return segments;
}

function mediaLines(
  plan: NovaPlan,
  { digest, outputs, segments }: MediaWork,
  bench: AsyncBench,
): readonly Lines[] | string {
  const space = { model: bench.model.modelId, dimensions: DIMENSIONS };
  const clips = segments
    ? cutClips(0, segments.seconds, { every: segments.every }, bench.random).map(
        ([segmentStartSeconds, segmentEndSeconds]) => ({ segmentStartSeconds, segmentEndSeconds }),
      )
    : [{}];
  if (clips.length > MOST_SEGMENTS.media) return tooMany(clips.length, MOST_SEGMENTS.media);
  return outputs.map(({ type, file }) => ({
    type,
    file,
    segments: clips.map((clip, segmentIndex): Segment => {
      const detail = `${plan.purpose} ${type} ${JSON.stringify(clip)}`;
      const vector = mediaVector(space, Buffer.from(digest), detail);
      return { embedding: floats(vector, plan), segmentMetadata: { segmentIndex, ...clip }, status: "SUCCESS" };
    }),
  }));
}

const floats = (vector: Vector, { dimensions }: NovaPlan) => toFloats(shortened(vector, dimensions));

/** The words are assumed. */
const tooMany = (found: number, most: number) => `The input has ${found} segments, and at most ${most} are supported.`;
