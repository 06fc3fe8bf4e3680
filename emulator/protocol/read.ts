import { awsError } from "../errors.ts";
import { type ApiModel, type Shape, shapeOf } from "./model.ts";

/** Turns a value as it came over the wire into the value that an SDK's type describes. */
export type Reader = (value: unknown) => unknown;

/**
 * Compiles the readers of one API model, a shape at a time and on first use. A reader throws AWS's SerializationException on
 * a wrong JSON type; members that the model does not know are dropped, as the service drops them.
 */
export function createReaders(model: ApiModel): (shapeName: string) => Reader {
  const readers = new Map<string, Reader>();
  const readerOf = (name: string): Reader => {
    const known = readers.get(name);
    if (known) return known;
    // A recursive shape meets itself while it is compiled: it gets a reader that looks the finished one up.
    readers.set(name, (value) => readers.get(name)?.(value));
    const reader = compile(shapeOf(model, name), readerOf);
    readers.set(name, reader);
    return reader;
  };
  return readerOf;
}

function compile(shape: Shape, readerOf: (name: string) => Reader): Reader {
  if (shape.document) return (value) => value;
  switch (shape.type) {
    case "structure":
      return structureReader(shape, readerOf);
    case "list":
      return listReader(readerOf(shape.member?.shape ?? ""));
    case "map":
      return mapReader(readerOf(shape.value?.shape ?? ""));
    case "string":
      return readString;
    case "boolean":
      return readBoolean;
    case "integer":
      return integerReader("an Integer", -(2 ** 31), 2 ** 31 - 1);
    case "long":
      return integerReader("a Long", Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    case "float":
      return numberReader("a Float");
    case "double":
      return numberReader("a Double");
    case "timestamp":
      return readTimestamp;
    case "blob":
      return readBlob;
  }
}

function structureReader(shape: Shape, readerOf: (name: string) => Reader): Reader {
  const members = Object.entries(shape.members ?? {})
    .filter(([, member]) => member.location === undefined)
    .map(([name, member]) => ({ name, wire: member.locationName ?? name, read: readerOf(member.shape) }));
  return (value) => {
    const source = asObject(value);
    const result: Record<string, unknown> = {};
    for (const { name, wire, read } of members) {
      const found = Object.hasOwn(source, wire) ? source[wire] : undefined;
      if (found !== undefined && found !== null) result[name] = read(found);
    }
    return result;
  };
}

function listReader(read: Reader): Reader {
  return (value) => {
    if (!Array.isArray(value)) throw mismatch(value, "list");
    return value.map((item: unknown) => (item === null ? null : read(item)));
  };
}

function mapReader(read: Reader): Reader {
  return (value) => {
    const entries = Object.entries(asObject(value));
    return Object.fromEntries(entries.map(([key, item]) => [key, item === null ? null : read(item)]));
  };
}

function asObject(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw mismatch(value, "structure");
  return value as Record<string, unknown>;
}

const readString: Reader = (value) => {
  if (typeof value !== "string") throw mismatch(value, "a String");
  return value;
};

const readBoolean: Reader = (value) => {
  if (typeof value !== "boolean") throw mismatch(value, "a Boolean");
  return value;
};

function integerReader(name: string, low: number, high: number): Reader {
  return (value) => {
    if (typeof value !== "number") throw mismatch(value, name);
    if (!Number.isInteger(value) || value < low || value > high) throw mismatch(value, name);
    return value;
  };
}

function numberReader(name: string): Reader {
  return (value) => {
    if (typeof value === "number") return value;
    // restJson1 writes the three numbers that JSON lacks as strings.
    if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
    throw mismatch(value, name);
  };
}

const readTimestamp: Reader = (value) => {
  const instant =
    typeof value === "number" ? new Date(value * 1000) : typeof value === "string" ? new Date(value) : undefined;
  if (!instant || Number.isNaN(instant.getTime())) throw mismatch(value, "a Timestamp");
  return instant;
};

const readBlob: Reader = (value) => {
  if (typeof value !== "string" || value.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(value)) {
    throw mismatch(value, "a Blob");
  }
  return Uint8Array.from(Buffer.from(value, "base64"));
};

/** The service's parser names the JSON token that it met; the names are those of its JSON library. */
function mismatch(found: unknown, wanted: string) {
  if (Array.isArray(found)) return awsError("listNotExpected");
  if (typeof found === "object") return awsError(wanted === "list" ? "listExpected" : "structureNotExpected");
  if (wanted === "list") return awsError("listExpected");
  if (wanted === "structure") return awsError("structureExpected");
  // The service says "an Boolean" of a string and "a Boolean" of a number.
  const article = wanted === "a Boolean" && typeof found === "string" ? "an Boolean" : wanted;
  return awsError("cannotBeConverted", { found: tokenName(found), wanted: article });
}

function tokenName(value: unknown): string {
  if (typeof value === "string") return "STRING_VALUE";
  if (typeof value === "boolean") return value ? "TRUE_VALUE" : "FALSE_VALUE";
  return Number.isInteger(value) ? "NUMBER_VALUE" : "DECIMAL_VALUE";
}

/** Reads a value that came as text: a label, a query parameter or a header. */
export function readText(shape: Shape, text: string): unknown {
  switch (shape.type) {
    case "integer":
    case "long": {
      if (!/^[+-]?\d{1,16}$/.test(text))
        throw awsError("cannotBeConverted", { found: "STRING_VALUE", wanted: "an Integer" });
      return Number(text);
    }
    case "boolean":
      if (text !== "true" && text !== "false") {
        throw awsError("cannotBeConverted", { found: "STRING_VALUE", wanted: "a Boolean" });
      }
      return text === "true";
    case "timestamp":
      return readTimestamp(/^\d+(\.\d+)?$/.test(text) ? Number(text) : text);
    default:
      return text;
  }
}
