import { shapeOf } from "../../emulator/protocol/model.ts";
import type { ApiModel, Shape } from "../model/api-model.ts";
import { type CalledOperation, calledOperations } from "./operations.ts";
import type { FileResult } from "./replay-file.ts";
import { isMap } from "./values.ts";

/** How much of the API passing behaviours have shown. */
export interface Coverage {
  readonly operations: readonly OperationCoverage[];
  /** Those of the API that the emulator does not answer and no step has called are left out. */
  readonly totals: { readonly operations: Part; readonly errors: Part; readonly constraints: Part };
}

export interface Part {
  readonly shown: number;
  readonly of: number;
}

export interface OperationCoverage {
  readonly operation: string;
  /** How often it was called. */
  readonly calls: number;
  /** Whether a call succeeded. */
  readonly succeeded: boolean;
  /** Its modelled errors, and whether one was answered. */
  readonly errors: Readonly<Record<string, boolean>>;
  /** The constraints of its input, and on which sides of them calls were made: `kept` is inside, `broken` beyond. */
  readonly constraints: Readonly<Record<string, { readonly kept: boolean; readonly broken: boolean }>>;
}

type Constraints = Record<string, { kept: boolean; broken: boolean }>;

/** Counts what the calls of behaviours that passed have shown of the emulated operations. */
export function coverageOf(files: readonly FileResult[]): Coverage {
  const calls = files.flatMap(({ results }) =>
    results.filter(({ verdict }) => verdict === "passed").flatMap((result) => result.calls),
  );
  const operations = [...calledOperations().values()]
    .filter(({ name, isEmulated }) => isEmulated || calls.some(({ step }) => step.operation.name === name))
    .map((operation): OperationCoverage => {
      const own = calls.filter(({ step }) => step.operation === operation);
      const seen = new Set(own.map(({ outcome }) => outcome.error?.type.toLowerCase()));
      return {
        operation: operation.name,
        calls: own.length,
        succeeded: own.some(({ outcome }) => !outcome.error),
        errors: Object.fromEntries(operation.errors.map((name) => [name, seen.has(name.toLowerCase())])),
        constraints: constraintsOf(
          operation,
          own.map(({ input }) => input),
        ),
      };
    });
  const part = (values: readonly boolean[]): Part => ({ shown: values.filter(Boolean).length, of: values.length });
  return {
    operations,
    totals: {
      operations: part(operations.map(({ succeeded }) => succeeded)),
      errors: part(operations.flatMap(({ errors }) => Object.values(errors))),
      constraints: part(
        operations.flatMap(({ constraints }) => Object.values(constraints).map(({ broken }) => broken)),
      ),
    },
  };
}

function constraintsOf({ model, operation }: CalledOperation, inputs: readonly unknown[]): Constraints {
  const constraints: Constraints = {};
  const root = operation.input?.shape;
  if (root !== undefined) visit(model, root, "", inputs, constraints, []);
  return constraints;
}

/** Notes the constraints of a shape and of all below it, and how the values that were sent stand to them. */
function visit(
  model: ApiModel,
  name: string,
  path: string,
  values: readonly unknown[],
  into: Constraints,
  way: readonly string[],
): void {
  // A shape that holds itself has told its constraints further up.
  if (way.includes(name)) return;
  const shape = shapeOf(model, name);
  const below = [...way, name];
  const note = (kind: string, isBroken: (value: unknown) => boolean) => {
    into[`${path || "input"} ${kind}`] = {
      kept: values.some((value) => value !== undefined && !isBroken(value)),
      broken: values.some((value) => value !== undefined && isBroken(value)),
    };
  };
  noteOwn(shape, note);
  for (const [member, { shape: inner }] of Object.entries(shape.document ? {} : (shape.members ?? {}))) {
    const place = path === "" ? member : `${path}.${member}`;
    const of = values.filter(isMap).map((value) => value[member]);
    if (shape.required?.includes(member)) {
      into[`${place} required`] = { kept: of.some(isPresent), broken: of.some((value) => !isPresent(value)) };
    }
    visit(model, inner, place, of.filter(isPresent), into, below);
  }
  if (shape.member) {
    visit(model, shape.member.shape, `${path}[]`, values.filter(Array.isArray).flat(), into, below);
  }
  if (shape.key && shape.value) {
    visit(model, shape.key.shape, `${path} key`, values.filter(isMap).flatMap(Object.keys), into, below);
    visit(model, shape.value.shape, `${path} value`, values.filter(isMap).flatMap(Object.values), into, below);
  }
}

const isPresent = (value: unknown) => value !== undefined && value !== null;

function noteOwn(shape: Shape, note: (kind: string, isBroken: (value: unknown) => boolean) => void): void {
  const { min, max, pattern, enum: words } = shape;
  if (min !== undefined && min > 0) note(`min ${min}`, (value) => sizeOf(value) < min);
  if (max !== undefined) note(`max ${max}`, (value) => sizeOf(value) > max);
  if (words) note("enum", (value) => !words.includes(String(value)));
  if (pattern !== undefined) {
    const whole = toRegExp(pattern);
    if (whole) note("pattern", (value) => !whole.test(String(value)));
  }
}

function sizeOf(value: unknown): number {
  if (typeof value === "number") return value;
  if (typeof value === "string" || Array.isArray(value)) return value.length;
  if (isMap(value) && isMap(value.$repeat)) return String(value.$repeat.text).length * Number(value.$repeat.times);
  if (isMap(value) && isMap(value.$list)) return Number(value.$list.times);
  return isMap(value) ? Object.keys(value).length : Number.NaN;
}

/** Patterns of Java that JavaScript cannot read are left out. */
function toRegExp(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${pattern})$`, "su");
  } catch {
    return undefined;
  }
}

/** The coverage for people: a table, and under it what is missing. */
export function writeCoverage({ operations, totals }: Coverage): string {
  const width = Math.max(...operations.map(({ operation }) => operation.length), "operation".length);
  const share = (values: readonly boolean[]) => `${values.filter(Boolean).length}/${values.length}`;
  const row = (name: string, ...cells: string[]) =>
    name.padEnd(width) + cells.map((cell) => cell.padStart(13)).join("");
  const lines = operations.map(({ operation, calls, errors, constraints }) =>
    row(
      operation,
      `${calls}`,
      share(Object.values(errors)),
      share(Object.values(constraints).map(({ kept }) => kept)),
      share(Object.values(constraints).map(({ broken }) => broken)),
    ),
  );
  const missing = operations.flatMap(({ operation, errors, succeeded }) => {
    const never = Object.keys(errors).filter((name) => !errors[name]);
    return [
      ...(succeeded ? [] : [`  ${operation}: no call that succeeded`]),
      ...(never.length > 0 ? [`  ${operation}: ${never.join(", ")}`] : []),
    ];
  });
  const { operations: o, errors: e, constraints: c } = totals;
  return `${[
    row("operation", "calls", "errors", "kept", "broken"),
    ...lines,
    "",
    `operations that succeeded ${o.shown}/${o.of}, modelled errors ${e.shown}/${e.of}, constraints broken ${c.shown}/${c.of}`,
    ...(missing.length > 0 ? ["", "Not shown:", ...missing] : []),
  ].join("\n")}\n`;
}
