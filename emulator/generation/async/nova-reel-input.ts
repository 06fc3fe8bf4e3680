import type { FoundationModel } from "../../catalog/index.ts";
import { awsError } from "../../errors.ts";
import type { OpenObject } from "../async-task.ts";
import type { BodySchema } from "../body-schema.ts";
import { readImageSize } from "../images/image-size.ts";
import { decodeBase64 } from "../images/input-image.ts";
import { checkInput, objectOf, pointerTo, s3Location } from "./input-schema.ts";

/** A request to Nova Reel as far as the work depends on it. */
export interface ReelInput {
  /** What each shot is to show. */
  readonly shots: readonly { readonly text: string; readonly image?: ReelImage }[];
  /** The duration of the whole, in seconds. */
  readonly seconds: number;
  readonly seed: number;
  readonly isMultiShot: boolean;
}

interface ReelImage {
  readonly format: "png" | "jpeg";
  readonly source: { readonly bytes?: string; readonly s3Location?: { readonly uri: string } };
}

interface ReelConfig {
  readonly durationSeconds?: number;
  readonly seed?: number;
}

/** The parameters of the task types; the one that goes with `taskType` is there. */
interface ReelBody {
  readonly taskType: keyof typeof taskSchemas;
  readonly textToVideoParams?: { readonly text: string; readonly images?: readonly ReelImage[] };
  readonly multiShotAutomatedParams?: { readonly text: string };
  readonly multiShotManualParams?: { readonly shots: readonly { readonly text: string; readonly image?: ReelImage }[] };
  readonly videoGenerationConfig: ReelConfig;
}

export const SECONDS_PER_SHOT = 6;
export const REEL_FORMAT = { width: 1280, height: 720, rate: 24 } as const;

const text = (maxLength: number): BodySchema => ({ type: "string", minLength: 1, maxLength });

const image = objectOf(
  {
    format: { type: "string", values: ["png", "jpeg"] },
    source: objectOf({ bytes: { type: "string", minLength: 1 }, s3Location }),
  },
  ["format", "source"],
);

/** "6 is the only supported value", or any multiple of 6 from 12 to 120; a film of given shots has no duration of its own. */
function config(durations: readonly number[] | undefined): BodySchema {
  const members: Record<string, BodySchema> = {
    fps: { type: "integer", values: [REEL_FORMAT.rate] },
    dimension: { type: "string", values: [`${REEL_FORMAT.width}x${REEL_FORMAT.height}`] },
    seed: { type: "integer", minimum: 0, maximum: 2_147_483_646 },
  };
  if (!durations) return objectOf(members, ["fps", "dimension"]);
  members.durationSeconds = { type: "integer", values: durations };
  return objectOf(members, ["durationSeconds", "fps", "dimension"]);
}

const task = (params: string, schema: BodySchema, videoGenerationConfig: BodySchema) =>
  objectOf({ taskType: { type: "string" }, [params]: schema, videoGenerationConfig }, [
    params,
    "videoGenerationConfig",
  ]);

const MOST_SHOTS = 20;

/**
 * What a model input must be, by its task type.
 * Source: https://docs.aws.amazon.com/nova/latest/userguide/video-gen-access.html. That a film has at most 20 shots follows from
 * "up to two minutes".
 */
const taskSchemas = {
  TEXT_VIDEO: task(
    "textToVideoParams",
    objectOf({ text: text(512), images: { type: "list", items: image, maxItems: 1 } }, ["text"]),
    config([SECONDS_PER_SHOT]),
  ),
  MULTI_SHOT_AUTOMATED: task(
    "multiShotAutomatedParams",
    objectOf({ text: text(4_000) }, ["text"]),
    config(Array.from({ length: 19 }, (_, at) => 12 + at * SECONDS_PER_SHOT)),
  ),
  MULTI_SHOT_MANUAL: task(
    "multiShotManualParams",
    objectOf(
      {
        shots: {
          type: "list",
          items: objectOf({ text: text(512), image }, ["text"]),
          minItems: 1,
          maxItems: MOST_SHOTS,
        },
      },
      ["shots"],
    ),
    config(undefined),
  ),
} as const;

