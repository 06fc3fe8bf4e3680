/** What a native body must look like: enough of JSON Schema to word refusals as each provider's validator does. */
export type BodySchema =
  | {
      readonly type: "object";
      readonly required?: readonly string[];
      /** Every member that is allowed; any other is a violation. */
      readonly members: Readonly<Record<string, BodySchema>>;
      /** A member that is not required may be null, which is to leave it out. */
      readonly nullable?: true;
      /** Further members are allowed. */
      readonly open?: true;
      /** For a validator that goes through the members that it knows and comes to the others last. */
      readonly inOrder?: true;
    }
  | { readonly type: "list"; readonly items: BodySchema; readonly minItems?: number; readonly maxItems?: number }
  | {
      readonly type: "string";
      readonly values?: readonly string[];
      readonly minLength?: number;
      readonly maxLength?: number;
      /** A regular expression for the whole text. */
      readonly pattern?: string;
    }
  | {
      readonly type: "number" | "integer";
      readonly values?: readonly number[];
      readonly minimum?: number;
      readonly maximum?: number;
    }
  | { readonly type: "boolean" }
  /** Either a string or what `list` says. */
  | { readonly type: "text-or-list"; readonly list: BodySchema }
  /**
   * An object whose kind is the value of its member `type`, or `untagged` where that is left out. `named` puts the kind into the
   * path of what is wrong in the object.
   */
  | {
      readonly type: "tagged";
      readonly kinds: Readonly<Record<string, BodySchema>>;
      readonly untagged?: string;
      readonly named?: boolean;
    }
  | { readonly type: "any" };

export type Violation = { readonly path: readonly (string | number)[] } & (
  | { readonly kind: "required" | "extraneous"; readonly key: string }
  | {
      readonly kind: "type";
      readonly expected: JsonType;
      readonly found: unknown;
      /** Another reading of the same value was tried too, and its violations follow. */
      readonly alternative?: true;
    }
  | {
      readonly kind: "value";
      readonly values: readonly (string | number)[];
      readonly found: string | number;
    }
  | { readonly kind: "tag"; readonly values: readonly string[]; readonly found: string }
  | { readonly kind: "pattern"; readonly pattern: string; readonly found: string }
  | {
      readonly kind: "minimum" | "maximum";
      readonly limit: number;
      readonly found: number;
      /** The other bound where there is one. */
      readonly range?: readonly [number, number];
    }
  /** Too few or too many items, or characters (Unicode code points). */
  | {
      readonly kind: "minItems" | "maxItems" | "minLength" | "maxLength";
      readonly limit: number;
      readonly found: number;
    }
);

export type JsonType = "object" | "list" | "string" | "number" | "integer" | "boolean";

type Path = readonly (string | number)[];

