import type { FoundationModel } from "../catalog/index.ts";
import { awsError, NotEmulatedError } from "../errors.ts";
import { type BodySchema, violationsOf } from "./body-schema.ts";
import { cutText } from "./embedding/cut-text.ts";
import { toFloats } from "./embedding/encode-vector.ts";
import { meanVector, mediaVector, type Space, textVector, type Vector } from "./embedding/vector.ts";
import { readInputImage } from "./images/input-image.ts";
import { malformedInput } from "./json-schema-gate.ts";
import type { Task, TaskFamily } from "./task.ts";

/**
 * TwelveLabs Marengo Embed 2.7 and 3.0, as InvokeModel takes them: texts and images.
 * Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-marengo.html and
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-marengo-3.html. That `data` is a list is how public code
 * reads the answers (stdapi-ai/stdapi.ai, bpenven590/multi-modal-video-search); the documentation shows an object.
 */
export const marengo: TaskFamily = {
  read(body, model) {
    const isThird = model.modelId.startsWith("twelvelabs.marengo-embed-3");
    const violations = violationsOf(body, isThird ? thirdSchema : secondSchema);
    if (violations.length > 0) throw malformedInput(violations);
    return isThird ? readThird(body as ThirdBody, model) : readSecond(body as SecondBody, model);
  },
};

const MOST_IMAGE_BYTES = 5 * 1024 * 1024;

function readThird(body: ThirdBody, { modelId }: FoundationModel): Task {
  const space: Space = { model: modelId, dimensions: 512 };
  const { inputType } = body;
  if (inputType === "video" || inputType === "audio") throw asyncOnly(inputType);
  const input = body[inputType];
  if (!input) throw malformedInput([{ path: [], kind: "required", key: inputType }]);
  const { inputText, mediaSource, mediaSources = [] } = input;
  const text = inputText === undefined ? undefined : readText(inputText, 500, "none");
  const sources = [...(mediaSource ? [mediaSource] : []), ...mediaSources];
  const images = sources.map((source, at) => readImage(source, `${inputType}/${at}`));
  if (inputType === "multi_input") checkNames(inputText ?? "", mediaSources);
  return task(space, text, images);
}

/** Every placeholder of the text has its image. Source: the documentation of `multi_input`; the wording is assumed. */
function checkNames(text: string, sources: readonly MediaSource[]): void {
  const names = new Set(sources.map(({ name }) => name));
  const missing = [...text.matchAll(/<@([^<>]+)>/g)].find(([, name]) => !names.has(name));
  if (!missing) return;
  throw awsError("mediaInvalid", {
    path: "multi_input/inputText",
    problem: `no media source is named ${missing[1]}`,
  });
}

function readSecond(body: SecondBody, { modelId }: FoundationModel): Task {
  const space: Space = { model: modelId, dimensions: 1_024 };
  const { inputType, inputText, mediaSource, textTruncate = "end" } = body;
  if (inputType === "video" || inputType === "audio") throw asyncOnly(inputType);
  if (inputType === "image") {
    if (!mediaSource) throw malformedInput([{ path: [], kind: "required", key: "mediaSource" }]);
    return task(space, undefined, [readImage(mediaSource, "mediaSource")]);
  }
  if (inputText === undefined) throw malformedInput([{ path: [], kind: "required", key: "inputText" }]);
  return task(space, readText(inputText, 77, textTruncate), []);
}

function readText(text: string, limit: number, cut: "end" | "none") {
  const kept = cutText(text, limit, cut);
  if (!kept) throw awsError("inputTooLong");
  return kept;
}

function readImage({ base64String, s3Location }: MediaSource, path: string): Uint8Array {
  if (s3Location) {
    throw new NotEmulatedError(
      "Outcrop does not emulate s3Location of TwelveLabs Marengo through InvokeModel: it reads no S3 bucket. Send base64String.",
    );
  }
  const image = readInputImage(base64String ?? "", ["png", "jpeg", "webp", "gif"]);
  if (!image) throw awsError("mediaInvalid", { path, problem: "not an image in base64" });
  if (image.bytes.length > MOST_IMAGE_BYTES) {
    throw awsError("mediaInvalid", { path, problem: `the image is larger than ${MOST_IMAGE_BYTES} bytes` });
  }
  return image.bytes;
}

function task(
  space: Space,
  text: { readonly text: string; readonly tokens: number } | undefined,
  images: readonly Uint8Array[],
): Task {
  return {
    inputTokens: text?.tokens ?? 0,
    text: text?.text ?? "",
    answer(random) {
      const vectors: Vector[] = images.map((bytes) => mediaVector(space, bytes));
      if (text) vectors.push(textVector(space, text.text));
      return {
        body: { data: [{ embedding: toFloats(meanVector(vectors)) }] },
        latencyMs: random.integer(120, 300),
      };
    },
  };
}

/** Source: the table of operations of the documentation; the wording is assumed. */
function asyncOnly(inputType: string) {
  return awsError("mediaInvalid", {
    path: "inputType",
    problem: `${inputType} is not supported by InvokeModel, use StartAsyncInvoke`,
  });
}

interface MediaSource {
  readonly name?: string;
  readonly base64String?: string;
  readonly s3Location?: object;
}

interface ThirdInput {
  readonly inputText?: string;
  readonly mediaSource?: MediaSource;
  readonly mediaSources?: readonly MediaSource[];
}

type ThirdBody = {
  readonly inputType: "text" | "image" | "text_image" | "multi_input" | "audio" | "video";
} & Readonly<Partial<Record<"text" | "image" | "text_image" | "multi_input", ThirdInput>>>;

interface SecondBody {
  readonly inputType: "text" | "image" | "audio" | "video";
  readonly inputText?: string;
  readonly textTruncate?: "end" | "none";
  readonly mediaSource?: MediaSource;
}

const s3Location: BodySchema = {
  type: "object",
  required: ["uri"],
  members: { uri: { type: "string" }, bucketOwner: { type: "string" } },
};
const mediaSource: BodySchema = { type: "object", members: { base64String: { type: "string" }, s3Location } };
const inputText: BodySchema = { type: "string", minLength: 1 };
const anything: BodySchema = { type: "any" };

const thirdSchema: BodySchema = {
  type: "object",
  required: ["inputType"],
  members: {
    inputType: { type: "string", values: ["text", "image", "text_image", "audio", "video", "multi_input"] },
    text: { type: "object", required: ["inputText"], members: { inputText } },
    image: { type: "object", required: ["mediaSource"], members: { mediaSource } },
    text_image: { type: "object", required: ["inputText", "mediaSource"], members: { inputText, mediaSource } },
    multi_input: {
      type: "object",
      required: ["mediaSources"],
      members: {
        inputText: { type: "string" },
        mediaSources: {
          type: "list",
          minItems: 1,
          items: {
            type: "object",
            required: ["mediaType"],
            members: {
              name: { type: "string" },
              mediaType: { type: "string", values: ["image"] },
              base64String: { type: "string" },
              s3Location,
            },
          },
        },
      },
    },
    audio: anything,
    video: anything,
    inferenceId: { type: "string" },
  },
};

const secondSchema: BodySchema = {
  type: "object",
  required: ["inputType"],
  members: {
    inputType: { type: "string", values: ["text", "image", "audio", "video"] },
    inputText,
    textTruncate: { type: "string", values: ["end", "none"] },
    mediaSource,
    startSec: anything,
    lengthSec: anything,
    useFixedLengthSec: anything,
    minClipSec: anything,
    embeddingOption: anything,
  },
};
