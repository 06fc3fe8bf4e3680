import type { FoundationModel } from "../../catalog/index.ts";
import { AwsError, awsError, NotEmulatedError } from "../../errors.ts";
import type { Random } from "../../random.ts";
import { type Violation, violationsOf } from "../body-schema.ts";
import { type InputImage, readInputImage } from "../images/input-image.ts";
import { drawPicture, settingsOf } from "../images/picture.ts";
import { malformedInput } from "../json-schema-gate.ts";
import type { TaskFamily } from "../task.ts";
import type { StabilityBody } from "./body.ts";
import { outputSize } from "./output-size.ts";
import { type ImageLimits, type Service, services } from "./services.ts";

/**
 * Stability's models and image services. What they draw is a flat picture with the prompt written on it, in other colours for
 * another seed, prompt or image. They are paid by the image, so nothing is counted in tokens. Nothing is filtered:
 * `finish_reasons` is always null.
 */
export const stability: TaskFamily = {
  read(given, model) {
    const service = serviceOf(model);
    checkBody(given, service);
    const body = given as StabilityBody;
    const format = readFormat(body);
    checkMode(body, service);
    const images = readImages(body, service);
    const size = outputSize(service.size, body, images[service.image]?.size);
    const text = body.prompt ?? "";
    return {
      inputTokens: 0,
      text,
      answer(random) {
        const seed = body.seed || anySeed(random);
        const drawn = drawPicture({
          model: model.modelId,
          seed,
          sources: Object.values(images).map(({ bytes }) => bytes),
          settings: settingsOf({ ...body, seed: undefined }),
          width: size.width,
          height: size.height,
          text: text === "" ? (service.name ?? "").replaceAll("-", " ") : text,
          format,
          transparent: service.name === "remove-background",
        });
        return {
          body: { seeds: [seed], finish_reasons: [null], images: [drawn] },
          latencyMs: random.integer(2_500, 7_000),
        };
      },
    };
  },
};

function serviceOf({ modelId }: FoundationModel): Service {
  const name = modelId.replace(/^stability\./, "").replace(/-v\d+:\d+$/, "");
  const service = Object.hasOwn(services, name) ? services[name] : undefined;
  if (!service) throw new NotEmulatedError(`Outcrop does not emulate the native body of ${modelId}.`);
  return service;
}

/** Unknown fields have words of their own; a missing prompt of the models that generate has those of the validator before them. */
function checkBody(body: unknown, service: Service): void {
  const { name, required, fields } = service;
  const violations = violationsOf(body, { type: "object", required, members: fields });
  if (violations.length === 0) return;
  const missing = violations.find(isMissing);
  const unknown = violations.find(isUnknown);
  const known = Object.keys(fields);
  if (name === undefined) {
    if (missing || !unknown) throw malformedInput(violations.filter((violation) => !isUnknown(violation)));
    throw detailed(awsError("stabilityFieldUnknown", { fields: known.map((field) => `'${field}'`).join(", ") }));
  }
  if (unknown) {
    throw detailed(
      awsError("stabilityServiceFieldUnknown", { field: unknown.key, service: name, fields: known.join(", ") }),
    );
  }
  if (missing) refuse(`Missing required field '${missing.key}' in request.`);
  throw malformedInput(violations);
}

type KeyViolation = Violation & { readonly kind: "required" | "extraneous" };

function isMissing(violation: Violation): violation is KeyViolation {
  return violation.kind === "required";
}

function isUnknown(violation: Violation): violation is KeyViolation {
  return violation.kind === "extraneous";
}

function readFormat({ output_format: asked = "png" }: StabilityBody): "png" | "jpeg" {
  const format = asked.toLowerCase();
  if (format === "png" || format === "jpeg") return format;
  throw new NotEmulatedError(
    `Outcrop does not emulate output_format ${format} of Stability AI: it draws png and jpeg.`,
  );
}

/** What a mode asks for beside the prompt. Source: the documentation of Stable Diffusion 3.5 Large; the wording is assumed. */
function checkMode({ mode, image, strength, left, right, up, down }: StabilityBody, { size }: Service): void {
  if (mode === "image-to-image" && (image === undefined || strength === undefined)) {
    refuse("image-to-image requires the fields 'prompt', 'image' and 'strength'.");
  }
  if (mode === "text-to-image" && image !== undefined) refuse("text-to-image takes no 'image'.");
  if (size === "extended" && !(left || right || up || down)) {
    refuse("At least one of 'left', 'right', 'up' and 'down' must be greater than 0.");
  }
}

function readImages(body: StabilityBody, { limits }: Service): Readonly<Record<string, InputImage>> {
  const images: Record<string, InputImage> = {};
  for (const field of ["image", "init_image", "style_image", "mask"] as const) {
    const base64 = body[field];
    if (base64 === undefined) continue;
    const image = readInputImage(base64, ["png", "jpeg", "webp"]);
    if (!image) return refuse(`'${field}' is not a jpeg, png or webp image in base64.`);
    // A mask is made as large as the image.
    if (field !== "mask") checkLimits(field, image, limits);
    images[field] = image;
  }
  return images;
}

function checkLimits(field: string, { size: { width, height } }: InputImage, limits: ImageLimits): void {
  const { shortest, longest = Number.POSITIVE_INFINITY, widest = Number.POSITIVE_INFINITY } = limits;
  const { fewestPixels = 0, mostPixels = Number.POSITIVE_INFINITY } = limits;
  const found = `found ${width}x${height}.`;
  if (Math.min(width, height) < shortest) {
    refuse(`Every side of '${field}' must be at least ${shortest} pixels, ${found}`);
  }
  if (Math.max(width, height) > longest) {
    refuse(`Every side of '${field}' must be at most ${longest} pixels, ${found}`);
  }
  if (width * height < fewestPixels) refuse(`'${field}' must have at least ${fewestPixels} pixels, ${found}`);
  if (width * height > mostPixels) refuse(`'${field}' must have at most ${mostPixels} pixels, ${found}`);
  if (Math.max(width, height) > widest * Math.min(width, height)) {
    refuse(`The aspect ratio of '${field}' must be between 1:${widest} and ${widest}:1, ${found}`);
  }
}

const LARGEST_SEED = 4_294_967_294;

/** Without a seed, or with 0, the service chooses one. */
function anySeed(random: Random): number {
  return random.integer(1, LARGEST_SEED);
}

function refuse(problem: string): never {
  throw detailed(awsError("stabilityInvalid", { problem }));
}

/** Stability's own refusals come as JSON within the message. */
function detailed({ code, message }: AwsError): AwsError {
  return new AwsError(code, JSON.stringify({ detail: message }));
}
