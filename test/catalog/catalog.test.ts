import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createCatalog } from "../../emulator/catalog/index.ts";

const catalog = createCatalog();

test("the catalogue is read once and shared", () => {
  expect(createCatalog()).toBe(catalog);
});

test("a look-up finds the very object that the list holds", () => {
  for (const region of catalog.regions.all()) expect(catalog.regions.get(region.name)).toBe(region);
  for (const model of catalog.models.all()) expect(catalog.models.get(model.modelId)).toBe(model);
  for (const profile of catalog.systemProfiles.all()) {
    expect(catalog.systemProfiles.get(profile.inferenceProfileId)).toBe(profile);
  }
  for (const price of catalog.prices.all()) {
    expect(catalog.prices.for(price.modelId, price.region ?? "", price.geography)).toBe(price);
  }
});

test("the lists of a Region are made once", () => {
  expect(catalog.models.in("us-east-1")).toBe(catalog.models.in("us-east-1"));
  expect(catalog.systemProfiles.in("us-east-1")).toBe(catalog.systemProfiles.in("us-east-1"));
});

test("what one emulator is handed cannot be changed under another", () => {
  expect(unfrozen(catalog)).toEqual([]);
  for (const list of [
    catalog.regions.all(),
    catalog.models.all(),
    catalog.models.in("us-east-1"),
    catalog.models.in("nowhere-1"),
    catalog.systemProfiles.all(),
    catalog.systemProfiles.in("us-east-1"),
    catalog.prices.all(),
  ]) {
    expect(unfrozen(list)).toEqual([]);
  }
});

test("every data file names its sources, and nothing of the machine it was made on", () => {
  const folder = new URL("../../emulator/catalog/data/", import.meta.url);
  const files = readdirSync(folder);
  expect(files).toEqual(expect.arrayContaining(["models.json", "prices.json", "regions.json", "system-profiles.json"]));
  for (const file of files) {
    const text = readFileSync(new URL(file, folder), "utf8");
    expect(JSON.parse(text).sources, file).not.toHaveLength(0);
    expect(text, file).not.toMatch(/\/work\/|\/home\/|file id/);
  }
});

/** The paths below `value` that could be written to; the entries of a map are followed, its own frame cannot freeze. */
function unfrozen(value: unknown, path = "$"): string[] {
  if (typeof value !== "object" || value === null) return [];
  const entries: [string, unknown][] =
    value instanceof Map ? [...value].map(([key, item]) => [String(key), item]) : Object.entries(value);
  const below = entries.flatMap(([key, item]) => unfrozen(item, `${path}.${key}`));
  return Object.isFrozen(value) || value instanceof Map ? below : [path, ...below];
}
