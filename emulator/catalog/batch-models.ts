import { readData } from "./data.ts";

interface BatchModels {
  readonly models: readonly string[];
  readonly profiles: readonly string[];
}

let sets: { readonly model: ReadonlySet<string>; readonly profile: ReadonlySet<string> } | undefined;

/** Whether batch inference takes a model, by its own id or through an inference profile. */
export function supportsBatch(modelId: string, by: "model" | "profile"): boolean {
  if (!sets) {
    const { models, profiles } = readData<BatchModels>("batch-models");
    sets = { model: new Set(models), profile: new Set(profiles) };
  }
  return sets[by].has(modelId);
}
