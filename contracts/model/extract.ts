/**
 * Renews this folder's JSON files from a botocore release; README.md says how to get one.
 *
 *     node contracts/model/extract.ts <folder that holds botocore/data>
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { formatModel, stripModel } from "./strip.ts";

/** The services that Outcrop knows, by botocore's folder name. */
const SERVICES = ["bedrock", "bedrock-runtime", "bedrock-agent", "bedrock-agent-runtime"] as const;

/** Reads `__version__` of the botocore in `folder`. */
function readVersion(folder: string): string {
  const version = /^__version__ = ['"]([^'"]+)['"]/m.exec(readFileSync(join(folder, "__init__.py"), "utf8"))?.[1];
  if (!version) throw new Error(`${join(folder, "__init__.py")} states no __version__`);
  return version;
}

/** Parses the newest API version of one service. API versions are ISO dates, so that the last in text order is the newest. */
function readService(folder: string, service: string): unknown {
  const versions = readdirSync(join(folder, "data", service)).sort();
  const newest = versions.at(-1);
  if (!newest) throw new Error(`${join(folder, "data", service)} holds no API version`);
  return JSON.parse(gunzipSync(readFileSync(join(folder, "data", service, newest, "service-2.json.gz"))).toString());
}

const given = process.argv[2];
if (!given) {
  console.error("usage: node contracts/model/extract.ts <folder that holds botocore/data>");
  process.exit(2);
}
const botocore = resolve(given, "botocore");
const source = `botocore ${readVersion(botocore)}`;
for (const service of SERVICES) {
  const model = stripModel(readService(botocore, service), source);
  const file = join(import.meta.dirname, `${service}.json`);
  writeFileSync(file, formatModel(model));
  const counts = `${Object.keys(model.operations).length} operations, ${Object.keys(model.shapes).length} shapes`;
  console.log(`${file}: ${counts}, ${source}`);
}
