import type { BodySchema } from "../body-schema.ts";

/** How large a service's picture is. */
export type OutputSize =
  /** About a megapixel, in the ratio of `aspect_ratio`. */
  | "aspect"
  /** As `aspect`, but that of the image where there is one. */
  | "aspect-or-image"
  /** That of the image. */
  | "image"
  /** That of the image with its sides four times as long, or with its longer side made 4,096 pixels. */
  | "fourfold"
  | "4k"
  /** That of the image and what is added to its sides. */
  | "extended";

export interface ImageLimits {
  readonly shortest: number;
  readonly longest?: number;
  readonly fewestPixels?: number;
  readonly mostPixels?: number;
  /** The longer side by the shorter. */
  readonly widest?: number;
}

/** One of Stability's models or image services. */
export interface Service {
  /** By what name its refusals call it; the models that generate images have none. */
  readonly name?: string;
  readonly required: readonly string[];
  /** In the order in which its refusals list them. */
  readonly fields: Readonly<Record<string, BodySchema>>;
  readonly size: OutputSize;
  /** Where the image stands whose size counts. */
  readonly image: "image" | "init_image";
  readonly limits: ImageLimits;
}

const text: BodySchema = { type: "string", maxLength: 10_000 };
const image: BodySchema = { type: "string" };
const share: BodySchema = { type: "number", minimum: 0, maximum: 1 };
const growth: BodySchema = { type: "integer", minimum: 0, maximum: 20 };
const margin: BodySchema = { type: "integer", minimum: 0, maximum: 2_000 };
const seed: BodySchema = { type: "integer", minimum: 0, maximum: 4_294_967_295 };
// The documentation has had the formats in capitals too.
const output_format: BodySchema = { type: "string", values: ["jpeg", "png", "webp", "JPEG", "PNG", "WEBP"] };
const aspect_ratio: BodySchema = {
  type: "string",
  values: ["16:9", "1:1", "21:9", "2:3", "3:2", "4:5", "5:4", "9:16", "9:21"],
};
const style_preset: BodySchema = {
  type: "string",
  values:
    "3d-model analog-film anime cinematic comic-book digital-art enhance fantasy-art isometric line-art low-poly modeling-compound neon-punk origami photographic pixel-art tile-texture".split(
      " ",
    ),
};

const generation = (...modes: string[]): Service => ({
  required: ["prompt"],
  fields: {
    prompt: text,
    negative_prompt: text,
    mode: { type: "string", values: modes },
    strength: share,
    seed,
    output_format,
    image,
    aspect_ratio,
  },
  size: "aspect-or-image",
  image: "image",
  limits: { shortest: 64 },
});

const usual: ImageLimits = { shortest: 64, mostPixels: 9_437_184, widest: 2.5 };
const finish = { seed, output_format };

function service(
  name: string,
  required: readonly string[],
  fields: Readonly<Record<string, BodySchema>>,
  rest: Partial<Pick<Service, "size" | "image" | "limits">> = {},
): Service {
  return { name, required, fields, size: "image", image: "image", limits: usual, ...rest };
}

const control = (name: string) =>
  service(name, ["image", "prompt"], {
    image,
    prompt: text,
    control_strength: share,
    negative_prompt: text,
    ...finish,
    style_preset,
  });

const creativity = (maximum: number): BodySchema => ({ type: "number", minimum: 0.1, maximum });

/**
 * By the name within a model's id.
 * Sources: https://docs.aws.amazon.com/bedrock/latest/userguide/stable-image-services.html and, of the models that generate,
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-diffusion-3-5-large.html,
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-diffusion-stable-ultra-text-image-request-response.html,
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-diffusion-stable-image-core-text-image-request-response.html.
 * The names of services and the order of their fields are recorded of control-sketch; the others are assumed to follow it.
 */
export const services: Readonly<Record<string, Service>> = {
  "sd3-5-large": generation("text-to-image", "image-to-image"),
  "stable-image-ultra": generation("text-to-image", "image-to-image"),
  "stable-image-core": {
    required: ["prompt"],
    fields: {
      prompt: text,
      negative_prompt: text,
      mode: { type: "string", values: ["text-to-image"] },
      seed,
      output_format,
      aspect_ratio,
      style_preset,
    },
    size: "aspect",
    image: "image",
    limits: usual,
  },
  "stable-creative-upscale": service(
    "creative-upscale",
    ["image", "prompt"],
    { image, prompt: text, creativity: creativity(0.5), negative_prompt: text, ...finish, style_preset },
    { size: "4k", limits: { shortest: 64, fewestPixels: 4_096, mostPixels: 1_048_576 } },
  ),
  "stable-conservative-upscale": service(
    "conservative-upscale",
    ["image", "prompt"],
    { image, prompt: text, creativity: creativity(0.5), negative_prompt: text, ...finish },
    { size: "4k" },
  ),
  "stable-fast-upscale": service(
    "fast-upscale",
    ["image"],
    { image, output_format },
    { size: "fourfold", limits: { shortest: 32, longest: 1_536, fewestPixels: 1_024, mostPixels: 1_048_576 } },
  ),
  "stable-image-inpaint": service("inpaint", ["image", "prompt"], {
    image,
    prompt: text,
    style_preset,
    negative_prompt: text,
    ...finish,
    mask: image,
    grow_mask: growth,
  }),
  "stable-outpaint": service(
    "outpaint",
    ["image"],
    {
      image,
      prompt: text,
      style_preset,
      ...finish,
      creativity: creativity(1),
      left: margin,
      right: margin,
      up: margin,
      down: margin,
    },
    { size: "extended" },
  ),
  "stable-image-search-recolor": service("search-and-recolor", ["image", "prompt", "select_prompt"], {
    image,
    prompt: text,
    select_prompt: text,
    style_preset,
    negative_prompt: text,
    ...finish,
    grow_mask: growth,
  }),
  "stable-image-search-replace": service("search-and-replace", ["image", "prompt", "search_prompt"], {
    image,
    prompt: text,
    search_prompt: text,
    style_preset,
    negative_prompt: text,
    ...finish,
    grow_mask: growth,
  }),
  "stable-image-erase-object": service("erase", ["image"], { image, ...finish, mask: image, grow_mask: growth }),
  "stable-image-remove-background": service("remove-background", ["image"], { image, output_format }),
  "stable-image-control-sketch": control("control-sketch"),
  "stable-image-control-structure": control("control-structure"),
  "stable-image-style-guide": service(
    "style-guide",
    ["image", "prompt"],
    { image, prompt: text, aspect_ratio, negative_prompt: text, ...finish, fidelity: share, style_preset },
    { size: "aspect" },
  ),
  "stable-style-transfer": service(
    "style-transfer",
    ["init_image", "style_image"],
    {
      init_image: image,
      style_image: image,
      prompt: text,
      negative_prompt: text,
      ...finish,
      composition_fidelity: share,
      style_strength: share,
      change_strength: { type: "number", minimum: 0.1, maximum: 1 },
    },
    { image: "init_image" },
  ),
};
