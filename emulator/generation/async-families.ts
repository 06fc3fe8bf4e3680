import type { FoundationModel } from "../catalog/index.ts";
import { lumaRay } from "./async/luma-ray.ts";
import { asyncMarengo } from "./async/marengo.ts";
import { asyncNovaEmbeddings } from "./async/nova-embeddings.ts";
import { novaReel } from "./async/nova-reel.ts";
import type { AsyncFamily } from "./async-task.ts";

const families: readonly { readonly matches: RegExp; readonly family: AsyncFamily }[] = [
  { matches: /^amazon\.nova-reel-/, family: novaReel },
  { matches: /^amazon\.nova-2-multimodal-embeddings-/, family: asyncNovaEmbeddings },
  { matches: /^twelvelabs\.marengo-embed-/, family: asyncMarengo },
  { matches: /^luma\.ray-v2:/, family: lumaRay },
];

/** The family of a model that can be invoked asynchronously; `undefined` for one that cannot, or whose work is not emulated. */
export function asyncFamilyOf(model: FoundationModel): AsyncFamily | undefined {
  return families.find(({ matches }) => matches.test(model.modelId))?.family;
}
