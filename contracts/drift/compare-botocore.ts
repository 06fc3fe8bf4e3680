import type { ApiModel } from "../model/api-model.ts";

/**
 * Compares two releases of AWS's model, fact by fact: also the enums, lengths, patterns and errors per operation that
 * the JavaScript SDK's schemas do not state. Order is left out: it does not cross the wire.
 *
 * @param service the name that starts each sentence, for example `bedrock-runtime`.
 * @param installed the other model, in botocore's structure, without documentation.
 * @param origin what the sentences call it, for example `botocore 1.44.5`.
 * @returns one sentence per difference, sorted; empty when both state the same facts.
 */
export function compareBotocore(
  service: string,
  model: ApiModel,
  installed: ApiModel,
  origin: string,
): readonly string[] {
  const { source: _, ...metadata } = model.metadata;
  const { source: __, ...installedMetadata } = installed.metadata;
  return [
    ...compareEntries(service, "", { metadata }, { metadata: installedMetadata }, origin),
    ...compareEntries(service, "operation ", model.operations, installed.operations, origin),
    ...compareEntries(service, "shape ", model.shapes, installed.shapes, origin),
  ].sort();
}

function compareEntries(
  service: string,
  kind: string,
  ours: Readonly<Record<string, unknown>>,
  theirs: Readonly<Record<string, unknown>>,
  origin: string,
): string[] {
  const differences: string[] = [];
  for (const name of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const place = `${service}: ${kind}${name}`;
    if (ours[name] === undefined) differences.push(`${place}: is in ${origin}, not in contracts/model`);
    else if (theirs[name] === undefined) differences.push(`${place}: is in contracts/model, not in ${origin}`);
    else differences.push(...compareFacts(place, factsOf(ours[name]), factsOf(theirs[name]), origin));
  }
  return differences;
}

type Facts = ReadonlyMap<string, string>;

function compareFacts(place: string, ours: Facts, theirs: Facts, origin: string): string[] {
  return [...new Set([...ours.keys(), ...theirs.keys()])]
    .filter((path) => ours.get(path) !== theirs.get(path))
    .map((path) => {
      const [a, b] = [ours.get(path) ?? "absent", theirs.get(path) ?? "absent"];
      return `${place}: ${path} is ${a} in contracts/model, ${b} in ${origin}`;
    });
}

/** Flattens `{ members: { name: { shape: "Name" } }, required: ["name"] }` to `members.name.shape` and `required.name`. */
function factsOf(value: unknown, path = "", facts = new Map<string, string>()): Facts {
  const at = (key: string): string => (path === "" ? key : `${path}.${key}`);
  if (Array.isArray(value)) {
    for (const element of value) facts.set(at(element.shape ?? element), "present");
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) factsOf(inner, at(key), facts);
  } else {
    facts.set(path, JSON.stringify(value));
  }
  return facts;
}
