import type { StartAsyncInvokeCommandInput, StartAsyncInvokeResponse } from "@aws-sdk/client-bedrock-runtime";
import { formatArn } from "../../arn.ts";
import { foundationModelArn, type Region } from "../../catalog/index.ts";
import { awsError, NotEmulatedError } from "../../errors.ts";
import { asyncFamilyOf } from "../../generation/async-families.ts";
import { type AsyncTask, jsonFile } from "../../generation/async-task.ts";
import { resolveBaseModel } from "../../routing/base-model.ts";
import type { Target } from "../../routing/target.ts";
import type { AsyncInvocation } from "../../state/async-invocations.ts";
import { formatS3Uri, ObjectsError, parseS3Uri, placeBelow } from "../../state/objects.ts";
import { authorize } from "../authorize.ts";
import { onceForToken, tagsInOrder } from "../bedrock/client-token.ts";
import { freshId } from "../bedrock/fresh-id.ts";
import { addTags } from "../bedrock/profile-tags.ts";
import type { Call } from "../call.ts";
import type { OperationDefinition } from "../operation.ts";
import type { Parts } from "../parts.ts";
import { type AsyncParts, openObject, workInBackground } from "./async-invocation.ts";
import { type InferenceParts, perform } from "./inference.ts";

type Needs = AsyncParts & InferenceParts & Pick<Parts, "random" | "limits">;

/**
 * StartAsyncInvoke: takes work that lasts minutes and answers at once. The work is in progress until the clock has moved on by as much
 * as it takes, and leaves its files below the invocation's id.
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_StartAsyncInvoke.html
 */
export const startAsyncInvoke = {
  service: "bedrock-runtime",
  name: "StartAsyncInvoke",
  honours: [
    "clientRequestToken",
    "modelId",
    "modelInput",
    "outputDataConfig.s3OutputDataConfig.s3Uri",
    "outputDataConfig.s3OutputDataConfig.kmsKeyId",
    "outputDataConfig.s3OutputDataConfig.bucketOwner",
    "tags",
  ],
  isInference: true,
  handler:
    (parts: Needs) =>
    async (input: StartAsyncInvokeCommandInput, call: Call): Promise<StartAsyncInvokeResponse> => {
      const { clientRequestToken: token, ...rest } = input;
      checkToken(token);
      const target = admit(parts, input, call);
      const begin = async () => {
        const request = { ...rest, tags: tagsInOrder(input.tags) };
        const now = parts.clock.now();
        const made = await onceForToken(parts.asyncInvocations, call, { token, request, now }, () =>
          start(parts, target, input, call),
        );
        return { invocationArn: made.arn };
      };
      // Two requests with one token must see each other; others need not wait while a fault delays this one.
      if (token === undefined) return begin();
      return parts.asyncInvocations.exclusivelyFor(`${call.account} ${call.region} ${token}`, begin);
    },
} satisfies OperationDefinition;

/** Finds the model and asks whether the caller may invoke it, and tag what comes of it. */
function admit(parts: Needs, { modelId = "", tags }: StartAsyncInvokeCommandInput, call: Call): Target {
  const target = resolveBaseModel(modelId, call, parts.catalog);
  const { model, destinations } = target;
  call.report.target = target;
  call.report.trail.push({ step: "resolve", outcome: `${target.kind} over ${model.modelId}` });
  const requestTags = tags && new Map(tags.map(({ key = "", value = "" }) => [key, value]));
  authorize(parts.guard, parts.catalog, call, { invocation: { modelId: model.modelId, destinations }, requestTags });
  if (!model.apis.includes("StartAsyncInvoke")) throw awsError("asyncNotSupported");
  return target;
}

