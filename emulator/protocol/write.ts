import { type ApiModel, type Shape, shapeOf } from "./model.ts";

/** Turns a value of an SDK's type into what JSON can carry; members that are undefined or unknown are left out. */
export type Writer = (value: unknown) => unknown;

/**
 * Compiles the writers of one API model, a shape at a time and on first use. Members are written in alphabetical order, as the
 * recorded answers of Converse have them (the test cassettes of langchain-aws and opentelemetry-python-contrib).
 */
export function createWriters(model: ApiModel): (shapeName: string) => Writer {
  const writers = new Map<string, Writer>();
  const writerOf = (name: string): Writer => {
    const known = writers.get(name);
    if (known) return known;
    writers.set(name, (value) => writers.get(name)?.(value));
    const writer = compile(shapeOf(model, name), writerOf);
    writers.set(name, writer);
    return writer;
  };
  return writerOf;
}

function compile(shape: Shape, writerOf: (name: string) => Writer): Writer {
  if (shape.document) return (value) => value;
  switch (shape.type) {
    case "structure": {
      const members = Object.entries(shape.members ?? {})
        .filter(([, member]) => member.location === undefined)
        .map(([name, member]) => ({ name, wire: member.locationName ?? name, write: writerOf(member.shape) }))
        .sort((a, b) => (a.wire < b.wire ? -1 : 1));
      return (value) => {
        const source = value as Record<string, unknown>;
        const result: Record<string, unknown> = {};
        for (const { name, wire, write } of members) {
          const found = source[name];
          if (found !== undefined && found !== null) result[wire] = write(found);
        }
        return result;
      };
    }
    case "list": {
      const write = writerOf(shape.member?.shape ?? "");
      return (value) => (value as unknown[]).map((item) => (item === null ? null : write(item)));
    }
    case "map": {
      const write = writerOf(shape.value?.shape ?? "");
      return (value) =>
        Object.fromEntries(
          Object.entries(value as object).map(([key, item]) => [key, item === null ? null : write(item)]),
        );
    }
    case "timestamp":
      return (value) => writeTimestamp(value as Date, shape.timestampFormat ?? "unixTimestamp");
    case "blob":
      return (value) => Buffer.from(value as Uint8Array).toString("base64");
    case "float":
    case "double":
      return (value) => (Number.isFinite(value) ? value : String(value));
    default:
      return (value) => value;
  }
}

/** Records keep their dates, and a page of a list has two hundred of them: to write them was a quarter of its time. */
const isoTexts = new WeakMap<Date, string>();

function isoText(instant: Date): string {
  const text = isoTexts.get(instant) ?? instant.toISOString();
  isoTexts.set(instant, text);
  return text;
}

/** Timestamps: seconds since 1970 in bodies unless the shape says otherwise, HTTP dates in headers (restJson1). */
export function writeTimestamp(instant: Date, format: NonNullable<Shape["timestampFormat"]>): string | number {
  switch (format) {
    case "iso8601":
      return isoText(instant);
    case "rfc822":
      return instant.toUTCString();
    case "unixTimestamp":
      return instant.getTime() / 1000;
  }
}
