import { readData } from "./data.ts";

/** A prompt router that AWS brings. */
export interface DefaultPromptRouter {
  /** `anthropic.claude:1` */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** The ids of the two models; the second one is the fallback. */
  readonly models: readonly [cheaper: string, fallback: string];
  readonly createdAt: string;
}

interface PromptRouters {
  readonly models: readonly string[];
  readonly defaults: readonly DefaultPromptRouter[];
}

let data: (Omit<PromptRouters, "models"> & { readonly models: ReadonlySet<string> }) | undefined;

function load() {
  if (!data) {
    const { models, defaults } = readData<PromptRouters>("prompt-routers");
    data = { models: new Set(models), defaults };
  }
  return data;
}

/** Whether a prompt router may route to a model. */
export const supportsPromptRouting = (modelId: string): boolean => load().models.has(modelId);

/** The prompt routers that AWS brings, wherever their models are. */
export const defaultPromptRouters = (): readonly DefaultPromptRouter[] => load().defaults;
