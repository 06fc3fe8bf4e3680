import type { StopModelInvocationJobCommandInput, StopModelInvocationJobResponse } from "@aws-sdk/client-bedrock";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import { findJob, jobAccess } from "./invocation-job.ts";
import { type BatchParts, stopJob } from "./invocation-job-life.ts";

/**
 * StopModelInvocationJob: "You're only charged for tokens that were already processed"
 * (https://docs.aws.amazon.com/bedrock/latest/APIReference/API_StopModelInvocationJob.html), and they are in the output. To stop a job
 * that is being stopped changes nothing (assumed).
 */
export const stopModelInvocationJob = {
  service: "bedrock",
  name: "StopModelInvocationJob",
  honours: ["jobIdentifier"],
  access: jobAccess,
  handler:
    (parts: BatchParts) =>
    async (
      { jobIdentifier = "" }: StopModelInvocationJobCommandInput,
      call: Call,
    ): Promise<StopModelInvocationJobResponse> => {
      await stopJob(parts, call, await findJob(jobIdentifier, call, parts));
      return {};
    },
} satisfies OperationDefinition;
