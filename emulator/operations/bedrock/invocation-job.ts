import type { GetModelInvocationJobResponse, ModelInvocationJobSummary } from "@aws-sdk/client-bedrock";
import { awsError } from "../../errors.ts";
import { hasEnded, type ModelInvocationJob } from "../../state/invocation-jobs.ts";
import type { Call } from "../call.ts";
import type { Parts } from "../parts.ts";
import { processedAt } from "./invocation-job-pace.ts";
import { readOwnArn } from "./own-arn.ts";
import { namedTagged, type TaggedParts } from "./tagged-resource.ts";

/** The job that an ARN or id names. Throws ResourceNotFoundException. */
export async function findJob(
  identifier: string,
  call: Call,
  { invocationJobs, catalog }: Pick<Parts, "invocationJobs" | "catalog">,
): Promise<ModelInvocationJob> {
  const id = identifier.startsWith("arn:") ? readOwnArn(identifier, call, catalog).resourceId : identifier;
  const job = await invocationJobs.get(call, id);
  if (!job) throw awsError("batchJobNotFound");
  return job;
}

/** What access to the job that a request names is judged on. */
export const jobAccess =
  (parts: TaggedParts) =>
  async ({ jobIdentifier = "" }: { readonly jobIdentifier: string | undefined }, call: Call) => {
    const isArn = jobIdentifier.startsWith("arn:");
    const arn = isArn ? jobIdentifier : jobArn(jobIdentifier, call, parts);
    return { resources: [await namedTagged(arn, call, parts)] };
  };

/** The ARN of a job. */
export function jobArn(id: string, { account, region }: Call, { catalog }: Pick<Parts, "catalog">): string {
  const partition = catalog.regions.get(region)?.partition ?? "aws";
  return `arn:${partition}:bedrock:${region}:${account}:model-invocation-job/${id}`;
}

/**
 * A job as GetModelInvocationJob and ListModelInvocationJobs answer it. The counts are 0 until the records are in progress
 * (https://github.com/BerriAI/litellm/issues/38744), and how many of them succeeded is told at the end; the latter is assumed.
 */
export function describeJob(
  job: ModelInvocationJob,
  now: Date,
): GetModelInvocationJobResponse & ModelInvocationJobSummary {
  const ended = hasEnded(job);
  const processed = processedAt(job, now);
  const succeeded = job.succeededRecords ?? 0;
  const inProgress = job.status === "InProgress" || job.status === "Stopping";
  return {
    jobArn: job.arn,
    jobName: job.name,
    modelId: job.modelArn,
    clientRequestToken: job.clientRequestToken,
    roleArn: job.roleArn,
    status: job.status,
    message: job.message,
    submitTime: job.submittedAt,
    lastModifiedTime: job.changedAt,
    endTime: ended ? job.changedAt : undefined,
    inputDataConfig: job.inputDataConfig,
    outputDataConfig: job.outputDataConfig,
    vpcConfig: job.vpcConfig,
    timeoutDurationInHours: job.timeoutHours,
    jobExpirationTime: job.expiresAt,
    modelInvocationType: job.invocationType,
    totalRecordCount: ended || inProgress ? (job.totalRecords ?? 0) : 0,
    processedRecordCount: processed,
    ...(!inProgress && { successRecordCount: succeeded, errorRecordCount: processed - succeeded }),
  };
}
