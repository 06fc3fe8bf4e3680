import { awsError, NotEmulatedError } from "../errors.ts";
import type { Random } from "../random.ts";
import { createValue, SchemaError } from "./json-value.ts";

/**
 * Makes a value that satisfies a JSON Schema of a request. Throws AWS's error for a schema that is none, and NotEmulatedError for
 * one that Outcrop does not know or finds no value for.
 */
export function valueFor(schema: unknown, random: Random, text: string): unknown {
  try {
    return createValue(schema, random, { text });
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    if (error.fault === "invalid") throw awsError("jsonSchemaInvalid", { problems: error.message });
    throw new NotEmulatedError(`Outcrop makes no value for a JSON Schema of the request: ${error.message}`);
  }
}