/** The service is stricter than its API model says (third-party capture, 2026-09). */
function checkToken(token: string | undefined): void {
  if (token !== undefined && !/^[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?$/.test(token)) {
    throw awsError("asyncTokenInvalid", { token });
  }
}

/** Reads the input, goes the way of every request to a model, and remembers what is to be done. */
async function start(parts: Needs, target: Target, input: StartAsyncInvokeCommandInput, call: Call): Promise<string> {
  const { model } = target;
  const family = asyncFamilyOf(model);
  if (!family) throw new NotEmulatedError(`Outcrop does not emulate the asynchronous work of ${model.modelId} yet.`);
  const tags = addTags(new Map(), input.tags ?? []);
  const task = await family.read(input.modelInput, model, (uri) => openObject(parts.objects, uri));
  const { text, inputTokens } = task;
  const nothingYet = { text, inputTokens, answer: () => ({ body: undefined, latencyMs: 0 }) };
  await perform(parts, target, nothingYet, { modelId: input.modelId }, call);

  const invocation = await parts.asyncInvocations.exclusively(call, async () => {
    await refuseTooMany(parts, model.modelId, call);
    const id = await freshId(parts.random, (id) => parts.asyncInvocations.get(call, id));
    const record = toRecord(id, task, target, input, call, parts);
    if (family.hasManifest) await writeManifest(parts, record, call);
    await parts.asyncInvocations.add(call, { ...record, tags });
    return record;
  });
  workInBackground(parts, call, invocation);
  return invocation.arn;
}

async function refuseTooMany({ asyncInvocations, clock, limits }: Needs, modelId: string, call: Call): Promise<void> {
  const now = clock.now();
  const quota = limits.concurrentInvocations(modelId);
  const inProgress = (await asyncInvocations.all(call)).filter(
    (one) => one.modelId === modelId && !one.outcome && one.endsAt > now,
  );
  if (inProgress.length >= quota) throw awsError("asyncQuotaExceeded", { model: modelId, quota });
}

function toRecord(
  id: string,
  { plan, durationMs }: AsyncTask,
  { model }: Target,
  { clientRequestToken, outputDataConfig }: StartAsyncInvokeCommandInput,
  call: Call,
  { catalog, clock }: Needs,
): AsyncInvocation {
  const { account, region, report } = call;
  const { s3Uri = "", kmsKeyId, bucketOwner } = outputDataConfig?.s3OutputDataConfig ?? {};
  const place = parseS3Uri(s3Uri);
  if (!place) throw awsError("asyncOutputUnwritable");
  const { partition } = catalog.regions.get(region) as Region;
  const submittedAt = clock.now();
  return {
    id,
    arn: formatArn({ partition, service: "bedrock", region, account, resourceType: "async-invoke", resourceId: id }),
    modelId: model.modelId,
    modelArn: foundationModelArn({ name: region, partition }, model.modelId),
    clientRequestToken,
    outputUri: formatS3Uri(placeBelow(place, id)),
    kmsKeyId,
    bucketOwner,
    submittedAt,
    endsAt: new Date(submittedAt.getTime() + durationMs),
    plan,
    defect: defectOf(report),
    tags: new Map(),
  };
}

/** What a fault that gives another answer means for work that leaves files; of the kinds that cut an answer short, nothing. */
function defectOf({ faults }: Call["report"]): AsyncInvocation["defect"] {
  const fault = faults.find(({ kind }) => kind === "answer");
  if (fault?.kind !== "answer") return undefined;
  if (fault.answer === "content_filtered" || fault.answer === "guardrail_intervened") return "blocked";
  return fault.answer === "malformed_model_output" ? "broken" : undefined;
}

/**
 * "A file written at the start of the job, containing the request ID"
 * (https://docs.aws.amazon.com/nova/latest/userguide/video-gen-access.html); the name of its member is assumed. With it is known
 * whether the output can be written at all.
 */
async function writeManifest({ objects }: Needs, { outputUri }: AsyncInvocation, { requestId }: Call): Promise<void> {
  const place = parseS3Uri(outputUri);
  if (!place) return;
  const { bucket, key } = placeBelow(place, "manifest.json");
  try {
    await objects.put(bucket, key, jsonFile({ requestId }));
  } catch (error) {
    throw error instanceof ObjectsError ? awsError("asyncOutputUnwritable") : error;
  }
}
