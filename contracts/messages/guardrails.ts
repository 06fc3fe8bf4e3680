import type { Message } from "./messages.ts";

/** What Amazon Bedrock Guardrails answers to what it refuses. */
export const guardrailMessages = {
  guardrailNotFound: {
    code: "ResourceNotFoundException",
    text: "The guardrail identifier or version provided in the request does not exist.",
    assumed:
      "Terraform's provider and botocore's users meet ResourceNotFoundException from the control plane; its wording was not found, that of the runtime is used.",
  },
  appliedGuardrailNotFound: {
    code: "ValidationException",
    text: "The guardrail identifier or version provided in the request does not exist.",
    evidence: [
      "third-party checks against the live service with unknown ids and versions (2026): bad ids and bad versions answer alike",
      "https://github.com/lijingfz/bedrock-guardrails-demo (cases S31 and S32)",
    ],
  },
  guardrailHalfNamed: {
    code: "ValidationException",
    text: "The guardrail identifier and the guardrail version must be provided together.",
    assumed:
      "That the two belong together is known (https://github.com/strands-agents/harness-sdk/pull/4223); the wording is not.",
  },
  guardedInputMalformed: {
    code: "ValidationException",
    text: "Guardrail was enabled but input is in incorrect format.",
    evidence: [
      "https://github.com/aws-samples/generative-ai-use-cases/issues/499",
      "captures of ApplyGuardrail in third-party gateways (2024-2026)",
    ],
  },
  guardrailChecksMissing: {
    code: "ValidationException",
    text: "At least one check must be specified.",
    assumed: "That the live service answers ValidationException is seen; its wording was not.",
  },
  groundingSourceMissing: {
    code: "ValidationException",
    text: "The provided request does not contain the grounding source. Grounding source, query and content to guard are required for Guardrails contextual grounding policy evaluation.",
    evidence: [
      "third-party check against the live service (2026): content tagged guard_content without a grounding source",
    ],
    assumed: "The same text is used when it is the query that is missing.",
  },
  guardedTextTooLong: {
    code: "ThrottlingException",
    text: "Input text size ({units} text units) exceeds the maximum allowed ({most} text units) for the {policy}",
    evidence: [
      'third-party captures of the live service with HTTP 429 (2026), of the content filter policy with the end "(Classic tier)" and without',
    ],
    assumed: "The names of the other policies.",
  },
  guardrailNameTaken: {
    code: "ConflictException",
    text: "Another guardrail in your account already has this name.",
    evidence: [
      "CloudFormation's report of the live service, HTTP 400 and AlreadyExists, in notes of a third party (2026-09)",
    ],
  },
  guardrailWithoutPolicy: {
    code: "ValidationException",
    text: "Guardrail must have at least one policy",
    evidence: ["third-party check of CreateGuardrail against the live service in eu-west-1 (2026-08)"],
  },
  promptAttackOnOutput: {
    code: "ValidationException",
    text: "PROMPT ATTACK content filter strength for response must be NONE",
    evidence: ["https://github.com/hashicorp/terraform-provider-awscc/issues/1905"],
  },
  standardTierWithoutCrossRegion: {
    code: "ValidationException",
    text: "The STANDARD tier requires cross-Region inference. Specify crossRegionConfig.",
    assumed:
      "That it is required is documented (https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-tiers.html); the wording was not found.",
  },
  guardrailEntryTwice: {
    code: "ValidationException",
    text: "The {kind} {name} is configured more than once.",
    assumed: "No capture of a guardrail with equal entries was found.",
  },
  guardrailRegexInvalid: {
    code: "ValidationException",
    text: "The regex pattern of {name} is not valid: {problem}",
    assumed:
      "No capture was found. That look-around is not supported is documented (https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-sensitive-filters.html).",
  },
  groundingThresholdInvalid: {
    code: "ValidationException",
    text: "The threshold of the contextual grounding filter {type} must be from 0 to 0.99.",
    assumed:
      "The range is documented (https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-contextual-grounding-check.html); the wording was not found.",
  },
  guardrailQuotaExceeded: {
    code: "ServiceQuotaExceededException",
    text: "The number of guardrails in this account and Region has reached its quota of {quota}.",
    assumed:
      "The quota is documented (https://docs.aws.amazon.com/general/latest/gr/bedrock.html) and the error modelled; no capture of its wording was found.",
  },
  guardrailVersionQuotaExceeded: {
    code: "ServiceQuotaExceededException",
    text: "The number of versions of guardrail {id} has reached its quota of {quota}.",
    assumed:
      "The quota is documented (https://docs.aws.amazon.com/general/latest/gr/bedrock.html) and the error modelled; no capture of its wording was found.",
  },
} as const satisfies Record<string, Message>;
