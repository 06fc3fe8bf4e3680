import type { FoundationModel } from "../../catalog/index.ts";

/** Titan Image Generator v2 or Nova Canvas: they share a body, but not its limits. */
export type ImageModel = "titan" | "canvas";

export function imageModelOf({ modelId }: FoundationModel): ImageModel {
  return modelId.startsWith("amazon.titan-image") ? "titan" : "canvas";
}
