/**
 * Every error text that Outcrop sends in AWS's name: the error code, the wording, and the evidence for it.
 * `assumed` says that no capture of the live service was found and why this wording was chosen.
 */
export interface Message {
  readonly code: string;
  /** `{name}` marks a place that the thrower fills in. */
  readonly text: string;
  readonly evidence?: readonly string[];
  readonly assumed?: string;
}

export const messages = {
  modelIdentifierInvalid: {
    code: "ValidationException",
    text: "The provided model identifier is invalid.",
    evidence: [
      "https://github.com/earendil-works/pi/pull/5527",
      "https://github.com/langchain-ai/open_deep_research/issues/224",
      "https://github.com/anthropics/claude-code/issues/1434",
    ],
  },
  foundationModelNotFound: {
    code: "ResourceNotFoundException",
    text: "Model not found.",
    evidence: [
      "https://github.com/mlcommons/modelbench/issues/1654",
      "third-party note of GetFoundationModel with a profile's id, checked against the live service (2026)",
    ],
  },
  constraintViolations: {
    code: "ValidationException",
    text: "{heading}: {violations}",
    evidence: [
      "https://github.com/BerriAI/litellm/issues/24668",
      "https://github.com/NousResearch/hermes-agent/issues/55429",
    ],
  },
  unionWithoutMember: {
    code: "ValidationException",
    text: "{shape} object at {path} must set one of the following keys: {keys}.",
    evidence: ["third-party captures of Converse, for ContentBlock and DocumentSource (2025)"],
  },
  unionWithSeveralMembers: {
    code: "ValidationException",
    text: "{shape} object at {path} must set only one of the following keys: {keys}.",
    assumed: "SDKs refuse such a value before they send it; worded like the answer to a union without a member.",
  },
  malformedJson: {
    code: "SerializationException",
    text: "The request body is not valid JSON.",
    assumed:
      "Athena, on the same framework, sends SerializationException without a message here; a text that helps was preferred to none.",
  },
  listNotExpected: {
    code: "SerializationException",
    text: "Start of list found where not expected",
    evidence: ["third-party captures of Athena and SES v2 (2026), which share Bedrock's framework"],
  },
  structureNotExpected: {
    code: "SerializationException",
    text: "Start of structure or map found where not expected.",
    evidence: ["third-party captures of Athena and SES v2 (2026), which share Bedrock's framework"],
  },
  listExpected: {
    code: "SerializationException",
    text: "Expected list or null",
    evidence: ["third-party captures of Athena and SES v2 (2026), which share Bedrock's framework"],
  },
  structureExpected: {
    code: "SerializationException",
    text: "Expected null",
    evidence: ["third-party captures of Athena and SES v2 (2026), which share Bedrock's framework"],
  },
  cannotBeConverted: {
    code: "SerializationException",
    text: "{found} can not be converted to {wanted}",
    evidence: ["third-party captures of Athena and SES v2 (2026), which share Bedrock's framework"],
  },
  copyFromInvalid: {
    code: "ValidationException",
    text: "copyFrom must be a valid inference profile model source ARN.",
    evidence: ["https://github.com/awslabs/aws-solutions-constructs/issues/1387"],
  },
  sourceModelNotFound: {
    code: "ResourceNotFoundException",
    text: "Model not found",
    evidence: [
      "third-party measurement of CreateInferenceProfile with a model of another Region, 2026-09; code assumed",
    ],
  },
  inferenceProfileNotFound: {
    code: "ResourceNotFoundException",
    text: "Inference profile not found",
    evidence: [
      "third-party measurement of CreateInferenceProfile with a profile of another geography, 2026-09; code assumed",
    ],
    assumed:
      "No capture of Get, Delete and the tag operations with an unknown profile was found; the same text is used.",
  },
  resourceNotFound: {
    code: "ResourceNotFoundException",
    text: "The specified resource could not be found",
    assumed: "No capture of the tag operations with an ARN that names nothing was found.",
  },
  arnOfAnotherRegion: {
    code: "ValidationException",
    text: "The provided ARN is invalid for the service region",
    evidence: ["third-party measurements of GetGuardrail, CreateGuardrail and CreateModelInvocationJob, 2026"],
  },
  arnOfAnotherAccount: {
    code: "ValidationException",
    text: "The provided resource ARN is from a different account",
    evidence: ["third-party measurement of CreateGuardrail with a profile of another account, 2026-09"],
  },
  arnInvalid: {
    code: "ValidationException",
    text: "The provided ARN is invalid",
    evidence: ["third-party captures of GetModelInvocationJob with an ARN that names nothing of its kind"],
  },
  systemProfileImmutable: {
    code: "ValidationException",
    text: "The operation {operation} is not supported for system-defined inference profile {identifier}.",
    assumed: "That the operation fails is known (https://github.com/ekristen/aws-nuke/pull/988); its wording is not.",
  },
  clientTokenConflict: {
    code: "ConflictException",
    text: "The client request token {token} was used before with other parameters.",
    assumed: "The error is modelled; no capture of its wording was found.",
  },
  profileQuotaExceeded: {
    code: "ServiceQuotaExceededException",
    text: "The number of application inference profiles in this account and Region has reached its quota of {quota} (L-40EC9882).",
    assumed: "The quota is documented and the error modelled; no capture of its wording was found.",
  },
  tooManyTags: {
    code: "TooManyTagsException",
    text: "The resource has {count} tags; at most {limit} are allowed.",
    assumed: "The error is modelled; no capture of its wording was found.",
  },
  reservedTagKey: {
    code: "ValidationException",
    text: "aws: prefixed tag key names are not allowed for external use.",
    evidence: ["the wording of several AWS services; no capture of Bedrock was found"],
  },
  duplicateTagKey: {
    code: "ValidationException",
    text: "Duplicate tag keys found: {key}",
    assumed: "No capture was found.",
  },
  nextTokenInvalid: {
    code: "ValidationException",
    text: "The provided nextToken is invalid.",
    assumed: "No capture was found.",
  },
  onDemandNotSupported: {
    code: "ValidationException",
    text: "Invocation of model ID {modelId} with on-demand throughput isn’t supported. Retry your request with the ID or ARN of an inference profile that contains this model.",
    evidence: [
      "https://github.com/anthropics/anthropic-sdk-python/issues/894",
      "https://github.com/danny-avila/LibreChat/issues/4570",
      "https://github.com/gethouston/houston/pull/1381",
    ],
  },
  signatureOfAnotherService: {
    code: "InvalidSignatureException",
    text: "Credential should be scoped to correct service: 'bedrock'. ",
    evidence: ["https://github.com/maximhq/bifrost/issues/2533"],
  },
  signatureOfUnknownRegion: {
    code: "InvalidSignatureException",
    text: "Credential should be scoped to a valid region. ",
    evidence: ["third-party capture of another service on the same framework"],
  },
  credentialMalformed: {
    code: "IncompleteSignatureException",
    text: "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{credential}'",
    evidence: ["the wording of AWS's signature check, the same for all services"],
  },
  authorizationWithoutCredential: {
    code: "IncompleteSignatureException",
    text: "Authorization header requires 'Credential' parameter.",
    evidence: ["the wording of AWS's signature check, the same for all services"],
  },
} as const satisfies Record<string, Message>;
