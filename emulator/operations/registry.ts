import type { ServiceName } from "../services.ts";
import { createGuardrail } from "./bedrock/create-guardrail.ts";
import { createGuardrailVersion } from "./bedrock/create-guardrail-version.ts";
import { createInferenceProfile } from "./bedrock/create-inference-profile.ts";
import { createModelInvocationJob } from "./bedrock/create-model-invocation-job.ts";
import { createPromptRouter } from "./bedrock/create-prompt-router.ts";
import { deleteGuardrail } from "./bedrock/delete-guardrail.ts";
import { deleteInferenceProfile } from "./bedrock/delete-inference-profile.ts";
import { deletePromptRouter } from "./bedrock/delete-prompt-router.ts";
import {
  getFoundationModel,
  getFoundationModelAvailability,
  listFoundationModels,
} from "./bedrock/foundation-models.ts";
import { getGuardrail } from "./bedrock/get-guardrail.ts";
import { getInferenceProfile } from "./bedrock/get-inference-profile.ts";
import { getModelInvocationJob } from "./bedrock/get-model-invocation-job.ts";
import { getPromptRouter } from "./bedrock/get-prompt-router.ts";
import { listGuardrails } from "./bedrock/list-guardrails.ts";
import { listInferenceProfiles } from "./bedrock/list-inference-profiles.ts";
import { listModelInvocationJobs } from "./bedrock/list-model-invocation-jobs.ts";
import { listPromptRouters } from "./bedrock/list-prompt-routers.ts";
import { stopModelInvocationJob } from "./bedrock/stop-model-invocation-job.ts";
import { listTagsForResource, tagResource, untagResource } from "./bedrock/tags.ts";
import { updateGuardrail } from "./bedrock/update-guardrail.ts";
import { rerank } from "./bedrock-agent-runtime/rerank.ts";
import { applyGuardrail } from "./bedrock-runtime/apply-guardrail.ts";
import { converse } from "./bedrock-runtime/converse.ts";
import { converseStream } from "./bedrock-runtime/converse-stream.ts";
import { countTokens } from "./bedrock-runtime/count-tokens.ts";
import { getAsyncInvoke } from "./bedrock-runtime/get-async-invoke.ts";
import { invokeGuardrailChecks } from "./bedrock-runtime/invoke-guardrail-checks.ts";
import { invokeModel } from "./bedrock-runtime/invoke-model.ts";
import { invokeModelWithBidirectionalStream } from "./bedrock-runtime/invoke-model-with-bidirectional-stream.ts";
import { invokeModelWithResponseStream } from "./bedrock-runtime/invoke-model-with-response-stream.ts";
import { listAsyncInvokes } from "./bedrock-runtime/list-async-invokes.ts";
import { startAsyncInvoke } from "./bedrock-runtime/start-async-invoke.ts";
import type { OperationDefinition } from "./operation.ts";

/** Every emulated operation. An operation of the API model that is not here is answered with HTTP 501. */
export const operations: readonly OperationDefinition[] = [
  createInferenceProfile,
  getInferenceProfile,
  listInferenceProfiles,
  deleteInferenceProfile,
  tagResource,
  untagResource,
  listTagsForResource,
  listFoundationModels,
  getFoundationModel,
  getFoundationModelAvailability,
  createGuardrail,
  getGuardrail,
  listGuardrails,
  updateGuardrail,
  deleteGuardrail,
  createGuardrailVersion,
  createModelInvocationJob,
  getModelInvocationJob,
  listModelInvocationJobs,
  stopModelInvocationJob,
  createPromptRouter,
  getPromptRouter,
  listPromptRouters,
  deletePromptRouter,
  converse,
  converseStream,
  invokeModel,
  invokeModelWithResponseStream,
  invokeModelWithBidirectionalStream,
  countTokens,
  applyGuardrail,
  invokeGuardrailChecks,
  startAsyncInvoke,
  getAsyncInvoke,
  listAsyncInvokes,
  rerank,
];

const byName = new Map(operations.map((definition) => [`${definition.service} ${definition.name}`, definition]));

/** The definition of an operation, if it is emulated. */
export function findOperation(service: ServiceName, name: string): OperationDefinition | undefined {
  return byName.get(`${service} ${name}`);
}
