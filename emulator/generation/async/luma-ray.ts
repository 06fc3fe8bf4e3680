import { asyncFamily } from "../async-task.ts";
import { isObject } from "../body-schema.ts";
import { readImageSize } from "../images/image-size.ts";
import { decodeBase64 } from "../images/input-image.ts";
import { type FilmFormat, writeFilm } from "../video/film.ts";

type RayPlan =
  | { readonly refusal: string }
  | { readonly format: FilmFormat; readonly seconds: number; readonly seed: string };

const RATIOS = ["1:1", "16:9", "9:16", "4:3", "3:4", "21:9", "9:21"] as const;
const SIDES: Readonly<Record<string, number>> = { "540p": 540, "720p": 720 };
const LONGEST_PROMPT = 5_000;

/**
 * How long the work takes, by the duration of the film. AWS says "2-5 minutes for 5-second videos and 4-8 minutes for 9-second
 * videos", of which these are the shortest; 72 seconds were measured for 5 seconds (third party, 2026-09).
 */
const WORK_MS: Readonly<Record<string, number>> = { "5s": 120_000, "9s": 240_000 };

/** An input that is not as it must be is taken, and the work fails within a second (third-party capture, 2026-09). */
const REFUSAL_MS = 1_000;

/**
 * Luma AI Ray 2: films of 5 or 9 seconds, left as `output.mp4`. How many pixels the resolutions have is assumed: 540 or 720 on the
 * shorter side, and 24 pictures a second.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-luma.html
 */
export const lumaRay = asyncFamily<RayPlan>({
  hasManifest: false,
  async read(input) {
    const given = isObject(input) ? input : {};
    const text = typeof given.prompt === "string" ? given.prompt : "";
    const refusal = refusalOf(given);
    if (refusal !== undefined) return { text, inputTokens: 0, durationMs: REFUSAL_MS, plan: { refusal } };
    const { aspect_ratio: ratio = "16:9", duration = "5s", resolution = "720p", loop = false } = given;
    return {
      text,
      inputTokens: 0,
      durationMs: WORK_MS[String(duration)] ?? REFUSAL_MS,
      plan: {
        format: formatOf(String(ratio), SIDES[String(resolution)] ?? 0),
        seconds: Number.parseInt(String(duration), 10),
        seed: JSON.stringify([text, ratio, loop]),
      },
    };
  },
  async carryOut(plan, { random, defect }) {
    if ("refusal" in plan) return { files: {}, failureMessage: plan.refusal };
    if (defect) return { files: {}, failureMessage: FAILURES[defect] };
    const shot = { seconds: plan.seconds, random: random.fork("shot", plan.seed) };
    return { files: { "output.mp4": writeFilm([shot], plan.format) } };
  },
});

/** The words are assumed: no capture was found of a film that Luma's filters stop, or that the model fails at. */
const FAILURES = {
  blocked: "The generated video has been blocked by content filters.",
  broken: "The model failed to generate the video.",
};

/**
 * Why the model refuses an input, in the form of the one text that was captured, "prompt is required"; the other texts are assumed.
 * `undefined` when it does not.
 */
function refusalOf(input: Readonly<Record<string, unknown>>): string | undefined {
  const { prompt, aspect_ratio: ratio, duration, resolution, loop, keyframes } = input;
  if (prompt === undefined || prompt === null || prompt === "") return "prompt is required";
  if (typeof prompt !== "string") return "prompt must be a string";
  if ([...prompt].length > LONGEST_PROMPT) return `prompt must have at most ${LONGEST_PROMPT} characters`;
  const unknown = Object.keys(input).find((key) => !MEMBERS.has(key));
  if (unknown !== undefined) return `${unknown} is not permitted`;
  if (!isOneOf(ratio, RATIOS)) return `aspect_ratio must be one of ${RATIOS.join(", ")}`;
  if (!isOneOf(duration, Object.keys(WORK_MS))) return `duration must be one of ${Object.keys(WORK_MS).join(", ")}`;
  if (!isOneOf(resolution, Object.keys(SIDES))) return `resolution must be one of ${Object.keys(SIDES).join(", ")}`;
  if (loop !== undefined && typeof loop !== "boolean") return "loop must be a boolean";
  return keyframes === undefined ? undefined : refusalOfKeyframes(keyframes);
}

const MEMBERS = new Set(["prompt", "aspect_ratio", "duration", "resolution", "loop", "keyframes"]);

const isOneOf = (value: unknown, values: readonly string[]) =>
  value === undefined || (typeof value === "string" && values.includes(value));

/** "Input images: minimum resolution of 512x512 pixels, maximum 4096x4096 pixels", JPEG or PNG. */
function refusalOfKeyframes(keyframes: unknown): string | undefined {
  if (!isObject(keyframes)) return "keyframes must be an object";
  for (const [name, frame] of Object.entries(keyframes)) {
    const at = `keyframes.${name}`;
    if (name !== "frame0" && name !== "frame1") return `${at} is not permitted`;
    if (!isObject(frame) || frame.type !== "image") return `${at}.type must be image`;
    const { source } = frame;
    if (!isObject(source) || source.type !== "base64") return `${at}.source.type must be base64`;
    const bytes = typeof source.data === "string" ? decodeBase64(source.data) : undefined;
    const size = bytes && readImageSize(bytes);
    if (!size || source.media_type !== `image/${size.format}` || !["png", "jpeg"].includes(size.format)) {
      return `${at}.source.data must be a JPEG or PNG image of the media_type`;
    }
    const sides = [size.width, size.height];
    if (sides.some((side) => side < 512 || side > 4096)) return `${at} must have 512 to 4096 pixels on either side`;
  }
  return undefined;
}

function formatOf(ratio: string, side: number): FilmFormat {
  const [across = 1, down = 1] = ratio.split(":").map(Number);
  const long = 2 * Math.round((side * Math.max(across, down)) / Math.min(across, down) / 2);
  return { width: across >= down ? long : side, height: across >= down ? side : long, rate: 24 };
}
