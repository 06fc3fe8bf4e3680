import type { ApiModel } from "../model/api-model.ts";

/**
 * Compares the enums of AWS's model with those that an AWS SDK for JavaScript client package exports as objects; its schemas state
 * none.
 *
 * @param service the name that starts each sentence, for example `bedrock-runtime`.
 * @param sdk the package's exports.
 * @returns one sentence per value that only one of them has, sorted; enums that only one of them has are named whole.
 */
export function compareEnums(service: string, model: ApiModel, sdk: object): readonly string[] {
  const ours = new Map(
    Object.entries(model.shapes).flatMap(([name, { enum: words }]) => (words ? [[name, new Set(words)] as const] : [])),
  );
  const theirs = new Map(
    Object.entries(sdk).flatMap(([name, value]) =>
      isEnum(value) ? [[name, new Set(Object.values(value))] as const] : [],
    ),
  );
  const differences: string[] = [];
  const only = (what: string, inOurs: boolean) => {
    const [present, absent] = inOurs ? ["contracts/model", "the SDK"] : ["the SDK", "contracts/model"];
    differences.push(`${service}: enum ${what}: is in ${present}, not in ${absent}`);
  };
  for (const name of new Set([...ours.keys(), ...theirs.keys()])) {
    const [a, b] = [ours.get(name), theirs.get(name)];
    if (!a || !b) {
      only(name, a !== undefined);
      continue;
    }
    for (const word of new Set([...a, ...b])) {
      if (a.has(word) !== b.has(word)) only(`${name}.${word}`, a.has(word));
    }
  }
  return differences.sort();
}

const isEnum = (value: unknown): value is Readonly<Record<string, string>> =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length > 0 &&
  Object.values(value).every((word) => typeof word === "string");
