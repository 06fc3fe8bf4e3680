import { type FoundationModel, readFoundationModels } from "./foundation-models.ts";
import { type Price, priceFinder, readPrices } from "./prices.ts";
import { type Region, readRegions } from "./regions.ts";
import { readSystemProfiles, type SystemProfile } from "./system-profiles.ts";

/** What exists on Bedrock, as of the day each data file names. Immutable, so that any number of emulators share it. */
export interface Catalog {
  readonly regions: {
    get(name: string): Region | undefined;
    all(): readonly Region[];
  };
  readonly models: {
    /** Any model, also one that no Region offers any more or that only bedrock-mantle serves. */
    get(modelId: string): FoundationModel | undefined;
    all(): readonly FoundationModel[];
    /** The models that ListFoundationModels answers in a Region. */
    in(region: string): readonly FoundationModel[];
  };
  readonly systemProfiles: {
    /** Any profile, also a retired one and one without source Regions: look at `retired` and `destinations`. */
    get(inferenceProfileId: string): SystemProfile | undefined;
    all(): readonly SystemProfile[];
    /** The profiles that ListInferenceProfiles answers in a Region: those that can be invoked from there. */
    in(sourceRegion: string): readonly SystemProfile[];
  };
  readonly prices: {
    /**
     * The price of a call made in `sourceRegion`: the geography's price when it was made by a profile of one, else the
     * Region's, else the list price. AWS bills the price of the source Region, wherever the request is processed.
     * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/cross-region-inference.html
     */
    for(modelId: string, sourceRegion: string, geography: string | undefined): Price | undefined;
    all(): readonly Price[];
  };
}

let shared: Catalog | undefined;

/** The catalogue; its files are read at the first call, and every caller gets the same one. */
export function createCatalog(): Catalog {
  shared ??= readCatalog();
  return shared;
}

function readCatalog(): Catalog {
  const regions = readRegions();
  const regionsByName = new Map(regions.map((region) => [region.name, region]));
  const models = readFoundationModels();
  const modelsById = new Map(models.map((model) => [model.modelId, model]));
  const profiles = readSystemProfiles(regions, modelsById);
  const profilesById = new Map(profiles.map((profile) => [profile.inferenceProfileId, profile]));
  const prices = readPrices();
  const listedModels = byRegion(
    models.filter((model) => !model.mantleOnly),
    (model) => model.regions.keys(),
  );
  const listedProfiles = byRegion(
    profiles.filter((profile) => !profile.retired),
    (profile) => profile.destinations.keys(),
  );
  return Object.freeze({
    regions: Object.freeze({ get: (name: string) => regionsByName.get(name), all: () => regions }),
    models: Object.freeze({
      get: (modelId: string) => modelsById.get(modelId),
      all: () => models,
      in: (region: string) => listedModels.get(region) ?? nothing,
    }),
    systemProfiles: Object.freeze({
      get: (inferenceProfileId: string) => profilesById.get(inferenceProfileId),
      all: () => profiles,
      in: (sourceRegion: string) => listedProfiles.get(sourceRegion) ?? nothing,
    }),
    prices: Object.freeze({ for: priceFinder(prices), all: () => prices }),
  });
}

const nothing: readonly never[] = Object.freeze([]);

function byRegion<Item>(
  items: readonly Item[],
  regionsOf: (item: Item) => Iterable<string>,
): ReadonlyMap<string, readonly Item[]> {
  const lists = new Map<string, Item[]>();
  for (const item of items) {
    for (const region of regionsOf(item)) {
      const list = lists.get(region);
      if (list) list.push(item);
      else lists.set(region, [item]);
    }
  }
  for (const list of lists.values()) Object.freeze(list);
  return lists;
}
