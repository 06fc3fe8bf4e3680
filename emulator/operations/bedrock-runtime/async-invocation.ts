import type { GetAsyncInvokeResponse } from "@aws-sdk/client-bedrock-runtime";
import { AwsError, awsError } from "../../errors.ts";
import { asyncFamilyOf } from "../../generation/async-families.ts";
import type { AsyncBench } from "../../generation/async-task.ts";
import { createRandom } from "../../random.ts";
import type { AsyncInvocation } from "../../state/async-invocations.ts";
import { formatS3Uri, type Objects, ObjectsError, parseS3Uri, placeBelow } from "../../state/objects.ts";
import type { Scope } from "../../state/store.ts";
import type { Parts } from "../parts.ts";

export type AsyncParts = Pick<Parts, "catalog" | "clock" | "seed" | "asyncInvocations" | "objects" | "background">;

/**
 * An invocation as it is now: when its time has come its work is done first, so that whoever is told "Completed" finds the files.
 * Any number of callers may ask at once; the work is done once.
 */
export async function broughtUpToDate(
  parts: AsyncParts,
  scope: Scope,
  invocation: AsyncInvocation,
): Promise<AsyncInvocation> {
  const { asyncInvocations, clock } = parts;
  if (invocation.outcome || invocation.endsAt > clock.now()) return invocation;
  return asyncInvocations.exclusivelyFor(invocation.arn, async () => {
    const current = await asyncInvocations.get(scope, invocation.id);
    // Another caller was first, or a reset has come between.
    if (!current || current.outcome) return current ?? invocation;
    const outcome = await workOf(parts, current);
    return asyncInvocations.exclusively(scope, async () => {
      // Read again: tags may have changed in the meantime.
      const latest = await asyncInvocations.get(scope, invocation.id);
      if (!latest) return invocation;
      const ended = { ...latest, outcome };
      await asyncInvocations.put(scope, ended);
      return ended;
    });
  });
}

/** Does the work as soon as the clock says that it is done, for those who look at the files and not at the API. */
export function workInBackground(parts: AsyncParts, scope: Scope, { id, endsAt }: AsyncInvocation): void {
  const { account, region } = scope;
  parts.background.start(async (waitUntil) => {
    await waitUntil(endsAt);
    const invocation = await parts.asyncInvocations.get({ account, region }, id);
    if (invocation) await broughtUpToDate(parts, { account, region }, invocation);
  });
}

async function workOf(
  { catalog, seed, objects }: AsyncParts,
  { arn, modelId, outputUri, plan, defect }: AsyncInvocation,
): Promise<NonNullable<AsyncInvocation["outcome"]>> {
  const model = catalog.models.get(modelId);
  const family = model && asyncFamilyOf(model);
  const place = parseS3Uri(outputUri);
  if (!family || !place) throw new Error(`nothing can do the work of ${arn}`);
  const bench: AsyncBench = {
    model,
    random: createRandom(seed, "asynchronous invocation", arn),
    uriOf: (name) => formatS3Uri(placeBelow(place, name)),
    open: (uri) => openObject(objects, uri),
    defect,
  };
  try {
    const { files, failureMessage } = await family.carryOut(plan, bench);
    for (const [name, body] of Object.entries(files)) {
      const { bucket, key } = placeBelow(place, name);
      await objects.put(bucket, key, body);
    }
    return failureMessage === undefined ? { status: "Completed" } : { status: "Failed", message: failureMessage };
  } catch (error) {
    if (error instanceof ObjectsError || error instanceof AwsError) return { status: "Failed", message: error.message };
    throw error;
  }
}

/** An S3 object that a model input names. Throws ValidationException when it cannot be read. */
export async function openObject(objects: Objects, uri: string): Promise<Uint8Array> {
  const place = parseS3Uri(uri);
  if (!place) throw awsError("asyncSourceUnreadable", { uri, reason: "it is not of the form s3://bucket/key" });
  let body: Uint8Array | undefined;
  try {
    body = await objects.get(place.bucket, place.key);
  } catch (error) {
    if (!(error instanceof ObjectsError)) throw error;
    throw awsError("asyncSourceUnreadable", { uri, reason: error.message });
  }
  if (!body) throw awsError("asyncSourceUnreadable", { uri, reason: "there is no such object" });
  return body;
}

/** An invocation as GetAsyncInvoke and ListAsyncInvokes answer it. */
export function describeInvocation(invocation: AsyncInvocation): GetAsyncInvokeResponse {
  const { arn, modelArn, clientRequestToken, outcome, submittedAt, endsAt, outputUri, kmsKeyId, bucketOwner } =
    invocation;
  return {
    invocationArn: arn,
    modelArn,
    clientRequestToken,
    status: outcome?.status ?? "InProgress",
    failureMessage: outcome?.status === "Failed" ? outcome.message : undefined,
    submitTime: submittedAt,
    lastModifiedTime: outcome ? endsAt : submittedAt,
    endTime: outcome && endsAt,
    outputDataConfig: { s3OutputDataConfig: { s3Uri: outputUri, kmsKeyId, bucketOwner } },
  };
}
