import { AwsError, awsError } from "../../errors.ts";
import { isObject } from "../../generation/body-schema.ts";
import type { ModelInvocationJob } from "../../state/invocation-jobs.ts";
import { formatS3Uri, ObjectsError, parseS3Uri } from "../../state/objects.ts";
import type { Parts } from "../parts.ts";

/**
 * "Minimum number of records per batch inference job", 100, is a quota; so is the maximum, which is larger for some models.
 * Source: https://docs.aws.amazon.com/general/latest/gr/bedrock.html
 */
const FEWEST_RECORDS = 100;
const MOST_RECORDS = 100_000;

/** Everything is read into memory: AWS takes 1 GB a file and 5 GB a job. */
const MOST_BYTES = 256 * 1024 * 1024;

const LINE_FEED = 0x0a;

/** One line of the input. */
export interface InputRecord {
  /** The name of its file, without the folders above it. */
  readonly file: string;
  readonly recordId: string | undefined;
  readonly modelInput: Readonly<Record<string, unknown>>;
}

export interface JobInput {
  readonly files: readonly string[];
  /** In the order of the files and their lines. */
  readonly records: readonly InputRecord[];
}

type Needs = Pick<Parts, "objects" | "recordWire">;

/**
 * Reads and checks the input of a job: a file, or all files ending in `.jsonl` below a prefix. Throws the ValidationException whose
 * message the job fails with.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-data.html
 */
export async function readInput(parts: Needs, { arn, inputUri }: ModelInvocationJob): Promise<JobInput> {
  const files: string[] = [];
  const records: InputRecord[] = [];
  let bytes = 0;
  for (const [key, body] of await openFiles(parts, arn, inputUri)) {
    bytes += body.byteLength;
    if (bytes > MOST_BYTES) {
      const reason = `Outcrop reads at most ${MOST_BYTES} bytes`;
      throw awsError("batchInputUnreadable", { arn, uri: inputUri, reason });
    }
    const file = key.slice(key.lastIndexOf("/") + 1);
    files.push(file);
    records.push(...readLines(parts, arn, file, body));
  }
  const found = records.length;
  if (found < FEWEST_RECORDS) throw awsError("batchTooFewRecords", { arn, found, least: FEWEST_RECORDS });
  if (found > MOST_RECORDS) throw awsError("batchTooManyRecords", { arn, found, most: MOST_RECORDS });
  return { files, records };
}

/** The files of the input by their keys. */
async function openFiles({ objects }: Needs, arn: string, uri: string): Promise<[key: string, body: Uint8Array][]> {
  const place = parseS3Uri(uri);
  const files: [string, Uint8Array][] = [];
  try {
    const { bucket = "", key = "" } = place ?? {};
    const named = key.endsWith(".jsonl") ? await objects.get(bucket, key) : undefined;
    if (named) return [[key, named]];
    const prefix = key === "" || key.endsWith("/") ? key : `${key}/`;
    for (const listed of await objects.list(bucket, prefix)) {
      const body = listed.endsWith(".jsonl") ? await objects.get(bucket, listed) : undefined;
      if (body) files.push([listed, body]);
    }
  } catch (error) {
    if (!(error instanceof ObjectsError)) throw error;
    throw awsError("batchInputUnreadable", { arn, uri, reason: error.message });
  }
  if (files.length === 0) throw awsError("batchInputMissing", { arn, uri: place ? formatS3Uri(place) : uri });
  return files;
}

function* readLines(parts: Needs, arn: string, file: string, body: Uint8Array): Generator<InputRecord> {
  let line = 1;
  for (let start = 0; start < body.byteLength; line++) {
    const feed = body.indexOf(LINE_FEED, start);
    const end = feed === -1 ? body.byteLength : feed;
    const text = body.subarray(start, end);
    start = end + 1;
    if (text.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d)) continue;
    const { record, problem } = readRecord(parts, text);
    if (!record) throw awsError("batchRecordInvalid", { arn, line, file, problem });
    yield { file, ...record };
  }
}

type Read =
  | { readonly record: Omit<InputRecord, "file">; readonly problem?: never }
  | { readonly record?: never; readonly problem: string };

/** One line: `modelInput` must be there, and `recordId` may. */
function readRecord({ recordWire }: Needs, line: Uint8Array): Read {
  let value: unknown;
  try {
    value = recordWire.parse(line);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { problem: "it is not a JSON object" };
  }
  if (!isObject(value)) return { problem: "it is not a JSON object" };
  const { recordId, modelInput } = value;
  if (recordId !== undefined && typeof recordId !== "string") return { problem: "recordId is not a string" };
  if (!isObject(modelInput)) return { problem: "modelInput is not a JSON object" };
  return { record: { recordId, modelInput } };
}
