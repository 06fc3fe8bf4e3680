import { parseArn } from "../../emulator/arn.ts";
import type { ExpectedOutcome } from "../runner/compile.ts";
import type { Outcome } from "../runner/outcome.ts";
import { isMap, plain, textOf } from "../runner/values.ts";

export interface GeneraliseOptions {
  /**
   * Whether the same question gets the same answer again, as from an Outcrop: then what a model does (which blocks, which events, why
   * it stops) is expected again, and else only that it answers in the form of the operation.
   */
  readonly isRepeatable: boolean;
  /** Whether a model answers the operation. */
  readonly isModel: boolean;
  /** Whether time alone changes the answer: then only its form is expected. */
  readonly takesTime: boolean;
  /** The members that every output of the operation has. */
  readonly required: readonly string[];
  /** Ids that the service has made: a replay gets others. */
  readonly generated: ReadonlySet<string>;
}

/**
 * What a replay expects of a call that came to `outcome`. What belongs to one call alone becomes a matcher: times, ids that the
 * service makes, tokens, latencies, counts of tokens, account ids and the words of a model. All else is expected as it was.
 * `outcome` itself always satisfies what comes out.
 */
export function generalise(outcome: Outcome, options: GeneraliseOptions): ExpectedOutcome {
  const { output, stream, error } = outcome;
  const expected: Record<string, unknown> = {};
  if (error) expected.error = generaliseError(error, stream !== undefined, options);
  else if (output && Object.keys(output).length > 0) expected.output = ofOutput(output, options);
  if (stream && stream.length > 0) expected.stream = options.isRepeatable ? runsOf(stream, options) : { $type: "list" };
  return expected as ExpectedOutcome;
}

function ofOutput(output: Readonly<Record<string, unknown>>, options: GeneraliseOptions): unknown {
  const changes = options.takesTime || (options.isModel && !options.isRepeatable);
  if (!changes) return ofValue("output", output, options);
  const certain = Object.entries(output).filter(([key]) => options.required.includes(key));
  return { $subset: Object.fromEntries(certain.map(([key, value]) => [key, ofForm(key, value)])) };
}

/** Of what a model may do otherwise the next time, that it is of its form. */
function ofForm(key: string, value: unknown): unknown {
  if (MEASURED.has(key)) return ofMeasure(value);
  return ofType(value);
}

/** Members with counts and times of one call. */
const MEASURED: ReadonlySet<string> = new Set(["usage", "metrics", "latencyMs", "amazon-bedrock-invocationMetrics"]);
/** Members that are new with every call, whatever they look like. */
const OF_ONE_CALL = /^(nextToken|clientRequestToken|toolUseId|requestId|signature|id)$/;
const LONG_LIST = 16;

function ofMember(key: string, value: unknown, options: GeneraliseOptions): unknown {
  if (MEASURED.has(key) || ((key === "created" || /tokens$/i.test(key)) && typeof value === "number"))
    return ofMeasure(value);
  if ((key === "stopReason" || key === "role") && typeof value === "string") return ofText(value, options);
  return ofValue(key, value, options);
}

function ofValue(key: string, value: unknown, options: GeneraliseOptions): unknown {
  if (value instanceof Date) return { $timestamp: true };
  if (value instanceof Uint8Array) return ofBytes(value, options);
  if (Array.isArray(value)) {
    const isLong = value.length > LONG_LIST && value.every((item) => typeof item === "number");
    return isLong ? { $length: value.length } : value.map((item) => ofValue(key, item, options));
  }
  if (isMap(value)) {
    const inner = Object.entries(value).filter(([, item]) => item !== undefined);
    return escaped(Object.fromEntries(inner.map(([name, item]) => [name, ofMember(name, item, options)])));
  }
  if (typeof value === "string") return OF_ONE_CALL.test(key) ? { $type: "string" } : ofText(value, options, key);
  return value;
}

/** Keys by which models tell of themselves in fixed words. */
const FIXED_WORDS: ReadonlySet<string> = new Set([
  "role",
  "type",
  "stopReason",
  "stop_reason",
  "finish_reason",
  "name",
  "model",
]);

function ofText(value: string, { isModel, generated }: GeneraliseOptions, key = "stopReason"): unknown {
  if (isModel && !FIXED_WORDS.has(key)) return { $type: "string" };
  const arn = parseArn(value);
  if (arn && generated.has(arn.resourceId)) return { $arn: arn.resourceType };
  if (generated.has(value)) return { $regex: `^[A-Za-z0-9]{${value.length}}$` };
  return ofSaid(value, generated);
}

