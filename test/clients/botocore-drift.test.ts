import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { compareBotocore } from "../../contracts/drift/compare-botocore.ts";
import { readModel, SERVICES } from "../../contracts/drift/read-model.ts";
import type { ApiModel } from "../../contracts/model/api-model.ts";

/**
 * Prints `{ version, models }` of the installed botocore. It takes the documentation out by its own few lines, not by
 * contracts/model/strip.ts, so that a fact which that script loses is found here.
 */
const PRINT_MODELS = `
import json, sys
import botocore
from botocore.loaders import Loader

PROSE = ("documentation", "deprecatedMessage", "deprecatedSince")

def facts(value, names_are_traits=True):
    if isinstance(value, list):
        return [facts(element) for element in value]
    if not isinstance(value, dict):
        return value
    return {
        key: facts(inner, key not in ("members", "operations", "shapes") or not names_are_traits)
        for key, inner in value.items()
        if not (names_are_traits and key in PROSE)
    }

# Only what the package ships: not the models that a user may have added in ~/.aws/models.
loader = Loader(extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)
models = {service: facts(loader.load_service_model(service, "service-2")) for service in sys.argv[1:]}
print(json.dumps({"version": botocore.__version__, "models": models}))
`;

type Installed = { readonly version: string; readonly models: Readonly<Record<string, ApiModel>> };

const python = process.env.OUTCROP_TEST_PYTHON ?? "python3";
const installed = readInstalled();

describe.each(SERVICES)("contracts/model/%s.json and the botocore that Python has", (service) => {
  it("state the same facts", (context) => {
    if (typeof installed === "string") return context.skip(installed);
    const origin = `botocore ${installed.version}`;
    const model = readModel(service);
    if (isOlder(origin, model.metadata.source)) return context.skip(`${origin} is older than ${model.metadata.source}`);
    const other = installed.models[service];
    expect(other, `${origin} has no model of ${service}`).toBeDefined();
    if (other) expect(compareBotocore(service, model, other, origin)).toEqual([]);
  });
});

/** The installed models, or the reason why there are none. */
function readInstalled(): Installed | string {
  const { error, status, stdout, stderr } = spawnSync(python, ["-c", PRINT_MODELS, ...SERVICES], {
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (error) return `${python} cannot be run: ${error.message}`;
  if (/ModuleNotFoundError: No module named 'botocore/.test(stderr)) return `${python} cannot import botocore`;
  if (status !== 0) throw new Error(`${python} could not print botocore's models:\n${stderr}`);
  return JSON.parse(stdout) as Installed;
}

/** Whether one `botocore 1.2.3` comes before another. */
function isOlder(release: string, than: string): boolean {
  return release.localeCompare(than, "en", { numeric: true }) < 0;
}
