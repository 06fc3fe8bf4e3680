import { hash } from "node:crypto";
import type { FoundationModel } from "../../catalog/index.ts";
import { awsError } from "../../errors.ts";
import { createRandom } from "../../random.ts";
import { asyncFamily, jsonFile, type OpenObject } from "../async-task.ts";
import { isObject } from "../body-schema.ts";
import { toFloats } from "../embedding/encode-vector.ts";
import { meanVector, mediaVector, type Space, type Vector } from "../embedding/vector.ts";
import { decodeBase64 } from "../images/input-image.ts";
import { marengo } from "../marengo.ts";
import { type Clip, cutClips } from "./clips.ts";
import { type MarengoSource, type MediaRequest, readSecondMedia, readThirdMedia } from "./marengo-media.ts";
import { mediaSeconds } from "./media-duration.ts";

type MarengoPlan =
  /** Of a text or of images: what InvokeModel would answer. */
  { readonly body: unknown } | (Omit<MediaRequest, "source" | "to"> & { readonly to: number; readonly digest: string });

/** How long the work takes is not documented: a quarter of a minute, and a tenth of what the media last, are assumed. */
const WORK_MS = 15_000;
const WORK_MS_PER_SECOND = 100;

/**
 * TwelveLabs Marengo Embed 2.7 and 3.0 as StartAsyncInvoke takes them: texts and images as InvokeModel does, and video and audio by
 * clips. It leaves `output.json` (public code that reads it, 2025-2026).
 * Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-marengo.html,
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-marengo-3.html
 */
export const asyncMarengo = asyncFamily<MarengoPlan>({
  hasManifest: false,
  async read(input, model, open) {
    const { inputType: kind } = (isObject(input) ? input : {}) as { readonly inputType?: unknown };
    if (kind !== "video" && kind !== "audio") {
      const { inputTokens, text, answer } = marengo.read(await withInlineMedia(input, open), model);
      const { body } = answer(createRandom("the latency of this answer does not matter"));
      return { text, inputTokens, durationMs: WORK_MS, plan: { body } };
    }
    const request = isThird(model) ? readThirdMedia(input, kind) : readSecondMedia(input, kind);
    const { source, to, ...rest } = request;
    const bytes = await bytesOf(source, kind, open);
    const seconds = mediaSeconds(bytes, kind);
    const end = Math.min(to ?? seconds, seconds);
    if (rest.from >= end) throw awsError("mediaInvalid", { path: "startSec", problem: "lies behind the end" });
    return {
      text: "",
      inputTokens: 0,
      durationMs: WORK_MS + Math.round((end - rest.from) * WORK_MS_PER_SECOND),
      plan: { ...rest, to: end, digest: hash("sha256", bytes) },
    };
  },
  async carryOut(plan, { model, random, defect }) {
    if (defect) return { files: {}, failureMessage: FAILURES[defect] };
    const body = "body" in plan ? plan.body : { data: embed(plan, model, random.fork("clips")) };
    return { files: { "output.json": jsonFile(body) } };
  },
});

/** The words are assumed. */
const FAILURES = {
  blocked: "The input has been blocked by content filters.",
  broken: "The model failed to process the input.",
};

const isThird = ({ modelId }: FoundationModel) => modelId.startsWith("twelvelabs.marengo-embed-3");

const space = (model: FoundationModel): Space => ({ model: model.modelId, dimensions: isThird(model) ? 512 : 1_024 });

/** One entry for each option of each clip, and of the whole. */
function embed(
  plan: Exclude<MarengoPlan, { body: unknown }>,
  model: FoundationModel,
  random: Parameters<typeof cutClips>[3],
) {
  const { from, to, cut, options, scopes, types, digest } = plan;
  const third = isThird(model);
  const vectorOf = (option: string, [start, end]: Clip) =>
    mediaVector(space(model), Buffer.from(digest), `${option} ${start}-${end}`);
  const entry = (scope: string, [startSec, endSec]: Clip, embeddingOption: string, vector: Vector) => ({
    embedding: toFloats(vector),
    embeddingOption,
    ...(third ? { embeddingScope: scope } : {}),
    startSec,
    endSec,
  });
  const pieces: (readonly [scope: string, clip: Clip])[] = [
    ...(scopes.includes("clip") ? cutClips(from, to, cut, random).map((clip) => ["clip", clip] as const) : []),
    ...(scopes.includes("asset") ? [["asset", [from, to]] as const] : []),
  ];
  return pieces.flatMap(([scope, clip]) => {
    const vectors = options.map((option) => [option, vectorOf(option, clip)] as const);
    const separate = types.includes("separate_embedding") ? vectors : [];
    const fused = types.includes("fused_embedding")
      ? [["fused", meanVector(vectors.map(([, vector]) => vector))] as const]
      : [];
    return [...separate, ...fused].map(([option, vector]) => entry(scope, clip, option, vector));
  });
}

async function bytesOf(
  { base64String, s3Location }: MarengoSource,
  path: string,
  open: OpenObject,
): Promise<Uint8Array> {
  if ((base64String === undefined) === (s3Location === undefined)) {
    throw exactlyOneSource(`${path}/mediaSource`);
  }
  if (s3Location) return open(s3Location.uri);
  const bytes = decodeBase64(base64String ?? "");
  if (!bytes) throw awsError("mediaInvalid", { path: `${path}/mediaSource/base64String`, problem: "no base64" });
  return bytes;
}

const exactlyOneSource = (path: string) =>
  awsError("mediaInvalid", { path, problem: "exactly one of base64String and s3Location" });

/** The input with the S3 objects that it names in their place, as InvokeModel's reader knows them. */
async function withInlineMedia(value: unknown, open: OpenObject): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((item) => withInlineMedia(item, open)));
  if (!isObject(value)) return value;
  const { s3Location, ...rest } = value;
  const entries = await Promise.all(
    Object.entries(rest).map(async ([name, inner]) => [name, await withInlineMedia(inner, open)] as const),
  );
  const inlined = Object.fromEntries(entries);
  if (!isObject(s3Location) || typeof s3Location.uri !== "string") {
    return s3Location === undefined ? inlined : { ...inlined, s3Location };
  }
  if (rest.base64String !== undefined) throw exactlyOneSource("mediaSource");
  return { ...inlined, base64String: Buffer.from(await open(s3Location.uri)).toString("base64") };
}