function ofBytes(bytes: Uint8Array, options: GeneraliseOptions): unknown {
  const text = textOf(bytes);
  if (text === undefined) return { $type: "bytes" };
  try {
    return { $json: ofValue("body", JSON.parse(text), options) };
  } catch {
    return { $type: "bytes" };
  }
}

/** Of numbers that differ each time, that they are there; of maps, that they have these at least. */
function ofMeasure(value: unknown): unknown {
  if (!isMap(value)) return ofType(value);
  return { $subset: Object.fromEntries(Object.entries(value).map(([key, item]) => [key, ofMeasure(item)])) };
}

function ofType(value: unknown): unknown {
  if (value === undefined || value === null) return { $any: true };
  if (Array.isArray(value)) return { $type: "list" };
  if (value instanceof Uint8Array) return { $type: "bytes" };
  if (value instanceof Date) return { $timestamp: true };
  return { $type: typeof value === "object" ? "map" : typeof value };
}

/** The events in their order, those that follow one another and are alike as one run. */
function runsOf(stream: readonly unknown[], options: GeneraliseOptions): unknown {
  const runs: unknown[] = [];
  let last = "";
  for (const event of stream) {
    const expected = ofValue("event", event, options);
    const written = JSON.stringify(expected);
    if (written !== last) runs.push(expected);
    last = written;
  }
  return { $runs: runs };
}

function generaliseError(
  { type, message, status }: NonNullable<Outcome["error"]>,
  inStream: boolean,
  { generated }: GeneraliseOptions,
): Record<string, unknown> {
  const said = ofSaid(message, generated);
  return { type, message: said, ...(inStream || status === undefined ? {} : { status }) };
}

/** What of a text differs each time: principals, instants, account ids. */
const VARIABLE = /arn:[^:\s]*:(?:iam|sts)::\d{12}:[^\s"']+|\d{4}-\d\d-\d\dT[\d:.]+Z?|\d{8}T\d{6}Z|(?<!\d)\d{12}(?!\d)/g;
const LONGEST_PATTERN = 1_500;

/** A text as it was, or a pattern of it where something in it differs each time. */
function ofSaid(text: string, generated: ReadonlySet<string>): unknown {
  const ids = [...generated].filter((id) => text.includes(id));
  const variable = ids.length === 0 ? VARIABLE : new RegExp(`${ids.join("|")}|${VARIABLE.source}`, "g");
  const pieces = text.split(variable);
  if (pieces.length === 1) return literal(text);
  const found = [...text.matchAll(variable)].map(([whole]) => patternOf(whole, generated));
  const pattern = pieces.map((piece, at) => quote(piece) + (found[at] ?? "")).join("");
  return pattern.length > LONGEST_PATTERN ? { $type: "string" } : { $regex: `^${pattern}$` };
}

function patternOf(whole: string, generated: ReadonlySet<string>): string {
  if (generated.has(whole)) return "[A-Za-z0-9]+";
  return /^\d{12}$/.test(whole) ? "\\d{12}" : "\\S+";
}

const quote = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");

/** A value that is meant as it stands, be there `{{name}}` or `$` keys in it. */
function literal(text: string): unknown {
  return text.includes("{{") ? { $literal: text } : text;
}

const escaped = (map: Readonly<Record<string, unknown>>): unknown =>
  Object.keys(map).some((key) => key.startsWith("$")) ? { $type: "map" } : map;

/** An input as a step writes it: bytes, times, and what would be taken for more than it is. */
export function writeInput(value: unknown): unknown {
  if (value instanceof Date) return { $date: value.toISOString() };
  if (value instanceof Uint8Array) return writeBytes(value);
  if (Array.isArray(value)) return value.map(writeInput);
  if (typeof value === "string") return literal(value);
  if (!isMap(value)) return value;
  if (Object.keys(value).some((key) => key.startsWith("$"))) return { $literal: plain(value) };
  const members = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(members.map(([key, item]) => [key, writeInput(item)]));
}

function writeBytes(bytes: Uint8Array): unknown {
  const written = plain(bytes) as Readonly<Record<string, unknown>>;
  if (written.$json !== undefined) return { $json: writeInput(written.$json) };
  const [key = "$text"] = Object.keys(written);
  const text = String(written[key]);
  // A captured value has no place within bytes that are no JSON.
  return text.includes("{{") ? { $base64: Buffer.from(bytes).toString("base64") } : written;
}