/** Every violation of `schema` in `value`, in the order of the schema. */
export function violationsOf(value: unknown, schema: BodySchema, path: Path = []): Violation[] {
  switch (schema.type) {
    case "any":
      return [];
    case "object":
      return isObject(value) ? objectViolations(value, schema, path) : [mismatch(path, "object", value)];
    case "list": {
      if (!Array.isArray(value)) return [mismatch(path, "list", value)];
      return [
        ...outOfSize(value.length, schema.minItems, schema.maxItems, path, "Items"),
        ...value.flatMap((item, at) => violationsOf(item, schema.items, [...path, at])),
      ];
    }
    case "string":
      return stringViolations(value, schema, path);
    case "boolean":
      return typeof value === "boolean" ? [] : [mismatch(path, "boolean", value)];
    case "number":
    case "integer":
      return numberViolations(value, schema, path);
    case "text-or-list": {
      if (typeof value === "string") return [];
      const asList = violationsOf(value, schema.list, path);
      if (asList.length === 0) return [];
      return [{ path, kind: "type", expected: "string", found: value, alternative: true }, ...asList];
    }
    case "tagged":
      return taggedViolations(value, schema, path);
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function objectViolations(
  value: Readonly<Record<string, unknown>>,
  schema: BodySchema & { type: "object" },
  path: Path,
): Violation[] {
  const extraneous = schema.open
    ? []
    : Object.keys(value)
        .filter((key) => !Object.hasOwn(schema.members, key))
        .map((key): Violation => ({ path, kind: "extraneous", key }));
  const known = (key: string, member: BodySchema) => {
    if (!Object.hasOwn(value, key) || (schema.nullable && value[key] === null && !isRequired(schema, key))) return [];
    return violationsOf(value[key], member, [...path, key]);
  };
  const missing = (schema.required ?? []).filter((key) => !Object.hasOwn(value, key));
  const lacks = (key: string): Violation => ({ path, kind: "required", key });
  const members = Object.entries(schema.members);
  if (schema.inOrder) {
    return [
      ...members.flatMap(([key, member]) => (missing.includes(key) ? [lacks(key)] : known(key, member))),
      ...extraneous,
    ];
  }
  return [...missing.map(lacks), ...extraneous, ...members.flatMap(([key, member]) => known(key, member))];
}

function isRequired(schema: BodySchema & { type: "object" }, key: string): boolean {
  return schema.required?.includes(key) ?? false;
}

function stringViolations(
  value: unknown,
  { values, minLength, maxLength, pattern }: BodySchema & { type: "string" },
  path: Path,
): Violation[] {
  if (typeof value !== "string") return [mismatch(path, "string", value)];
  if (values && !values.includes(value)) return [{ path, kind: "value", values, found: value }];
  if (minLength !== undefined || maxLength !== undefined) {
    const outOfLength = outOfSize(codePoints(value), minLength, maxLength, path, "Length");
    if (outOfLength.length > 0) return outOfLength;
  }
  if (pattern === undefined || new RegExp(pattern, "u").test(value)) return [];
  return [{ path, kind: "pattern", pattern, found: value }];
}

/** How many characters the validator counts: code points, as JSON Schema asks for. */
function codePoints(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const next = code >= 0xd800 && code < 0xdc00 ? text.charCodeAt(at + 1) : 0;
    if (next >= 0xdc00 && next < 0xe000) at++;
    count++;
  }
  return count;
}

function outOfSize(
  found: number,
  minimum: number | undefined,
  maximum: number | undefined,
  path: Path,
  of: "Items" | "Length",
): Violation[] {
  if (minimum !== undefined && found < minimum) return [{ path, kind: `min${of}`, limit: minimum, found }];
  if (maximum !== undefined && found > maximum) return [{ path, kind: `max${of}`, limit: maximum, found }];
  return [];
}

function numberViolations(
  value: unknown,
  { type, values, minimum, maximum }: BodySchema & { type: "number" | "integer" },
  path: Path,
): Violation[] {
  if (typeof value !== "number" || (type === "integer" && !Number.isInteger(value))) {
    return [mismatch(path, type, value)];
  }
  if (values && !values.includes(value)) return [{ path, kind: "value", values, found: value }];
  const range = minimum === undefined || maximum === undefined ? {} : { range: [minimum, maximum] as const };
  if (minimum !== undefined && value < minimum) {
    return [{ path, kind: "minimum", limit: minimum, found: value, ...range }];
  }
  if (maximum !== undefined && value > maximum) {
    return [{ path, kind: "maximum", limit: maximum, found: value, ...range }];
  }
  return [];
}

function taggedViolations(
  value: unknown,
  { kinds, untagged, named }: BodySchema & { type: "tagged" },
  path: Path,
): Violation[] {
  if (!isObject(value)) return [mismatch(path, "object", value)];
  const tag = value.type ?? untagged;
  if (tag === undefined) return [{ path, kind: "required", key: "type" }];
  if (typeof tag !== "string") return [mismatch([...path, "type"], "string", tag)];
  const schema = Object.hasOwn(kinds, tag) ? kinds[tag] : undefined;
  return schema
    ? violationsOf(value, schema, named ? [...path, tag] : path)
    : [{ path, kind: "tag", values: Object.keys(kinds).sort(), found: tag }];
}

function mismatch(path: Path, expected: JsonType, found: unknown): Violation {
  return { path, kind: "type", expected, found };
}
