import { readData } from "./data.ts";

/** How a model can be called in one Region; AWS answers INFERENCE_PROFILE although its API model does not name it. */
export type InferenceType = "ON_DEMAND" | "PROVISIONED" | "INFERENCE_PROFILE";

/** The modalities AWS answers; its API model names TEXT, IMAGE and EMBEDDING only. */
export type Modality = "TEXT" | "IMAGE" | "VIDEO" | "AUDIO" | "SPEECH" | "EMBEDDING";

export type Customization = "FINE_TUNING" | "CONTINUED_PRE_TRAINING" | "DISTILLATION";

/**
 * The life of a model on Bedrock; times are ISO 8601 in UTC. `status` is the one of the day the catalogue was made.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/model-lifecycle-legacy.html
 */
export interface ModelLifecycle {
  readonly status: "ACTIVE" | "LEGACY";
  readonly startOfLifeTime?: string;
  readonly legacyTime?: string;
  readonly publicExtendedAccessTime?: string;
  readonly endOfLifeTime?: string;
}

export interface FoundationModel {
  readonly modelId: string;
  readonly modelName: string;
  readonly providerName: string;
  readonly inputModalities: readonly Modality[];
  readonly outputModalities: readonly Modality[];
  readonly responseStreamingSupported: boolean;
  readonly customizationsSupported: readonly Customization[];
  /** The union over all Regions; what holds in one Region is in `regions`. */
  readonly inferenceTypesSupported: readonly InferenceType[];
  /** How the model can be called, by Region; a Region in which it cannot be called has no entry. */
  readonly regions: ReadonlyMap<string, readonly InferenceType[]>;
  readonly lifecycle: ModelLifecycle;
  /** In tokens. */
  readonly contextWindow?: number;
  /** In tokens. */
  readonly maxOutputTokens?: number;
  /** The APIs on the model's card, as it spells them: "Invoke", "Converse", "StartAsyncInvoke", "Messages", … */
  readonly apis: readonly string[];
  /** The service tiers on the model's card: "standard", "priority", "flex", "reserved". */
  readonly serviceTiers: readonly string[];
  /** The model answers on the bedrock-mantle endpoint only: bedrock-runtime and ListFoundationModels do not know it. */
  readonly mantleOnly: boolean;
}

interface ModelRow extends Omit<FoundationModel, "regions" | "inferenceTypesSupported" | "mantleOnly"> {
  readonly mantleOnly?: boolean;
  readonly regions: Readonly<Partial<Record<InferenceType, readonly string[]>>>;
}

const inferenceTypes: readonly InferenceType[] = ["ON_DEMAND", "PROVISIONED", "INFERENCE_PROFILE"];

/** Reads every foundation model, sorted by id. */
export function readFoundationModels(): readonly FoundationModel[] {
  const { models } = readData<{ models: readonly ModelRow[] }>("models");
  return Object.freeze(models.map(toFoundationModel));
}

function toFoundationModel(row: ModelRow): FoundationModel {
  return Object.freeze({
    ...row,
    inputModalities: Object.freeze([...row.inputModalities]),
    outputModalities: Object.freeze([...row.outputModalities]),
    customizationsSupported: Object.freeze([...row.customizationsSupported]),
    inferenceTypesSupported: Object.freeze(inferenceTypes.filter((type) => row.regions[type] !== undefined)),
    regions: regionsOf(row),
    lifecycle: Object.freeze({ ...row.lifecycle }),
    apis: Object.freeze([...row.apis]),
    serviceTiers: Object.freeze([...row.serviceTiers]),
    mantleOnly: row.mantleOnly ?? false,
  });
}

function regionsOf(row: ModelRow): ReadonlyMap<string, readonly InferenceType[]> {
  const regions = new Map<string, readonly InferenceType[]>();
  for (const type of inferenceTypes) {
    for (const region of row.regions[type] ?? []) {
      regions.set(region, Object.freeze([...(regions.get(region) ?? []), type]));
    }
  }
  return regions;
}
