import type { CreateModelInvocationJobCommandInput, CreateModelInvocationJobResponse } from "@aws-sdk/client-bedrock";
import { awsError } from "../../errors.ts";
import { hasEnded, type ModelInvocationJob } from "../../state/invocation-jobs.ts";
import { formatS3Uri, parseS3Uri, placeBelow } from "../../state/objects.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import type { Parts } from "../parts.ts";
import { onceForToken, tagsInOrder } from "./client-token.ts";
import { freshId } from "./fresh-id.ts";
import { jobArn } from "./invocation-job.ts";
import { type BatchParts, workInBackground } from "./invocation-job-life.ts";
import { after, PACE_MS } from "./invocation-job-pace.ts";
import { resolveForBatch, targetArn } from "./invocation-job-target.ts";
import { namedModel, namedProfile } from "./named-resource.ts";
import { addTags } from "./profile-tags.ts";

type Needs = BatchParts & Pick<Parts, "random">;

/** "Default: 24": https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-create.html */
const DEFAULT_TIMEOUT_HOURS = 24;
const HOUR_MS = 60 * 60 * 1000;

/** As many jobs of an account and Region the emulator carries at once. AWS's quotas are smaller and differ from model to model. */
const MOST_UNFINISHED = 1_000;

/**
 * CreateModelInvocationJob: takes a file of requests and answers at once; the job goes through its states as the clock moves on.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_CreateModelInvocationJob.html
 */
export const createModelInvocationJob = {
  service: "bedrock",
  name: "CreateModelInvocationJob",
  honours: [
    "jobName",
    "roleArn",
    "clientRequestToken",
    "modelId",
    "inputDataConfig.s3InputDataConfig",
    "outputDataConfig.s3OutputDataConfig",
    "vpcConfig",
    "timeoutDurationInHours",
    "tags",
    "modelInvocationType",
  ],
  access:
    (parts: Pick<Parts, "catalog" | "profiles">) =>
    async ({ modelId = "", roleArn, tags }: CreateModelInvocationJobCommandInput, call: Call) => {
      const isProfile =
        parts.catalog.systemProfiles.get(modelId) !== undefined || modelId.includes("inference-profile/");
      return {
        resources: [isProfile ? await namedProfile(modelId, call, parts) : namedModel(modelId, call, parts)],
        passedRole: roleArn,
        requestTags: tags && new Map(tags.map(({ key = "", value = "" }) => [key, value])),
      };
    },
  handler:
    (parts: Needs) =>
    async (input: CreateModelInvocationJobCommandInput, call: Call): Promise<CreateModelInvocationJobResponse> => {
      const { clientRequestToken: token, ...rest } = input;
      const request = { ...rest, tags: tagsInOrder(input.tags) };
      const now = parts.clock.now();
      // Two requests with one token, or at the edge of the quota, must see each other.
      const made = await parts.invocationJobs.exclusively(call, () =>
        onceForToken(parts.invocationJobs, call, { token, request, now }, () => create(parts, input, call)),
      );
      return { jobArn: made.arn };
    },
} satisfies OperationDefinition;

async function create(parts: Needs, input: CreateModelInvocationJobCommandInput, call: Call): Promise<string> {
  const { modelId = "", jobName: name = "", roleArn = "" } = input;
  const { inputDataConfig, outputDataConfig } = input;
  const target = await resolveForBatch(modelId, call, parts);
  call.report.target = target;
  const outputPlace = parseS3Uri(outputDataConfig?.s3OutputDataConfig?.s3Uri ?? "");
  if (!inputDataConfig || !outputDataConfig || !outputPlace) throw new Error("the API model lets no such request pass");
  const tags = addTags(new Map(), input.tags ?? []);
  await refuseTooMany(parts, call);
  const id = await freshId(parts.random, (id) => parts.invocationJobs.get(call, id));
  const timeoutHours = input.timeoutDurationInHours ?? DEFAULT_TIMEOUT_HOURS;
  const submittedAt = parts.clock.now();
  const job: ModelInvocationJob = {
    id,
    arn: jobArn(id, call, parts),
    name,
    modelId,
    modelArn: targetArn(target, call, parts),
    roleArn,
    clientRequestToken: input.clientRequestToken,
    inputDataConfig,
    outputDataConfig,
    inputUri: inputDataConfig.s3InputDataConfig?.s3Uri ?? "",
    outputUri: formatS3Uri(placeBelow(outputPlace, id)),
    vpcConfig: input.vpcConfig,
    invocationType: input.modelInvocationType ?? "InvokeModel",
    timeoutHours,
    submittedAt,
    expiresAt: after(submittedAt, timeoutHours * HOUR_MS),
    status: "Submitted",
    changedAt: submittedAt,
    dueAt: after(submittedAt, PACE_MS.Submitted),
    tags,
  };
  await parts.invocationJobs.add(call, job);
  workInBackground(parts, call, job);
  return job.arn;
}

async function refuseTooMany({ invocationJobs }: Needs, call: Call): Promise<void> {
  const unfinished = (await invocationJobs.all(call)).filter((job) => !hasEnded(job));
  if (unfinished.length >= MOST_UNFINISHED) throw awsError("batchQuotaExceeded", { quota: MOST_UNFINISHED });
}
