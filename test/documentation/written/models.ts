import { createCatalog, type FoundationModel } from "../../../emulator/catalog/index.ts";
import { code, writeTable } from "./table.ts";

/** Every model of the catalogue that Bedrock's runtime knows, by provider. */
export function writeModels(): string {
  const { models, systemProfiles, regions } = createCatalog();
  const known = models.all().filter(({ mantleOnly }) => !mantleOnly);
  const profiles = Map.groupBy(systemProfiles.all(), ({ modelId }) => modelId);
  const rowOf = (model: FoundationModel) => [
    code(model.modelId),
    model.inputModalities.map((name) => name.toLowerCase()).join(", "),
    model.outputModalities.map((name) => name.toLowerCase()).join(", "),
    String([...model.regions.values()].filter((types) => types.includes("ON_DEMAND")).length || "–"),
    (profiles.get(model.modelId) ?? [])
      .map(({ inferenceProfileId }) => code(inferenceProfileId.split(".")[0] ?? ""))
      .join(", ") || "–",
    model.apis.includes("Converse") ? "✓" : "–",
  ];
  const tables = [...Map.groupBy(known, ({ providerName }) => providerName)].map(
    ([provider, own]) =>
      `### ${provider}\n\n${writeTable(["model", "takes", "gives", "Regions on demand", "profiles", "Converse"], own.map(rowOf))}`,
  );
  const sum = `${known.length} models, ${systemProfiles.all().length} system-defined profiles, ${regions.all().length} Regions.`;
  return [sum, ...tables].join("\n\n");
}
