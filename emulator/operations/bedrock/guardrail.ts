import type { GetGuardrailResponse, GuardrailSummary } from "@aws-sdk/client-bedrock";
import type { Guardrail, GuardrailVersion } from "../../state/guardrails.ts";

/** A version of a guardrail as GetGuardrail answers it. All changes are done at once, so the status is always READY. */
export function describeGuardrail({ id, arn }: Guardrail, version: GuardrailVersion): GetGuardrailResponse {
  return { guardrailId: id, guardrailArn: arn, status: "READY", ...version };
}

/** A version of a guardrail as ListGuardrails answers it. */
export function summarizeGuardrail({ id, arn }: Guardrail, one: GuardrailVersion): GuardrailSummary {
  const { name, description, version, createdAt, updatedAt, crossRegionDetails } = one;
  return { id, arn, status: "READY", name, description, version, createdAt, updatedAt, crossRegionDetails };
}
