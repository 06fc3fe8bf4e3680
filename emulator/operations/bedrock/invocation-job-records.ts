import { setImmediate } from "node:timers/promises";
import { AwsError, awsError, BrokenConnection, NotEmulatedError } from "../../errors.ts";
import { createRandom, type Random } from "../../random.ts";
import type { Target } from "../../routing/target.ts";
import type { ModelInvocationJob } from "../../state/invocation-jobs.ts";
import { ObjectsError, parseS3Uri, placeBelow } from "../../state/objects.ts";
import type { Scope } from "../../state/store.ts";
import { converse } from "../bedrock-runtime/converse.ts";
import type { InferenceParts } from "../bedrock-runtime/inference.ts";
import { answerNatively } from "../bedrock-runtime/native-request.ts";
import type { Call } from "../call.ts";
import type { Parts } from "../parts.ts";
import { type InputRecord, readInput } from "./invocation-job-input.ts";

type Needs = InferenceParts & Pick<Parts, "objects" | "ledger" | "recordWire">;

/** What is to be done of a job, in which Region's name, and when. */
interface Work {
  readonly job: ModelInvocationJob;
  readonly target: Target;
  /** As many records, from the first on. */
  readonly processedRecords: number;
  readonly at: Date;
}

/** Other requests get their turn after so many records. */
const RECORDS_AT_A_STRETCH = 100;

/**
 * Answers records and writes the answers, for each file of the input one with `.out` at the end of its name, and the manifest; all
 * below the job's id. Tells how many records were answered without an error.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-results.html
 */
export async function carryOut(parts: Needs, scope: Scope, work: Work): Promise<number> {
  const { job, target, processedRecords } = work;
  const { files, records } = await readInput(parts, job);
  const lines = new Map<string, string[]>(files.map((file) => [file, []]));
  const manifest = {
    totalRecordCount: records.length,
    processedRecordCount: 0,
    successRecordCount: 0,
    errorRecordCount: 0,
    inputTokenCount: 0,
    outputTokenCount: 0,
  };
  const own = partsOfRecords(parts, work);
  for (const [index, record] of records.slice(0, processedRecords).entries()) {
    if (index % RECORDS_AT_A_STRETCH === 0) await setImmediate();
    const call = callOf(parts, scope, work, index);
    const answered = await answer(own, job, record, call);
    lines.get(record.file)?.push(lineOf(record, answered, call.random.fork("record")));
    manifest.processedRecordCount++;
    if (!("modelOutput" in answered)) {
      manifest.errorRecordCount++;
      continue;
    }
    manifest.successRecordCount++;
    const { usage } = call.report;
    if (!usage) continue;
    const { inputTokens, outputTokens } = usage;
    manifest.inputTokenCount += inputTokens;
    manifest.outputTokenCount += outputTokens;
    parts.ledger.record(scope, "CreateModelInvocationJob", target, usage);
  }
  for (const [file, written] of lines)
    await write(parts, job, `${file}.out`, written.map((line) => `${line}\n`).join(""));
  await write(parts, job, "manifest.json.out", JSON.stringify(manifest));
  return manifest.successRecordCount;
}

/**
 * What a record is answered with: the same as a request's, but that it takes nothing of the quotas for requests on demand and of the
 * Regions' capacity, that its role has been judged, and that nobody waits for it.
 */
function partsOfRecords(parts: Needs, { job, target, at }: Work): Needs {
  const destination = job.destination ?? target.source;
  const none = () => {};
  return {
    ...parts,
    clock: { now: () => at, sleep: () => Promise.resolve() },
    guard: { judge: () => undefined },
    quotas: { ...parts.quotas, take: () => ({ reservedTokens: 0, settle: () => 0, release: none }) },
    routing: {
      resolve: () => Promise.resolve(target),
      choose: () => ({ destination, latencyMs: 0, considered: [], settle: none, release: none }),
    },
  };
}

/** A record as a request of the service role. */
function callOf({ seed }: Needs, { account, region }: Scope, { job }: Work, index: number): Call {
  const random = createRandom(seed, "record", job.arn, String(index));
  return {
    requestId: random.fork("request").uuid(),
    operation: job.invocationType,
    account,
    region,
    caller: { account, region, principal: job.roleArn, via: "signature" },
    random,
    signal: undefined,
    report: { faults: [], trail: [] },
  };
}

/** What the output says of a record beyond the record itself. */
type Answered = { readonly modelOutput: unknown } | { readonly error: RecordError };

interface RecordError {
  readonly errorCode: number;
  readonly errorMessage: string;
  readonly expired: boolean;
  readonly retryable: boolean;
}

async function answer(
  parts: Needs,
  { modelId, invocationType }: ModelInvocationJob,
  { modelInput }: InputRecord,
  call: Call,
): Promise<Answered> {
  try {
    if (invocationType === "Converse") {
      const output = await converse.handler(parts)(parts.recordWire.readConverse(modelId, modelInput), call);
      return { modelOutput: parts.recordWire.writeConverse(output, call.random) };
    }
    const { body } = await answerNatively(parts, { modelId, body: JSON.stringify(modelInput) }, call);
    return { modelOutput: body };
  } catch (error) {
    return { error: errorOf(error, parts) };
  }
}

/** An error as the output has it. Its members are documented; that its code is the HTTP status is assumed. */
function errorOf(error: unknown, { recordWire }: Needs): RecordError {
  const known = error instanceof AwsError || error instanceof NotEmulatedError || error instanceof BrokenConnection;
  if (!known) throw error;
  const errorCode =
    error instanceof AwsError ? recordWire.statusOf(error) : error instanceof NotEmulatedError ? 501 : 500;
  const retryable = errorCode === 429 || (errorCode >= 500 && errorCode !== 501);
  return { errorCode, errorMessage: error.message, expired: false, retryable };
}

/**
 * "If you omit the recordId field, Amazon Bedrock adds it in the output": 11 characters
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-data.html).
 */
function lineOf({ recordId, modelInput }: InputRecord, answered: Answered, random: Random): string {
  const id = recordId ?? random.characters(11, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
  return JSON.stringify({ modelInput, ...answered, recordId: id });
}

async function write({ objects }: Needs, { arn, outputUri }: ModelInvocationJob, name: string, text: string) {
  const place = parseS3Uri(outputUri);
  if (!place) throw new Error(`${outputUri} is no place for files`);
  const { bucket, key } = placeBelow(place, name);
  try {
    await objects.put(bucket, key, Buffer.from(text));
  } catch (error) {
    throw error instanceof ObjectsError ? awsError("batchOutputUnwritable", { arn, reason: error.message }) : error;
  }
}
