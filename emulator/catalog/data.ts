import { createRequire } from "node:module";

// `require` reads JSON the same way from source, from dist and inside the test runner; the specifier is resolved by
// the `imports` of package.json, so no path depends on where the compiled file lies.
const require = createRequire(import.meta.url);

type DataFile = "regions" | "models" | "system-profiles" | "prices" | "batch-models" | "prompt-routers";

/** The content of a file of `emulator/catalog/data`; each states its sources and doubts in its own header. */
export function readData<Content>(file: DataFile): Content {
  return require(`#catalog/${file}.json`) as Content;
}
