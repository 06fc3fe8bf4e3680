import { refuse } from "../../access/guard.ts";
import { AwsError, awsError } from "../../errors.ts";
import { NoDestinationError } from "../../routing/no-destination.ts";
import type { Target } from "../../routing/target.ts";
import type { ModelInvocationJob } from "../../state/invocation-jobs.ts";
import { ObjectsError } from "../../state/objects.ts";
import type { Scope } from "../../state/store.ts";
import type { InferenceParts } from "../bedrock-runtime/inference.ts";
import type { Parts } from "../parts.ts";
import { readInput } from "./invocation-job-input.ts";
import { after, doneAt, earlier, PACE_MS, processedAt } from "./invocation-job-pace.ts";
import { carryOut } from "./invocation-job-records.ts";
import { resolveForBatch } from "./invocation-job-target.ts";

export type BatchParts = InferenceParts &
  Pick<Parts, "invocationJobs" | "objects" | "background" | "ledger" | "recordWire">;

/** What becomes of a job in one step. */
type Step = Pick<ModelInvocationJob, "status" | "changedAt" | "dueAt"> &
  Partial<
    Pick<ModelInvocationJob, "message" | "destination" | "totalRecords" | "processedRecords" | "succeededRecords">
  >;

/**
 * A job as it is now: whatever was due is done first, so that whoever is told "Completed" finds the files. Any number of callers may
 * ask at once; each step is taken once.
 */
export async function broughtUpToDate(
  parts: BatchParts,
  scope: Scope,
  job: ModelInvocationJob,
): Promise<ModelInvocationJob> {
  if (!isDue(job, parts.clock.now())) return job;
  return parts.invocationJobs.exclusivelyFor(job.arn, () => takeSteps(parts, scope, job));
}

/** Takes each step as soon as the clock says so, for those who look at the files and not at the API. */
export function workInBackground(parts: BatchParts, { account, region }: Scope, created: ModelInvocationJob): void {
  const scope = { account, region };
  parts.background.start(async (waitUntil) => {
    for (let job: ModelInvocationJob | undefined = created; job?.dueAt; ) {
      await waitUntil(job.dueAt);
      const current = await parts.invocationJobs.get(scope, job.id);
      job = current && (await broughtUpToDate(parts, scope, current));
    }
  });
}

/** Stops a job; what has been processed until now is its result. Throws ConflictException when it has ended. */
export function stopJob(parts: BatchParts, scope: Scope, job: ModelInvocationJob): Promise<void> {
  return parts.invocationJobs.exclusivelyFor(job.arn, async () => {
    const current = await takeSteps(parts, scope, job);
    const { arn, status, dueAt } = current;
    if (!dueAt) throw awsError("batchJobEnded", { arn, status });
    if (status === "Stopping") return;
    const now = parts.clock.now();
    const processedRecords = processedAt(current, now);
    const step: Step = { status: "Stopping", changedAt: now, dueAt: after(now, PACE_MS.Stopping), processedRecords };
    await save(parts, scope, current, step);
  });
}

const isDue = ({ dueAt }: ModelInvocationJob, now: Date): boolean => dueAt !== undefined && dueAt <= now;

/** To be called where no other step of the job can be taken. */
async function takeSteps(parts: BatchParts, scope: Scope, job: ModelInvocationJob): Promise<ModelInvocationJob> {
  let current = await parts.invocationJobs.get(scope, job.id);
  while (current?.dueAt && isDue(current, parts.clock.now())) {
    current = await save(parts, scope, current, await nextStep(parts, scope, current, current.dueAt));
  }
  // A reset that came between has left nothing of it.
  return current ?? job;
}

function save(
  { invocationJobs }: BatchParts,
  scope: Scope,
  { id }: ModelInvocationJob,
  step: Step,
): Promise<ModelInvocationJob | undefined> {
  return invocationJobs.exclusively(scope, async () => {
    // Read again: tags may have changed in the meantime.
    const latest = await invocationJobs.get(scope, id);
    if (!latest) return undefined;
    const changed = { ...latest, ...step };
    await invocationJobs.put(scope, changed);
    return changed;
  });
}

