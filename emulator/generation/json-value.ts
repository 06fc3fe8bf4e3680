import type { Random } from "../random.ts";
import { problemsOf, satisfies } from "./json/check.ts";
import { SchemaDocument } from "./json/document.ts";
import { Hints } from "./json/hints.ts";
import { Maker, NONE } from "./json/maker.ts";
import { SchemaError } from "./json/schema.ts";

export { SchemaError, type SchemaFault } from "./json/schema.ts";

/**
 * Makes a value that satisfies `schema`, a JSON Schema of draft 2020-12 or draft-07: the input of a tool, a structured output.
 * It is drawn from `random` alone: the same schema, chance and hints give the same value. `hints.text` is what the user said
 * last: values that it plainly speaks of are taken from it, by the rule of `Hints`; else a schema's own examples and defaults
 * are taken, else plausible words and numbers by the names of the properties.
 *
 * Not known are `$dynamicRef` and `$recursiveRef`, references out of the schema, and in patterns back-references and
 * look-behind; `format` is held to where it is known, all else unknown is an annotation. A `$ref` may have keywords beside it.
 * Throws SchemaError, whose `fault` says whether the schema is wrong, not supported, or satisfied by no value that was found.
 */
export function createValue(schema: unknown, random: Random, hints: { readonly text?: string } = {}): unknown {
  const document = new SchemaDocument(schema);
  const maker = new Maker(document, random, new Hints(hints.text ?? ""));
  const value = maker.value([document.schema], { path: "", name: "", depth: 0, salt: "" });
  if (value === NONE || !satisfies(document, document.schema, value)) {
    throw new SchemaError("unsatisfiable", ["No value was found that satisfies the schema."]);
  }
  return value;
}

/**
 * What is wrong with `value` by `schema`: a sentence each, with a JSON pointer to the place; none when it is satisfied. Throws
 * SchemaError for a schema that is wrong or not supported.
 */
export function checkValue(schema: unknown, value: unknown): string[] {
  const document = new SchemaDocument(schema);
  return problemsOf(document, document.schema, value);
}
