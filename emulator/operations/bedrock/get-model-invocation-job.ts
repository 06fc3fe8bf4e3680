import type { GetModelInvocationJobCommandInput, GetModelInvocationJobResponse } from "@aws-sdk/client-bedrock";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import { describeJob, findJob, jobAccess } from "./invocation-job.ts";
import { type BatchParts, broughtUpToDate } from "./invocation-job-life.ts";

/** GetModelInvocationJob: how a job stands on the clock. */
export const getModelInvocationJob = {
  service: "bedrock",
  name: "GetModelInvocationJob",
  honours: ["jobIdentifier"],
  access: jobAccess,
  handler:
    (parts: BatchParts) =>
    async (
      { jobIdentifier = "" }: GetModelInvocationJobCommandInput,
      call: Call,
    ): Promise<GetModelInvocationJobResponse> => {
      const job = await broughtUpToDate(parts, call, await findJob(jobIdentifier, call, parts));
      return describeJob(job, parts.clock.now());
    },
} satisfies OperationDefinition;