/** Version 1.0 films single shots alone: films of several came with 1.1. */
const taskTypesOf = ({ modelId }: FoundationModel) =>
  modelId === "amazon.nova-reel-v1:0" ? ["TEXT_VIDEO"] : Object.keys(taskSchemas);

/** What is known of an input without a task type, or with a wrong one: that it needs one of these. */
const anyTask = (values: readonly string[]) => {
  const any: BodySchema = { type: "any" };
  const params = { textToVideoParams: any, multiShotAutomatedParams: any, multiShotManualParams: any };
  return objectOf({ taskType: { type: "string", values }, ...params, videoGenerationConfig: any }, ["taskType"]);
};

/** Reads and checks a model input of Nova Reel, images included. */
export async function readReelInput(input: unknown, model: FoundationModel, open: OpenObject): Promise<ReelInput> {
  const { taskType } = (input ?? {}) as { readonly taskType?: keyof typeof taskSchemas };
  const isKnown = taskType !== undefined && taskTypesOf(model).includes(taskType);
  checkInput(input, isKnown ? taskSchemas[taskType] : anyTask(taskTypesOf(model)));
  const body = input as ReelBody;
  for (const [path, found] of imagesOf(body)) await checkImage(path, found, open);
  return toReelInput(body);
}

function toReelInput({ taskType, videoGenerationConfig, ...params }: ReelBody): ReelInput {
  const { seed = 42, durationSeconds = SECONDS_PER_SHOT } = videoGenerationConfig;
  if (taskType === "MULTI_SHOT_MANUAL") {
    const shots = params.multiShotManualParams?.shots ?? [];
    return { shots, seconds: shots.length * SECONDS_PER_SHOT, seed, isMultiShot: true };
  }
  if (taskType === "MULTI_SHOT_AUTOMATED") {
    const shot = { text: params.multiShotAutomatedParams?.text ?? "" };
    const shots = Array.from({ length: durationSeconds / SECONDS_PER_SHOT }, () => shot);
    return { shots, seconds: durationSeconds, seed, isMultiShot: true };
  }
  return {
    shots: [{ text: params.textToVideoParams?.text ?? "" }],
    seconds: durationSeconds,
    seed,
    isMultiShot: false,
  };
}

/** The images of an input, each with the way to it. */
function imagesOf({
  textToVideoParams,
  multiShotManualParams,
}: ReelBody): (readonly [path: string, image: ReelImage])[] {
  const single = (textToVideoParams?.images ?? []).map(
    (one, at) => [pointerTo(["textToVideoParams", "images", at]), one] as const,
  );
  const shots = (multiShotManualParams?.shots ?? []).flatMap(({ image: one }, at) =>
    one ? [[pointerTo(["multiShotManualParams", "shots", at, "image"]), one] as const] : [],
  );
  return [...single, ...shots];
}

/** "The model accepts only images of 1280 (width) x 720 (height)", in the format that they are said to have. */
async function checkImage(pointer: string, { format, source }: ReelImage, open: OpenObject): Promise<void> {
  const given = [source.bytes, source.s3Location].filter((one) => one !== undefined);
  if (given.length !== 1) {
    const violations = `${pointer}/source: ${given.length} subschemas matched instead of one`;
    throw awsError("asyncInputInvalid", { violations });
  }
  const bytes = source.s3Location ? await open(source.s3Location.uri) : decodeBase64(source.bytes ?? "");
  const size = bytes && readImageSize(bytes);
  if (size?.format !== format) throw awsError("asyncImageUnreadable", { pointer, format });
  const { width, height } = size;
  if (width !== REEL_FORMAT.width || height !== REEL_FORMAT.height) {
    throw awsError("asyncImageSize", { pointer, width, height });
  }
}
