import type { ApiModel } from "./api-model.ts";

/** Every key that may stay, in the order in which it is written. A key in neither list stops the extraction. */
const KEPT = {
  model: ["version", "metadata", "operations", "shapes"],
  operation: [
    "name",
    "http",
    "input",
    "output",
    "errors",
    "readonly",
    "idempotent",
    "authtype",
    "auth",
    "unsignedPayload",
    "endpoint",
    "httpChecksum",
    "httpChecksumRequired",
    "deprecated",
  ],
  http: ["method", "requestUri", "responseCode"],
  reference: [
    "shape",
    "location",
    "locationName",
    "streaming",
    "eventpayload",
    "eventheader",
    "timestampFormat",
    "jsonvalue",
    "hostLabel",
    "box",
    "idempotencyToken",
    "sensitive",
    "deprecated",
  ],
  shape: [
    "type",
    "required",
    "members",
    "member",
    "key",
    "value",
    "payload",
    "union",
    "document",
    "sparse",
    "streaming",
    "requiresLength",
    "eventstream",
    "event",
    "enum",
    "min",
    "max",
    "pattern",
    "timestampFormat",
    "exception",
    "error",
    "fault",
    "retryable",
    "sensitive",
    "box",
    "deprecated",
  ],
} as const;

/** Prose for readers. */
const DROPPED: ReadonlySet<string> = new Set(["documentation", "deprecatedMessage", "deprecatedSince"]);

type Kind = keyof typeof KEPT;
type Facts = Record<string, unknown>;

/**
 * Takes one parsed `service-2.json` and gives its facts: no documentation, keys in a fixed order, operations and
 * shapes by name, shapes that no operation reaches left out. Members stay in AWS's own order.
 *
 * @param source the release that it comes from, for example `botocore 1.44.5`; becomes `metadata.source`.
 * @throws Error naming the place, when a key occurs that this script has never seen.
 */
export function stripModel(model: unknown, source: string): ApiModel {
  const facts = keep("model", model, "the model");
  const operations = mapEntries(facts.operations, (operation, name) => stripOperation(operation, `operation ${name}`));
  const shapes = mapEntries(facts.shapes, (shape, name) => stripShape(shape, `shape ${name}`));
  const stripped = {
    version: facts.version,
    metadata: { source, ...sortKeys(facts.metadata) },
    operations: sortKeys(operations),
    shapes: sortKeys(shapes),
  } as unknown as ApiModel;
  const reached = reachableShapes(stripped);
  return { ...stripped, shapes: pick(stripped.shapes, reached) };
}

/** The names of the shapes that the operations reach, directly or through other shapes. */
export function reachableShapes(model: ApiModel): ReadonlySet<string> {
  const reached = new Set<string>();
  const visit = (name: string): void => {
    if (reached.has(name)) return;
    reached.add(name);
    const shape = model.shapes[name];
    if (!shape) throw new Error(`${model.metadata.serviceId}: shape ${name} is referred to but does not exist`);
    for (const member of Object.values(shape.members ?? {})) visit(member.shape);
    for (const element of [shape.member, shape.key, shape.value]) if (element) visit(element.shape);
  };
  for (const operation of Object.values(model.operations)) {
    for (const reference of [operation.input, operation.output, ...(operation.errors ?? [])]) {
      if (reference) visit(reference.shape);
    }
  }
  return reached;
}

/** Writes a model with one operation and one shape per line: small, and a change shows as the lines that changed. */
export function formatModel(model: ApiModel): string {
  const lines = (entries: object): string =>
    Object.entries(entries)
      .map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
      .join(",\n");
  return `{
"version":${JSON.stringify(model.version)},
"metadata":${JSON.stringify(model.metadata)},
"operations":{
${lines(model.operations)}
},
"shapes":{
${lines(model.shapes)}
}
}
`;
}

function stripOperation(operation: unknown, place: string): Facts {
  const facts = keep("operation", operation, place);
  facts.http = keep("http", facts.http, `${place}, http`);
  for (const key of ["input", "output"]) {
    if (facts[key] !== undefined) facts[key] = keep("reference", facts[key], `${place}, ${key}`);
  }
  if (facts.errors !== undefined) {
    facts.errors = (facts.errors as unknown[]).map((error) => keep("reference", error, `${place}, errors`));
  }
  return facts;
}

function stripShape(shape: unknown, place: string): Facts {
  const facts = keep("shape", shape, place);
  for (const key of ["member", "key", "value"]) {
    if (facts[key] !== undefined) facts[key] = keep("reference", facts[key], `${place}, ${key}`);
  }
  if (facts.members !== undefined) {
    facts.members = mapEntries(facts.members, (member, name) => keep("reference", member, `${place}, member ${name}`));
  }
  return facts;
}

function keep(kind: Kind, value: unknown, place: string): Facts {
  const source = value as Facts;
  const known: readonly string[] = KEPT[kind];
  const unknown = Object.keys(source).filter((key) => !known.includes(key) && !DROPPED.has(key));
  if (unknown.length > 0) {
    throw new Error(
      `${place} has ${unknown.join(", ")}, which contracts/model/strip.ts does not know: keep or drop it there.`,
    );
  }
  return Object.fromEntries(known.filter((key) => source[key] !== undefined).map((key) => [key, source[key]]));
}

function mapEntries(value: unknown, change: (value: unknown, name: string) => Facts): Facts {
  return Object.fromEntries(Object.entries(value as Facts).map(([name, entry]) => [name, change(entry, name)]));
}

function sortKeys(value: unknown): Facts {
  // Code unit order, not the machine's locale: the same file everywhere.
  return Object.fromEntries(Object.entries(value as Facts).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

function pick<T>(record: Readonly<Record<string, T>>, names: ReadonlySet<string>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => names.has(name)));
}
