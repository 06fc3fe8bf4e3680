import type { CallStep } from "./compile.ts";
import { describeDifference, match } from "./matchers.ts";
import { show } from "./values.ts";

/** What a call came to. */
export interface Outcome {
  readonly status: number | undefined;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The output's members without its stream; absent when the call was refused. */
  readonly output?: Readonly<Record<string, unknown>>;
  /** What the stream brought. */
  readonly stream?: readonly unknown[];
  /** What the call, or its stream, ended with. */
  readonly error?: OutcomeError;
}

export interface OutcomeError {
  readonly type: string;
  readonly message: string;
  readonly status: number | undefined;
  /** The members of the error's own shape. */
  readonly [member: string]: unknown;
}

/** What is not as a step expects it; a call of which nothing is expected is to succeed. */
export function judge({ expect = {} }: Pick<CallStep, "expect">, outcome: Outcome): readonly string[] {
  const { output, error, stream, status, headers } = expect;
  if (error === undefined && outcome.error) {
    const { type, message, status: code } = outcome.error;
    return [`the call failed: ${type}${code === undefined ? "" : ` (${code})`}: ${message}`];
  }
  if (error !== undefined && !outcome.error) {
    return [`expected ${show(error.type ?? "an error")}, and the call succeeded: ${show(outcome.output)}`];
  }
  const differences = [
    ...(output === undefined ? [] : match(output, outcome.output, "output")),
    ...(error === undefined ? [] : match({ $subset: error }, outcome.error, "error")),
    ...(stream === undefined ? [] : match(stream, outcome.stream, "stream")),
    ...(status === undefined ? [] : match(status, outcome.status, "status")),
    ...(headers === undefined ? [] : match({ $subset: lowered(headers) }, outcome.headers, "headers")),
  ];
  return differences.map(describeDifference);
}

const lowered = (headers: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** The members that every error of the SDK has, or that only the SDK knows of. */
const OF_THE_SDK: ReadonlySet<string> = new Set([
  "name",
  "message",
  "stack",
  "$fault",
  "$service",
  "$metadata",
  "$retryable",
  "$response",
]);

/** An error of AWS's as an outcome tells it; `undefined` for one that AWS did not send. */
export function errorOf(thrown: unknown, inStream: boolean): OutcomeError | undefined {
  const error = thrown as Error & { $metadata?: { httpStatusCode?: number }; $fault?: unknown };
  if (!(thrown instanceof Error) || error.$fault === undefined) return undefined;
  const status = inStream ? undefined : error.$metadata?.httpStatusCode;
  if (status === undefined && !inStream) return undefined;
  const members = Object.entries(error).filter(([key, value]) => !OF_THE_SDK.has(key) && value !== undefined);
  return { ...Object.fromEntries(members), type: error.name, message: error.message, status };
}

/** The members of an output that are values, without what the SDK adds. */
export function membersOf(output: Readonly<Record<string, unknown>>, stream: string | undefined) {
  const members = Object.entries(output).filter(
    ([key, value]) => key !== "$metadata" && key !== stream && value !== undefined,
  );
  return Object.fromEntries(members);
}

/** Whether a value can be read event by event. */
export const isStream = (value: unknown): value is AsyncIterable<unknown> =>
  typeof value === "object" && value !== null && Symbol.asyncIterator in value;
