import { hash } from "node:crypto";
import { createRandom } from "../../random.ts";
import { type Drawing, drawImage } from "./draw-image.ts";

/** What a model was asked to draw. */
export interface Picture extends Omit<Drawing, "random"> {
  /** The id of the model. */
  readonly model: string;
  readonly seed: number;
  /** Which of the images of one answer it is. */
  readonly index?: number;
  /** The images it was made from. */
  readonly sources?: readonly Uint8Array[];
  /** What else was asked for, in whatever words. */
  readonly settings?: string;
}

/**
 * Draws it, in base64. It depends on what was asked for alone: the same request with the same seed draws the same bytes, whatever
 * the seed of the scenario is; another seed, prompt, source or setting has other colours.
 */
export function drawPicture({ model, seed, index = 0, sources = [], settings = "", ...drawing }: Picture): string {
  const labels = [model, drawing.text, settings, ...sources.map((bytes) => hash("sha256", bytes)), String(index)];
  const bytes = drawImage({ ...drawing, random: createRandom(seed, ...labels) });
  return Buffer.from(bytes).toString("base64");
}

/** A text is no longer than that; images in base64 are. */
const LONGEST_SETTING = 10_000;

/** The settings of a request as one text, without its images: those are told apart by their bytes. */
export function settingsOf(request: unknown): string {
  return JSON.stringify(request, (_, value) =>
    typeof value === "string" && value.length > LONGEST_SETTING ? undefined : value,
  );
}
