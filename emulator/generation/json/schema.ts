/** A JSON Schema whose form has been checked: every member that is named here has the type that is named here. */
export type Schema = boolean | SchemaObject;

export interface SchemaObject {
  readonly $ref?: string;
  readonly type?: TypeName | readonly TypeName[];
  /** OpenAPI's word for a value that may be null. */
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly examples?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly items?: Schema | readonly Schema[];
  readonly prefixItems?: readonly Schema[];
  readonly additionalItems?: Schema;
  readonly unevaluatedItems?: Schema;
  readonly contains?: Schema;
  readonly minContains?: number;
  readonly maxContains?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly unevaluatedProperties?: Schema;
  readonly propertyNames?: Schema;
  readonly required?: readonly string[];
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly dependentRequired?: Readonly<Record<string, readonly string[]>>;
  readonly dependentSchemas?: Readonly<Record<string, Schema>>;
  /** Draft-07's word for the two above. */
  readonly dependencies?: Readonly<Record<string, Schema | readonly string[]>>;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  readonly if?: Schema;
  readonly then?: Schema;
  readonly else?: Schema;
}

export type TypeName = "null" | "boolean" | "object" | "array" | "number" | "integer" | "string";

/** Why no value can be made for a schema, or none be held against it. */
export type SchemaFault =
  /** It is no JSON Schema; the problems say where. */
  | "invalid"
  /** It uses what Outcrop does not know, or asks for more than Outcrop is willing to do. */
  | "unsupported"
  /** No value was found that satisfies it: there is none, or it is too well hidden. */
  | "unsatisfiable";

/** A schema that Outcrop cannot work with; `problems` are sentences, each with the place it speaks of. */
export class SchemaError extends Error {
  readonly fault: SchemaFault;
  readonly problems: readonly string[];

  constructor(fault: SchemaFault, problems: readonly string[]) {
    super(problems.join("; "));
    this.name = "SchemaError";
    this.fault = fault;
    this.problems = problems;
  }
}

/** A place in a schema or in a value as a JSON pointer. */
export function pointer(path: string, key: string | number): string {
  return `${path}/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** Whether two JSON values are equal as JSON Schema has it: members in any order, 1 and 1.0 the same. */
export function equal(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
    return one.every((item, at) => equal(item, other[at]));
  }
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  return keys.every(
    (key) =>
      Object.hasOwn(other, key) &&
      equal((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key]),
  );
}

/** The number of characters as JSON Schema counts them: a surrogate pair is one. */
export function lengthOf(text: string): number {
  let count = text.length;
  for (let at = 0; at + 1 < text.length; at++) {
    const code = text.charCodeAt(at);
    const next = text.charCodeAt(at + 1);
    if (code >= 0xd800 && code < 0xdc00 && next >= 0xdc00 && next < 0xe000) {
      count--;
      at++;
    }
  }
  return count;
}

/** The schema has used up its steps: nothing more can be found out about it. */
export class TooMuchWork extends SchemaError {
  constructor() {
    super("unsupported", ["The schema takes too much work."]);
  }
}

/** What work on one schema may cost: every loop spends from it, so that no schema can hold the emulator up. */
export class Steps {
  #left: number;

  constructor(limit: number) {
    this.#left = limit;
  }

  spend(steps = 1): void {
    this.#left -= steps;
    if (this.#left < 0) throw new TooMuchWork();
  }
}
