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
      return integerReader(INTEGER);
    case "long":
      return integerReader(LONG);
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

/** Besides JSON's own, the service takes these words, in any case (third-party captures of SES v2, 2026). */
const WORDS_FOR_TRUE = new Set(["true", "yes", "y", "t", "1"]);
const WORDS_FOR_FALSE = new Set(["false", "no", "n", "f", "0"]);

const readBoolean: Reader = (value) => {
  if (typeof value === "boolean") return value;
  const word = typeof value === "string" ? value.toLowerCase() : "";
  if (WORDS_FOR_TRUE.has(word)) return true;
  if (WORDS_FOR_FALSE.has(word)) return false;
  throw mismatch(value, "a Boolean");
};

function integerReader({ name, low, high }: IntegerType): Reader {
  return (value) => {
    if (typeof value !== "number" || !Number.isInteger(value) || value < low || value > high) {
      throw mismatch(value, name);
    }
    // JSON can write -0, which a Java integer cannot hold.
    return value + 0;
  };
}

interface IntegerType {
  readonly name: string;
  readonly low: number;
  readonly high: number;
}

const INTEGER: IntegerType = { name: "an Integer", low: -(2 ** 31), high: 2 ** 31 - 1 };
const LONG: IntegerType = { name: "a Long", low: Number.MIN_SAFE_INTEGER, high: Number.MAX_SAFE_INTEGER };

function numberReader(name: string): Reader {
  return (value) => {
    if (typeof value === "number") return value;
    // restJson1 writes the three numbers that JSON lacks as strings.
    if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
    throw mismatch(value, name);
  };
}

/** ISO 8601 with seconds and a zone, or an HTTP date. `Date` alone takes nearly any text that has a number in it. */
const DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})$/i;
const HTTP_DATE = /^[A-Za-z]{3}, \d{2} [A-Za-z]{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

const readTimestamp: Reader = (value) => {
  const instant = new Date(millisecondsOf(value));
  if (Number.isNaN(instant.getTime())) throw mismatch(value, "a Timestamp");
  return instant;
};

function millisecondsOf(value: unknown): number {
  // 1.001 s times 1000 is less than 1001.
  if (typeof value === "number") return Math.round(value * 1000);
  return typeof value === "string" && (DATE_TIME.test(value) || HTTP_DATE.test(value)) ? Date.parse(value) : Number.NaN;
}

const readBlob: Reader = (value) => {
  if (typeof value !== "string" || value.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(value)) {
    throw mismatch(value, "a Blob");
  }
  return new Uint8Array(Buffer.from(value, "base64"));
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
      return readIntegerText(INTEGER, text);
    case "long":
      return readIntegerText(LONG, text);
    case "boolean":
      return readBoolean(text);
    case "timestamp":
      return readTimestamp(/^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text);
    default:
      return text;
  }
}

function readIntegerText({ name, low, high }: IntegerType, text: string): number {
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= low && value <= high)) throw mismatch(text, name);
  return value + 0;
}
