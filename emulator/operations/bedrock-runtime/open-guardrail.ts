import type { AppliedGuardrailDetails, GuardrailAssessment } from "@aws-sdk/client-bedrock-runtime";
import { awsError } from "../../errors.ts";
import { type AssessmentRequest, assess, type Outcome } from "../../guardrails/index.ts";
import { type Guardrail, type GuardrailVersion, versionOf } from "../../state/guardrails.ts";
import type { Scope } from "../../state/store.ts";
import { guardrailArn } from "../bedrock/guardrail-identifier.ts";
import type { Parts } from "../parts.ts";

/** A version of a guardrail that a request asks to be applied. */
export interface OpenGuardrail {
  readonly guardrail: Guardrail;
  readonly version: GuardrailVersion;
}

/** What a guardrail says to a request, with the message that stands in the place of what it blocks. */
export interface Judgement extends Omit<Outcome, "assessment"> {
  readonly message: string;
  readonly assessment: Outcome["assessment"] & GuardrailAssessment;
}

/**
 * Finds the version of a guardrail that a request of the runtime names. Throws AWS's error, which is the same for a guardrail and for a
 * version that is not there, and for a guardrail of another Region or account (third-party checks against the live service, 2026).
 */
export async function openGuardrail(
  { guardrails, catalog }: Pick<Parts, "guardrails" | "catalog">,
  { identifier, version }: { readonly identifier: string; readonly version: string },
  scope: Scope,
): Promise<OpenGuardrail> {
  const id = identifier.slice(identifier.lastIndexOf("/") + 1);
  const isOwn = id === identifier || identifier === guardrailArn(id, scope, { catalog });
  const guardrail = isOwn ? await guardrails.get(scope, id) : undefined;
  const found = guardrail && versionOf(guardrail, version);
  if (!found) throw awsError("appliedGuardrailNotFound");
  return { guardrail, version: found };
}

/** Applies a guardrail to texts. */
export function applyTo({ guardrail, version }: OpenGuardrail, request: AssessmentRequest): Judgement {
  const outcome = assess(version, request);
  const appliedGuardrailDetails: AppliedGuardrailDetails = {
    guardrailId: guardrail.id,
    guardrailVersion: version.version,
    guardrailArn: guardrail.arn,
    guardrailOrigin: ["REQUEST"],
    guardrailOwnership: "SELF",
  };
  return {
    ...outcome,
    message: request.source === "INPUT" ? version.blockedInputMessaging : version.blockedOutputsMessaging,
    assessment: { ...outcome.assessment, appliedGuardrailDetails },
  };
}

/** The guardrail that a request to a model names, which it may leave out altogether. Throws when one of the two is missing. */
export function namedGuardrailVersion(
  identifier: string | undefined,
  version: string | undefined,
): { readonly identifier: string; readonly version: string } | undefined {
  if (!identifier && !version) return undefined;
  if (!identifier || !version) throw awsError("guardrailHalfNamed");
  return { identifier, version };
}

/** Why a guardrail acted, in the words of the live service (https://github.com/lijingfz/bedrock-guardrails-demo). */
export const ACTION_REASONS: Readonly<Record<Outcome["verdict"], string>> = {
  pass: "No action.",
  masked: "Guardrail masked.",
  blocked: "Guardrail blocked.",
};
