import type { FoundationModel } from "../catalog/index.ts";
import type { TaskFamily } from "./task.ts";

/** Each is read when it is first asked for: most emulators never draw, and start sooner without. */
const taskFamilies: readonly { readonly matches: RegExp; readonly load: () => Promise<TaskFamily> }[] = [
  {
    matches: /^amazon\.titan-embed-(?:text|g1-text)-/,
    load: async () => (await import("./titan-embed-text.ts")).titanEmbedText,
  },
  {
    matches: /^amazon\.titan-embed-image-/,
    load: async () => (await import("./titan-embed-image.ts")).titanEmbedImage,
  },
  {
    matches: /^amazon\.nova-\d-multimodal-embeddings-/,
    load: async () => (await import("./nova-embeddings.ts")).novaEmbeddings,
  },
  {
    matches: /^cohere\.embed-(?:english|multilingual)-v3/,
    load: async () => (await import("./cohere-embed-v3.ts")).cohereEmbedV3,
  },
  { matches: /^cohere\.embed-v4/, load: async () => (await import("./cohere-embed-v4.ts")).cohereEmbedV4 },
  { matches: /^twelvelabs\.marengo-embed-/, load: async () => (await import("./marengo.ts")).marengo },
  { matches: /^(?:cohere|amazon)\.rerank-/, load: async () => (await import("./rerank.ts")).rerank },
  {
    matches: /^amazon\.(?:titan-image-generator|nova-canvas)-/,
    load: async () => (await import("./amazon-image/family.ts")).amazonImage,
  },
  { matches: /^stability\./, load: async () => (await import("./stability/family.ts")).stability },
];

/** The family of a model that does not converse; `undefined` for one that does. */
export async function taskFamilyOf(model: FoundationModel): Promise<TaskFamily | undefined> {
  return taskFamilies.find(({ matches }) => matches.test(model.modelId))?.load();
}
