import { compilePattern, type Pattern } from "./pattern.ts";
import { checkDocument } from "./problems.ts";
import { resolveReference } from "./references.ts";
import { type Schema, SchemaError, type SchemaObject, Steps } from "./schema.ts";

/** At most about a second of work; the schema of a large tool with its value takes some ten thousand. */
const MOST_STEPS = 1_000_000;

/** A whole schema, checked, with what is found out about its parts only once. */
export class SchemaDocument {
  readonly root: unknown;
  /** What may be done for this schema in all. */
  readonly steps = new Steps(MOST_STEPS);
  /** Every schema in it, those outside first. */
  readonly schemas: readonly SchemaObject[];
  readonly #references = new Map<string, unknown>();
  readonly #patterns = new Map<string, Pattern>();

  /** Throws SchemaError for what is no JSON Schema, or none that Outcrop can work with. */
  constructor(root: unknown) {
    this.root = root;
    this.schemas = checkDocument(this);
  }

  /** The schema itself, whose form is known to be right. */
  get schema(): Schema {
    return this.root as Schema;
  }

  /** What a `$ref` points to; `undefined` when that is nothing. */
  resolve(reference: string): unknown {
    if (!this.#references.has(reference)) {
      this.steps.spend(reference.length);
      this.#references.set(reference, resolveReference(this.root, reference));
    }
    return this.#references.get(reference);
  }

  /** The schema that a `$ref` of a checked document points to. */
  follow(reference: string): Schema {
    const target = this.resolve(reference);
    if (target === undefined) throw new SchemaError("invalid", [`${reference} points to nothing in the schema`]);
    return target as Schema;
  }

  pattern(source: string): Pattern {
    const pattern = this.#patterns.get(source) ?? compilePattern(source, this.steps);
    this.#patterns.set(source, pattern);
    return pattern;
  }
}
