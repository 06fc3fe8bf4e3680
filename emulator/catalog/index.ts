export { supportsBatch } from "./batch-models.ts";
export { type Catalog, createCatalog } from "./catalog.ts";
export type { Customization, FoundationModel, InferenceType, Modality, ModelLifecycle } from "./foundation-models.ts";
export { foundationModelArn, profileDescription, profileModelArns } from "./model-arns.ts";
export type { Price } from "./prices.ts";
export { type DefaultPromptRouter, defaultPromptRouters, supportsPromptRouting } from "./prompt-routers.ts";
export type { Partition, Region } from "./regions.ts";
export type { Geography, SystemProfile } from "./system-profiles.ts";
