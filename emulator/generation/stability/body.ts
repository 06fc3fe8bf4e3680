/** A body that has the form its service asks for; no service has all of these. */
export interface StabilityBody {
  readonly prompt?: string;
  readonly mode?: "text-to-image" | "image-to-image";
  readonly strength?: number;
  readonly seed?: number;
  readonly output_format?: string;
  readonly aspect_ratio?: string;
  readonly image?: string;
  readonly init_image?: string;
  readonly style_image?: string;
  readonly mask?: string;
  readonly left?: number;
  readonly right?: number;
  readonly up?: number;
  readonly down?: number;
}
