import { prefixOf, restOf } from "./check.ts";
import type { SchemaDocument } from "./document.ts";
import type { Schema, SchemaObject } from "./schema.ts";

const ROUNDS = 64;

/**
 * How deep a value must at least be nested to satisfy each schema of the document: infinite where it can never end. By it the
 * way out of a recursion is found.
 */
export function heightsOf(document: SchemaDocument): (schema: Schema) => number {
  const innerFirst = [...document.schemas].reverse();
  const heights = new Map<SchemaObject, number>();
  const height = (schema: Schema | undefined): number => {
    if (schema === undefined || typeof schema === "boolean") return 0;
    return heights.get(schema) ?? Number.POSITIVE_INFINITY;
  };
  for (let round = 0, changed = true; changed && round < ROUNDS; round++) {
    changed = false;
    for (const schema of innerFirst) {
      document.steps.spend();
      const found = heightNow(document, schema, height);
      if (found < height(schema)) {
        heights.set(schema, found);
        changed = true;
      }
    }
  }
  return height;
}

function heightNow(document: SchemaDocument, schema: SchemaObject, height: (schema: Schema) => number): number {
  if ("const" in schema || schema.enum) return 0;
  const types = typeof schema.type === "string" ? [schema.type] : schema.type;
  const scalar = schema.nullable || types?.some((type) => type !== "object" && type !== "array");
  const inPlace = [
    schema.$ref === undefined ? 0 : height(document.follow(schema.$ref)),
    ...(schema.allOf ?? []).map(height),
    schema.anyOf ? Math.min(...schema.anyOf.map(height)) : 0,
    schema.oneOf ? Math.min(...schema.oneOf.map(height)) : 0,
  ];
  const inside: number[] = [];
  if (!scalar) {
    for (const name of schema.required ?? []) {
      const member = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : undefined;
      inside.push(1 + height(member ?? true));
    }
    const prefix = prefixOf(schema);
    const rest = restOf(schema);
    for (let at = 0; at < (schema.minItems ?? 0) && at <= prefix.length; at++) {
      inside.push(1 + height(prefix[at] ?? rest ?? true));
    }
  }
  return Math.max(...inPlace, ...inside);
}