/** What is due at an instant, which may have been some time ago. Whatever of AWS's errors it meets is what the job fails with. */
async function nextStep(parts: BatchParts, scope: Scope, job: ModelInvocationJob, at: Date): Promise<Step> {
  try {
    switch (job.status) {
      case "Submitted":
        return { status: "Validating", changedAt: at, dueAt: after(at, PACE_MS.Validating) };
      case "Validating":
        return await validate(parts, scope, job, at);
      case "Scheduled":
        return await begin(parts, scope, job, at);
      case "InProgress":
        return await finish(parts, scope, job, processedAt(job, at), at);
      default:
        return await finish(parts, scope, job, job.processedRecords ?? 0, at);
    }
  } catch (error) {
    if (!(error instanceof AwsError) && !(error instanceof ObjectsError)) throw error;
    return { status: "Failed", changedAt: at, dueAt: undefined, message: error.message };
  }
}

/** Looks whether the service role may invoke the model, and at every record's form. */
async function validate(parts: BatchParts, scope: Scope, job: ModelInvocationJob, at: Date): Promise<Step> {
  const target = await resolveForBatch(job.modelId, scope, parts);
  judgeRole(parts, scope, job, target);
  const { records } = await readInput(parts, job);
  const dueAt = after(at, PACE_MS.Scheduled);
  return { status: "Scheduled", changedAt: at, dueAt, totalRecords: records.length };
}

/**
 * "The service role must have permissions to invoke the model":
 * https://docs.aws.amazon.com/bedrock/latest/userguide/batch-iam-sr.html. Of its access to S3 nothing is known here.
 */
function judgeRole(
  { guard, catalog }: BatchParts,
  { account, region }: Scope,
  job: ModelInvocationJob,
  target: Target,
) {
  const { model, destinations, profile } = target;
  const partition = catalog.regions.get(region)?.partition ?? "aws";
  const invocation = { modelId: model.modelId, destinations, profile };
  const asker = { principal: job.roleArn, account };
  try {
    refuse(guard.judge("InvokeModel", { account, region, partition, invocation }, asker), asker);
  } catch (error) {
    throw error instanceof AwsError ? awsError("batchRoleDenied", { arn: job.arn, reason: error.message }) : error;
  }
}

/** Begins to process the records, in the Region that takes them; without one the job waits until it expires. */
async function begin(parts: BatchParts, scope: Scope, job: ModelInvocationJob, at: Date): Promise<Step> {
  const destination = destinationOf(parts, await resolveForBatch(job.modelId, scope, parts));
  if (destination !== undefined) {
    const dueAt = earlier(doneAt(at, job.totalRecords ?? 0), job.expiresAt);
    return { status: "InProgress", changedAt: at, dueAt, destination };
  }
  if (at >= job.expiresAt) {
    const message = awsError("batchExpired", { arn: job.arn }).message;
    return { status: "Expired", changedAt: at, dueAt: undefined, message };
  }
  const dueAt = earlier(after(at, PACE_MS.Scheduled), job.expiresAt);
  return { status: "Scheduled", changedAt: job.changedAt, dueAt };
}

/** Jobs take nothing of what the Regions have for requests on demand. */
function destinationOf({ routing }: BatchParts, target: Target): string | undefined {
  try {
    const { destination, release } = routing.choose(target, { tokens: 0 });
    release();
    return destination;
  } catch (error) {
    if (error instanceof NoDestinationError) return undefined;
    throw error;
  }
}

/** Answers the first so many records, all of them unless the job was stopped or its time is over, and writes the files. */
async function finish(
  parts: BatchParts,
  scope: Scope,
  job: ModelInvocationJob,
  processedRecords: number,
  at: Date,
): Promise<Step> {
  const ended = { changedAt: at, dueAt: undefined, processedRecords };
  // One that was stopped before anything was in progress leaves no files.
  if (job.destination === undefined) return { ...ended, status: "Stopped" };
  const target = await resolveForBatch(job.modelId, scope, parts);
  const succeededRecords = await carryOut(parts, scope, { job, target, processedRecords, at });
  if (job.status === "Stopping") return { ...ended, status: "Stopped", succeededRecords };
  const isWhole = processedRecords === job.totalRecords;
  return { ...ended, status: isWhole ? "Completed" : "PartiallyCompleted", succeededRecords };
}
